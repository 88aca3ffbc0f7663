"""The form by which a colleague stands in."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from schools import clock
from schools.forms.fields import DayInput, offer

FROM_NOW, ALL = "na", "alt"


class StandInForm(forms.Form):
    """Who, for which threads, from when to when, and from where they read."""

    substitute = forms.ChoiceField(label=_("Colleague who stands in"))
    group = forms.ChoiceField(label=_("For"), required=False)
    starts = forms.DateField(label=_("First day"), widget=DayInput())
    last = forms.DateField(label=_("Last day"), widget=DayInput())
    reads = forms.ChoiceField(
        label=_("What may they read?"),
        choices=[
            (FROM_NOW, _("Only what comes from now on")),
            (ALL, _("All that I can read")),
        ],
        widget=forms.RadioSelect,
        initial=FROM_NOW,
    )

    def __init__(self, *args: Any, people: Any, groups: Any, **options: Any) -> None:
        today = clock.today()
        options["initial"] = {"starts": today, "last": today + dt.timedelta(days=7)}
        super().__init__(*args, **options)
        names = [(str(one.uuid), one.get_full_name()) for one in people]
        offer(self, "substitute", [("", _("Choose a colleague")), *names])
        classes = [(str(one.uuid), one.name) for one in groups]
        offer(self, "group", [("", _("All my threads with homes")), *classes])
