"""The form for what a guardian answered in another way."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from messaging.choices import Instead, Source
from schools.forms.fields import offer


class RecordForm(forms.Form):
    """Who answered, what and how. Without text it is a confirmation, where one is asked for."""

    ANSWER, CONFIRMATION = "answer", "confirmation"

    person = forms.ChoiceField(label=gettext_lazy("Who answered?"))
    what = forms.ChoiceField(label=gettext_lazy("What was it?"), widget=forms.RadioSelect)
    body = forms.CharField(
        label=gettext_lazy("The answer"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("As the guardian said it. Not needed for a confirmation."),
    )
    source = forms.ChoiceField(
        label=gettext_lazy("How was it given?"), choices=Source.choices, widget=forms.RadioSelect
    )
    instead = forms.ChoiceField(
        label=gettext_lazy("Why do you write it down?"),
        choices=[("", gettext_lazy("Choose why")), *Instead.choices],
    )
    client_token = forms.UUIDField(widget=forms.HiddenInput)
    # the message that the page showed as asking: a newer one is not what was spoken of
    asked = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, page: Any, **options: Any) -> None:
        first = {"client_token": uuid.uuid4(), "asked": page.asked and page.asked.uuid}
        options["initial"] = first | (options.get("initial") or {})
        super().__init__(*args, **options)
        names = [(str(one.uuid), one.get_full_name()) for one in page.people]
        # never chosen for the writer: an answer in the wrong guardian's name is evidence that lies
        offer(self, "person", [("", _("Choose a guardian")), *names] if len(names) > 1 else names)
        kinds = []
        if page.may_answer:
            kinds.append((self.ANSWER, _("An answer")))
        if page.asked:
            kinds.append((self.CONFIRMATION, _("Read and confirmed")))
        offer(self, "what", kinds)
        self.fields["what"].initial = kinds[0][0] if kinds else None
        if not page.may_answer:
            del self.fields["body"]
        elif not page.asked:
            self.fields["body"].required = True
            self.fields["body"].help_text = _("As the guardian said it.")

    def clean(self) -> dict[str, Any]:
        """A text is never dropped in silence."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("what") == self.CONFIRMATION and given.get("body"):
            self.add_error(
                "body", _("A confirmation has no text. Choose an answer, or remove the text.")
            )
        return given
