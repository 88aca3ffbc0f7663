"""One parcel of notices on its way: worded for the person, given to the channel's door."""

import datetime as dt
from collections.abc import Callable
from contextlib import ExitStack
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Sum
from django.utils import translation

from messaging import wording
from messaging.channels import push, sms
from messaging.channels.email import Mailer
from messaging.channels.outcomes import Outcome, Result
from messaging.choices import CANNOT_BE_OFF, Channel
from messaging.models import Delivery, PushSubscription
from schools import clock

_AN_HOUR = 3600


class Ways:
    """The doors of one worker's round; connections are kept between parcels."""

    def __init__(self) -> None:
        self._open = ExitStack()
        self._mailer: Mailer | None = None
        self._doors: dict[str, Callable[[list[Delivery]], Outcome]] = {
            Channel.EMAIL: self._mail,
            Channel.SMS: self._sms,
            Channel.PUSH: self._push,
        }
        self._sms_left: dict[int, int] = {}
        self._silent: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.close()

    def send(self, parcel: list[Delivery]) -> Outcome:
        """Hand one parcel over, in the person's language. Never raises for the far side."""
        first = parcel[0]
        door = self._doors[first.channel]
        with translation.override(first.person.language or settings.LANGUAGE_CODE):
            return door(parcel)

    def _mail(self, parcel: list[Delivery]) -> Outcome:
        if self._mailer is None:
            self._mailer = self._open.enter_context(Mailer())
        frame = wording.mail(parcel)
        return self._mailer.send(
            to=parcel[0].person.email,
            subject=frame.subject,
            text=frame.text,
            html=frame.html,
            message_id=frame.message_id,
            headers=frame.headers,
            reply_to=frame.reply_to,
            return_path=frame.return_path,
        )

    def _sms(self, parcel: list[Delivery]) -> Outcome:
        """As long as the school's hour has money left; what cannot be off has no limit."""
        school = parcel[0].notice.conversation.school_id
        has_limit = parcel[0].notice.notice_class not in CANNOT_BE_OFF
        if has_limit and self._left_this_hour(school) <= 0:
            return Outcome(Result.LATER, reason="hourly_limit", retry_after=_AN_HOUR)
        text = wording.sms(parcel)
        outcome = sms.send(
            number=parcel[0].person.mobile, text=text, reference=wording.reference(parcel[0])
        )
        if outcome.result in {Result.DELIVERED, Result.UNKNOWN}:
            left = self._left_this_hour(school)
            parcel[0].parts += sms.parts(text).count  # the whole parcel is one SMS
            self._sms_left[school] = left - sms.parts(text).count
        return outcome

    def _left_this_hour(self, school: int) -> int:
        """Parts of SMS that the school may still send; asked once a round, and counted on."""
        if school not in self._sms_left:
            since = clock.now() - dt.timedelta(seconds=_AN_HOUR)
            sent = Delivery.objects.filter(
                channel=Channel.SMS,
                notice__conversation__school=school,
                parts__gt=0,
                done_at__gt=since,
            )
            spent = sent.aggregate(parts=Sum("parts"))["parts"] or 0
            self._sms_left[school] = settings.SMS["most_an_hour"] - spent
        return self._sms_left[school]

    def _push(self, parcel: list[Delivery]) -> Outcome:
        """To every browser of the person; it got there when one of them took it.

        What is told is one thing: with ``topic`` and ``tag``, a later one takes the earlier's
        place.
        """
        browsers = PushSubscription.objects.filter(person=parcel[0].person_id)
        outcomes = [self._knock(row, parcel) for row in browsers]
        return min(outcomes, key=_rank, default=Outcome(Result.GONE, reason="no_browser"))

    def _knock(self, row: PushSubscription, parcel: list[Delivery]) -> Outcome:
        host = urlsplit(row.endpoint).netloc
        if host in self._silent:
            return Outcome(Result.LATER, reason="no_connection")
        outcome = push.send(
            subscription=push.Subscription(row.endpoint, row.p256dh, row.auth),
            payload=wording.push(parcel),
            topic=wording.topic(parcel),
            urgency="high" if parcel[0].urgent else "normal",
        )
        if outcome.result == Result.GONE:
            row.delete()
        if outcome.reason == "no_connection":
            self._silent.add(host)  # the others of this round do not wait for it again
        return outcome


def _rank(outcome: Outcome) -> int:
    """The best of several counts: told on one telephone is told."""
    order = [Result.DELIVERED, Result.UNKNOWN, Result.LATER, Result.REFUSED, Result.GONE]
    return order.index(outcome.result)
