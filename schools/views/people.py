"""People and groups one may see."""

import uuid as uuids

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from schools import acting
from schools.queries.groups import group_page
from schools.queries.people import people_page, person_page


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """People by name, for staff; 404 for everybody else."""
    words = request.GET.get("q", "").strip()[:80]
    page = people_page(acting.person(request), words, request.GET.get("side"))
    return render(request, "schools/people.html", {"page": page, "words": words})


@require_safe
def group(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """A class or other group: the members one may see."""
    return render(request, "schools/group.html", group_page(acting.person(request), uuid))


@require_safe
def person(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """One person one may know of; never contact details."""
    return render(request, "schools/person.html", person_page(acting.person(request), uuid))
