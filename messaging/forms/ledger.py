"""What was done about a home that no notice reached."""

from django import forms
from django.utils.translation import gettext_lazy as _

from messaging.choices import ClosedBy


class CloseHomeForm(forms.Form):
    """Which home, and why it is off the list."""

    pupil = forms.UUIDField()
    home_key = forms.CharField(max_length=80)
    reason = forms.ChoiceField(label=_("What was done?"), choices=ClosedBy.choices)
