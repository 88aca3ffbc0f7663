"""Controls that several apps ask with."""

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from schools.forms.fields import MOST_FILES, DayInput, FilesField


class WorkForm(forms.Form):
    """A form with several files."""

    work = FilesField()


def _form(number: int, typed: str = "", content: bytes = b"x") -> WorkForm:
    uploads = [SimpleUploadedFile(f"{place}.txt", content) for place in range(number)]
    return WorkForm(QueryDict(typed), MultiValueDict({"work": uploads}))


def test_files_come_in_the_order_they_were_chosen() -> None:
    form = _form(2)

    assert form.is_valid()
    assert [upload.name for upload in form.cleaned_data["work"]] == ["0.txt", "1.txt"]


def test_no_file_is_an_empty_list() -> None:
    form = _form(0)

    assert form.is_valid()
    assert form.cleaned_data["work"] == []


def test_an_empty_file_is_left_to_the_action() -> None:
    form = _form(1, content=b"")

    assert form.is_valid()
    assert len(form.cleaned_data["work"]) == 1


def test_one_file_too_many_is_refused_at_the_field() -> None:
    form = _form(MOST_FILES + 1)

    assert not form.is_valid()
    assert list(form.errors) == ["work"]


def test_a_box_that_the_page_never_had_changes_nothing() -> None:
    form = _form(1, typed="work-clear=on")

    assert form.is_valid()
    assert len(form.cleaned_data["work"]) == 1


def test_a_day_is_written_in_the_form_that_browsers_read() -> None:
    class DayForm(forms.Form):
        day = forms.DateField(widget=DayInput())

    form = DayForm(initial={"day": "2026-11-24"})

    assert 'type="date"' in str(form["day"])
