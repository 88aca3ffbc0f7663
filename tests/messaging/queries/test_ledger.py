"""The reach ledger: who was told how, which homes nothing reached, and what was done about it."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from messaging.actions import delivering, ledger, messages, notices, reading
from messaging.choices import ClosedBy
from messaging.models import Conversation, HomeClosed
from messaging.queries import reach
from messaging.queries.reach import Reach, ReaderRow
from schools.choices import Protection
from schools.exceptions import NotVisible
from schools.models import Person
from tests.cast import Cast
from tests.messaging import conversations as made
from tests.messaging.channels.smtp_server import OK, MailServer, mail_server

NOBODY = "550 5.1.1 who?"
NOON = dt.datetime(2026, 11, 25, 12, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    with mail_server(settings) as running:
        yield running


@pytest.fixture
def told(cast: Cast, server: MailServer, now: time_machine.Traveller) -> Conversation:
    """Erik's address is dead, Ola has none; the others are told."""
    Person.objects.filter(pk=cast.people["ola"].pk).update(email="")
    server.at_recipient = lambda to: NOBODY if to.startswith("erik") else OK
    thread = made.class_thread(cast)
    now.shift(31)
    notices.expand_waiting()
    delivering.deliver_due()
    return thread


def known(cast: Cast, thread: Conversation) -> Reach:
    with translation.override("en"):
        conversation = Conversation.objects.get(pk=thread.pk)
        return reach.reach(cast.fresh("tone"), conversation, with_told=True)


def home(found: Reach, guardian: str) -> ReaderRow:
    return next(row for row in found.homes if any(name.startswith(guardian) for name in row.names))


def test_each_guardian_has_a_line_per_channel(cast: Cast, told: Conversation) -> None:
    row = home(known(cast, told), "Kari")
    with translation.override("en"):
        words = {
            person.given_name: [one.words for one in lines] for person, lines in row.told_people
        }
    assert words == {
        "Kari": ["E-mail: delivered today 13:00"],
        "Erik": ["E-mail: the address does not work"],
    }


def test_a_home_is_reached_wholly_in_part_or_not(cast: Cast, told: Conversation) -> None:
    found = known(cast, told)
    assert home(found, "Kari").reached == 1
    assert home(found, "Ola").reached == 0
    assert found.homes_by_reach == {"all": len(found.homes) - 2, "some": 1, "none": 1}
    assert [row.names for row in found.homes_not_reached] == [("Ola Nilsen",)]


def test_reading_reaches_without_any_notice(cast: Cast, told: Conversation) -> None:
    reading.mark_read(actor=cast.fresh("ola"), conversation=told, seq=1)
    assert known(cast, told).homes_not_reached == []


def test_a_home_is_taken_off_the_list_with_a_reason_that_stays(
    cast: Cast, told: Conversation
) -> None:
    row = home(known(cast, told), "Ola")
    asked: dict[str, Any] = {"pupil": row.pupil, "home_key": row.home_key}
    tone = cast.fresh("tone")
    ledger.close_home(actor=tone, conversation=told, reason=ClosedBy.PHONE, **asked)
    ledger.close_home(actor=tone, conversation=told, reason=ClosedBy.PAPER, **asked)
    assert HomeClosed.objects.get().reason == ClosedBy.PHONE
    found = known(cast, told)
    assert found.homes_not_reached == []
    assert home(found, "Ola").closed == "Spoken to on the phone"


def test_the_next_message_opens_the_list_again(cast: Cast, told: Conversation) -> None:
    row = home(known(cast, told), "Ola")
    ledger.close_home(
        actor=cast.fresh("tone"),
        conversation=told,
        pupil=row.pupil or uuid.uuid4(),
        home_key=row.home_key,
        reason=ClosedBy.MET,
    )
    messages.post_message(
        actor=cast.fresh("tone"), conversation=told, body="Og sekk", client_token=uuid.uuid4()
    )
    assert len(known(cast, told).homes_not_reached) == len(known(cast, told).homes)


def test_a_home_that_is_not_on_the_list_cannot_be_closed(cast: Cast, told: Conversation) -> None:
    with pytest.raises(NotVisible):
        ledger.close_home(
            actor=cast.fresh("tone"),
            conversation=told,
            pupil=cast.people["amira"].uuid,  # protected: Tone may not know of her
            home_key="person-1",
            reason=ClosedBy.PHONE,
        )


def test_a_protected_guardian_is_not_named(cast: Cast, told: Conversation) -> None:
    Person.objects.filter(pk=cast.kari.pk).update(protection=Protection.STRICT)
    assert home(known(cast, told), "Erik").names == ("Erik Hansen",)
    Person.objects.filter(pk=cast.people["ola"].pk).update(protection=Protection.STRICT)
    named = [name for row in known(cast, told).homes for name in row.names]
    assert "Ola Nilsen" not in named


def test_what_many_others_were_told_is_not_read(cast: Cast, told: Conversation) -> None:
    """Of an announcement one lists those one may know of: the queries name them."""
    with CaptureQueriesContext(connection) as asked:
        found = known(cast, told)
    listed = {person.pk for row in (*found.homes, *found.others) for person in row.people}
    assert listed
    deliveries = [each["sql"] for each in asked if 'FROM "messaging_delivery"' in each["sql"]]
    assert len(deliveries) == 2  # who was reached, and how
    assert all('"messaging_delivery"."person_id" IN' in each for each in deliveries)


def test_many_homes_are_listed_a_page_at_a_time(
    cast: Cast,
    told: Conversation,
    monkeypatch: pytest.MonkeyPatch,
    sign_in: Callable[[Person], Client],
) -> None:
    monkeypatch.setattr(reach, "_HOMES_A_PAGE", 2)
    found = known(cast, told)
    assert len(found.homes) > 3
    first, second = (reach.homes_page(found, only_open=False, number=one) for one in ("1", "2"))
    assert [_shown(row) for row in (*first, *second)] == [_shown(row) for row in found.homes[:4]]
    [still_open] = reach.homes_page(found, only_open=True, number=None)
    assert still_open.names == ("Ola Nilsen",)
    page = sign_in(cast.fresh("tone")).get(reverse("conversation_readers", args=[told.uuid]))
    shown = page.content.decode()
    assert "?side=2" in shown
    assert shown.count('class="ledger__home"') == 2


def _shown(row: ReaderRow) -> tuple[str, tuple[str, ...], list[str]]:
    return row.title, row.names, [one.words for lines in row.told for one in lines]


def test_the_list_is_read_in_few_queries(
    cast: Cast, told: Conversation, django_assert_num_queries: Any
) -> None:
    tone = cast.fresh("tone")
    thread = Conversation.objects.get(pk=told.pk)
    with django_assert_num_queries(16):
        reach.reach(tone, thread, with_told=True)


def test_the_page_offers_what_was_done(
    cast: Cast, told: Conversation, sign_in: Callable[[Person], Client]
) -> None:
    client, address = sign_in(cast.fresh("tone")), f"/meldinger/{told.uuid}/lesere/"
    page = client.get(address + "?vis=ikke").content.decode()
    assert "Ola Nilsen" in page
    assert "Kari Hansen" not in page
    row = home(known(cast, told), "Ola")
    asked = {"pupil": row.pupil, "home_key": row.home_key, "reason": "paper"}
    client.post(address + "lukk/", asked)
    assert "Ola Nilsen" not in client.get(address + "?vis=ikke").content.decode()
