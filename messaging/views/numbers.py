"""How much reaches homes, for those who lead: numbers without content or names."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from messaging.queries import noise_weeks
from messaging.views import noise_charts
from schools import acting
from schools.exceptions import NotVisible


@require_safe
def schools(request: HttpRequest) -> HttpResponse:
    """The schools side by side; who has one goes straight to it."""
    found = noise_weeks.schools_of(acting.person(request))
    if not found:
        raise NotVisible
    if len(found) == 1:
        return redirect("message_numbers_of", found[0].school.uuid)
    rows = [(each, _line(each.newest)) for each in found]
    return render(request, "messaging/numbers_schools.html", {"rows": rows})


@require_safe
def school(request: HttpRequest, school: uuid.UUID) -> HttpResponse:
    """One school's weeks: bars, and the same as a table."""
    found = noise_weeks.school_of(acting.person(request), school)
    page = {
        "noise": found,
        "charts": noise_charts.charts(found.weeks) if found.weeks else [],
        "lines": [_line(week) for week in found.weeks],
    }
    return render(request, "messaging/numbers.html", page)


def _line(week: object | None) -> noise_charts.Line | None:
    return noise_charts.line(week) if week else None
