"""The reach ladder: which step for which homes, what became of a call, what a school sets."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from messaging.choices import CallResult, Rung, Urgency, Which
from messaging.rungs import Ladder

_HOURS = (1, 2, 4, 8, 24, 48, 72, 168)
# What is urgent has gone out by SMS at once; it is not the ladder's.
_OF_URGENCY = {
    Urgency.ASKED: (Rung.SMS, Rung.CALLS, Rung.LETTER),
    Urgency.URGENT: (Rung.CALLS,),
}


class StepForm(forms.Form):
    """One step, for one home or for all that are left."""

    rung = forms.ChoiceField(choices=Rung.choices)
    which = forms.ChoiceField(choices=Which.choices, required=False)
    pupil = forms.UUIDField(required=False)
    home_key = forms.CharField(max_length=80, required=False)

    def clean(self) -> dict[str, Any]:
        """Either one home or all of a kind."""
        given = super().clean() or {}
        if not given.get("which") and not (given.get("pupil") and given.get("home_key")):
            raise forms.ValidationError(_("Choose a step, and for which homes."))
        return given


class CallForm(forms.Form):
    """What became of a call; whose number was wrong."""

    result = forms.ChoiceField(choices=CallResult.choices)
    person = forms.UUIDField(required=False)


class LadderForm(forms.Form):
    """When a school's next steps are taken by themselves."""

    school = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, ladders: Mapping[Urgency, Ladder], **options: Any) -> None:
        super().__init__(*args, **options)
        for urgency, rungs in _OF_URGENCY.items():
            for rung in rungs:
                hours = getattr(ladders[urgency], _attribute(rung))
                self.fields[_name(urgency, rung)] = forms.TypedChoiceField(
                    label=rung.label,
                    choices=_waits(hours),
                    initial=hours,
                    coerce=int,
                    empty_value=None,
                    required=False,
                )

    def parts(self) -> list[tuple[Any, list[Any]]]:
        """Each kind of message with its steps, in order."""
        return [
            (urgency.label, [self[_name(urgency, rung)] for rung in rungs])
            for urgency, rungs in _OF_URGENCY.items()
        ]

    def ladders(self) -> dict[Urgency, Ladder]:
        """What was chosen, for the action."""
        return {
            urgency: Ladder(
                **{_attribute(rung): self.cleaned_data[_name(urgency, rung)] for rung in rungs}
            )
            for urgency, rungs in _OF_URGENCY.items()
        }


def _attribute(rung: Rung) -> str:
    return str(rung.value)


def _name(urgency: Urgency, rung: Rung) -> str:
    return f"{urgency.value}_{rung.value}"


def _waits(kept: int | None) -> list[tuple[Any, Any]]:
    hours = sorted({*_HOURS, *([kept] if kept else [])})
    words = ngettext_lazy(
        "when nobody has read it after %(count)s hour",
        "when nobody has read it after %(count)s hours",
        "count",
    )
    return [("", _("Only by a click")), *((each, words % {"count": each}) for each in hours)]
