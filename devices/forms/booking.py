"""Asking what is free, and booking it."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from devices.forms.when import WhenForm
from devices.queries.assets import categories
from devices.queries.rules import own_groups
from schools.forms.fields import offer
from schools.models import Person


class NeedForm(WhenForm):
    """What do you need, when?"""

    category = forms.ChoiceField(label=_("What"), required=False)
    field_order = ("category", "qty", "day", "lesson", "starts", "ends")

    def __init__(self, *args: Any, is_pupil: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sorts = [(str(row.pk), row.name) for row in categories()]
        offer(self, "category", [("", _("Anything")), *sorts])
        if is_pupil:
            del self.fields["qty"]

    def clean_qty(self) -> int:
        """At least one; what is too many shows as nothing free."""
        qty: int = self.cleaned_data["qty"]
        if qty < 1:
            raise forms.ValidationError(_("Ask for at least one."))
        return qty


class BookForm(WhenForm):
    """One bookable, when, how many, what for. ``token`` makes a second sending harmless."""

    for_group = forms.ChoiceField(label=_("For"), required=False)
    purpose = forms.CharField(
        label=_("What for"),
        required=False,
        max_length=120,
        help_text=_("Shown to you and to those who look after the equipment."),
    )
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    field_order = ("qty", "day", "lesson", "starts", "ends", "for_group", "purpose", "token")

    def __init__(
        self, *args: Any, viewer: Person, is_pupil: bool, is_single: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["token"].initial = uuid.uuid4
        groups = own_groups(viewer)
        names = [(str(group.uuid), group.name) for group in groups]
        offer(self, "for_group", [("", _("Myself")), *names])
        if not groups:
            del self.fields["for_group"]
        if is_pupil or is_single:
            del self.fields["qty"]
        if is_pupil:
            del self.fields["purpose"]

    def clean_for_group(self) -> uuid.UUID | None:
        """The group's id."""
        chosen: str = self.cleaned_data["for_group"]
        return uuid.UUID(chosen) if chosen else None
