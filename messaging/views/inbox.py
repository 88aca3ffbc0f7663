"""The list of conversations."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_safe

from messaging.choices import Shown, Side
from messaging.queries import announcing_later
from messaging.queries import inbox as queries
from schools import acting


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """The list; ``?del=liste`` is the list alone, for pages that are open."""
    only_list = request.GET.get("del") == "liste"
    page = list_of(request)
    if only_list:
        return render(request, "messaging/partials/_inbox.html", page)
    page["announced_later"] = _announced_later(request)
    return render(request, "messaging/inbox.html", page)


def _announced_later(request: HttpRequest) -> dict[str, int]:
    """How many of the viewer's announcements wait, and how many of them could not be sent.

    Asked for staff, and for who has no role any more: they are told why.
    """
    if queries.side_of(acting.role(request)) not in {Side.STAFF, None}:
        return {}
    rows = announcing_later.waiting(acting.person(request))
    return {"waiting": len(rows), "not_sent": sum(bool(row.not_sent) for row in rows)}


@require_safe
def unread(request: HttpRequest) -> HttpResponse:
    """The number beside the menu entry, for pages without a socket."""
    return JsonResponse({"unread": queries.unread_count(acting.person(request))})


def _moment(given: str) -> dt.datetime | None:
    # "+" of the zone comes as a space when somebody types the address
    try:
        moment = parse_datetime(given[:40].replace(" ", "+"))
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None


def shown_of(request: HttpRequest) -> Shown:
    """What ``?vis=`` narrows the list to; all of it for what is no such word."""
    given = request.GET.get("vis", "")
    return Shown(given) if given in Shown.values else Shown.ALL


def _filters(side: Side | None) -> list[Shown]:
    """Homes wait for staff; others answer what they are asked in the list itself."""
    return [one for one in Shown if one != Shown.WAITING or side == Side.STAFF]


def list_of(request: HttpRequest) -> dict[str, Any]:
    """Rows in the acting role, a page at a time."""
    before = _moment(request.GET.get("eldre", ""))
    shown = shown_of(request)
    role = acting.role(request)
    rows = queries.inbox(acting.person(request), role, acting.child_id(request), before, shown)
    older = queries.older_than(rows, before)
    return {
        "rows": rows[: queries.PAGE],
        "older": older.isoformat() if older else "",
        "paged": before is not None,
        "may_write": queries.side_of(role) not in {None, Side.HELPER},
        "filter": shown,
        "filters": _filters(queries.side_of(role)),
    }
