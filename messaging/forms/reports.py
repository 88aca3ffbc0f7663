"""Forms for reported messages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from messaging.choices import ReportOutcome, ReportReason
from schools.forms.fields import offer


class ReportForm(forms.Form):
    """Why, and words if one likes."""

    reason = forms.ChoiceField(
        label=_("What is wrong with the message?"),
        choices=ReportReason.choices,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("Do you want to say more?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class HandleForm(forms.Form):
    """What was done, and a note for colleagues."""

    outcome = forms.ChoiceField(
        label=_("What was done?"), choices=ReportOutcome.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("Note for those who receive reports"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReceiverForm(forms.Form):
    """One of the staff."""

    person = forms.ChoiceField(label=_("Member of staff"))

    def __init__(self, *args: Any, people: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        names = [(str(one.uuid), one.get_full_name()) for one in people]
        offer(self, "person", [("", _("Choose a colleague")), *names])
