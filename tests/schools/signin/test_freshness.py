"""Confirming that it is still the same person: by password, however it is kept."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory
from django.urls import reverse

from schools.models import Person
from schools.signin import freshness, refusals
from schools.signin.adapter import SchoolAccountAdapter
from tests.fresh import prove
from tests.schools.signin.conftest import PASSWORD

pytestmark = pytest.mark.django_db

DOOR = "/konto/reauthenticate/"


def is_fresh(client: Client, person: Person) -> bool:
    request = RequestFactory().get("/")
    request.user, request.session = person, client.session
    return freshness.is_fresh(request)


def test_a_sign_in_is_fresh_for_a_quarter_of_an_hour(guardian: Person, enter: Any) -> None:
    client, _answer = enter("berit.moen")
    assert is_fresh(client, guardian)
    prove(client, guardian, seconds_ago=14 * 60 + 50)
    assert is_fresh(client, guardian)
    prove(client, guardian, seconds_ago=15 * 60 + 1)
    assert not is_fresh(client, guardian)


def test_the_municipality_chooses_how_long(guardian: Person, enter: Any, settings: Any) -> None:
    settings.FRESH_SIGN_IN_SECONDS = 60
    client, _answer = enter("berit.moen")
    prove(client, guardian, seconds_ago=61)
    assert not is_fresh(client, guardian)


def test_a_session_without_a_password_is_not_fresh(guardian: Person, other: Person) -> None:
    client = Client()
    client.force_login(guardian)
    assert not is_fresh(client, guardian)
    prove(client, other)  # somebody else's proof
    assert not is_fresh(client, guardian)


def test_the_password_once_more_is_proof_and_leads_back(guardian: Person) -> None:
    client = Client()
    client.force_login(guardian)
    answer = client.post(f"{DOOR}?next=/profil/", {"password": PASSWORD, "next": "/profil/"})
    assert (answer.status_code, answer["Location"]) == (302, "/profil/")
    assert is_fresh(client, guardian)


def test_a_wrong_password_is_no_proof(guardian: Person) -> None:
    client = Client()
    client.force_login(guardian)
    for password in ("feil", "\x01", "x" * 300):
        answer = client.post(DOOR, {"password": password})
        assert answer.status_code == 200
        assert str(refusals.WRONG_PASSWORD) in answer.content.decode()
    assert not is_fresh(client, guardian)


def test_nobody_is_led_to_another_site(guardian: Person) -> None:
    client = Client()
    client.force_login(guardian)
    answer = client.post(DOOR, {"password": PASSWORD, "next": "https://example.org/"})
    assert answer["Location"] == reverse("today")


def test_who_signed_in_otherwise_is_asked_by_their_user_name(guardian: Person) -> None:
    """A record without a name, such as an earlier confirmation, says nothing of it."""
    client = Client()
    client.force_login(guardian)
    prove(client, guardian, seconds_ago=3_600)
    assert client.post(DOOR, {"password": PASSWORD}).status_code == 302
    assert is_fresh(client, guardian)


def test_who_is_not_signed_in_is_offered_nothing(rf: RequestFactory) -> None:
    assert SchoolAccountAdapter().get_reauthentication_methods(AnonymousUser()) == []
    assert Client().get(DOOR).status_code == 302


@pytest.mark.parametrize("accept", ["*/*", "application/json", "image/webp,*/*"])
def test_a_script_is_told_and_a_page_is_sent(rf: RequestFactory, accept: str) -> None:
    answer = freshness.ask(rf.get("/", headers={"accept": accept}))
    assert answer.status_code == 403
    assert b'"code": "confirm"' in answer.content
    page = rf.get("/", headers={"accept": "text/html,*/*;q=0.8"})
    page.session = Client().session
    with pytest.raises(freshness.ReauthenticationRequired):
        freshness.ask(page)


def test_the_door_knows_the_way_back() -> None:
    assert freshness.door() == DOOR
    assert freshness.door("/meldinger/?a=b") == f"{DOOR}?next=%2Fmeldinger%2F%3Fa%3Db"
