"""Whatever is sent to whichever address, the answer is never a fault of ours (5xx).

Each row of the access matrix is asked by a role it welcomes, with its own good data and one
field of it, or the whole question after the address, spoilt.
"""

import itertools
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.access.conftest import Visitor
from tests.access.objects import all_rows
from tests.access.rows import COLUMNS, Objects, Row, made

pytestmark = pytest.mark.slow  # some 3,000 requests

SPOILT = (
    "x\x00y",
    "-1",
    "9" * 40,
    "٣",  # a digit, but not one of ours
    "0001-01-02",
    "9999-12-31",
    "9999-W52",
    "{00000000-0000-0000-0000-000000000007}",
    "'\"><script>%s%(x)s{{7*7}}{% include 1 %}\u202e\ufffd",
    "a" * 20_001,
    "",
)
IN_ADDRESS = ("x\x00y", "9" * 40, "9999-W52", "'\"><{%s%(x)s{% x %}\u202e")
ASKED = (
    *("q", "side", "uke", "dag", "fra", "til", "antall", "hva", "time", "skole", "gruppe"),
    *("elev", "eldre", "after_version", "del", "tilstand", "reservasjon", "pupils", "parts"),
)
ROWS = [row for row in all_rows() if not row.route.startswith("page:")]
GETS = list({row.route: row for row in ROWS if row.method == "GET"}.values())
# of two rows of a route, the one with data
POSTS = list(
    {r.route: r for r in sorted(ROWS, key=lambda r: bool(r.data)) if r.method == "POST"}.values()
)


@pytest.mark.parametrize("row", GETS, ids=lambda row: row.route)
def test_spoilt_question_is_no_fault(row: Row, objects: Objects, visitor: Visitor) -> None:
    client = visitor(_welcome(row))
    # what a day, a time and a number look like, so that one spoilt value is looked at
    good = {"dag": "2026-12-01", "fra": "00:00", "til": "23:59", "antall": "1"}
    questions = [dict.fromkeys(ASKED, value) for value in IN_ADDRESS]
    questions.append(good | {"dag": "0001-01-02"})
    faults = [_fault(_send(client, row, objects, asked), asked) for asked in questions]
    assert not any(faults), "\n".join(filter(None, faults))


@pytest.mark.parametrize("row", POSTS, ids=lambda row: row.route)
def test_spoilt_field_is_no_fault(row: Row, objects: Objects, visitor: Visitor) -> None:
    client = visitor(_welcome(row))
    faults = [
        _fault(_send(client, row, objects, sent), sent) for sent in _spoilt(row, objects, client)
    ]
    assert not any(faults), "\n".join(filter(None, faults))


def _spoilt(row: Row, objects: Objects, client: Client) -> Iterator[dict[str, Any]]:
    good = dict(made(row.data, objects))
    names = sorted(set(good) | _fields(row, objects, client))
    turn = itertools.cycle(SPOILT)
    for name in names:
        yield good | {name: next(turn)}
    for value in ("x\x00y", "9" * 40):
        yield dict.fromkeys(names, value)
    yield {name: ["1", "x"] for name in names}
    yield {name: SimpleUploadedFile("a/../x.png", b"") for name in names}
    yield {}
    yield good | {"files": [SimpleUploadedFile(f"{number}.txt", b"x") for number in range(30)]}


def _fields(row: Row, objects: Objects, client: Client) -> set[str]:
    """Names in the forms of the page at the same address, when there is one."""
    page = _send(client, Row(row.route, row.codes, "GET", row.kwargs), objects, {})
    if page.status_code != 200:
        return set()
    found = set(re.findall(r'\bname="([\w-]+)"', page.getvalue().decode()))
    return set(sorted(found - {"csrfmiddlewaretoken"})[:25])


def _send(client: Client, row: Row, objects: Objects, data: Mapping[str, Any]) -> HttpResponse:
    address = reverse(row.route, kwargs=made(row.kwargs, objects))
    address += "" if row.method == "GET" else row.query
    with transaction.atomic():
        answer: HttpResponse = getattr(client, row.method.lower())(address, data)
        answer.getvalue()
        transaction.set_rollback(True)
    return answer


def _welcome(row: Row) -> str:
    return next((role for role in reversed(COLUMNS) if row.letter(role) in "rwnmic"), "TC")


def _fault(answer: HttpResponse, sent: Mapping[str, Any]) -> str:
    if answer.status_code < 500:
        return ""
    raised = getattr(answer, "exc_info", None)
    told = {name: str(value)[:40] for name, value in sent.items()}
    return f"{answer.status_code} {raised[1] if raised else ''!r}: {told}"
