"""The call list: what became of a call."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from messaging.actions import ledger
from messaging.choices import CallResult, ClosedBy
from messaging.models import HomeCall, WrongNumber
from messaging.queries.calls import guardians_of_homes
from messaging.visibility import visible_calls, writable_homes_of
from schools import clock
from schools.actions import audit
from schools.exceptions import InvalidInput, NotAllowed, NotVisible
from schools.models import Person
from schools.statements import upsert


def record_call(
    *, actor: Person, call: HomeCall, result: CallResult, person: Person | None = None
) -> None:
    """Write down a call: spoken to closes the home, no answer stays on the list and is counted.

    A wrong number is that of ``person``, one of the home's guardians: no SMS goes there until the
    register has another, or somebody says that it is right after all. Raises NotVisible,
    NotAllowed for those who may not write to the home, InvalidInput (``person``).
    """
    if not visible_calls(actor).filter(pk=call.pk).exists():
        raise NotVisible
    if not writable_homes_of(actor).filter(pk=call.pupil_id).exists():
        raise NotAllowed(_("The staff of the class or the office call this home."))
    with transaction.atomic():
        if result == CallResult.SPOKEN:
            _close(actor, call)
        elif result != CallResult.RIGHT:
            _try_again(actor, call)
        if result in {CallResult.WRONG, CallResult.RIGHT}:
            _mark(actor, call, person, is_wrong=result == CallResult.WRONG)
        conversation = call.message.conversation
        audit.record(
            actor=actor,
            action=f"home.call_{result}",
            about=call.message,
            school_id=conversation.school_id,
            person=call.pupil_id,
        )


def _close(actor: Person, call: HomeCall) -> None:
    HomeCall.objects.filter(pk=call.pk, done_at__isnull=True).update(
        done_at=clock.now(), tried_at=clock.now(), tried_by=actor
    )
    ledger.close(
        actor=actor,
        message=call.message,
        pupil=call.pupil,
        home_key=call.home_key,
        reason=ClosedBy.PHONE,
    )


def _try_again(actor: Person, call: HomeCall) -> None:
    HomeCall.objects.filter(pk=call.pk).update(
        tries=F("tries") + 1, tried_at=clock.now(), tried_by=actor
    )


def _mark(actor: Person, call: HomeCall, person: Person | None, *, is_wrong: bool) -> None:
    theirs = guardians_of_homes(actor, [call])[call.pupil_id, call.home_key]
    if person is None or person not in theirs or not person.mobile:
        raise InvalidInput(_("Choose whose number it was."), "person")
    if not is_wrong:
        WrongNumber.objects.filter(person=person).delete()
        return
    row = WrongNumber(person=person, number=person.mobile, said_by=actor, said_at=clock.now())
    upsert(row, unique=("person",), update=("number", "said_by", "said_at"))
