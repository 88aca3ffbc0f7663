"""The questions "how many" and "when", asked in the same way everywhere."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schools import clock
from schools.forms.fields import ClockInput, DayInput, offer
from schools.models import School
from schools.queries.bells import Slot, slots_on

MOST = 9999
_FARTHEST = dt.timedelta(days=800)
_NAMES = {
    "day": "dag",
    "lesson": "time",
    "starts": "fra",
    "ends": "til",
    "qty": "antall",
    "category": "hva",
}


class WhenForm(forms.Form):
    """A day and a lesson of the school, or a time from and to on the wall clock."""

    use_required_attribute = False  # our own words, not the browser's

    day = forms.DateField(
        label=gettext_lazy("Day"),
        widget=DayInput(),
        error_messages={"invalid": gettext_lazy("Write a day, like 2026-11-24.")},
    )
    lesson = forms.ChoiceField(label=gettext_lazy("Lesson"), required=False)
    starts = forms.TimeField(
        label=gettext_lazy("From"),
        required=False,
        widget=ClockInput(),
    )
    ends = forms.TimeField(
        label=gettext_lazy("To"),
        required=False,
        widget=ClockInput(),
    )
    qty = forms.IntegerField(
        label=gettext_lazy("How many"),
        initial=1,
        error_messages={"invalid": gettext_lazy("Write a whole number.")},
        widget=forms.NumberInput(attrs={"min": 1, "inputmode": "numeric"}),
    )

    def __init__(
        self,
        *args: Any,
        school: School | None,
        day: dt.date,
        slots: dict[dt.date, list[Slot]] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.school = school
        self.fields["day"].initial = day
        self._slots = dict(slots or {})
        shown = self._typed_day() or day
        choices = [("", _("Another time"))]
        choices += [(str(slot.number), str(slot)) for slot in self._slots_of(shown)]
        offer(self, "lesson", choices)
        if len(choices) == 1:
            del self.fields["lesson"]
        elif "starts" not in self.initial:
            self.fields["lesson"].initial = self._next_lesson(shown)

    def add_prefix(self, field_name: str) -> str:
        """Norwegian names in the address."""
        return _NAMES.get(field_name, field_name)

    def clean_day(self) -> dt.date:
        """A day worth asking about: at the ends of the calendar there is no time around it."""
        day: dt.date = self.cleaned_data["day"]
        if abs(day - clock.today()) > _FARTHEST:
            raise forms.ValidationError(self.fields["day"].error_messages["invalid"])
        return day

    def clean_lesson(self) -> int | None:
        """The lesson's number."""
        return int(self.cleaned_data["lesson"]) if self.cleaned_data["lesson"] else None

    def clean(self) -> dict[str, Any]:
        """Adds ``window``: two moments in UTC."""
        data = super().clean() or {}
        if "day" in data and not self.errors:
            data["window"] = self._window(data)
        return data

    def _window(self, data: dict[str, Any]) -> tuple[dt.datetime, dt.datetime] | None:
        if data.get("lesson"):
            for slot in self._slots_of(data["day"]):
                if slot.number == data["lesson"]:
                    return slot.starts, slot.ends
            self.add_error("lesson", _("There is no such lesson that day."))
            return None
        for name in ("starts", "ends"):
            if not data.get(name):
                self.add_error(name, _("Choose a lesson, or write from and to."))
                return None
        if data["ends"] <= data["starts"]:
            self.add_error("ends", _("The end must be after the start."))
            return None
        try:
            return clock.at(data["day"], data["starts"]), clock.at(data["day"], data["ends"])
        except (ValueError, OverflowError):
            self.add_error("starts", _("The clocks change then: that time does not exist."))
            return None

    def _next_lesson(self, day: dt.date) -> int | None:
        now = clock.now()
        return next((slot.number for slot in self._slots_of(day) if slot.ends > now), None)

    def _typed_day(self) -> dt.date | None:
        typed = self.data.get("dag") if self.is_bound else None
        try:
            return dt.date.fromisoformat(typed) if typed else None
        except ValueError:
            return None

    def _slots_of(self, day: dt.date) -> list[Slot]:
        if self.school is None:
            return []
        if day not in self._slots:
            self._slots |= slots_on(self.school.pk, [day])
        return self._slots[day]
