"""One step of the ladder for many homes: each is a row that is written once."""

from collections.abc import Callable, Iterator, Sequence

from messaging.actions import letters
from messaging.choices import Channel, NoticeClass, Rung, Side
from messaging.models import Delivery, HomeCall, Message
from messaging.queries import homes as behind
from messaging.queries import planning
from messaging.queries.homes import Behind
from schools import clock
from schools.models import Person

_AT_ONCE = 5_000  # people whose SMS are planned and written together


def take(*, message: Message, rung: str, homes: Sequence[Behind], asked_by: Person | None) -> int:
    """Try this with these homes, in the caller's transaction; returns how many it was new for.

    Twice is the same as once: nobody is told twice of one message on one channel.
    """
    return _TAKE[Rung(rung)](message, homes, asked_by)


def _send_sms(message: Message, homes: Sequence[Behind], asked_by: Person | None) -> int:
    """To each guardian with a number who has not turned SMS off; the worker sends them."""
    notice = behind.notice_of(message)
    if notice is None:
        return 0
    notice.conversation = message.conversation
    rows = [
        Delivery(
            notice=notice,
            person_id=step.person,
            side=step.side,
            channel=Channel.SMS,
            due_at=step.due_at,
            is_step=True,
        )
        for step in _sms_steps(notice.notice_class, message.conversation.school_id, homes)
    ]
    told = Delivery.objects.filter(notice=notice, channel=Channel.SMS)
    before = told.count()
    Delivery.objects.bulk_create(rows, batch_size=_AT_ONCE, ignore_conflicts=True)
    return told.count() - before


def _sms_steps(kind: str, school: int, homes: Sequence[Behind]) -> Iterator[planning.Step]:
    keys, now = behind.guardian_ids(homes), clock.now()
    for start in range(0, len(keys), _AT_ONCE):
        some = keys[start : start + _AT_ONCE]
        rules = planning.rules_for(NoticeClass(kind), school, some, now)
        people = Person.objects.filter(pk__in=some, is_active=True).exclude(mobile="")
        found = people.only("pk", "email", "mobile").order_by("pk")
        yield from planning.sms_steps(rules, found, Side.GUARDIAN, now)


def _put_on_call_list(message: Message, homes: Sequence[Behind], asked_by: Person | None) -> int:
    rows = [HomeCall(**_of(message, home, asked_by)) for home in homes]
    before = HomeCall.objects.filter(message=message).count()
    HomeCall.objects.bulk_create(rows, batch_size=_AT_ONCE, ignore_conflicts=True)
    return HomeCall.objects.filter(message=message).count() - before


def _of(message: Message, home: Behind, asked_by: Person | None) -> dict[str, object]:
    return {
        "message": message,
        "pupil_id": home.pupil,
        "home_key": home.key,
        "asked_by": asked_by,
        "asked_at": clock.now(),
    }


_TAKE: dict[Rung, Callable[[Message, Sequence[Behind], Person | None], int]] = {
    Rung.SMS: _send_sms,
    Rung.CALLS: _put_on_call_list,
    Rung.LETTER: letters.write,
}
