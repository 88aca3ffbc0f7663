"""The reach ladder, line by line: what each far side answers, and where the home ends up."""

import datetime as dt
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest
import time_machine

from messaging.actions import (
    calls,
    climbing,
    delivering,
    gateway,
    ladder,
    messages,
    notices,
    reading,
)
from messaging.channels import push
from messaging.channels.sms import Incoming, Wish
from messaging.choices import (
    CallResult,
    Channel,
    ClosedBy,
    DeliveryState,
    NoticeClass,
    Rung,
    Side,
    Timing,
    Urgency,
    Which,
    Why,
)
from messaging.models import (
    Climb,
    Confirmation,
    Conversation,
    Delivery,
    HomeCall,
    HomeClosed,
    Notice,
    NoticeWish,
    PushSubscription,
    WrongNumber,
)
from messaging.queries import reach
from messaging.queries.calls import open_calls
from messaging.rungs import Ladder
from schools import clock
from schools.choices import Protection
from schools.exceptions import InvalidInput, NotAllowed, NotVisible
from schools.models import AuditEntry, Guardianship, Person
from tests.cast import Cast
from tests.messaging import conversations as made
from tests.messaging.channels.http_server import Answer, FakeSite, http_server
from tests.messaging.channels.smtp_server import DROP, OK, MailServer, mail_server
from tests.messaging.channels.test_push import Browser

NOON = dt.datetime(2026, 11, 25, 12, 0, tzinfo=dt.UTC)  # a Wednesday
HOUR = dt.timedelta(hours=1)
QUEUED = Answer(200, {"messageId": "m-1", "resultCode": 1005})
NOBODY = "550 5.1.1 who?"
KARI = "kari@skolebro.test"
STOP = Incoming("+4740612345", Wish.STOP, "mo-1")


@dataclass
class Outside:
    """The three far sides, and the clock."""

    now: time_machine.Traveller
    mail: MailServer
    sms: FakeSite
    push: FakeSite

    def pass_time(self, hours: float, every: dt.timedelta = 2 * HOUR) -> None:
        """As beat does, often enough that nothing is left for want of a round."""
        until = clock.now() + hours * HOUR
        while clock.now() < until:
            self.now.shift(min(every, until - clock.now()))
            self.tick()

    def tick(self) -> None:
        notices.expand_waiting()
        climbing.climb_due()
        delivering.deliver_due()


@pytest.fixture
def outside(cast: Cast, settings: Any) -> Iterator[Outside]:
    """Nora's first home: Kari has a browser, e-mail and a mobile, Erik has nothing."""
    with ExitStack() as stack:
        now = stack.enter_context(time_machine.travel(NOON, tick=False))
        sides = Outside(
            now,
            stack.enter_context(mail_server(settings)),
            stack.enter_context(http_server(QUEUED)),
            stack.enter_context(http_server(Answer(201))),
        )
        _settle(cast, settings, sides)
        yield sides


def _settle(cast: Cast, settings: Any, sides: Outside) -> None:
    link = {"adapter": "link", "url": sides.sms.url, "user": "u", "password": "p"}
    settings.SMS = settings.SMS | link | {"webhook_secret": "hemmelig", "seconds": 0.3}
    keys = {"private_key": push.new_private_key(), "subject": "mailto:x@skolebro.test"}
    settings.PUSH = settings.PUSH | keys | {"plain_loopback": True, "seconds": 0.3}
    Person.objects.exclude(pk=cast.kari.pk).update(email="")
    Person.objects.filter(pk=cast.kari.pk).update(mobile="406 12 345")
    browser = Browser().subscription(sides.push.url)
    PushSubscription.objects.create(
        person=cast.kari,
        endpoint=browser.endpoint,
        p256dh=browser.p256dh,
        auth=browser.auth,
        created_at=clock.now(),
    )


def state(cast: Cast, channel: Channel) -> str:
    row = Delivery.objects.filter(person=cast.kari, channel=channel).first()
    return row.state if row else ""


def to_call(cast: Cast, home_key: str = "hansen") -> bool:
    return HomeCall.objects.filter(pupil=cast.nora, home_key=home_key, done_at=None).exists()


# --- the ladder, line by line: the message asks for a confirmation, and nobody reads it


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


# --- calls


@pytest.fixture
def call(cast: Cast, outside: Outside) -> HomeCall:
    """Nora's first home is to be called."""
    thread = made.class_thread(cast)
    outside.pass_time(3)
    ladder.take_step_for_home(
        actor=cast.fresh("tone"),
        conversation=thread,
        rung=Rung.CALLS,
        pupil=cast.nora.uuid,
        home_key="hansen",
    )
    return HomeCall.objects.select_related("message__conversation", "pupil").get()


def record(cast: Cast, call: HomeCall, result: CallResult, **fields: Any) -> None:
    calls.record_call(actor=cast.fresh("tone"), call=call, result=result, **fields)
    call.refresh_from_db(fields=["tries", "tried_at", "done_at"])


def test_spoken_to_closes_the_home(cast: Cast, call: HomeCall) -> None:
    record(cast, call, CallResult.SPOKEN)
    assert call.done_at is not None
    assert HomeClosed.objects.get().reason == ClosedBy.PHONE
    record(cast, call, CallResult.SPOKEN)
    assert HomeClosed.objects.count() == 1


def test_no_answer_stays_on_the_list_and_is_counted(cast: Cast, call: HomeCall) -> None:
    record(cast, call, CallResult.NO_ANSWER)
    record(cast, call, CallResult.NO_ANSWER)
    assert (call.tries, call.done_at) == (2, None)


def test_a_wrong_number_gets_no_sms_until_the_register_has_another(
    cast: Cast, call: HomeCall, outside: Outside
) -> None:
    record(cast, call, CallResult.WRONG, person=cast.fresh("kari"))
    assert WrongNumber.objects.get().number == "406 12 345"
    sms = {
        "actor": cast.fresh("tone"),
        "conversation": Conversation.objects.get(),
        "rung": Rung.SMS,
        "which": Which.UNREAD,
    }
    assert ladder.take_step(**sms) == 0
    Person.objects.filter(pk=cast.kari.pk).update(mobile="40699999")
    assert ladder.take_step(**sms) == 1
    outside.pass_time(1)
    assert outside.sms.requests[0].json["destination"] == "+4740699999"


def test_a_number_that_turns_out_wrong_gets_nothing_that_waits(
    cast: Cast, call: HomeCall, outside: Outside
) -> None:
    thread = Conversation.objects.get()
    ladder.take_step(
        actor=cast.fresh("tone"), conversation=thread, rung=Rung.SMS, which=Which.UNREAD
    )
    record(cast, call, CallResult.WRONG, person=cast.fresh("kari"))
    outside.pass_time(1)
    assert not outside.sms.requests
    assert Delivery.objects.get(channel=Channel.SMS).why == Why.WRONG


@pytest.mark.parametrize("whose", [None, "mona", "erik"])
def test_a_wrong_number_is_that_of_a_guardian_of_the_home_who_has_one(
    cast: Cast, call: HomeCall, whose: str | None
) -> None:
    with pytest.raises(InvalidInput):
        record(cast, call, CallResult.WRONG, person=cast.fresh(whose) if whose else None)
    assert call.tries == 0


def test_who_does_not_see_the_list_records_nothing(cast: Cast, call: HomeCall) -> None:
    with pytest.raises(NotVisible):
        calls.record_call(actor=cast.fresh("odd"), call=call, result=CallResult.SPOKEN)


def test_a_called_home_is_off_the_list_of_the_ledger(cast: Cast, call: HomeCall) -> None:
    record(cast, call, CallResult.SPOKEN)
    found = reach.reach(cast.fresh("tone"), Conversation.objects.get())
    [home] = [row for row in found.homes if row.home_key == "hansen"]
    assert home.closed


def test_a_home_that_has_confirmed_in_another_way_is_not_called(cast: Cast, call: HomeCall) -> None:
    tone = cast.fresh("tone")
    assert open_calls(tone).exists()
    Confirmation.objects.create(
        message=call.message,
        person=cast.fresh("kari"),
        side=Side.GUARDIAN,
        version=1,
        confirmed_at=clock.now(),
    )
    assert not open_calls(tone).exists()


def test_a_home_that_is_no_more_does_not_stand_on_the_call_list(cast: Cast, call: HomeCall) -> None:
    Guardianship.objects.filter(pupil=cast.nora).update(household_key="moved")
    assert not open_calls(cast.fresh("tone")).exists()


def test_a_step_that_fails_waits_behind_the_others(cast: Cast, outside: Outside) -> None:
    made.announcement(cast)
    outside.pass_time(1)
    Climb.objects.update(due_at=clock.now(), urgency="unknown")
    climbing.climb_due()
    assert Climb.objects.filter(due_at__gt=clock.now()).exists()
