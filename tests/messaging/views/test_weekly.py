"""The page of a weekly letter, and what it is given by the form of an announcement."""

import uuid
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from messaging.models import WeeklyItem
from schools.models import Person
from tests.cast import Cast

SignIn = Callable[[Person], Client]


def given(**fields: object) -> dict[str, object]:
    """As the form of an announcement sends it."""
    values = {"title": "Tur fredag", "body": "Husk sekk", "client_token": uuid.uuid4()}
    return values | fields


def address(cast: Cast) -> str:
    return f"/meldinger/ukebrev/{cast.class_6a.uuid}/"


def test_who_has_one_class_is_sent_to_its_letter(cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.tone).get("/meldinger/ukebrev/")
    assert answer.headers["Location"] == address(cast)


def test_a_colleague_sees_it_and_has_no_button(cast: Cast, sign_in: SignIn) -> None:
    tone = sign_in(cast.tone)
    tone.post(address(cast), given())
    own, other = tone.get(address(cast)), sign_in(cast.arne).get(address(cast))
    for page in (own, other):
        assert "Husk sekk" in page.content.decode()
    assert "/fjern/" in own.content.decode()
    assert "/fjern/" not in other.content.decode()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"ask": "read"}, "kan ikke be om noe"),
        ({"to": ["pupils.x"]}, "går bare til foresatte"),
        ({"to": [f"guardians.{uuid.uuid4()}"]}, "går bare til foresatte"),
        ({"people": [str(uuid.uuid4())]}, "går bare til foresatte"),
        ({"holds_until": "2030-01-01"}, "har ingen siste dag"),
        ({"files": SimpleUploadedFile("a.txt", b"a")}, "Filer kan ikke være med"),
        ({"body": "å" * 10_001}, "for lang"),
        ({"title": ""}, "Husk sekk"),
        ({"body": "Nora har vært hos BUP"}, "ser følsomt ut"),
    ],
)
def test_what_a_letter_cannot_be_is_said_and_the_text_is_kept(
    cast: Cast, sign_in: SignIn, fields: dict[str, object], said: str
) -> None:
    answer = sign_in(cast.tone).post(address(cast), given(**fields))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    assert str(fields.get("body", "Husk sekk")) in page
    assert not WeeklyItem.objects.exists()


def test_it_is_for_the_guardians_of_its_own_class_alone(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.tone)
    own, other = (f"guardians.{each.uuid}" for each in (cast.class_6a, cast.class_6b))
    for to in ([other], [own, f"pupils.{cast.class_6a.uuid}"], [own, other]):
        assert client.post(address(cast), given(to=to)).status_code == 422
    assert client.post(address(cast), given(to=[own], holds_until="")).status_code == 302
    assert WeeklyItem.objects.count() == 1


def test_what_was_advised_on_once_is_put_in(cast: Cast, sign_in: SignIn) -> None:
    body = given(body="Nora har vært hos BUP", advised="1")
    assert sign_in(cast.tone).post(address(cast), body).status_code == 302
    assert WeeklyItem.objects.count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_a_fixed_number_of_queries(
    cast: Cast, sign_in: SignIn, django_assert_num_queries: Callable, count: int
) -> None:
    client = sign_in(cast.tone)
    for _ in range(count):
        client.post(address(cast), given())
    client.get(address(cast))
    with django_assert_num_queries(10):
        client.get(address(cast))


def test_what_was_left_out_is_shown_and_removed_by_a_colleague(cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.arne).post(address(cast), given())
    WeeklyItem.objects.update(not_sent="may_not")
    client = sign_in(cast.tone)
    assert "Utelatt fra et tidligere brev" in client.get(address(cast)).content.decode()
    key = WeeklyItem.objects.get().uuid
    assert client.get(f"{address(cast)}{key}/").status_code == 404
    assert client.post(f"{address(cast)}{key}/fjern/").status_code == 302
    assert not WeeklyItem.objects.exists()


@pytest.mark.parametrize("time", ["13:00", "22:00"])
def test_a_leader_says_when_letters_are_sent(cast: Cast, sign_in: SignIn, time: str) -> None:
    page = f"/meldinger/regler/{cast.lade.uuid}/ukebrev/"
    client = sign_in(cast.sissel)
    answer = client.post(page, {"weekday": "4", "time": time})
    assert answer.status_code == (302 if time == "13:00" else 422)
    shown = client.get(page).content.decode()
    assert f'value="{"13:00" if time == "13:00" else "14:00"}"' in shown


def test_its_text_is_changed_on_its_page(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.tone)
    client.post(address(cast), given())
    page = f"{address(cast)}{WeeklyItem.objects.get().uuid}/"
    assert client.post(page, {"title": "Tur", "body": "å" * 10_001}).status_code == 422
    assert client.post(page, {"title": "Ny tur", "body": "Ingen sekk"}).status_code == 302
    assert WeeklyItem.objects.get().title == "Ny tur"
