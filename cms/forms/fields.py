"""Form fields of our own."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from schools.files.kinds import ACCEPT


class ManyFilesInput(forms.ClearableFileInput):
    """A file chooser that takes several; on phones it offers the camera too."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files or none. What they are is decided by the action, by content."""

    def __init__(self, **kwargs: Any) -> None:
        widget = ManyFilesInput(attrs={"multiple": True, "accept": ACCEPT})
        super().__init__(required=False, allow_empty_file=True, widget=widget, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """The uploads, in order."""
        uploads = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(item, initial) for item in uploads if item]
