"""The code on a letter that came back, and what stands on it."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from messaging.asking import ON_PAPER, Given
from messaging.channels import letter_codes
from messaging.choices import AskKind, Coming, Instead
from messaging.forms.asking import how_many
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

    RETURNED, ASK = "returned", "ask"
    TICKED = ("coming", "adults", "children", "picked")

    files = FilesField(  # type: ignore[assignment]
        label=gettext_lazy("Picture or scan of the sheet")
    )
    field_order = ("what", *TICKED, "body", "files", "instead")

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
        self.fields["what"].label = _("What came back?")
        self.fields["what"].initial = kinds[0][0]
        offer(self, "what", self._with_ask(page, kinds))

    def _with_ask(self, page: Any, kinds: list[tuple[str, str]]) -> list[tuple[str, str]]:
        what = self.fields["what"]
        if page.refusal:
            what.error_messages["invalid_choice"] = page.refusal
        elif page.ask:
            kinds.insert(0, (self.ASK, page.ask.get_kind_display()))
            self.fields |= _boxes(page.ask)
            self.order_fields(self.field_order)
            what.initial = None  # evidence in another's name is not chosen for the writer
        return kinds

    def given(self) -> Given:
        """What was ticked on the sheet."""
        data = self.cleaned_data
        return Given(
            coming=Coming(data["coming"]) if data.get("coming") else None,
            adults=data.get("adults") or 0,
            children=data.get("children") or 0,
            picked=tuple(int(place) for place in data.get("picked") or ()),
        )

    def clean(self) -> dict[str, Any]:
        """A text is never dropped in silence, nor is a file or what was ticked."""
        given = super().clean()
        what, is_answer = given.get("what"), given.get("what") == self.ANSWER
        if what == self.RETURNED and given.get("body"):
            self.add_error("body", _("A letter that came back has no answer in it."))
        if what == self.ASK and given.get("body"):
            self.add_error("body", _("Choose an answer for the text, or remove the text."))
        if what != self.ASK and any(given.get(name) for name in self.TICKED):
            said = _("You have filled in what was ticked. Choose it, or remove it.")
            self.add_error("what", said)
        if given.get("files") and not is_answer:
            self.add_error("files", _("A file belongs to an answer. Choose an answer."))
        return given


def _boxes(ask: Any) -> dict[str, forms.Field]:
    """What can be ticked on the sheet; one who agrees has nothing more to say."""
    if ask.kind == AskKind.POLL:
        return {"picked": _picked(ask)}
    if ask.kind != AskKind.RSVP:
        return {}
    choices = [(choice.value, choice.label) for choice in ON_PAPER]
    found: dict[str, forms.Field] = {
        "coming": forms.ChoiceField(
            label=_("Do they come?"), choices=choices, required=False, widget=forms.RadioSelect
        )
    }
    if ask.most_adults:
        found["adults"] = how_many(_("Adults"))
    if ask.most_children:
        found["children"] = how_many(_("Children"))
    return found


def _picked(ask: Any) -> forms.Field:
    """Options that were ticked; the action says when they are too many."""
    return forms.MultipleChoiceField(
        label=_("Which options are ticked?"),
        choices=[(str(place), option) for place, option in enumerate(ask.options)],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
