"""The call list: what became of a call."""

from typing import Any

import pytest

from messaging.actions import (
    calls,
    ladder,
)
from messaging.choices import (
    AskKind,
    CallResult,
    Channel,
    ClosedBy,
    Per,
    Rung,
    Side,
    Which,
    Why,
)
from messaging.models import (
    Ask,
    AskAnswer,
    Confirmation,
    Conversation,
    Delivery,
    HomeCall,
    HomeClosed,
    WrongNumber,
)
from messaging.queries import homes, reach
from messaging.queries.calls import open_calls
from schools import clock
from schools.exceptions import InvalidInput, NotVisible
from schools.models import Guardianship, Person
from tests.cast import Cast
from tests.messaging import conversations as made
from tests.messaging.outside import Outside


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


@pytest.mark.parametrize(("doubted", "waits"), [(False, False), (True, True)])
def test_a_home_that_has_answered_in_another_way_is_not_called(
    cast: Cast, call: HomeCall, doubted: bool, waits: bool
) -> None:
    talk = call.message.conversation
    ask = Ask.objects.create(
        message=call.message, conversation=talk, kind=AskKind.AGREE, per=Per.HOME
    )
    AskAnswer.objects.create(
        ask=ask,
        person=cast.kari,
        side=Side.GUARDIAN,
        pupil=cast.nora,
        home_key="hansen",
        version=1,
        answered_at=clock.now(),
        doubted_at=clock.now() if doubted else None,
    )
    assert open_calls(cast.fresh("tone")).exists() == waits
    behind = {(home.pupil, home.key) for home in homes.unread(call.message)}
    assert ((cast.nora.pk, "hansen") in behind) == waits


def test_a_home_that_is_no_more_does_not_stand_on_the_call_list(cast: Cast, call: HomeCall) -> None:
    Guardianship.objects.filter(pupil=cast.nora).update(household_key="moved")
    assert not open_calls(cast.fresh("tone")).exists()
