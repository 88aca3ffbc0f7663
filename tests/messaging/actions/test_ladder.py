"""The reach ladder, line by line: what each far side answers, and where the home ends up."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest

from messaging.actions import (
    climbing,
    delivering,
    gateway,
    messages,
    notices,
    reading,
)
from messaging.choices import (
    Channel,
    ClosedBy,
    DeliveryState,
    NoticeClass,
    Timing,
    Why,
)
from messaging.models import (
    Climb,
    Delivery,
    HomeCall,
    HomeClosed,
    Notice,
    NoticeWish,
    PushSubscription,
)
from schools import clock
from schools.models import Guardianship, Person
from tests.cast import Cast
from tests.messaging import conversations as made
from tests.messaging.channels.http_server import Answer
from tests.messaging.channels.smtp_server import DROP, OK
from tests.messaging.outside import HOUR, KARI, NOBODY, NOON, QUEUED, STOP, Outside, state, to_call


@dataclass(frozen=True)
class Line:
    """What the far sides answer, and what becomes of the home in two days."""

    name: str
    push: tuple[Answer, ...] = (Answer(201),)
    mail: str = OK
    sms: tuple[Answer, ...] = (QUEUED,)
    stopped: bool = False
    # state by channel, and how many SMS left
    pushed: str = DeliveryState.SENT
    mailed: str = DeliveryState.SENT
    texted: str = DeliveryState.SENT
    asked: int = 1


FAILED_AT_FIRST = Answer(500)
LINES = [
    Line("all three get there, and nobody reads"),
    Line("push 404: the browser is gone, the e-mail tells", (Answer(404),), pushed="dead"),
    Line("push 410: the browser is gone, the e-mail tells", (Answer(410),), pushed="dead"),
    Line(
        "push 429: waits as long as it is asked to",
        (Answer(429, headers={"Retry-After": "60"}), Answer(201)),
    ),
    Line("push 500: asked again", (FAILED_AT_FIRST, Answer(201))),
    Line(
        "push too slow: twice at most, then in doubt", (Answer(201, seconds=1),), pushed="uncertain"
    ),
    Line("e-mail bounces: SMS", mail=NOBODY, mailed="dead"),
    Line("push and e-mail are dead: SMS", (Answer(410),), NOBODY, pushed="dead", mailed="dead"),
    Line("SMS gateway 500: asked again", sms=(FAILED_AT_FIRST, QUEUED), asked=2),
    Line("SMS gateway 429: asked again", sms=(Answer(429), QUEUED), asked=2),
    Line(
        "SMS gateway 200 with an error: the number is invalid, the call list",
        sms=(Answer(200, {"resultCode": 2106}),),
        texted="dead",
    ),
    Line(
        "SMS gateway 200 with nonsense: in doubt, never twice",
        sms=(Answer(200, b"ok?"),),
        texted="uncertain",
    ),
    Line(
        "SMS gateway hangs up: in doubt, never twice",
        sms=(Answer(hangs_up=True),),
        texted="uncertain",
    ),
    Line(
        "SMS gateway too slow: in doubt, never twice",
        sms=(Answer(200, QUEUED.body, seconds=1),),
        texted="uncertain",
    ),
    Line("has turned SMS off: no SMS, the call list", stopped=True, texted="", asked=0),
]


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.name)
def test_each_line_of_the_ladder(line: Line, cast: Cast, outside: Outside) -> None:
    outside.push.answers, outside.sms.answers = [*line.push], [*line.sms]
    outside.mail.at_recipient = lambda to: line.mail
    if line.stopped:
        gateway.take_wish(actor=None, incoming=STOP)
    made.announcement(cast)
    outside.pass_time(3, every=HOUR / 6)
    assert (state(cast, Channel.PUSH), state(cast, Channel.EMAIL)) == (line.pushed, line.mailed)
    assert PushSubscription.objects.exists() is (line.pushed != DeliveryState.DEAD)
    assert not outside.sms.requests  # the first day is the guardians' own
    outside.pass_time(21, every=7 * HOUR)  # the step is taken now
    outside.pass_time(1, every=HOUR / 6)
    assert state(cast, Channel.SMS) == line.texted
    assert len(outside.sms.requests) == line.asked
    assert len({request.json["refId"] for request in outside.sms.requests}) == min(line.asked, 1)
    assert not to_call(cast)
    outside.pass_time(24)
    assert to_call(cast)
    assert len(outside.sms.requests) == line.asked
    assert len(outside.mail.sent_to(KARI)) == (line.mail == OK)


def test_a_mail_server_that_is_away_for_two_hours_is_only_late(
    cast: Cast, outside: Outside
) -> None:
    outside.mail.stop()
    made.announcement(cast)
    outside.pass_time(2, every=HOUR / 12)
    outside.mail.start()
    outside.pass_time(2, every=HOUR / 12)
    assert len(outside.mail.sent_to(KARI)) == 1


def test_a_mail_server_that_hangs_up_gets_it_twice_at_most_under_one_name(
    cast: Cast, outside: Outside
) -> None:
    outside.mail.at_content = lambda to: DROP
    made.announcement(cast)
    outside.pass_time(3, every=HOUR / 6)
    assert state(cast, Channel.EMAIL) == DeliveryState.UNCERTAIN


@pytest.mark.parametrize("reader", ["kari", "erik"])
def test_a_home_where_one_has_read_is_left_alone(cast: Cast, outside: Outside, reader: str) -> None:
    thread = made.announcement(cast)
    outside.pass_time(3)
    reading.mark_read(actor=cast.fresh(reader), conversation=thread, seq=1)
    outside.pass_time(48)
    assert not outside.sms.requests
    assert not to_call(cast)
    assert to_call(cast, "nilsen")  # Nora's other home is another home


def test_a_home_that_has_confirmed_or_was_closed_is_left_alone(
    cast: Cast, outside: Outside
) -> None:
    thread = made.announcement(cast)
    outside.pass_time(3)
    reading.confirm(actor=cast.fresh("kari"), message=thread.messages.get())
    HomeClosed.objects.create(
        message=thread.messages.get(),
        pupil=cast.nora,
        home_key="nilsen",
        reason=ClosedBy.MET,
        closed_by=cast.tone,
        closed_at=clock.now(),
    )
    outside.pass_time(48)
    assert not HomeCall.objects.filter(pupil=cast.nora).exists()


def test_an_sms_waits_for_the_end_of_the_quiet_hours(cast: Cast, outside: Outside) -> None:
    outside.now.move_to(NOON.replace(hour=21))  # 22:00 in Trondheim
    made.announcement(cast)
    outside.pass_time(25)
    row = Delivery.objects.get(person=cast.kari, channel=Channel.SMS)
    assert row.due_at == dt.datetime(2026, 11, 27, 5, 30, tzinfo=dt.UTC)
    assert not outside.sms.requests
    outside.pass_time(9)
    assert len(outside.sms.requests) == 1


@pytest.mark.parametrize("why", ["removed", "withdrawn", "read"])
def test_between_planning_and_sending_the_right_is_asked_again(
    cast: Cast, outside: Outside, why: str
) -> None:
    thread = made.announcement(cast)
    outside.now.shift(24 * HOUR)
    notices.expand_waiting()
    outside.now.shift(1)
    assert climbing.climb_due() == 1
    if why == "removed":
        Guardianship.objects.filter(guardian=cast.kari).update(ends=clock.today())
    elif why == "withdrawn":
        messages.withdraw_message(actor=cast.fresh("tone"), message=thread.messages.get())
    else:
        reading.mark_read(actor=cast.fresh("kari"), conversation=thread, seq=1)
    outside.now.shift(60)
    delivering.deliver_due()
    row = Delivery.objects.get(person=cast.kari, channel=Channel.SMS)
    reasons = {"removed": Why.NO_RIGHT, "withdrawn": Why.WITHDRAWN, "read": Why.READ}
    assert (row.state, row.why) == (DeliveryState.DROPPED, reasons[why])
    assert not outside.sms.requests


def test_a_withdrawn_message_climbs_no_further(cast: Cast, outside: Outside) -> None:
    thread = made.announcement(cast)
    outside.pass_time(3)
    messages.withdraw_message(actor=cast.fresh("tone"), message=thread.messages.get())
    outside.pass_time(48)
    assert not outside.sms.requests
    assert not HomeCall.objects.exists()
    assert Climb.objects.get().due_at is None


def test_news_climb_nothing_by_themselves(cast: Cast, outside: Outside) -> None:
    made.class_thread(cast)
    outside.pass_time(72, every=6 * HOUR)
    assert not Climb.objects.exists()
    assert not outside.sms.requests
    assert not HomeCall.objects.exists()


def test_an_emergency_is_texted_at_once_even_after_stopp_and_called_after_an_hour(
    cast: Cast, outside: Outside
) -> None:
    gateway.take_wish(actor=None, incoming=STOP)
    NoticeWish.objects.create(
        person=cast.kari,
        notice_class=NoticeClass.EMERGENCY,
        channel=Channel.SMS,
        timing=Timing.OFF,
    )
    made.class_thread(cast)
    Notice.objects.update(notice_class=NoticeClass.EMERGENCY)
    outside.now.shift(31)
    outside.tick()
    assert len(outside.sms.requests) == 1
    outside.pass_time(2, every=HOUR / 4)
    assert to_call(cast)
    assert len(outside.sms.requests) == 1


def test_two_workers_take_each_step_once(cast: Cast, outside: Outside) -> None:
    made.announcement(cast)
    outside.pass_time(3)
    outside.now.shift(22 * HOUR)
    assert climbing.climb_due() == 1
    Climb.objects.update(rung="", due_at=clock.now())  # as if the first had not been written down
    assert climbing.climb_due() == 0
    outside.now.shift(60)
    delivering.deliver_due()
    assert len(outside.sms.requests) == 1


def test_a_fault_at_one_message_holds_up_no_other(
    cast: Cast, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    made.announcement(cast)
    made.announcement(cast)
    outside.pass_time(3)
    outside.now.shift(22 * HOUR)
    sound, seen = climbing._step, []

    def step(climb: Climb) -> int:
        seen.append(climb.pk)
        if len(seen) == 1:
            message = "a fault of ours"
            raise RuntimeError(message)
        return sound(climb)

    monkeypatch.setattr(climbing, "_step", step)
    assert climbing.climb_due() == 1
    assert len(seen) == 2


def test_many_homes_are_one_step_in_few_queries(
    cast: Cast, outside: Outside, django_assert_max_num_queries: Any
) -> None:
    made.announcement(cast)
    outside.pass_time(3)
    for number in range(30):
        person = Person.objects.create(username=f"g{number}", mobile=f"4061{number:04}")
        Guardianship.objects.create(guardian=person, pupil=cast.jonas, **_FULL)
    outside.now.shift(22 * HOUR)
    with django_assert_max_num_queries(32):
        assert climbing.climb_due() == 31


_FULL = {"responsibility": "full", "access": "full"}


def test_a_step_that_fails_waits_behind_the_others(cast: Cast, outside: Outside) -> None:
    made.announcement(cast)
    outside.pass_time(1)
    Climb.objects.update(due_at=clock.now(), urgency="unknown")
    climbing.climb_due()
    assert Climb.objects.filter(due_at__gt=clock.now()).exists()
