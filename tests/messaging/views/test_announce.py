"""The page where an announcement is written: choosing, looking at the readers, sending."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from messaging.models import Conversation
from messaging.queries.announcing_warnings import MOST_UNASKED
from schools import clock
from schools.choices import MemberRole
from schools.models import Guardianship, Membership, Person
from tests.cast import Cast
from tests.factories import PersonFactory
from tests.schools.files import samples

PAGE = "/meldinger/ny/kunngjoring/"
Opened = Callable[..., Client]


def given(cast: Cast, **more: Any) -> dict[str, Any]:
    words = {"title": "Tur fredag", "body": "Husk matpakke", "client_token": str(uuid.uuid4())}
    words |= {"per": "home", "results": "sender"}
    return words | {"to": [f"guardians.{cast.class_6a.uuid}"]} | more


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


@pytest.fixture
def leader(cast: Cast, sign_in: Callable[[Person], Client]) -> Client:
    return sign_in(cast.fresh("sissel"))


def test_a_leader_sends_to_classes_staff_and_one_person(cast: Cast, leader: Client) -> None:
    to = [
        f"guardians.{cast.class_6a.uuid}",
        f"pupils.{cast.class_6b.uuid}",
        f"staff.{cast.lade.uuid}",
        f"guardians.{cast.lade.uuid}.6",
        f"staff.{cast.lade.uuid}.teacher",
    ]
    single = {"people": [str(cast.odd.uuid)], "homes": [str(cast.lise.uuid)]}
    answer = leader.post(PAGE, given(cast, to=to, ask="read", **single))
    sent = Conversation.objects.get()
    assert answer.headers["Location"] == f"/meldinger/{sent.uuid}/"
    assert sent.audiences.count() == 8  # and the staff of the classes and of the year
    assert {place.person.username for place in sent.participants.select_related("person")} == {
        "sissel",
        "odd",
        "anne",
    }
    assert sent.messages.get().asks_confirmation


def test_the_line_says_how_many_and_what_to_know(cast: Cast, leader: Client) -> None:
    answer = leader.post(PAGE + "lesere/", given(cast))
    said = text_of(answer)
    assert answer.status_code == 200
    assert "5 foresatte til 2 elever" in said
    assert "3 andre ansatte leser med" in said
    assert "Varsles" in said or "Varsel" in said
    assert "Kari Hansen" not in said
    assert not Conversation.objects.exists()


def test_the_list_names_each_with_the_reason(cast: Cast, leader: Client) -> None:
    said = text_of(leader.post(PAGE + "lesere/?vis=lesere", given(cast)))
    assert "Kari Hansen</span><span>foresatt til elev i 6A" in said
    assert "Leila" not in said
    narrowed = given(cast, navn="berg", side="x")
    said = text_of(leader.post(PAGE + "lesere/?vis=lesere", narrowed))
    assert "Mona Berg" in said
    assert "Kari Hansen" not in said


def test_without_scripts_readers_are_shown_and_nothing_typed_is_lost(
    cast: Cast, leader: Client
) -> None:
    asked = given(cast, homes=[str(cast.lise.uuid)], ask="read")
    answer = leader.post(PAGE + "?vis=lesere", asked)
    said = text_of(answer)
    assert answer.status_code == 200
    assert "Kari Hansen" in said
    assert "Husk matpakke" in said
    assert f'value="{asked["to"][0]}" data-label="6A – foresatte" checked' in said
    assert f'name="homes" value="{cast.lise.uuid}"' in said
    assert asked["client_token"] in said
    assert not Conversation.objects.exists()


def test_without_scripts_people_are_found_and_ticked(cast: Cast, leader: Client) -> None:
    said = text_of(leader.post(PAGE + "?vis=sok", given(cast, q="haugen")))
    assert f'name="people" value="{cast.odd.uuid}"' in said
    assert "Ingen flere" in text_of(leader.post(PAGE + "?vis=sok", given(cast, q="finnes ikke")))


def test_people_are_found_by_name(cast: Cast, leader: Client) -> None:
    said = text_of(leader.get(PAGE + "personer/?q=nora"))
    assert f'name="homes" value="{cast.nora.uuid}"' in said
    assert "amira" not in text_of(leader.get(PAGE + "personer/?q=amira")).lower()


def test_the_only_class_is_chosen_from_the_start(
    cast: Cast, sign_in: Callable[[Person], Client]
) -> None:
    said = text_of(sign_in(cast.fresh("tone")).get(PAGE))
    assert 'data-label="6A – foresatte" checked' in said
    assert "5 foresatte til 2 elever" in said


def test_a_class_in_the_address_is_chosen(cast: Cast, leader: Client) -> None:
    said = text_of(leader.get(f"{PAGE}?gruppe={cast.class_6b.uuid}"))
    assert 'data-label="6B – foresatte" checked' in said
    assert 'foresatte" checked' not in text_of(leader.get(f"{PAGE}?gruppe=x"))


def test_staff_without_a_class_may_choose_colleagues(
    cast: Cast, sign_in: Callable[[Person], Client]
) -> None:
    ida = sign_in(cast.fresh("ida"))
    assert ida.get(PAGE).status_code == 200
    answer = ida.post(PAGE, given(cast, to=[], people=[str(cast.odd.uuid)]))
    assert answer.status_code == 302


# --- refused


def test_to_nobody_is_refused_with_what_to_do(cast: Cast, leader: Client) -> None:
    answer = leader.post(PAGE, given(cast, to=[]))
    assert answer.status_code == 422
    assert "Velg hvem den er til" in text_of(answer)
    assert "Husk matpakke" in text_of(answer)


@pytest.mark.parametrize(
    "wrong",
    [
        {"to": ["guardians.none"]},
        {"people": ["x"]},
        {"people": ["7e7c9c10-0000-4000-8000-000000000000"]},
        {"homes": ["7e7c9c10-0000-4000-8000-000000000000"]},
    ],
)
def test_what_can_no_longer_be_chosen_sends_nothing(
    cast: Cast, leader: Client, wrong: dict[str, Any]
) -> None:
    answer = leader.post(PAGE, given(cast, **wrong))
    assert answer.status_code == 422
    assert "kan ikke lenger velges" in text_of(answer)
    assert not Conversation.objects.exists()


def test_a_member_of_staff_is_not_chosen_as_a_home(cast: Cast, leader: Client) -> None:
    assert leader.post(PAGE, given(cast, homes=[str(cast.odd.uuid)])).status_code == 422


def test_a_home_where_nobody_can_be_reached_is_said_before_and_when_sending(
    cast: Cast, leader: Client
) -> None:
    Guardianship.objects.filter(pupil=cast.lise).update(ends=clock.today())
    asked = given(cast, homes=[str(cast.lise.uuid)])
    assert "Lise Østby" in text_of(leader.post(PAGE + "lesere/", asked))
    answer = leader.post(PAGE, asked)
    assert answer.status_code == 422
    assert not Conversation.objects.exists()


def test_many_people_are_asked_for_once_with_the_number(cast: Cast, leader: Client) -> None:
    people = [PersonFactory.build() for _ in range(MOST_UNASKED)]
    Person.objects.bulk_create(people)
    Membership.objects.bulk_create(
        Membership(person=one, group=cast.class_6a, role=MemberRole.PUPIL) for one in people
    )
    asked = given(cast, to=[f"pupils.{cast.class_6a.uuid}"])
    answer = leader.post(PAGE, asked)
    assert answer.status_code == 422
    assert "Ja, send til 305 personer" in text_of(answer)
    assert not Conversation.objects.exists()
    assert leader.post(PAGE, asked | {"sure": "304"}).status_code == 422  # it was another number
    assert leader.post(PAGE, asked | {"sure": "305"}).status_code == 302


def test_a_pupils_name_or_a_national_number_is_said_once(cast: Cast, leader: Client) -> None:
    asked = given(cast, body="Lise Østby har glemt lua")
    answer = leader.post(PAGE, asked)
    assert answer.status_code == 422
    assert "navnet på en annen elev" in text_of(answer)
    assert leader.post(PAGE, asked | {"advised": "1"}).status_code == 302


def test_in_its_own_class_alone_a_pupil_may_be_named(cast: Cast, leader: Client) -> None:
    asked = given(cast, body="Nora Hansen har glemt lua")
    for more in (
        {"people": [str(cast.odd.uuid)]},
        {"to": [f"guardians.{each.uuid}" for each in (cast.class_6a, cast.class_6b)]},
    ):
        assert leader.post(PAGE, asked | more).status_code == 422
    assert leader.post(PAGE, asked).status_code == 302


def test_a_file_is_sent_along(cast: Cast, leader: Client) -> None:
    photo = SimpleUploadedFile("tur.jpg", samples.picture(), "image/jpeg")
    assert leader.post(PAGE, given(cast, files=[photo])).status_code == 302
    assert Conversation.objects.get().messages.get().attachments.count() == 1
