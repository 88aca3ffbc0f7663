"""What the SMS gateway tells us: what became of a message, and who wants no more of them."""

from django.db import transaction

from messaging import wording
from messaging.actions import covering
from messaging.channels.outcomes import Result
from messaging.channels.sms import Incoming, Report, Wish, normalised
from messaging.choices import CANNOT_BE_OFF, Channel, DeliveryState, NoticeClass, Timing
from messaging.models import Delivery, NoticeWish
from messaging.queries.told import sent_with
from schools.actions import audit
from schools.models import Person
from schools.statements import upsert

_AFTER_SENDING = (DeliveryState.SENT, DeliveryState.UNCERTAIN)
_NO_ANSWER = (Result.UNKNOWN, Result.LATER)  # and that for good
_LAST_DIGITS = 8  # a Norwegian number without its country


def take_report(*, actor: None, report: Report) -> None:
    """Write down the last word on one SMS; twice is the same as once, and others are not ours."""
    key = wording.read_reference(report.reference)
    if key is None or not report.is_final:
        return
    sent = Delivery.objects.filter(channel=Channel.SMS, state__in=_AFTER_SENDING)
    for row in sent.filter(pk=key):
        together = sent_with(row)
        if report.outcome.result in _NO_ANSWER:
            keys = [one.pk for one in together]
            sent.filter(pk__in=keys).update(state=DeliveryState.UNCERTAIN)
        else:
            covering.come_back(together, report.outcome)


def take_wish(*, actor: None, incoming: Incoming) -> None:
    """«STOPP» ends all SMS that may end, «START» brings back the usual; for all with the number.

    Whoever holds the telephone decides about it.
    """
    if incoming.wish == Wish.OTHER:
        return
    with transaction.atomic():
        for person in _people_with(incoming.number):
            _stop(person) if incoming.wish == Wish.STOP else _start(person)
            audit.record(actor=None, action=f"sms.{incoming.wish}", about=person)


def _people_with(number: str) -> list[Person]:
    """Registers write numbers in many ways: with spaces, hyphens, with and without the country."""
    written = r"\D*".join(number[-_LAST_DIGITS:])
    found = Person.objects.filter(is_active=True, mobile__regex=rf"{written}\D*$")
    return [person for person in found if normalised(person.mobile) == number]


def _stop(person: Person) -> None:
    for kind in NoticeClass:
        if kind not in CANNOT_BE_OFF:
            row = NoticeWish(person=person, notice_class=kind, channel=Channel.SMS)
            row.timing = Timing.OFF
            upsert(row, unique=("person", "notice_class", "channel"), update=("timing",))


def _start(person: Person) -> None:
    NoticeWish.objects.filter(person=person, channel=Channel.SMS, timing=Timing.OFF).delete()
