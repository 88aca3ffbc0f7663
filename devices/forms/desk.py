"""Scanning, lending and the registry."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from devices.actions.registry import AssetFields
from devices.choices import Condition, Lifecycle
from devices.models import Asset
from devices.queries.assets import asset_models, managed, rooms_at
from devices.queries.desk import people_of
from schools.forms.fields import DayInput, offer, offer_rows
from schools.models import Person, School

TAKE_BACK = "retur"


class ScanForm(forms.Form):
    """One tag, and what to do with the device."""

    use_required_attribute = False

    task = forms.ChoiceField(label=_("What are you doing?"))
    code = forms.CharField(
        label=_("Tag"),
        max_length=200,
        widget=forms.TextInput(
            attrs={"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}
        ),
        error_messages={"required": _("Scan a label or type the tag.")},
    )
    client_uuid = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, promises: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "task", [(TAKE_BACK, _("Taking back")), *promises])
        self.fields["client_uuid"].initial = uuid.uuid4


class AssetForm(forms.Form):
    """What is written about a device."""

    use_required_attribute = False

    school = forms.ModelChoiceField(label=_("School"), queryset=School.objects.none())
    tag = forms.CharField(label=_("Tag"), max_length=30)
    asset_model = forms.ModelChoiceField(label=_("Make"), queryset=School.objects.none())
    serial = forms.CharField(label=_("Serial number"), max_length=60, required=False)
    room = forms.ModelChoiceField(label=_("Room"), queryset=School.objects.none(), required=False)
    place = forms.CharField(label=_("Place in the room"), max_length=80, required=False)
    condition = forms.ChoiceField(
        label=_("Condition"), choices=Condition.choices, initial=Condition.B
    )
    note = forms.CharField(
        label=_("Note"), max_length=1000, required=False, widget=forms.Textarea({"rows": 3})
    )

    def __init__(self, *args: Any, viewer: Person, asset: Asset | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        schools = managed(viewer)
        offer_rows(self, "school", schools)
        offer_rows(self, "asset_model", asset_models())
        offer_rows(self, "room", rooms_at(schools.values_list("pk", flat=True)))
        if asset is not None:
            del self.fields["school"]
        elif len(schools) == 1:
            self.fields["school"].initial = schools[0]

    def to_fields(self) -> AssetFields:
        """For the action."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "school"}
        return AssetFields(**data)


class MoveForm(forms.Form):
    """The next stage of a device's life."""

    use_required_attribute = False

    to = forms.ChoiceField(label=_("Next stage"))
    reason = forms.CharField(label=_("Why"), max_length=200, required=False)

    def __init__(self, *args: Any, stages: list[Lifecycle], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "to", [(stage.value, stage.label) for stage in stages])

    def clean_to(self) -> Lifecycle:
        """As the action wants it."""
        return Lifecycle(self.cleaned_data["to"])


class LendForm(forms.Form):
    """To whom, and until when."""

    use_required_attribute = False

    borrower = forms.CharField(
        label=_("Name or user name"), max_length=150, help_text=_("A pupil or a colleague.")
    )
    due = forms.DateField(
        label=_("Back at the latest"),
        widget=DayInput(),
    )

    def __init__(self, *args: Any, viewer: Person, asset: Asset, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer, self.asset = viewer, asset

    def clean_borrower(self) -> uuid.UUID:
        """The one person of the school that the words fit."""
        words: str = self.cleaned_data["borrower"]
        found = people_of(self.viewer, self.asset.school_id, words)
        if len(found) == 1:
            return found[0].uuid
        if found:
            names = ", ".join(f"{person} ({person.username})" for person in found[:5])
            raise forms.ValidationError(
                _("Several people fit: %(names)s. Write the user name."), params={"names": names}
            )
        raise forms.ValidationError(_("Nobody at the school has that name or user name."))


class RulesForm(forms.Form):
    """What the school's pupils may book for themselves."""

    pupils_may_book = forms.BooleanField(label=_("Pupils may book for themselves"), required=False)
    max_hours = forms.IntegerField(label=_("Hours at a time, at most"))
    first_grade = forms.IntegerField(label=_("From grade"))
    last_grade = forms.IntegerField(label=_("To grade"))
