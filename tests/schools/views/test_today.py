from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from schools import acting
from schools.choices import Role
from tests.cast import Cast
from tests.factories.schools import GuardianshipFactory, MembershipFactory, PersonFactory

SignIn = Callable[..., Client]


@pytest.mark.parametrize("name", ["nora", "kari", "tone", "sissel", "ida", "marit", "geir"])
def test_today_answers_every_role(cast: Cast, sign_in: SignIn, name: str) -> None:
    answer = sign_in(cast.people[name]).get("/i-dag/")
    assert answer.status_code == 200
    assert answer.content.decode().count("<h1") == 1


def test_today_shows_each_child_and_nobody_elses(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.anne).get("/i-dag/").content.decode()
    assert cast.lise.given_name in page
    assert cast.magnus.given_name in page
    assert cast.nora.get_full_name() not in page


@pytest.mark.parametrize("children", [1, 3])
def test_today_of_a_guardian_takes_few_queries(cast: Cast, sign_in: SignIn, children: int) -> None:
    guardian = PersonFactory()
    for _ in range(children):
        child = PersonFactory()
        GuardianshipFactory(guardian=guardian, pupil=child)
        MembershipFactory(person=child, group=cast.class_6a)
    client = sign_in(guardian)
    client.get("/i-dag/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/i-dag/")
    assert len(queries) <= 12, [query["sql"][:80] for query in queries]


def test_switching_to_a_role_one_does_not_have_is_not_found(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.tuva)
    assert client.post("/rolle/", {"role": "leader"}).status_code == 404
    assert client.post("/rolle/", {"role": "guardian"}).status_code == 302
    assert client.session[acting.ROLE_KEY] == Role.GUARDIAN
    assert "Per" in client.get("/i-dag/").content.decode()


def test_switching_to_somebody_elses_child_is_not_found(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.anne)
    assert client.post("/rolle/", {"child": str(cast.nora.uuid)}).status_code == 404
    assert client.post("/rolle/", {"child": "nobody"}).status_code == 404
    assert acting.CHILD_KEY not in client.session


def test_narrowing_to_one_child_hides_the_other(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.anne)
    client.post("/rolle/", {"child": str(cast.lise.uuid), "next": "/i-dag/"})
    client.get("/i-dag/")
    assert client.session[acting.CHILD_KEY] == cast.lise.pk
    client.post("/rolle/", {"child": "all"})
    assert acting.CHILD_KEY not in client.session


def test_switching_never_leads_to_another_site(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.anne)
    for address in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        answer = client.post("/sprak/", {"language": "nn", "next": address})
        assert answer["Location"] == "/"


def test_language_is_kept_with_the_account(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.nora)
    client.post("/sprak/", {"language": "en", "next": "/i-dag/"})
    assert cast.fresh("nora").language == "en"
    other = sign_in(cast.fresh("nora")).get("/i-dag/", headers={"Accept-Language": "nb"})
    assert 'lang="en"' in other.content.decode()


def test_language_of_a_visitor_is_kept_in_a_cookie(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(None)
    client.post("/sprak/", {"language": "nn", "next": "/hjelp/"})
    assert '<html lang="nn"' in client.get("/hjelp/").content.decode()


@pytest.mark.parametrize(
    ("address", "data"),
    [("/sprak/", {"language": "xx"}), ("/farger/", {"colour_scheme": "pink"}), ("/sprak/", {})],
)
def test_unknown_choice_is_refused(
    cast: Cast, sign_in: SignIn, address: str, data: dict[str, str]
) -> None:
    assert sign_in(cast.nora).post(address, data).status_code == 400
    assert cast.fresh("nora").language == ""


def test_colours_are_kept_with_the_account(cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.nora).post("/farger/", {"colour_scheme": "dark"})
    page = sign_in(cast.fresh("nora")).get("/i-dag/").content.decode()
    assert 'data-color-scheme="dark"' in page


def test_person_page_shows_no_group_that_the_viewer_does_not_see(
    cast: Cast, sign_in: SignIn
) -> None:
    secret = MembershipFactory(person=cast.nora, group__name="Lesegruppa").group
    page = sign_in(cast.mona).get(f"/personer/{cast.nora.uuid}/").content.decode()
    assert "6A" in page
    assert secret.name not in page
    assert cast.nora.username not in page


def test_group_page_leaves_protected_pupils_out(cast: Cast, sign_in: SignIn) -> None:
    address = f"/grupper/{cast.class_6a.uuid}/"
    assert "Amira" not in sign_in(cast.tone).get(address).content.decode()
    assert "Amira" in sign_in(cast.leila).get(address).content.decode()


@pytest.mark.parametrize("more", [1, 3])
def test_lists_of_people_take_the_same_number_of_queries(
    cast: Cast, sign_in: SignIn, more: int
) -> None:
    for _ in range(more):
        MembershipFactory(group=cast.class_6a)
    client = sign_in(cast.tone)
    counts = []
    for address in (f"/grupper/{cast.class_6a.uuid}/", "/personer/"):
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counts.append(len(queries))
    assert counts == [7, 8]  # two of them are the frame's: school and unread messages
