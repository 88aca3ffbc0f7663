"""Forms about interpreters."""

from django import forms
from django.utils.translation import gettext_lazy as _

from messaging.choices import Spoken


class AskForm(forms.Form):
    """Which language."""

    language = forms.ChoiceField(
        label=_("Which language?"), choices=[("", _("Choose a language")), *Spoken.choices]
    )


class ArrangeForm(forms.Form):
    """Who, and when; what of it will do, the action says."""

    note = forms.CharField(
        label=_("Who interprets, and when?"),
        max_length=200,
        help_text=_("All who read the conversation see it."),
    )
