"""The weekly letter of a class being put together, and when a school's letters are sent."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from messaging.actions import weekly as collecting
from messaging.forms.weekly import ItemForm, MoveForm, NewItemForm, TimeForm
from messaging.queries import audiences, threads, weekly
from messaging.queries import rules as asking
from messaging.views import sensitive, thread
from schools import acting
from schools.exceptions import InvalidInput, NotVisible
from schools.forms.refusals import refuse
from schools.queries.one import the_one


@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """Of which class; who has one goes straight to it."""
    groups = audiences.writable_groups(acting.person(request))
    if not groups:
        raise NotVisible
    if len(groups) == 1:
        return redirect("weekly_letter", groups[0].uuid)
    return render(request, "messaging/weekly_letters.html", {"groups": groups})


@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest, group: uuid.UUID) -> HttpResponse:
    """What is in the next letter; POST puts something in."""
    viewer, found = acting.person(request), _group(request, group)
    form = NewItemForm(request.POST or None, request.FILES or None, group=found)
    reasons: list[Any] = []
    if request.method == "POST" and form.is_valid():
        reasons = sensitive.before_starting(request, found)
        if not reasons and _put_in(viewer, found, form):
            messages.success(request, _("It is in the weekly letter."))
            return redirect("weekly_letter", group)
    page = {
        "letter": weekly.building(viewer, found),
        "group": found,
        "viewer": viewer,
        "form": form,
        "reasons": reasons,
        "advises": sensitive.is_offered(request),
    }
    status = 422 if form.errors or reasons else 200
    return render(request, "messaging/weekly_letter.html", page, status=status)


def _put_in(viewer: Any, group: Any, form: NewItemForm) -> bool:
    try:
        collecting.add_item(actor=viewer, group=group, **form.cleaned_data)
    except InvalidInput as refusal:
        refuse(form, refusal)
        return False
    return True


@require_POST
def move(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """What the composer of a thread holds; or the thread again, with what is wrong."""
    viewer = acting.person(request)
    found = threads.conversation(viewer, key)
    form, reasons = MoveForm(request.POST, request.FILES), []
    if form.is_valid():
        reasons = sensitive.before_posting(request, key)
        if not reasons and (item := _moved(viewer, found, form)):
            messages.success(request, _("It is in the weekly letter."))
            return redirect("weekly_letter", item.letter.group.uuid)
    return thread.show(request, key, form, 422, reasons)


def _moved(viewer: Any, found: Any, form: MoveForm) -> Any:
    given = {name: form.cleaned_data[name] for name in ("body", "client_token")}
    try:
        return collecting.move_to_letter(actor=viewer, conversation=found, **given)
    except InvalidInput as refusal:
        refuse(form, refusal)
    return None


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, group: uuid.UUID, item: uuid.UUID) -> HttpResponse:
    """One's own; POST keeps another text."""
    viewer = acting.person(request)
    found = weekly.own_item(viewer, group, item)
    form = ItemForm(request.POST or None, initial={"title": found.title, "body": found.body})
    if request.method == "POST" and form.is_valid():
        try:
            collecting.change_item(actor=viewer, item=found, **form.cleaned_data)
        except InvalidInput as refusal:
            refuse(form, refusal)
        else:
            return redirect("weekly_letter", group)
    page = {"group": found.letter.group, "form": form}
    return render(request, "messaging/weekly_item.html", page, status=422 if form.errors else 200)


@require_POST
def remove(request: HttpRequest, group: uuid.UUID, item: uuid.UUID) -> HttpResponse:
    """One's own is not sent."""
    viewer = acting.person(request)
    found = weekly.removable_item(viewer, group, item)
    collecting.remove_item(actor=viewer, item=found)
    messages.success(request, _("It is taken out of the weekly letter."))
    return redirect("weekly_letter", group)


@require_http_methods(["GET", "HEAD", "POST"])
def time(request: HttpRequest, school: uuid.UUID) -> HttpResponse:
    """When the school's letters are sent; POST sets it."""
    viewer = acting.person(request)
    found = asking.school_of(viewer, school)
    now = weekly.sending_at(found.pk)
    form = TimeForm(request.POST or None, initial={"weekday": now.weekday, "time": now.time})
    if request.method == "POST" and form.is_valid():
        try:
            collecting.set_time(actor=viewer, school=found, **form.cleaned_data)
        except InvalidInput as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("weekly_time", school)
    page = {"school": found, "form": form}
    return render(request, "messaging/weekly_time.html", page, status=422 if form.errors else 200)


def _group(request: HttpRequest, key: uuid.UUID) -> Any:
    groups = audiences.writable_groups(acting.person(request))
    return the_one([group for group in groups if group.uuid == key])
