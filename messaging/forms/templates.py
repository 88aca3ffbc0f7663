"""Forms for templates: to write one, and to fill in the fields of one."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from messaging.fields import EXAMPLE
from messaging.forms.weekly import ItemForm

LONGEST_VALUE = 200
BEFORE_NAME = "felt_"  # of a field, in addresses


class TemplateForm(ItemForm):
    """A heading and a text with fields. Whether they will do is the action's to say."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        said = _("What is filled in each time stands in braces, such as %(example)s.")
        self.fields["body"].widget.attrs["rows"] = 7
        self.fields["body"].help_text = said % {"example": EXAMPLE}


class FieldsForm(forms.Form):
    """One line for each field that does not fill itself, with what was given."""

    def __init__(self, names: Iterable[str], values: Mapping[str, str]) -> None:
        super().__init__()
        for name in names:
            self.fields[f"{BEFORE_NAME}{name}"] = forms.CharField(
                label=name.capitalize(),
                max_length=LONGEST_VALUE,
                required=False,
                initial=values.get(name, ""),
            )


def given_values(data: Mapping[str, str], names: Iterable[str]) -> dict[str, str]:
    """What an address gives for these fields: one line each, cut at 200 characters."""
    found = {name: data.get(f"{BEFORE_NAME}{name}", "") for name in names}
    return {
        name: " ".join(value.replace("\x00", " ").split())[:LONGEST_VALUE]
        for name, value in found.items()
    }
