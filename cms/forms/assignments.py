"""Forms for assignments, hand-ins and feedback."""

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cms.actions.assignments import AssignmentText
from cms.choices import Outcome
from cms.queries.curriculum import aim_choices
from cms.sanitising import WebAddress
from schools import clock
from schools.forms.fields import ClockInput, DayInput, FilesField, offer


class AssignmentForm(forms.Form):
    """What a teacher writes; date and time are the municipality's wall clock."""

    title = forms.CharField(label=_("Title"), max_length=120)
    instructions = forms.CharField(
        label=_("What to do"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    judged_by = forms.CharField(
        label=_("How it is judged"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    due_date = forms.DateField(
        label=_("Hand in by, date"),
        widget=DayInput(),
    )
    due_time = forms.TimeField(label=_("Hand in by, time"), widget=ClockInput())
    accepts_late = forms.BooleanField(label=_("Take late work too, marked as late"), required=False)
    aims = forms.MultipleChoiceField(
        label=_("Competence aims"), required=False, widget=forms.CheckboxSelectMultiple
    )
    files = FilesField(label=_("Files"))  # type: ignore[assignment]

    def __init__(self, *args: Any, grade: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "aims", aim_choices(grade))

    def clean(self) -> dict[str, Any]:
        """Put date and time together; a time that spring skips is refused."""
        data = super().clean() or {}
        if data.get("due_date") and data.get("due_time") is not None:
            try:
                data["due_at"] = clock.at(data["due_date"], data["due_time"])
            except (ValueError, OverflowError):
                self.add_error("due_time", gettext("This time does not exist on that day."))
        return data

    def text(self) -> AssignmentText:
        """What the action takes."""
        data = self.cleaned_data
        return AssignmentText(
            title=data["title"],
            due_at=data["due_at"],
            instructions=data["instructions"],
            judged_by=data["judged_by"],
            accepts_late=data["accepts_late"],
            aims=tuple(data["aims"]),
        )


class HandInForm(forms.Form):
    """A pupil's work: words, files or pictures, a link."""

    text = forms.CharField(
        label=_("Your text"),
        max_length=50_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    files = FilesField(label=_("Files or pictures"))  # type: ignore[assignment]
    link = forms.CharField(
        label=_("Link"),
        max_length=500,
        required=False,
        validators=[WebAddress()],
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )
    # one for each page that is shown: sent twice, it is one delivery
    client_token = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        options["initial"] = {"client_token": uuid.uuid4()} | (options.get("initial") or {})
        super().__init__(*args, **options)

    def work(self) -> dict[str, Any]:
        """What the actions take."""
        data = self.cleaned_data
        return {"text": data["text"], "link": data["link"], "uploads": data["files"]}


class FeedbackForm(forms.Form):
    """What the teacher says, and what happens with the work."""

    text = forms.CharField(
        label=_("Comment"),
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    outcome = forms.ChoiceField(
        label=_("What happens with the work"), choices=Outcome.choices, widget=forms.RadioSelect
    )


class ReopenForm(forms.Form):
    """Extra time for one pupil, to the end of a day."""

    until = forms.DateField(
        label=_("Extra time to the end of"),
        widget=DayInput(),
    )

    def moment(self) -> dt.datetime:
        """The last minute of the day, UTC."""
        return clock.at(self.cleaned_data["until"], dt.time(23, 59))
