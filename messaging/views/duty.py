"""What matters today: the page of those on duty, and who they are."""

import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from messaging.actions import conversations
from messaging.actions import duty as acting_on
from messaging.actions import messages as writing
from messaging.choices import Side
from messaging.forms.duty import REASONS, DutyForm
from messaging.queries import duty as asking
from messaging.queries.threads import Thread
from schools import acting
from schools.exceptions import Conflict, InvalidInput
from schools.forms.refusals import refuse


@require_safe
def duty(request: HttpRequest) -> HttpResponse:
    """What waits and what was taken today; ``?del=liste``: that alone, for the page's script."""
    page = asking.duty(acting.person(request))
    only_list = request.GET.get("del") == "liste"
    template = "messaging/partials/_duty.html" if only_list else "messaging/duty.html"
    return render(request, template, {"page": page})


@require_POST
def take(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Seen to."""
    viewer = acting.person(request)
    try:
        acting_on.take(actor=viewer, mark=asking.mark(viewer, key))
    except Conflict as refusal:
        messages.error(request, str(refusal))
    return redirect("duty")


@require_POST
def take_over(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """On to the conversation, to answer in it."""
    viewer = acting.person(request)
    conversation = acting_on.take_over(actor=viewer, mark=asking.mark(viewer, key))
    return redirect("conversation", conversation.uuid)


@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest, school: uuid.UUID) -> HttpResponse:
    """Who is on duty at a school; POST names one more."""
    viewer = acting.person(request)
    page = asking.rules(viewer, school)
    form = DutyForm(request.POST or None, people=page.staff)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        person = next(one for one in page.staff if str(one.uuid) == given["person"])
        days = {"starts": given["starts"], "last": given["last"]}
        try:
            acting_on.name_duty(actor=viewer, school=page.school, person=person, **days)
        except InvalidInput as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("duty_people", school)
    status = 422 if form.errors else 200
    return render(
        request, "messaging/duty_people.html", {"page": page, "form": form}, status=status
    )


@require_POST
def end(request: HttpRequest, school: uuid.UUID, duty: uuid.UUID) -> HttpResponse:
    """Not on duty from now on."""
    viewer = acting.person(request)
    page = asking.rules(viewer, school)
    acting_on.end_duty(actor=viewer, school=page.school, duty=duty)
    return redirect("duty_people", school)


# --- for the pages where one writes


def offered(thread: Thread) -> list[Any]:
    """The reasons to choose from below a thread; empty where they are not offered."""
    return REASONS if asking.may_mark(thread.conversation, thread.writes_as) else []


def posting(request: HttpRequest) -> Callable[..., Any]:
    """The action that sends what was written in a thread."""
    reason = request.POST.get("today", "")
    return partial(acting_on.post_for_today, reason=reason) if reason else writing.post_message


def starting(given: dict[str, Any], side: Side) -> Callable[..., Any]:
    """The action that starts a conversation with one person."""
    if reason := given.get("today", ""):
        return partial(acting_on.start_for_today, reason=reason, side=side)
    return partial(conversations.start_direct, side=side)
