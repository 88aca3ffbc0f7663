"""Today: the first page of everybody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from schools import acting, clock, registries, spoken


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """The panels of the acting role that have something to show."""
    role = acting.role(request)
    day = clock.today()
    panels = []
    if role is not None:
        context = registries.PanelContext(
            viewer=acting.person(request),
            role=role,
            child_id=acting.child_id(request),
            day=day,
        )
        panels = registries.panels_for(context)
    page = {
        "panels": panels,
        "long_day": spoken.long_day(day),
        "day": day,
        "role": role,
    }
    return render(request, "schools/today.html", page)
