"""A helper writes for a guardian: where, as whom, and when it is over."""

import datetime as dt
import uuid
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client

from messaging.actions import messages, reading, scheduling
from messaging.choices import NotSent, Side, State
from messaging.models import Conversation, Message
from messaging.queries import cards, inbox, reach, threads
from schools import clock
from schools.actions import helping as ending
from schools.choices import HelpScope, Role
from schools.exceptions import NotAllowed, NotVisible
from schools.models import Person
from tests import helping
from tests.cast import Cast
from tests.messaging import conversations as made


def _hansen(cast: Cast) -> Conversation:
    return next(each for each in made.home_threads(cast) if each.home_key == "hansen")


def _write(helper: Person, conversation: Conversation, body: str = "Vi kommer") -> Message:
    return messages.post_message(
        actor=Person.objects.get(pk=helper.pk),
        conversation=conversation,
        body=body,
        client_token=uuid.uuid4(),
    )


@pytest.mark.parametrize("start", [_hansen, made.direct])
def test_helper_writes_under_their_own_name_for_the_guardian(
    cast: Cast, start: Callable[[Cast], Conversation]
) -> None:
    halima, thread = helping.somebody(), start(cast)
    helping.let_help(cast, halima, may_answer=True)
    message = _write(halima, thread)
    assert (message.author, message.author_side) == (halima, Side.HELPER)
    assert message.in_place_of == cast.kari
    card = threads.thread(cast.fresh("tone"), thread.uuid, Role.TEACHER).cards[-1]
    assert (card.author, card.in_place_of) == ("Halima Omar", "Kari Hansen")
    thread.refresh_from_db()
    assert thread.state == State.OPEN


@pytest.mark.parametrize("start", [made.class_thread, made.announcement])
def test_helper_writes_in_nothing_that_many_read(
    cast: Cast, start: Callable[[Cast], Conversation]
) -> None:
    halima, thread = helping.somebody(), start(cast)
    helping.let_help(cast, halima, may_answer=True)
    with pytest.raises(NotAllowed):
        _write(halima, thread)


def test_helper_who_only_reads_does_not_write(cast: Cast) -> None:
    halima, thread = helping.somebody(), _hansen(cast)
    helping.let_help(cast, halima)
    with pytest.raises(NotAllowed):
        _write(halima, thread)


def test_helper_of_what_is_common_does_not_write(cast: Cast) -> None:
    halima, thread = helping.somebody(), _hansen(cast)
    helping.let_help(cast, halima, scope=HelpScope.COMMON, may_answer=True)
    with pytest.raises(NotVisible):
        _write(halima, thread)


def test_two_guardians_helper_writes_for_who_lets_them_answer(cast: Cast) -> None:
    halima, thread = helping.somebody(), _hansen(cast)
    helping.let_help(cast, halima)
    helping.let_help(cast, halima, guardian="erik", may_answer=True)
    assert _write(halima, thread).in_place_of == cast.erik


def test_guardian_is_not_named_when_protected_since(cast: Cast) -> None:
    halima, thread = helping.somebody(), _hansen(cast)
    helping.let_help(cast, halima, may_answer=True)
    _write(halima, thread)
    Person.objects.filter(pk=cast.kari.pk).update(protection="strict")
    (row,) = cards.with_card_parts(Message.objects.filter(author=halima))
    cards.complete([row], thread, None)
    assert cards.card(row).in_place_of == "En foresatt"


def test_over_is_over_also_for_what_one_has_written(cast: Cast) -> None:
    halima, thread = helping.somebody(), _hansen(cast)
    row = helping.let_help(cast, halima, may_answer=True)
    message = _write(halima, thread)
    messages.edit_message(actor=Person.objects.get(pk=halima.pk), message=message, body="Vi kan")
    ending.end_help(actor=cast.fresh("kari"), appointment=row)
    fresh = Person.objects.get(pk=halima.pk)
    with pytest.raises(NotVisible):
        _write(halima, thread)
    with pytest.raises(NotVisible):
        messages.withdraw_message(actor=fresh, message=message)


def test_what_waits_is_not_sent_when_the_right_to_answer_has_ended(cast: Cast) -> None:
    halima, thread = helping.somebody(), _hansen(cast)
    row = helping.let_help(cast, halima, may_answer=True)
    waiting = scheduling.schedule(
        actor=halima,
        conversation=thread,
        body="God morgen",
        day=clock.today() + dt.timedelta(days=2),
        time=dt.time(7, 30),
        client_token=uuid.uuid4(),
    )
    ending.change_terms(
        actor=cast.fresh("kari"),
        appointment=row,
        terms=ending.Terms(HelpScope.HOME, clock.today() + dt.timedelta(days=9)),
    )
    noon = dt.datetime.combine(waiting.day, dt.time(12), tzinfo=dt.UTC)
    with time_machine.travel(noon, tick=False):
        scheduling.send_due()
    waiting.refresh_from_db()
    assert waiting.not_sent == NotSent.MAY_NOT


def test_home_has_answered_when_its_helper_has(cast: Cast) -> None:
    halima, thread = helping.somebody(), _hansen(cast)
    helping.let_help(cast, halima, may_answer=True)
    assert inbox.waiting(cast.fresh("kari"), Role.GUARDIAN, None, 5)
    _write(halima, thread)
    assert not inbox.waiting(cast.fresh("kari"), Role.GUARDIAN, None, 5)
    [row] = [
        row for row in inbox.inbox(cast.fresh("kari"), Role.GUARDIAN) if row.uuid == thread.uuid
    ]
    assert not row.waits_for_me


def test_reading_of_a_helper_is_not_the_homes(cast: Cast) -> None:
    halima, thread = helping.somebody(), _hansen(cast)
    helping.let_help(cast, halima)
    reading.mark_read(actor=halima, conversation=thread, seq=1)
    found = reach.reach(cast.fresh("tone"), thread)
    assert (found.homes_read, found.homes_by_reach["none"]) == (0, 1)


def test_helper_does_not_confirm(cast: Cast) -> None:
    halima, announced = helping.somebody(), made.announcement(cast)
    helping.let_help(cast, halima, may_answer=True)
    with pytest.raises(NotAllowed):
        reading.confirm(actor=halima, message=announced.messages.get())


def test_page_of_a_thread_for_a_helper(cast: Cast, sign_in: Callable[..., Client]) -> None:
    halima, thread = helping.somebody(), _hansen(cast)
    helping.let_help(cast, halima, may_answer=True)
    client = sign_in(halima)
    address = f"/meldinger/{thread.uuid}/"
    given = {"body": "Vi kommer kl. 9", "client_token": uuid.uuid4()}
    assert client.post(address, given).status_code == 302
    text = client.get(address).content.decode()
    assert "Vi kommer kl. 9" in text
    assert "Kari Hansen" in text
