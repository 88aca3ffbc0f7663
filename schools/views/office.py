"""The office of a school: who waits, what sources leave unsaid, who is named."""

import uuid as uuids
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from schools import acting
from schools.actions import declarations, guardianships, people
from schools.choices import Access, Vouched
from schools.exceptions import Conflict, InvalidInput
from schools.forms.refusals import refuse
from schools.forms.roster import DecisionForm, HandlerForm, VouchForm
from schools.queries import office as office_queries


@require_safe
def office(request: HttpRequest) -> HttpResponse:
    """The work list."""
    return _office(request)


@require_http_methods(["GET", "HEAD", "POST"])
def guardian(request: HttpRequest, guardian: uuids.UUID, pupil: uuids.UUID) -> HttpResponse:
    """Decide one guardian of one pupil."""
    viewer = acting.person(request)
    office_queries.require_office(viewer)
    row = office_queries.relation(viewer, guardian, pupil)
    form = DecisionForm(request.POST or None)
    status = 200 if request.method != "POST" else 422
    if request.method == "POST" and form.is_valid():
        try:
            guardianships.decide_guardianship(
                actor=viewer,
                row=row,
                access=Access(form.cleaned_data["access"]),
                ends=form.cleaned_data["ends"],
            )
        except (InvalidInput, Conflict) as refusal:
            status = refuse(form, refusal)
        else:
            messages.success(request, _("The decision is in force and on record."))
            return redirect("office")
    context = {"row": row, "form": form}
    return render(request, "schools/office_guardian.html", context, status=status)


@require_POST
def vouch(request: HttpRequest) -> HttpResponse:
    """Vouch for a source, for the pupils of one's own school."""
    viewer = acting.person(request)
    office_queries.require_office(viewer)
    form = VouchForm(request.POST)
    if not form.is_valid():
        return _unreadable(request)
    given = form.cleaned_data
    school = office_queries.own_school(viewer, given["school"])
    try:
        declarations.vouch(
            actor=viewer,
            system=given["system"],
            vouched=Vouched(given["vouched"]),
            school=school,
        )
    except InvalidInput as refusal:
        return _office(request, status=422, refusal=str(refusal))
    messages.success(request, _("You have vouched for this. It is on record with your name."))
    return redirect("office")


@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    """Take a declaration back."""
    viewer = acting.person(request)
    office_queries.require_office(viewer)
    form = VouchForm(request.POST)
    if not form.is_valid():
        return _unreadable(request)
    given = form.cleaned_data
    school = office_queries.own_school(viewer, given["school"])
    found = office_queries.declaration(viewer, given["system"], given["vouched"], school)
    declarations.withdraw(actor=viewer, declaration=found)
    messages.success(request, _("Taken back. Those it had let in wait again."))
    return redirect("office")


@require_http_methods(["GET", "HEAD", "POST"])
def protected(request: HttpRequest) -> HttpResponse:
    """Who is named to know of protected people; name one more."""
    viewer = acting.person(request)
    office_queries.require_office(viewer)
    form = HandlerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            people.name_handler(
                actor=viewer, username=given["person"], handler_username=given["handler"]
            )
        except InvalidInput as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Named. It is on record with your name."))
            return redirect("office_protected")
    context = {
        "form": form,
        "rows": office_queries.named_staff(viewer),
        "counts": office_queries.protected_counts(viewer),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "schools/office_protected.html", context, status=status)


@require_POST
def unname(request: HttpRequest, person: uuids.UUID, handler: uuids.UUID) -> HttpResponse:
    """End one naming."""
    viewer = acting.person(request)
    row = office_queries.handler_row(viewer, person, handler)
    people.unname_handler(actor=viewer, row=row)
    messages.success(request, _("From now on they know no more of this person."))
    return redirect("office_protected")


def _unreadable(request: HttpRequest) -> HttpResponse:
    return _office(request, status=422, refusal=_("This could not be read. Try again."))


def _office(request: HttpRequest, *, status: int = 200, refusal: str = "") -> HttpResponse:
    viewer = acting.person(request)
    context: dict[str, Any] = {
        "omissions": office_queries.omissions(viewer),
        "waiting": office_queries.waiting_relations(viewer),
        "informed": office_queries.informed_relations(viewer),
        "declarations": office_queries.declarations(viewer),
        "refusal": refusal,
    }
    return render(request, "schools/office.html", context, status=status)
