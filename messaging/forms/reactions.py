"""The form for a sign on a message."""

from django import forms

from messaging.choices import ReactionKind


class ReactionForm(forms.Form):
    """One of the signs; nothing takes one's own away."""

    kind = forms.ChoiceField(choices=[("", ""), *ReactionKind.choices], required=False)
