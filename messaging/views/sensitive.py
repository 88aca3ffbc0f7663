"""Before a text is sent: does it look sensitive? Asked by the page, or once by the sending."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from messaging.choices import Side
from messaging.queries import inbox, sensitive
from schools import acting
from schools.exceptions import NotAllowed, NotVisible


@require_POST
def check(request: HttpRequest) -> JsonResponse:
    """Plain sentences on a text for a new conversation; with a whole class for ``?gruppe=``."""
    if not is_offered(request):
        raise NotVisible
    return _said(_of_new(request, request.GET.get("gruppe", "")))


@require_POST
def check_in(request: HttpRequest, key: uuid.UUID) -> JsonResponse:
    """The same for a conversation that the viewer writes in."""
    if not is_offered(request):
        raise NotVisible
    return _said(sensitive.in_conversation(acting.person(request), key, _text(request)))


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
    people = [found for key in keys if (found := _maybe(key))]
    return sensitive.in_new(
        acting.person(request), _text(request), people=people, group=_maybe(group)
    )


def _text(request: HttpRequest) -> str:
    return "\n".join(request.POST.get(name, "") for name in ("title", "body"))


def _maybe(key: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(key)
    except ValueError:
        return None
