"""What a message asks of its readers: a part of the form that writes it, and the answer's form."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from messaging.actions.assisted import How
from messaging.actions.starting import Draft
from messaging.asking import LONGEST_OPTION, MOST_COMING, Asked, Given
from messaging.choices import AskKind, Coming, Instead, Per, Results, Source
from schools.forms.fields import DayInput, offer

NOTHING, READ = "", "read"
_CHOICES = [
    (NOTHING, _("Nothing")),
    (READ, _("That they have read it")),
    (AskKind.AGREE, _("That they have read it and agree")),
    (AskKind.RSVP, _("Whether they come")),
    (AskKind.POLL, _("What they choose (poll)")),
]

_OF_ALL = frozenset({"per", "closes_on"})
_USED_BY = {
    AskKind.AGREE: _OF_ALL,
    AskKind.RSVP: _OF_ALL | {"most_adults", "most_children"},
    AskKind.POLL: _OF_ALL | {"options", "several", "results", "is_open"},
}
_USED_BY_SOME = frozenset[str]().union(*_USED_BY.values())

if TYPE_CHECKING:
    _Writing = forms.Form
else:
    _Writing = object


def how_many(label: Any) -> forms.IntegerField:
    """So many from one home."""
    return forms.IntegerField(
        label=label, min_value=0, max_value=MOST_COMING, required=False, initial=0
    )


class AskFields(_Writing):
    """Mixed into a form that writes a first message; the template has a part for these.

    ``draft`` carries what was chosen. What another choice has shown is left aside.
    """

    ask_names: tuple[str, ...] = (
        "ask",
        "per",
        "closes_on",
        "most_adults",
        "most_children",
        "options",
        "several",
        "results",
        "is_open",
        "holds_until",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        del self.fields["asks_confirmation"]
        self.fields |= _ask_fields()

    def clean(self) -> dict[str, Any]:
        """What is wrong in a part that the chosen ask does not show is nobody's concern."""
        given: dict[str, Any] = super().clean() or {}
        if "ask" in given:
            for name in _USED_BY_SOME - _USED_BY.get(given["ask"], frozenset()):
                self.errors.pop(name, None)
        return given

    def draft(self, file_uuids: list[str]) -> Draft:
        """What was written, with what is asked."""
        given = self.cleaned_data
        written: Draft = super().draft(file_uuids)  # type: ignore[misc]
        return replace(
            written,
            asks_confirmation=given["ask"] == READ,
            asks=self._asked(),
            holds_until=given.get("holds_until"),
        )

    def _asked(self) -> Asked | None:
        given = self.cleaned_data
        if given["ask"] in {NOTHING, READ}:
            return None
        asked = Asked(
            AskKind(given["ask"]), Per(given["per"] or Per.HOME), closes_on=given["closes_on"]
        )
        if asked.kind == AskKind.RSVP:
            most_adults, most_children = given["most_adults"] or 0, given["most_children"] or 0
            return replace(asked, most_adults=most_adults, most_children=most_children)
        if asked.kind == AskKind.POLL:
            lines = (line.strip() for line in given["options"].splitlines())
            return replace(
                asked,
                options=tuple(line for line in lines if line),
                several=given["several"],
                results=Results(given["results"] or Results.SENDER),
                is_open=given["is_open"],
            )
        return asked


def _ask_fields() -> dict[str, forms.Field]:
    """The fields of ``AskFields.ask_names``, new for each form."""
    return {
        "ask": forms.ChoiceField(
            label=_("What do you ask for?"),
            choices=_CHOICES,
            required=False,
            widget=forms.RadioSelect,
        ),
        "per": forms.ChoiceField(
            label=_("Who answers?"),
            required=False,
            choices=Per.choices,
            initial=Per.HOME,
            widget=forms.RadioSelect,
            help_text=_("With one answer per home, both guardians see that it is given."),
        ),
        "closes_on": forms.DateField(
            label=_("Last day to answer"), required=False, widget=DayInput()
        ),
        "most_adults": how_many(_("Adults from each home, at most")),
        "most_children": how_many(_("Children from each home, at most")),
        "options": forms.CharField(
            label=_("Options"),
            required=False,
            widget=forms.Textarea(attrs={"rows": 4}),
            max_length=20 * LONGEST_OPTION,
            help_text=_("One a line, two to eight."),
        ),
        "several": forms.BooleanField(label=_("Several can be chosen"), required=False),
        "results": forms.ChoiceField(
            label=_("Who sees the results?"),
            required=False,
            choices=Results.choices,
            initial=Results.SENDER,
            widget=forms.RadioSelect,
        ),
        "is_open": forms.BooleanField(
            label=_("I see who chose what"),
            required=False,
            help_text=_("The readers are told. They never see each other's choices."),
        ),
        "holds_until": forms.DateField(
            label=_("Holds until"),
            required=False,
            widget=DayInput(),
            help_text=_("After this day it leaves the list and nobody is reminded of it."),
        ),
    }


class AnswerAskForm(forms.Form):
    """One answer; which parts are needed its kind says, and whether they will do the action."""

    edition = forms.IntegerField(min_value=1, max_value=10_000, required=False)
    child = forms.UUIDField(required=False)
    coming = forms.ChoiceField(choices=[("", ""), *Coming.choices], required=False)
    adults = forms.IntegerField(min_value=0, max_value=1_000, required=False)
    children = forms.IntegerField(min_value=0, max_value=1_000, required=False)
    picked = forms.MultipleChoiceField(choices=(), required=False)

    def __init__(self, *args: Any, options: int = 0, **others: Any) -> None:
        super().__init__(*args, **others)
        offer(self, "picked", [(str(place), str(place)) for place in range(options)])

    def given(self) -> Given:
        """For the action."""
        data = self.cleaned_data
        return Given(
            edition=data["edition"] or 0,
            coming=Coming(data["coming"]) if data["coming"] else None,
            adults=data["adults"] or 0,
            children=data["children"] or 0,
            picked=tuple(int(place) for place in data["picked"]),
        )


class DoubtAskForm(forms.Form):
    """Which answer is not right: for the home with which child, to which text."""

    edition = forms.IntegerField(min_value=1, max_value=10_000, required=False)
    child = forms.UUIDField(required=False)


class RecordAskForm(forms.Form):
    """What a guardian answered in another way, for the home or themselves."""

    place = forms.ChoiceField(label=_("Who answered?"))
    coming = forms.ChoiceField(label=_("The answer"), widget=forms.RadioSelect)
    adults = how_many(_("Adults"))
    children = how_many(_("Children"))
    source = forms.ChoiceField(
        label=_("How was it given?"), choices=Source.choices, widget=forms.RadioSelect
    )
    instead = forms.ChoiceField(
        label=_("Why do you write it down?"),
        choices=[("", _("Choose why")), *Instead.choices],
    )
    # the text that was spoken of: a newer one was not
    edition = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=10_000)

    def __init__(self, *args: Any, page: Any, **options: Any) -> None:
        options["initial"] = {"edition": page.ask.edition}
        super().__init__(*args, **options)
        names = [(place.key, place.name) for place in page.places]
        # never chosen for the writer: an answer in another's name is evidence that lies
        offer(self, "place", [("", _("Choose a guardian")), *names])
        offer(self, "coming", Coming.choices)
        most = {"adults": page.ask.most_adults, "children": page.ask.most_children}
        for name, limit in most.items():
            if not limit:
                del self.fields[name]
        if page.ask.kind == AskKind.AGREE:
            del self.fields["coming"]

    def given(self) -> Given:
        """For the action."""
        data = self.cleaned_data
        return Given(
            edition=data["edition"],
            coming=Coming(data["coming"]) if data.get("coming") else None,
            adults=data.get("adults") or 0,
            children=data.get("children") or 0,
        )

    def how(self) -> How:
        """How it was given, and why it was not given here."""
        data = self.cleaned_data
        return How(Source(data["source"]), Instead(data["instead"]))
