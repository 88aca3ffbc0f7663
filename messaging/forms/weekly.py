"""Forms for the weekly letter."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from messaging.actions.starting import LONGEST_TITLE
from messaging.choices import Part
from messaging.forms.compose import ThreadForm
from messaging.weekly import DAYS
from schools.forms.fields import ClockInput

_DAYS = dict(
    zip(DAYS, (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday")), strict=True)
)


class ItemForm(forms.Form):
    """A heading and a text for the letter. Whether they will do is the action's to say."""

    title = forms.CharField(label=_("Heading"), max_length=LONGEST_TITLE)
    body = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 5}))


class NewItemForm(ItemForm):
    """The same from the letter's page, or from the form of an announcement."""

    client_token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, group: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.group = group
        self.fields["client_token"].initial = uuid.uuid4

    def clean(self) -> dict[str, Any]:
        """What an announcement can be and a letter cannot is said, and nothing is lost."""
        given = super().clean() or {}
        data: Any = self.data
        if self.files:
            text = _("Files cannot go in the weekly letter. Leave them out, or send them at once.")
            self.add_error(None, text)
        if data.get("ask"):
            self.add_error(None, _("The weekly letter cannot ask for anything."))
        if data.get("holds_until"):
            text = _("The weekly letter has no last day. Take the day away, or send at once.")
            self.add_error(None, text)
        if not self._is_for_guardians():
            text = _(
                "The weekly letter goes to the guardians of one class. Send to others at once."
            )
            self.add_error(None, text)
        return given

    def _is_for_guardians(self) -> bool:
        data: Any = self.data
        meant = [one for name in ("to", "people", "homes") for one in data.getlist(name)]
        return not meant or meant == [f"{Part.GUARDIANS}.{self.group.uuid}"]


class MoveForm(ThreadForm):
    """What was begun in a thread, for the letter instead."""

    def clean(self) -> dict[str, Any]:
        """What a message can be and a letter cannot is said, and nothing is lost."""
        given = super().clean() or {}
        if given.get("files"):
            text = _("Files cannot go in the weekly letter. Leave them out, or send them at once.")
            self.add_error(None, text)
        if given.get("asks_confirmation"):
            self.add_error(None, _("The weekly letter cannot ask for anything."))
        return given


class TimeForm(forms.Form):
    """When a school's letters are sent."""

    weekday = forms.TypedChoiceField(label=_("Day"), choices=list(_DAYS.items()), coerce=int)
    time = forms.TimeField(label=_("Time"), widget=ClockInput)
