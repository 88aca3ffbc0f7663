"""Does a text look sensitive? And conversations that are: marking one, and who has opened it."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from messaging.actions import sensitive as marking
from messaging.choices import Side
from messaging.queries import inbox, openings, sensitive, threads
from schools import acting
from schools.exceptions import NotAllowed, NotVisible


@require_POST
def check(request: HttpRequest) -> JsonResponse:
    """Plain sentences on a text for a new conversation; with a whole class for ``?gruppe=``."""
    if not is_offered(request) or inbox.side_of(acting.role(request)) == Side.HELPER:
        raise NotVisible
    return _said(_of_new(request, request.GET.get("gruppe", "")))


@require_POST
def check_in(request: HttpRequest, key: uuid.UUID) -> JsonResponse:
    """The same for a conversation that the viewer writes in."""
    if not is_offered(request):
        raise NotVisible
    return _said(sensitive.in_conversation(acting.person(request), key, _text(request)))


@require_http_methods(["GET", "HEAD", "POST"])
def mark(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """What it means to mark it as sensitive; POST marks it."""
    viewer = acting.person(request)
    found = threads.conversation(viewer, key)
    if request.method == "POST":
        marking.mark_sensitive(actor=viewer, conversation=found)
        messages.success(request, _("The conversation is sensitive from now on."))
        if not threads.is_read(viewer, key):
            return redirect("messages")  # who stands in for somebody has gone out of it
        return redirect("conversation", key)
    seal = openings.seal(viewer, found)
    if seal.is_sensitive:
        return redirect("conversation", key)
    if not seal.may_mark:
        raise NotAllowed
    page = {"conversation": found, "readers": openings.readers(viewer, found)}
    return render(request, "messaging/mark_sensitive.html", page)


@require_safe
def opened(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Who has opened it, and when: for all who read it."""
    viewer = acting.person(request)
    found = threads.conversation(viewer, key)
    if not found.is_sensitive:
        raise NotVisible
    page = {"conversation": found, "rows": openings.openings(viewer, found)}
    return render(request, "messaging/openings.html", page)


def _said(reasons: Sequence[Any]) -> JsonResponse:
    return JsonResponse({"reasons": [str(reason.label) for reason in reasons]})


def is_offered(request: HttpRequest) -> bool:
    """Staff and guardians are told; pupils write what they have on their mind."""
    return inbox.side_of(acting.role(request)) not in {None, Side.PUPIL}


def before_starting(request: HttpRequest, group: Any = None) -> list[Any]:
    """What to say once before a new conversation is sent; nothing when it was said."""
    if _is_said(request):
        return []
    return _of_new(request, str(group.uuid) if group else "")


def before_posting(request: HttpRequest, key: uuid.UUID) -> list[Any]:
    """What to say once before a message is sent; nothing when it was said."""
    if _is_said(request):
        return []
    try:
        return sensitive.in_conversation(acting.person(request), key, _text(request))
    except NotAllowed:
        return []  # the action refuses, or knows that it was sent


def _is_said(request: HttpRequest) -> bool:
    return request.POST.get("advised") == "1" or not is_offered(request)


def _of_new(request: HttpRequest, group: str) -> list[Any]:
    chosen = request.POST.getlist("pupils")
    # Each home has a thread of its own: with several, any name reaches another home.
    keys = chosen if len(chosen) == 1 else []
    keys += [request.POST.get("person", ""), request.POST.get("child", "")]
    people = [found for key in keys if (found := as_uuid(key))]
    return sensitive.in_new(
        acting.person(request), _text(request), people=people, group=as_uuid(group)
    )


def _text(request: HttpRequest) -> str:
    return "\n".join(request.POST.get(name, "") for name in ("title", "body"))


def as_uuid(key: str) -> uuid.UUID | None:
    """What was given as a key; None when it is none."""
    try:
        return uuid.UUID(key)
    except ValueError:
        return None
