"""Forms for what matters today, and who is on duty."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from messaging.choices import TodayReason
from schools import clock
from schools.forms.fields import DayInput, offer

REASONS = [("", _("No, it can wait")), *TodayReason.choices]


def offer_today(form: forms.Form) -> None:
    """Let a form for a new message say that it matters today."""
    form.fields["today"] = forms.ChoiceField(
        label=_("Does it matter today?"),
        choices=REASONS,
        required=False,
        help_text=_(
            "Then those on duty at the school see it too, at once: this message, your name and "
            "the child's. In an emergency, call."
        ),
    )


class DutyForm(forms.Form):
    """One of the staff, and from when to when."""

    person = forms.ChoiceField(label=_("Member of staff"))
    starts = forms.DateField(label=_("First day"), widget=DayInput())
    last = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=DayInput(),
        help_text=_("Empty: until somebody takes them out."),
    )

    def __init__(self, *args: Any, people: Any, **options: Any) -> None:
        options["initial"] = {"starts": clock.today()}
        super().__init__(*args, **options)
        names = [(str(one.uuid), one.get_full_name()) for one in people]
        offer(self, "person", [("", _("Choose a colleague")), *names])
