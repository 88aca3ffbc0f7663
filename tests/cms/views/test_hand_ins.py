"""A hand-in as a browser sends it, without scripts."""

import re
from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cms.models import Assignment, HandIn
from tests.cast import Cast

SignIn = Callable[..., Client]


def test_a_double_click_hands_in_once(cast: Cast, sign_in: SignIn, assignment: Assignment) -> None:
    client = sign_in(cast.nora)
    address = f"/oppgaver/{assignment.uuid}/"
    token = _token(client.get(address).content.decode())
    for _click in range(2):
        assert client.post(f"{address}lever/", _form(token)).status_code == 302
    row = HandIn.objects.get()
    assert (row.attempts.count(), row.files.count()) == (1, 1)


def test_each_page_has_its_own_token(cast: Cast, sign_in: SignIn, assignment: Assignment) -> None:
    client = sign_in(cast.nora)
    address = f"/oppgaver/{assignment.uuid}/"
    pages = {_token(client.get(address).content.decode()) for _number in range(2)}
    assert len(pages) == 2
    for token in pages:
        client.post(f"{address}lever/", _form(token))
    assert HandIn.objects.get().attempts.count() == 2


def test_a_refused_page_keeps_its_token(
    cast: Cast, sign_in: SignIn, assignment: Assignment
) -> None:
    client = sign_in(cast.nora)
    address = f"/oppgaver/{assignment.uuid}/"
    token = _token(client.get(address).content.decode())
    refused = client.post(f"{address}lever/", {"client_token": token, "text": ""})
    assert refused.status_code == 422
    assert _token(refused.content.decode()) == token


def _form(token: str) -> dict[str, Any]:
    upload = SimpleUploadedFile("tekst.txt", b"Det var en gang")
    return {"client_token": token, "text": "Ferdig", "link": "", "files": [upload]}


def _token(page: str) -> str:
    found = re.search(r'name="client_token" value="([0-9a-f-]{36})"', page)
    assert found
    return found[1]
