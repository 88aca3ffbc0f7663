"""The advice before sending: asked by the page's script, or given once by the form itself."""

import logging
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from messaging.actions import standing_in
from messaging.models import Conversation, Message
from schools import clock
from schools.models import Person
from tests.cast import Cast
from tests.messaging import conversations as made

SignIn = Callable[[Person | None], Client]
JSON = {"accept": "application/json"}
DELICATE = "Hun har en diagnose kanarifugl"
HEADING = "Dette ser følsomt ut"

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(cast: Cast) -> Conversation:
    return made.home_threads(cast)[0]


TO_HOMES = {"shape": "private", "reply_policy": "all"}


def fields(body: str = DELICATE, **more: Any) -> dict[str, Any]:
    return {"body": body, "client_token": str(uuid.uuid4())} | more


def started(cast: Cast, **more: Any) -> dict[str, Any]:
    return fields(title="Samtale", pupils=[str(cast.nora.uuid)], **TO_HOMES, **more)


def test_form_comes_back_once_with_everything_typed(
    cast: Cast, thread: Conversation, sign_in: SignIn
) -> None:
    client, address = sign_in(cast.tone), reverse("conversation", args=[thread.uuid])
    answer = client.post(address, fields())
    page = answer.content.decode()
    assert answer.status_code == 422
    assert HEADING in page
    assert "Det handler om helse eller barnevern." in page
    assert f">{DELICATE}</textarea>" in page
    assert 'name="advised" value="1"' in page
    assert not Message.objects.filter(body=DELICATE).exists()
    assert client.post(address, fields(advised="1")).status_code == 302
    assert Message.objects.filter(body=DELICATE).count() == 1


def test_new_conversation_comes_back_once_too(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.tone)
    address = reverse("message_start", args=["hjem"]) + f"?gruppe={cast.class_6a.uuid}"
    answer = client.post(address, started(cast))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert all(text in page for text in (HEADING, DELICATE, 'value="Samtale"'))
    assert re.search(rf'value="{cast.nora.uuid}"[^>]* checked', page)
    assert not Conversation.objects.exists()
    assert client.post(address, started(cast, advised="1")).status_code == 302
    assert Conversation.objects.count() == 2  # Nora has two homes


@pytest.mark.parametrize(("pupils", "status"), [(["jonas"], 302), (["jonas", "nora"], 422)])
def test_name_of_a_pupil_does_not_reach_the_other_homes_unsaid(
    cast: Cast, sign_in: SignIn, pupils: list[str], status: int
) -> None:
    address = reverse("message_start", args=["hjem"]) + f"?gruppe={cast.class_6a.uuid}"
    chosen = [str(cast.people[name].uuid) for name in pupils]
    given = fields("Jonas Berg glemte sekken", title="Sekk", pupils=chosen, **TO_HOMES)
    assert sign_in(cast.tone).post(address, given).status_code == status


def test_name_in_the_heading_counts(cast: Cast, sign_in: SignIn) -> None:
    given = fields("Ring meg", title="Om Jonas Berg", person=str(cast.tone.uuid))
    address = reverse("message_start", args=["person"])
    answer = sign_in(cast.kari).post(address, given | {"child": str(cast.nora.uuid)})
    assert answer.status_code == 422
    assert "navnet på en annen elev" in answer.content.decode()


def test_ordinary_message_is_sent_at_once(
    cast: Cast, thread: Conversation, sign_in: SignIn
) -> None:
    address = reverse("conversation", args=[thread.uuid])
    answer = sign_in(cast.kari).post(address, fields("Nora er syk i dag"))
    assert answer.status_code == 302


def test_script_has_asked_and_is_not_asked_again(
    cast: Cast, thread: Conversation, sign_in: SignIn
) -> None:
    address = reverse("conversation", args=[thread.uuid])
    assert sign_in(cast.tone).post(address, fields(), headers=JSON).status_code == 201


def test_script_is_told_why_and_never_whose_name(
    cast: Cast, thread: Conversation, sign_in: SignIn
) -> None:
    address = reverse("conversation_check", args=[thread.uuid])
    answer = sign_in(cast.tone).post(address, {"body": "Jonas Berg går til BUP, 058314 51264"})
    assert answer.json() == {
        "reasons": [
            "Det står et fødselsnummer i teksten.",
            "Det handler om helse eller barnevern.",
            "Det står navnet på en annen elev i teksten.",
        ]
    }


def test_script_is_told_of_a_new_conversation(cast: Cast, sign_in: SignIn) -> None:
    client, address = sign_in(cast.tone), reverse("message_check")
    text = {"body": "Jonas Berg"}
    assert len(client.post(address, text).json()["reasons"]) == 1
    of_class = f"{address}?gruppe={cast.class_6a.uuid}"
    assert client.post(of_class, text).json() == {"reasons": []}
    assert len(client.post(f"{address}?gruppe=nei", text).json()["reasons"]) == 1


def test_pupils_write_what_they_have_on_their_mind(cast: Cast, sign_in: SignIn) -> None:
    thread = made.direct(cast, "tone", "nora")
    client, address = sign_in(cast.nora), reverse("conversation", args=[thread.uuid])
    assert "data-sensitive" not in client.get(address).content.decode()
    assert client.post(address, fields("Jeg tenker på selvmord")).status_code == 302


def test_nothing_of_the_text_is_logged(
    cast: Cast, thread: Conversation, sign_in: SignIn, caplog: pytest.LogCaptureFixture
) -> None:
    address = reverse("conversation_check", args=[thread.uuid])
    with caplog.at_level(logging.DEBUG):
        assert sign_in(cast.tone).post(address, {"body": DELICATE}).json()["reasons"]
    sql_left_out = [row for row in caplog.records if row.name != "django.db.backends"]
    assert not any("kanarifugl" in row.getMessage() for row in sql_left_out)


def test_notice_waits_hidden_on_the_page(cast: Cast, thread: Conversation, sign_in: SignIn) -> None:
    page = sign_in(cast.tone).get(reverse("conversation", args=[thread.uuid])).content.decode()
    assert re.search(r"data-sensitive-notice hidden>", page)
    assert 'name="advised" value=""' in page


@pytest.mark.parametrize("name", ["odd", "tone"])
@pytest.mark.parametrize("writes", [True, False])
def test_who_stands_in_is_led_out_when_they_mark_it(
    cast: Cast, thread: Conversation, sign_in: SignIn, name: str, writes: bool
) -> None:
    standing_in.let_stand_in(
        actor=cast.fresh("tone"),
        school=cast.lade,
        substitute=cast.odd,
        starts=clock.today(),
        last=clock.today(),
    )
    client = sign_in(cast.people[name])
    given = fields("Hei", mark_sensitive="1") if writes else {}
    page = "conversation" if writes else "conversation_sensitive"
    answer = client.post(reverse(page, args=[thread.uuid]), given)
    stays = reverse("conversation", args=[thread.uuid])
    there = reverse("messages") if name == "odd" else stays
    assert answer.status_code == 302
    assert answer["Location"].split("#")[0] == there
    thread.refresh_from_db()
    assert thread.is_sensitive
