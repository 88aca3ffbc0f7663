"""The reach ladder by click, and what a school sets."""

import pytest

from messaging.actions import (
    ladder,
    messages,
    reading,
)
from messaging.choices import (
    Rung,
    Urgency,
    Which,
)
from messaging.models import (
    Conversation,
    HomeCall,
)
from messaging.queries import reach
from messaging.rungs import Ladder
from schools.choices import Protection
from schools.exceptions import InvalidInput, NotAllowed, NotVisible
from schools.models import AuditEntry, Person
from tests.cast import Cast
from tests.messaging import conversations as made
from tests.messaging.outside import HOUR, Outside, to_call

# --- what a school sets


def test_a_school_sets_its_own_waits_and_what_is_under_way_follows(
    cast: Cast, outside: Outside
) -> None:
    made.announcement(cast)
    outside.pass_time(3)
    ladders = {Urgency.ASKED: Ladder(sms=4), Urgency.URGENT: Ladder()}
    ladder.choose(actor=cast.fresh("sissel"), school=cast.lade, ladders=ladders)
    outside.pass_time(4)
    assert len(outside.sms.requests) == 1
    outside.pass_time(72, every=6 * HOUR)
    assert not HomeCall.objects.exists()  # only by a click now


@pytest.mark.parametrize("hours", [0, -1, 24 * 15])
def test_a_wait_is_between_an_hour_and_two_weeks(cast: Cast, hours: int) -> None:
    with pytest.raises(InvalidInput):
        ladder.choose(
            actor=cast.fresh("sissel"),
            school=cast.lade,
            ladders={Urgency.ASKED: Ladder(sms=hours)},
        )


@pytest.mark.parametrize("name", ["tone", "bjarne", "marit", "kari"])
def test_only_leaders_and_office_of_the_school_set_its_ladder(cast: Cast, name: str) -> None:
    with pytest.raises(NotAllowed):
        ladder.choose(actor=cast.fresh(name), school=cast.lade, ladders={})


# --- by a click


def test_by_a_click_the_next_step_is_taken_now_and_logged(cast: Cast, outside: Outside) -> None:
    thread = made.class_thread(cast)
    outside.pass_time(3)
    step = {"actor": cast.fresh("tone"), "conversation": thread}
    assert ladder.take_step(**step, rung=Rung.SMS, which=Which.UNREAD) == 1
    assert ladder.take_step(**step, rung=Rung.SMS, which=Which.UNREAD) == 0
    outside.pass_time(1)
    assert len(outside.sms.requests) == 1
    assert AuditEntry.objects.filter(action="ladder.step").count() == 2


def test_a_click_for_those_not_reached_leaves_those_who_were_told(
    cast: Cast, outside: Outside
) -> None:
    thread = made.class_thread(cast)
    outside.pass_time(3)
    ladder.take_step(
        actor=cast.fresh("tone"),
        conversation=thread,
        rung=Rung.CALLS,
        which=Which.NOT_REACHED,
    )
    assert to_call(cast, "nilsen")
    assert not to_call(cast)


def test_a_click_for_one_home_is_for_that_home(cast: Cast, outside: Outside) -> None:
    thread = made.class_thread(cast)
    outside.pass_time(3)
    home = {"pupil": cast.nora.uuid, "home_key": "hansen"}
    step = {"actor": cast.fresh("tone"), "conversation": thread, "rung": Rung.CALLS}
    assert ladder.take_step_for_home(**step, **home) == 1
    assert not to_call(cast, "nilsen")
    reading.mark_read(actor=cast.fresh("kari"), conversation=thread, seq=1)
    with pytest.raises(InvalidInput):
        ladder.take_step_for_home(**step, **home)


def test_a_click_reaches_no_home_that_the_staff_may_not_know_of(
    cast: Cast, outside: Outside
) -> None:
    thread = made.class_thread(cast)
    Person.objects.filter(pk=cast.jonas.pk).update(protection=Protection.STRICT)
    step = {"actor": cast.fresh("tone"), "conversation": thread, "rung": Rung.CALLS}
    ladder.take_step(**step, which=Which.UNREAD)
    assert not HomeCall.objects.filter(pupil__in=[cast.jonas, cast.amira]).exists()
    with pytest.raises(InvalidInput):
        ladder.take_step_for_home(**step, pupil=cast.amira.uuid, home_key="person-1")


@pytest.mark.parametrize("kind", ["home", "group"])
def test_a_click_reaches_the_homes_that_take_part_and_no_other(
    cast: Cast, outside: Outside, kind: str
) -> None:
    home = [each for each in made.home_threads(cast) if each.home_key == "hansen"]
    thread = home[0] if kind == "home" else made.group_thread(cast)
    step = {"actor": cast.fresh("tone"), "conversation": thread, "rung": Rung.CALLS}
    ladder.take_step(**step, which=Which.UNREAD)
    found = {(call.pupil_id, call.home_key) for call in HomeCall.objects.all()}
    shown = reach.reach(cast.fresh("tone"), Conversation.objects.get(pk=thread.pk)).homes
    pupils = dict(Person.objects.values_list("uuid", "pk"))
    assert found == {(pupils[row.pupil], row.home_key) for row in shown}
    assert (cast.nora.pk, "hansen") in found


@pytest.mark.parametrize("name", ["kari", "odd", "sissel", "bjarne"])
def test_who_may_not_see_the_readers_takes_no_step(cast: Cast, name: str) -> None:
    thread = made.class_thread(cast)
    with pytest.raises(NotVisible):
        ladder.take_step(
            actor=cast.fresh(name),
            conversation=thread,
            rung=Rung.CALLS,
            which=Which.UNREAD,
        )


def test_there_is_no_step_for_a_withdrawn_message(cast: Cast) -> None:
    thread = made.class_thread(cast)
    messages.withdraw_message(actor=cast.fresh("tone"), message=thread.messages.get())
    with pytest.raises(InvalidInput):
        ladder.take_step(
            actor=cast.fresh("tone"),
            conversation=thread,
            rung=Rung.CALLS,
            which=Which.UNREAD,
        )
