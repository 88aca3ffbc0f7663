"""The form by which an announcement is pinned for all."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from schools import clock
from schools.forms.fields import DayInput

_USUAL = dt.timedelta(days=7)


class PinForm(forms.Form):
    """Until and with which day. Whether that will do, the action says."""

    until = forms.DateField(label=_("Pinned until"), widget=DayInput())

    def __init__(self, *args: Any, page: Any, **options: Any) -> None:
        days = [clock.today() + _USUAL, page.conversation.holds_until]
        first = page.pinned_until or min(day for day in days if day)
        options["initial"] = {"until": first}
        super().__init__(*args, **options)
