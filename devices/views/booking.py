"""What do you need, when? The week, the booking, one's own."""

import datetime as dt
import uuid as uuids
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from devices import policies
from devices.actions import bookings
from devices.exceptions import Taken
from devices.forms.booking import BookForm, NeedForm
from devices.queries import free
from devices.queries import mine as own
from devices.queries import week as grid
from schools import acting, clock
from schools.exceptions import Conflict, InvalidInput
from schools.forms.refusals import refuse

_YEARS = 800  # days


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """One question, answered with what is free, nearest first; unasked, what one has."""
    viewer = acting.person(request)
    schools = grid.grid_schools(viewer)
    context: dict[str, Any] = {"manages": policies.manages_somewhere(viewer)}
    if schools:
        context |= _answer(request, schools[0]) | {"school": schools[0]}
    if not context.get("answered"):
        context["reservations"] = own.coming(viewer) if schools else []
        context["loans"] = own.open_loans(viewer, acting.child_id(request))
    return render(request, "devices/front.html", context)


def _answer(request: HttpRequest, school: Any) -> dict[str, Any]:
    viewer = acting.person(request)
    who = {"school": school, "is_pupil": not policies.is_staff_somewhere(viewer)}
    if "dag" not in request.GET:
        day, bells = grid.bells_ahead(school)
        return {"form": NeedForm(day=day, slots=bells.slots, **who)}
    form = NeedForm(request.GET, day=clock.today(), **who)
    if not form.is_valid():
        return {"form": form}
    starts, ends = form.cleaned_data["window"]
    qty = form.cleaned_data.get("qty") or 1
    category = form.cleaned_data["category"]
    found = free.free_between(
        viewer, starts, ends, qty=qty, category_id=int(category) if category else None
    )
    return {
        "form": form,
        "answered": True,
        "found": found[:30],
        "window": (starts, ends),
        "qty": qty,
        "query": _query(starts, ends, qty, form.cleaned_data.get("lesson")),
    }


@require_safe
def week(request: HttpRequest) -> HttpResponse:
    """Trolleys and devices by lesson, Monday to Friday; one day at a time on a phone."""
    viewer = acting.person(request)
    schools = grid.grid_schools(viewer)
    school = grid.chosen_school(viewer, schools, request.GET.get("skole", ""))
    context = grid.week_grid(viewer, school, _day(request.GET.get("dag")))
    week = dt.timedelta(days=7)
    context |= {
        "school": school,
        "schools": schools,
        "earlier": context["monday"] - week,
        "later": context["monday"] + week,
        "today": clock.today(),
    }
    return render(request, "devices/week.html", context)


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What one has booked and borrowed."""
    viewer = acting.person(request)
    context = {
        "reservations": own.coming(viewer),
        "loans": own.open_loans(viewer, acting.child_id(request)),
    }
    return render(request, "devices/mine.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def book(request: HttpRequest, bookable: uuids.UUID) -> HttpResponse:
    """Book one thing; a refusal keeps what was typed and offers what is free."""
    viewer = acting.person(request)
    thing = free.one_bookable(viewer, bookable)
    form = BookForm(
        request.POST if request.method == "POST" else None,
        initial=_initial(request),
        school=thing.school,
        day=_day(request.GET.get("dag")) or clock.today(),
        viewer=viewer,
        is_pupil=not policies.is_staff_somewhere(viewer),
        is_single=thing.is_single,
    )
    status, others = 200, []
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return _booked(request, thing, form)
            except Taken as refused:
                status, others = 409, [_offer(one) for one in refused.alternatives]
                refuse(form, refused)
            except InvalidInput as refused:
                refuse(form, refused)
    context = {"form": form, "bookable": thing, "alternatives": others}
    return render(request, "devices/book.html", context, status=status)


def _booked(request: HttpRequest, thing: Any, form: BookForm) -> HttpResponse:
    data = form.cleaned_data
    starts, ends = data["window"]
    bookings.book(
        actor=acting.person(request),
        bookable=thing.uuid,
        starts=starts,
        ends=ends,
        qty=data.get("qty", 1),
        purpose=data.get("purpose", ""),
        for_group=data.get("for_group"),
        period_number=data.get("lesson"),
        client_token=data["token"],
    )
    messages.success(request, _("%(name)s is booked for you.") % {"name": thing.name})
    return redirect("my_devices")


@require_POST
def cancel(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Take a booking back."""
    try:
        bookings.cancel(actor=acting.person(request), reservation=uuid)
    except Conflict as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The booking is cancelled."))
    return redirect("my_devices")


def _offer(one: free.Alternative) -> dict[str, Any]:
    query = _query(one.starts, one.ends, one.qty, None)
    return {"one": one, "url": reverse("device_book", args=[one.bookable.uuid]) + f"?{query}"}


def _query(starts: dt.datetime, ends: dt.datetime, qty: int, lesson: int | None) -> str:
    begins, until = clock.local(starts), clock.local(ends)
    asked = {"dag": f"{begins:%Y-%m-%d}", "antall": str(qty)}
    if lesson:
        return urlencode(asked | {"time": str(lesson)})
    return urlencode(asked | {"fra": f"{begins:%H:%M}", "til": f"{until:%H:%M}"})


def _initial(request: HttpRequest) -> dict[str, Any]:
    names = {"dag": "day", "time": "lesson", "fra": "starts", "til": "ends", "antall": "qty"}
    return {field: request.GET[name] for name, field in names.items() if name in request.GET}


def _day(text: str | None) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(text) if text else None
    except ValueError:
        return None
    # weeks before and after must exist, and be worth looking at
    return day if day and abs((day - clock.today()).days) < _YEARS else None
