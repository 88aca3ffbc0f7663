"""Answers with a quote, as a form without scripts and as the page's script send them."""

import uuid
from collections.abc import Callable

import pytest
from django.test import Client

from messaging.models import Conversation, Message
from schools.models import Person
from tests.cast import Cast
from tests.messaging import conversations as made

SignIn = Callable[[Person | None], Client]

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(cast: Cast) -> Conversation:
    return made.class_thread(cast)


def _text(**fields: object) -> dict[str, object]:
    return {"body": "Takk", "client_token": uuid.uuid4()} | fields


def test_the_composer_shows_what_is_answered(
    cast: Cast, thread: Conversation, sign_in: SignIn
) -> None:
    client, key = sign_in(cast.kari), thread.messages.get().uuid
    page = client.get(f"/meldinger/{thread.uuid}/", {"sitat": str(key)}).text
    assert f'name="quotes" value="{key}"' in page
    for wrong in ("tull", str(uuid.uuid4())):
        page = client.get(f"/meldinger/{thread.uuid}/", {"sitat": wrong}).text
        assert 'name="quotes" value=""' in page


def test_a_refused_answer_keeps_its_quote(
    cast: Cast, thread: Conversation, sign_in: SignIn
) -> None:
    key = str(thread.messages.get().uuid)
    answer = sign_in(cast.kari).post(f"/meldinger/{thread.uuid}/", _text(body=" ", quotes=key))
    assert answer.status_code == 422
    assert f'name="quotes" value="{key}"' in answer.text


def test_a_quote_is_sent_and_one_from_elsewhere_refused(
    cast: Cast, thread: Conversation, sign_in: SignIn
) -> None:
    client, key = sign_in(cast.kari), str(thread.messages.get().uuid)
    answer = client.post(
        f"/meldinger/{thread.uuid}/", _text(quotes=key), headers={"accept": "application/json"}
    )
    assert answer.status_code == 201
    assert "Husk matpakke" in answer.json()["html"]
    assert Message.objects.get(seq=2).quoted_seq == 1
    strange = _text(quotes=str(uuid.uuid4()))
    assert client.post(f"/meldinger/{thread.uuid}/", strange).status_code == 422


def test_a_quote_is_not_sent_later(cast: Cast, thread: Conversation, sign_in: SignIn) -> None:
    key = str(thread.messages.get().uuid)
    given = _text(quotes=key, day="2099-01-01", time="07:30")
    answer = sign_in(cast.kari).post(f"/meldinger/{thread.uuid}/senere/", given)
    assert answer.status_code == 422
    assert f'name="quotes" value="{key}"' in answer.text
