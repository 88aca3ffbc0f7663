"""Bringing bundles in, and the office's decisions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from schools.choices import Access, Vouched
from schools.forms.fields import DayInput


class BundleForm(forms.Form):
    """One OneRoster zip."""

    file = forms.FileField(
        label=_("OneRoster file (zip)"),
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
    )


class StartForm(forms.Form):
    """The go-ahead; ticked when many accounts end."""

    confirm_ends = forms.BooleanField(
        label=_("Yes, these accounts are to end"),
        required=False,
    )


class DecisionForm(forms.Form):
    """What a guardian is let into."""

    access = forms.ChoiceField(
        label=_("What have you found out?"),
        widget=forms.RadioSelect,
        choices=[
            (Access.FULL, _("Has parental responsibility: full access")),
            (Access.INFORMATION, _("Has a right to information: may read until a day")),
            (Access.NONE, _("Neither: no access")),
        ],
    )
    ends = forms.DateField(
        label=_("May read until"),
        help_text=_("Only with a right to information. The last day is the one before."),
        required=False,
        widget=DayInput(),
    )


class VouchForm(forms.Form):
    """A source, what is vouched for, and the school."""

    system = forms.CharField(max_length=80, widget=forms.HiddenInput)
    vouched = forms.ChoiceField(choices=Vouched.choices, widget=forms.HiddenInput)
    school = forms.UUIDField(widget=forms.HiddenInput)


class HandlerForm(forms.Form):
    """A protected person and the member of staff who may know of them."""

    person = forms.CharField(
        label=_("User name of the protected person"),
        max_length=150,
        help_text=_("As it stands in the school's register. Protected people are in no list here."),
    )
    handler = forms.CharField(label=_("User name of the member of staff"), max_length=150)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs |= {"autocomplete": "off", "autocapitalize": "none"}
