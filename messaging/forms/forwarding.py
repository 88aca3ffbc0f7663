"""The form for passing a message on."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from schools.forms.fields import offer


class ForwardForm(forms.Form):
    """Why, and where to: a conversation there is, or a new one with somebody."""

    use_required_attribute = False
    conversation = forms.ChoiceField(label=_("To a conversation you are in"), required=False)
    person = forms.ChoiceField(label=_("Or to one person, in a new conversation"), required=False)
    body = forms.CharField(
        label=_("Why do you pass it on?"), widget=forms.Textarea(attrs={"rows": 3})
    )
    client_token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, places: Any, people: Any, **options: Any) -> None:
        options["initial"] = {"client_token": uuid.uuid4()}
        super().__init__(*args, **options)
        named = [(str(one.uuid), f"{one.title} ({one.people})") for one in places]
        offer(self, "conversation", [("", _("Choose a conversation")), *named])
        names = [(str(one.uuid), one.get_full_name()) for one in people]
        offer(self, "person", [("", _("Choose a person")), *names])

    def clean(self) -> None:
        """One of the two, and not both."""
        given = super().clean() or self.cleaned_data
        if self.errors.keys() & {"conversation", "person"}:
            return
        if bool(given.get("conversation")) == bool(given.get("person")):
            raise forms.ValidationError(_("Choose a conversation or a person, not both."))
