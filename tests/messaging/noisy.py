"""A week of messages for tests of noise: week 47 of 2026, counted on the Thursday after next."""

import datetime as dt
import uuid

import time_machine

from messaging.actions import announcing, conversations, messages
from messaging.choices import Part, ReplyPolicy, Side
from messaging.models import Conversation
from messaging.targets import of_school
from schools import clock
from tests.cast import Cast
from tests.messaging import conversations as made

MONDAY = dt.date(2026, 11, 16)
COUNTED = dt.date(2026, 11, 26)
# Of the six homes at Lade that are counted, five have a guardian who writes, each about a child.
WRITERS = {"kari": "nora", "ola": "nora", "mona": "jonas", "anne": "lise", "tuva": "per"}


def moment(day: int, time: str = "10:00") -> dt.datetime:
    """A time of the wall clock, so many days after that Monday."""
    return clock.at(MONDAY + dt.timedelta(days=day), dt.time.fromisoformat(time))


def at(day: int, time: str = "10:00") -> time_machine.travel:
    """Happens then."""
    return time_machine.travel(moment(day, time), tick=False)


def to_class(cast: Cast) -> Conversation:
    """Tone writes to the guardians of 6A: four homes that are counted."""
    return conversations.start_class_thread(
        actor=cast.fresh("tone"),
        group=cast.class_6a,
        parts=[Part.GUARDIANS],
        reply_policy=ReplyPolicy.ALL,
        draft=made.draft(),
    )


def to_school(cast: Cast) -> Conversation:
    """Sissel writes to all guardians at Lade: six homes that are counted."""
    return announcing.announce(
        actor=cast.fresh("sissel"),
        to=[of_school(cast.lade.pk, Part.GUARDIANS)],
        draft=made.draft(),
    )


def asked_by(cast: Cast, name: str) -> Conversation:
    """A guardian writes to a teacher of the child's."""
    teacher = "odd" if name in {"anne", "tuva"} else "tone"
    return conversations.start_direct(
        actor=cast.fresh(name),
        side=Side.GUARDIAN,
        person=cast.people[teacher],
        child=cast.people[WRITERS[name]],
        draft=made.draft(),
    )


def answer(cast: Cast, thread: Conversation, name: str = "") -> None:
    """The owner answers, or whoever is named."""
    actor = cast.fresh(name) if name else thread.owner
    messages.post_message(
        actor=actor, conversation=thread, body="Det går fint", client_token=uuid.uuid4()
    )
