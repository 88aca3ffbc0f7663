"""Writing in a thread, as the page's script and as a form without scripts do it."""

import uuid
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from messaging.models import Conversation, Message
from schools.models import Person
from tests.cast import Cast
from tests.messaging import conversations as made

SignIn = Callable[[Person | None], Client]
JSON = {"accept": "application/json"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(cast: Cast) -> Conversation:
    return made.class_thread(cast)


def fields(body: str = "Hei") -> dict[str, str]:
    return {"body": body, "client_token": str(uuid.uuid4())}


def test_script_gets_the_message_it_sent(cast: Cast, thread: Conversation, sign_in: SignIn) -> None:
    address = reverse("conversation", args=[thread.uuid])
    answer = sign_in(cast.tone).post(address, fields("Husk gymtøy"), headers=JSON)
    assert answer.status_code == 201
    assert "Husk gymtøy" in answer.json()["html"]


def test_same_message_again_is_answered_with_the_first(
    cast: Cast, thread: Conversation, sign_in: SignIn
) -> None:
    client, sent = sign_in(cast.tone), fields()
    address = reverse("conversation", args=[thread.uuid])
    answers = [client.post(address, sent, headers=JSON).json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert Message.objects.filter(conversation=thread).count() == 2  # the first one began it


@pytest.mark.parametrize("body", ["Hei", ""])
@pytest.mark.parametrize("headers", [{}, JSON])
def test_whoever_does_not_read_it_finds_nothing_to_write_in(
    cast: Cast, thread: Conversation, sign_in: SignIn, body: str, headers: dict[str, str]
) -> None:
    client = sign_in(cast.stian)
    for key in (thread.uuid, uuid.uuid4()):
        answer = client.post(reverse("conversation", args=[key]), fields(body), headers=headers)
        assert answer.status_code == 404
    assert Message.objects.count() == 1  # the one that began it
