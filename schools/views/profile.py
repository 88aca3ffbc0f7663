"""One's own page: what the register says, and what one chooses oneself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from schools import acting
from schools.queries.places import schools_of


@require_safe
def profile(request: HttpRequest) -> HttpResponse:
    """Name and contact details (the register's), language, colours, password, sessions."""
    me = acting.person(request)
    page = {"me": me, "schools": schools_of(me)}
    return render(request, "schools/profile.html", page)
