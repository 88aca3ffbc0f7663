"""Every route of ours x every role has one expected answer; a route without a row fails."""

import re
import uuid
from collections.abc import Mapping
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, get_page_models

from tests.access.conftest import Visitor
from tests.access.objects import all_rows
from tests.access.routes import OURS, all_routes
from tests.access.rows import COLUMNS, LETTERS, Objects, Row, made
from tests.access.third_party import PREFIXES
from tests.cast import ROLES

ROWS = all_rows()
ROUTES = sorted({row.route for row in ROWS if not row.route.startswith("page:")})


def test_every_route_has_a_row() -> None:
    rows = {row.route for row in ROWS}
    missing = [
        f"{route.name or route.address}: add a Row to "
        f"tests/access/matrix/{route.module.split('.')[0]}.py"
        for route in all_routes()
        if route.is_ours and route.name not in rows
    ]
    assert not missing, "\n".join(missing)


def test_every_row_has_a_route() -> None:
    names = {route.name for route in all_routes()} | {f"page:{name}" for name in _page_types()}
    assert not {row.route for row in ROWS} - names


def test_every_page_type_has_a_row() -> None:
    rows = {row.route for row in ROWS}
    missing = [f"page:{name}" for name in _page_types() if f"page:{name}" not in rows]
    assert not missing, "\n".join(missing)


def test_every_third_party_route_hangs_under_a_known_prefix() -> None:
    loose = [
        route.address
        for route in all_routes()
        if not route.is_ours and not route.address.startswith(tuple(PREFIXES))
    ]
    assert not loose, "\n".join(loose)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_row(row: Row, objects: Objects, visitor: Visitor) -> None:
    """All fourteen columns; what a request writes is rolled back before the next."""
    wrong = []
    for role in COLUMNS:
        client = visitor(role)
        answer = _ask(client, row, objects)
        expected = row.letter(role)
        if not _is(answer, expected):
            wrong.append(f"{role} ({ROLES[role]}): {_shown(answer)}, expected {expected!r}")
        elif expected == "." and (unknown := _unknown(row, objects)):
            other = _ask(client, row, objects, unknown)
            if _body(answer) != _body(other):
                wrong.append(f"{role}: the 404 differs from that of an unknown id")
    assert not wrong, f"{row.name}\n" + "\n".join(wrong)


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row.letter("AN") == "s"], ids=lambda row: row.name
)
def test_signed_out_learns_nothing(row: Row, objects: Objects, visitor: Visitor) -> None:
    unknown = _unknown(row, objects)
    if unknown is None:
        return
    known, never = (_ask(visitor("AN"), row, objects, kwargs) for kwargs in (None, unknown))
    assert (known.status_code, _door(known)) == (never.status_code, _door(never))


@pytest.mark.parametrize("route", ROUTES)
def test_method_without_a_row_is_refused(route: str, objects: Objects, visitor: Visitor) -> None:
    """Nothing is written by GET, and what only shows takes no POST: 405."""
    rows = [row for row in ROWS if row.route == route]
    welcome = next((role for role in COLUMNS if rows[0].letter(role) in "rwnmic"), "TC")
    for method in {"GET", "POST"} - {row.method for row in rows}:
        client = visitor(welcome)
        answer = _ask(client, Row(route, rows[0].codes, method, rows[0].kwargs), objects)
        assert answer.status_code == 405, f"{method} {route}: {_shown(answer)}, expected 405"


# --- how it asks


def _ask(
    client: Client, row: Row, objects: Objects, kwargs: Mapping[str, Any] | None = None
) -> HttpResponse:
    given = made(row.kwargs, objects) if kwargs is None else kwargs
    page = given.get("page")
    address = _page_address(page) if page else reverse(row.route, kwargs=given)
    send = getattr(client, row.method.lower())
    data = dict(made(row.data, objects))
    with transaction.atomic():
        answer: HttpResponse = send(address + row.query, data or None, headers=dict(row.headers))
        answer.getvalue()
        transaction.set_rollback(True)
    return answer


def _page_address(page: Page) -> str:
    """Its public address; of a page that has none, where the tree would serve it."""
    found: str = page.get_url() or "/" + page.url_path.split("/", 2)[2]
    return found


def _is(answer: HttpResponse, letter: str) -> bool:
    if answer.status_code != LETTERS[letter]:
        return False
    return bool(_door(answer)) == (letter == "s")


def _door(answer: HttpResponse) -> str:
    """The sign-in's address without where to go afterwards; empty for other answers."""
    door, question, _ = answer.headers.get("Location", "").partition("?next=")
    return door if question and door == reverse("account_login") else ""


def _shown(answer: HttpResponse) -> str:
    return f"{answer.status_code} {answer.headers.get('Location', '')}".strip()


def _unknown(row: Row, objects: Objects) -> dict[str, Any] | None:
    """The same address with ids that were never given out; None when it has none."""
    kwargs = dict(made(row.kwargs, objects))
    swapped = {
        name: uuid.UUID(int=7) for name, value in kwargs.items() if isinstance(value, uuid.UUID)
    }
    return kwargs | swapped if swapped else None


def _body(answer: HttpResponse) -> str:
    """Without what differs from request to request."""
    text = answer.getvalue().decode(errors="replace")
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", text)
    text = re.sub(r'X-CSRFToken[^:]*: *["&quot;]+\w+', "", text)
    return re.sub(r'name="next" value="[^"]*"', "", text)


def _page_types() -> list[str]:
    return [model.__name__ for model in get_page_models() if model._meta.app_label in OURS]
