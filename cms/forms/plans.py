"""Forms for week plans."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.actions.plans import MAX_LINES, PlanLine
from cms.choices import Weekday

_DAYS = [("", _("The whole week")), *Weekday.choices]
_DUE = [("", _("No day")), *Weekday.choices]


class PlanForm(forms.Form):
    """The head of a plan."""

    heading = forms.CharField(label=_("Heading of the week"), max_length=120, required=False)
    to_home = forms.CharField(
        label=_("To the homes"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class PlanLineForm(forms.Form):
    """One line of a plan."""

    weekday = forms.TypedChoiceField(
        label=_("Day"), choices=_DAYS, coerce=int, empty_value=None, required=False
    )
    subject = forms.CharField(label=_("Subject"), max_length=60, required=False)
    theme = forms.CharField(label=_("Theme"), max_length=200, required=False)
    goal = forms.CharField(label=_("Goal"), max_length=400, required=False)
    homework = forms.CharField(label=_("Homework"), max_length=600, required=False)
    due_weekday = forms.TypedChoiceField(
        label=_("Homework due"), choices=_DUE, coerce=int, empty_value=None, required=False
    )
    gear = forms.CharField(label=_("To bring"), max_length=120, required=False)

    def line(self) -> PlanLine:
        """What the action takes."""
        return PlanLine(**self.cleaned_data)


PlanLines = forms.formset_factory(
    PlanLineForm, extra=0, max_num=MAX_LINES, absolute_max=MAX_LINES + 10, validate_max=True
)
