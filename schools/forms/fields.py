"""Controls that several apps ask with: several files, a day, a time, choices known late."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from schools.files.kinds import ACCEPT

MOST_FILES = 10
Choice = tuple[Any, Any]


class DayInput(forms.DateInput):
    """The browser's own calendar, which speaks ISO whatever the language."""

    def __init__(self) -> None:
        super().__init__(attrs={"type": "date", "class": "ds-input"}, format="%Y-%m-%d")


class ClockInput(forms.TimeInput):
    """The browser's own clock, without seconds."""

    def __init__(self) -> None:
        super().__init__(attrs={"type": "time", "class": "ds-input"}, format="%H:%M")


class ManyFilesInput(forms.FileInput):
    """A file chooser that takes several; on phones it offers the camera too."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files or none. What they are is decided by the action, by content."""

    def __init__(self, **options: Any) -> None:
        widget = ManyFilesInput(attrs={"accept": ACCEPT})
        super().__init__(required=False, widget=widget, **options)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """The uploads, in order. Empty files pass, so that the action can say which one it was."""
        uploads = [upload for upload in (data or []) if upload]
        if len(uploads) > MOST_FILES:
            raise forms.ValidationError(
                _("At most %(limit)s files at a time."), params={"limit": MOST_FILES}
            )
        return uploads


def offer(form: forms.Form, name: str, choices: Iterable[Choice]) -> None:
    """Give a choice field what this viewer may choose from."""
    cast("forms.ChoiceField", form.fields[name]).choices = list(choices)


def offer_rows(form: forms.Form, name: str, rows: Any) -> None:
    """Give a field of rows the queryset this viewer may choose from."""
    cast("forms.ModelChoiceField[Any]", form.fields[name]).queryset = rows
