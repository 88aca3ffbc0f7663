"""The code on a letter that came back, and what stands on it."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from messaging.channels import letter_codes
from messaging.choices import Instead
from messaging.forms.assisted import RecordForm
from schools.forms.fields import FilesField, offer

_MOST_TYPED = 40  # eight letters, and whatever stands between them


class CodeForm(forms.Form):
    """The short code, however it is typed."""

    kode = forms.CharField(
        label=gettext_lazy("Code on the letter"),
        max_length=_MOST_TYPED,
        help_text=gettext_lazy("Eight letters and digits at the bottom of the sheet."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    def clean_kode(self) -> str:
        """Tidied. A typing mistake is known from the code alone."""
        typed: str = self.cleaned_data["kode"]
        if not letter_codes.is_code(typed):
            raise forms.ValidationError(
                _("One of the letters or digits is wrong. Read it again from the sheet.")
            )
        return letter_codes.tidied(typed)


class ReplyForm(RecordForm):
    """What came back on paper from the one guardian it was sent to."""

    RETURNED = "returned"

    files = FilesField(  # type: ignore[assignment]
        label=gettext_lazy("Picture or scan of the sheet")
    )
    field_order = ("what", "body", "files", "instead")

    def __init__(self, *args: Any, page: Any, **options: Any) -> None:
        options["initial"] = {"instead": Instead.NOT_USED} | (options.get("initial") or {})
        super().__init__(*args, page=page, **options)
        del self.fields["person"], self.fields["source"]
        kinds = [(self.RETURNED, _("The letter came back by post"))]
        if page.asked:
            kinds.insert(0, (self.CONFIRMATION, _("Read and confirmed")))
        if page.may_answer:
            kinds.insert(0, (self.ANSWER, _("An answer")))
            self.fields["body"].help_text = _("As the guardian wrote it. Only for an answer.")
            self.fields["body"].required = False
        else:
            del self.fields["files"]
        offer(self, "what", kinds)
        self.fields["what"].label = _("What came back?")
        self.fields["what"].initial = kinds[0][0]

    def clean(self) -> dict[str, Any]:
        """A text is never dropped in silence, nor is a file."""
        given = super().clean()
        is_answer = given.get("what") == self.ANSWER
        if given.get("what") == self.RETURNED and given.get("body"):
            self.add_error("body", _("A letter that came back has no answer in it."))
        if given.get("files") and not is_answer:
            self.add_error("files", _("A file belongs to an answer. Choose an answer."))
        return given
