"""What a school says about messages."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from messaging.choices import PupilsMay, Side
from messaging.hours import Hours
from messaging.queries.rules import Rules
from schools.forms.fields import ClockInput

_HOURS = ("quiet_from", "quiet_until", "free_days_quiet", "digest_at")
_SIDES = {
    Side.GUARDIAN: gettext_lazy("Guardians"),
    Side.STAFF: gettext_lazy("Staff"),
    Side.PUPIL: gettext_lazy("Pupils"),
}


class RulesForm(forms.Form):
    """One choice for each grade, and four fields for each side."""

    def __init__(self, *args: Any, rules: Rules, **options: Any) -> None:
        super().__init__(*args, **options)
        self._grades = list(rules.pupils_may)
        for grade, may in rules.pupils_may.items():
            self.fields[f"grade_{grade}"] = forms.ChoiceField(
                label=_("Grade %(grade)s") % {"grade": grade},
                choices=PupilsMay.choices,
                initial=may.value,
            )
        for side in _SIDES:
            for name, field in _hours_fields().items():
                field.initial = getattr(rules.hours[side], name)
                self.fields[f"{side.value}_{name}"] = field

    def grades(self) -> list[Any]:
        """The fields of the grades, in order."""
        return [self[f"grade_{grade}"] for grade in self._grades]

    def sides(self) -> list[tuple[Any, str, list[Any]]]:
        """Each side with what is promised its people now, and its fields."""
        return [
            (label, promise(self._shown(side)), [self[f"{side.value}_{name}"] for name in _HOURS])
            for side, label in _SIDES.items()
        ]

    def pupils_may(self) -> dict[int, PupilsMay]:
        """What was chosen, for the action."""
        return {grade: PupilsMay(self.cleaned_data[f"grade_{grade}"]) for grade in self._grades}

    def hours(self) -> dict[Side, Hours]:
        """The hours that were chosen, for the action."""
        return {
            side: Hours(**{name: self.cleaned_data[f"{side.value}_{name}"] for name in _HOURS})
            for side in _SIDES
        }

    def _shown(self, side: Side) -> Hours:
        return Hours(**{name: self.fields[f"{side.value}_{name}"].initial for name in _HOURS})


def promise(hours: Hours) -> str:
    """«Told from 06:30 to 21:00. What comes later waits until 06:30.»"""
    if hours.quiet_from == hours.quiet_until:
        return _("Told at any time of the day.")
    told = _("Told from %(from)s to %(to)s. What comes in between waits until %(from)s.")
    return told % {"from": f"{hours.quiet_until:%H:%M}", "to": f"{hours.quiet_from:%H:%M}"}


def _hours_fields() -> dict[str, Any]:
    return {
        "quiet_from": forms.TimeField(label=_("Quiet from"), widget=ClockInput),
        "quiet_until": forms.TimeField(label=_("until"), widget=ClockInput),
        "free_days_quiet": forms.BooleanField(
            label=_("Also quiet on weekends and days without school"), required=False
        ),
        "digest_at": forms.TimeField(label=_("Collected notices come at"), widget=ClockInput),
    }
