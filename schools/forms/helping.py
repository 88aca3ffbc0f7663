"""The forms by which a guardian lets somebody help."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from schools import clock
from schools.choices import HelpScope
from schools.forms.fields import DayInput, offer

USUAL = dt.timedelta(days=90)


class TermsForm(forms.Form):
    """What the helper may read, and until when."""

    scope = forms.ChoiceField(
        label=_("What may they read?"), choices=HelpScope.choices, widget=forms.RadioSelect
    )
    may_answer = forms.BooleanField(
        label=_("They may also write in your own messages with the school, for you"),
        required=False,
    )
    last_day = forms.DateField(
        label=_("Last day"), help_text=_("At most a year from today."), widget=DayInput()
    )


class HelperForm(TermsForm):
    """And who it is, and which children it is about."""

    children = forms.MultipleChoiceField(
        label=_("Children it is about"), widget=forms.CheckboxSelectMultiple
    )
    name = forms.CharField(label=_("Name of the helper"), max_length=120)
    email = forms.EmailField(label=_("E-mail of the helper"))

    field_order = ("name", "email", "children", "scope", "may_answer", "last_day")

    def __init__(self, *args: Any, children: Iterable[Any], **options: Any) -> None:
        rows = [(str(child.uuid), child.get_full_name()) for child in children]
        options["initial"] = {
            "children": [key for key, _name in rows] if len(rows) == 1 else [],
            "scope": HelpScope.COMMON,
            "last_day": clock.today() + USUAL,
        }
        super().__init__(*args, **options)
        offer(self, "children", rows)
