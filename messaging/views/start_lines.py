"""The lines above the form of a new conversation: who sees it, and when they are told."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest

from messaging.choices import Kind, Part, ReplyPolicy, Shape, Side
from messaging.queries import audiences, noise_now, openness, promise
from schools import acting


def lines(request: HttpRequest, kind: Kind, group: Any, chosen: Any) -> dict[str, str]:
    """Above the form: who sees it, whose answers one sees, and when it is told."""
    said = {Kind.HOME: openness.of_new_homes, Kind.GROUP: openness.of_new_colleagues}.get(kind)
    return {
        "line": _line(request, kind, group, chosen),
        "promise": _promise(request, kind, group, chosen),
        "load": _load(request, kind, group, chosen),
        "openness": said(*_shape(chosen)) if said else "",
    }


def of_one_class(viewer: Any, chosen: Sequence[Any]) -> dict[str, Any]:
    """For an announcement to the guardians of one class: its letter, and what they have had."""
    if len(chosen) != 1 or chosen[0].part != Part.GUARDIANS:
        return {}
    group = audiences.writable_group(viewer, chosen[0].target.scope.group)
    if group is None:
        return {}
    return {"group": group, "load": noise_now.for_group(viewer, group, has_letter=True)}


def may_wait(thread: Any) -> bool:
    """Whether a button moves what is written to a letter: hidden until the homes have had much."""
    return thread.writes_as == Side.STAFF and noise_now.is_of_class(thread.conversation)


def _shape(chosen: Any) -> tuple[Shape, ReplyPolicy]:
    given = chosen if chosen is not None else {}
    shape, policy = given.get("shape"), given.get("reply_policy")
    return (
        Shape(shape) if shape in Shape.values else Shape.PRIVATE,
        ReplyPolicy(policy) if policy in ReplyPolicy.values else ReplyPolicy.ALL,
    )


def _line(request: HttpRequest, kind: Kind, group: Any, chosen: Any) -> str:
    viewer = acting.person(request)
    if kind == Kind.GROUP:
        keys = chosen.getlist("people") if chosen is not None else request.GET.getlist("til")
        return audiences.people_line(viewer, [uuid.UUID(key) for key in keys if _is_uuid(key)])
    if kind == Kind.HOME:
        keys = chosen.getlist("pupils") if chosen is not None else request.GET.getlist("elev")
        return audiences.homes_line(viewer, [uuid.UUID(key) for key in keys if _is_uuid(key)])
    parts = chosen.getlist("parts") if chosen is not None else [Part.GUARDIANS]
    return audiences.groups_line(viewer, [group] if group else [], parts)


def _promise(request: HttpRequest, kind: Kind, group: Any, chosen: Any) -> str:
    if kind == Kind.HOME or group is None:
        return ""
    parts = chosen.getlist("parts") if chosen is not None else [Part.GUARDIANS]
    arrivals = promise.to_groups(acting.person(request), [group], parts, kind)
    return promise.in_words(arrivals)


def _load(request: HttpRequest, kind: Kind, group: Any, chosen: Any) -> str:
    """How much the homes have had this week, when that is much."""
    viewer = acting.person(request)
    if kind == Kind.HOME:
        keys = chosen.getlist("pupils") if chosen is not None else request.GET.getlist("elev")
        return noise_now.for_homes(viewer, [uuid.UUID(key) for key in keys if _is_uuid(key)])
    parts = chosen.getlist("parts") if chosen is not None else [Part.GUARDIANS]
    if group is None or Part.GUARDIANS not in parts:
        return ""
    return noise_now.for_group(viewer, group, has_letter=False)


def _is_uuid(key: str) -> bool:
    try:
        uuid.UUID(key)
    except ValueError:
        return False
    return True
