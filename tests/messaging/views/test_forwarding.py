"""The page where a message is passed on."""

import uuid
from collections.abc import Callable

import pytest
from django.test import Client

from messaging.models import Conversation
from schools.models import Person
from tests.cast import Cast
from tests.messaging import conversations as made

SignIn = Callable[[Person | None], Client]

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(cast: Cast) -> Conversation:
    return made.class_thread(cast)


def _address(thread: Conversation) -> str:
    return f"/meldinger/{thread.uuid}/{thread.messages.get(seq=1).uuid}/send-videre/"


def _text(**fields: object) -> dict[str, object]:
    return {"body": "Se her", "client_token": str(uuid.uuid4())} | fields


def test_it_is_passed_on_to_a_conversation_or_a_person(
    cast: Cast, thread: Conversation, sign_in: SignIn
) -> None:
    home = made.home_threads(cast)[0]
    client = sign_in(cast.tone)
    page = client.get(_address(thread)).text
    assert str(home.uuid) in page
    assert str(cast.arne.uuid) in page
    answer = client.post(_address(thread), _text(conversation=str(home.uuid)), follow=True)
    assert "Husk matpakke" in answer.text
    answer = client.post(_address(thread), _text(person=str(cast.arne.uuid)), follow=True)
    assert "Husk matpakke" in answer.text
    assert Conversation.objects.get(kind="direct").messages.get().forwards is not None


def test_what_was_typed_stays_when_it_is_refused(
    cast: Cast, thread: Conversation, sign_in: SignIn
) -> None:
    home = made.home_threads(cast)[0]
    client, to = sign_in(cast.tone), str(thread.uuid)
    answer = client.post(_address(home), _text(conversation=to))
    assert answer.status_code == 422
    assert "Se her" in answer.text
    assert "den opprinnelige meldingen" in answer.text
    assert "Mona" not in answer.text.split("<form", 1)[1].split("form__actions")[0]


@pytest.mark.parametrize("chosen", [(), ("conversation", "person")])
def test_one_place_is_chosen(
    cast: Cast, thread: Conversation, sign_in: SignIn, chosen: tuple[str, ...]
) -> None:
    home = made.home_threads(cast)[0]
    all_given = {"conversation": str(home.uuid), "person": str(cast.arne.uuid)}
    given = _text(**{name: all_given[name] for name in chosen})
    assert sign_in(cast.tone).post(_address(thread), given).status_code == 422
    strange = _text(conversation=str(uuid.uuid4()))
    assert sign_in(cast.tone).post(_address(thread), strange).status_code == 422
