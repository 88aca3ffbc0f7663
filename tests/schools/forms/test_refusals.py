"""What a form shows when the action behind it refuses."""

from django import forms

from schools.exceptions import Conflict, InvalidInput
from schools.forms.refusals import refuse


class TitleForm(forms.Form):
    """A form with one field."""

    title = forms.CharField(required=False)


def _filled() -> TitleForm:
    form = TitleForm({"title": "Tur"})
    assert form.is_valid()
    return form


def test_a_refusal_stands_at_its_field() -> None:
    form = _filled()

    assert refuse(form, InvalidInput("Too long.", "title")) == 422
    assert form.errors == {"title": ["Too long."]}


def test_a_refusal_of_a_field_the_form_lacks_stands_above_it() -> None:
    form = _filled()

    assert refuse(form, InvalidInput("No.", "elsewhere")) == 422
    assert form.non_field_errors() == ["No."]


def test_a_conflict_stands_above_the_form() -> None:
    form = _filled()

    assert refuse(form, Conflict("Taken.")) == 409
    assert form.non_field_errors() == ["Taken."]
