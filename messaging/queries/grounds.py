"""Whether a delivery is still wanted at the moment of sending, asked for many at once."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Max

from messaging.choices import (
    CANNOT_BE_OFF,
    Channel,
    DeliveryState,
    NoticeClass,
    Side,
    Timing,
    Why,
)
from messaging.models import Delivery, Notice, ReadState
from messaging.queries import planning
from messaging.visibility import notice_reader_ids_among
from schools import clock

# A second notice from the same conversation comes this long after the first: a teacher who
# corrects and adds is told of once.
PACE = dt.timedelta(minutes=10)


@dataclass(frozen=True)
class Verdict:
    """Send it (neither), drop it and ``why``, or not before ``due_at`` (UTC)."""

    why: Why | None = None
    due_at: dt.datetime | None = None

    @property
    def is_yes(self) -> bool:
        """It may leave now."""
        return self.why is None and self.due_at is None


YES = Verdict()
_Told = dict[tuple[int, str, int], dt.datetime]


def verdicts(deliveries: Sequence[Delivery]) -> dict[int, Verdict]:
    """What is to be done with each now, by key. Three queries a notice and nine for all.

    More for all where they are of several classes and schools: eight for each.

    The right to read is asked anew, then whether it is withdrawn, read, told of or unwanted.
    """
    by_notice: dict[Notice, list[Delivery]] = defaultdict(list)
    for delivery in deliveries:
        by_notice[delivery.notice].append(delivery)
    told = _told_lately(deliveries)
    rules = _rules(deliveries)
    found: dict[int, Verdict] = {}
    for notice, rows in by_notice.items():
        asked = _Asked(notice, {row.person_id for row in rows}, told, rules[_sphere(notice)])
        found |= {row.pk: asked.verdict(row) for row in rows}
    return found


class _Asked:
    """What the database says now about one notice and some people."""

    def __init__(
        self, notice: Notice, people: set[int], told: _Told, rules: planning.Rules
    ) -> None:
        message, self.notice, self.told, self.rules = notice.message, notice, told, rules
        self.now = clock.now()
        self.readers = notice_reader_ids_among(notice, people)
        marks = ReadState.objects.filter(conversation=notice.conversation_id, person__among=people)
        done = list(marks.values_list("person", "last_read_seq", "muted_at"))
        self.read = {person for person, seq, _muted in done if seq >= message.seq}
        self.muted = {person for person, _seq, muted in done if muted}

    def verdict(self, delivery: Delivery) -> Verdict:
        if why := self._against(delivery):
            return Verdict(why=why)
        opens = max(self._quiet_until(delivery), self._paced(delivery))
        return Verdict(due_at=opens) if opens > self.now else YES

    def _against(self, delivery: Delivery) -> Why | None:
        person, told_at = delivery.person_id, self._told_at(delivery)
        # to one person: what has happened to a message, which they may have read before
        is_news = not self.notice.subject
        reasons = {
            Why.WITHDRAWN: self.notice.is_past,
            Why.OVER: is_news and self.notice.message.conversation.has_ended,
            Why.NO_RIGHT: person not in self.readers or self.notice.person_id not in {None, person},
            Why.READ: is_news and person in self.read,
            Why.OFF: self._is_off(delivery),
            Why.WRONG: delivery.channel == Channel.SMS and self.rules.is_wrong(delivery.person),
            # what was said after this message was written has said it
            Why.TOLD: is_news
            and told_at is not None
            and told_at > self.notice.created_at
            and self.notice.notice_class not in CANNOT_BE_OFF,
        }
        return next((why for why, holds in reasons.items() if holds), None)

    def _is_off(self, delivery: Delivery) -> bool:
        """The person wants no such notices on this channel, or none of this conversation."""
        muted = delivery.person_id in self.muted and not self.notice.subject
        if muted and self.notice.notice_class not in CANNOT_BE_OFF:
            return True
        timing = self.rules.timing(delivery.person_id, Channel(delivery.channel))
        return timing == Timing.OFF or (timing == Timing.IF_UNREAD and not delivery.is_step)

    def _quiet_until(self, delivery: Delivery) -> dt.datetime:
        if delivery.is_digest or self.notice.notice_class in CANNOT_BE_OFF:
            return self.now
        hours = self.rules.hours(delivery.person_id, Side(delivery.side))
        return hours.opens(self.now, self.rules.free)

    def _paced(self, delivery: Delivery) -> dt.datetime:
        told_at = self._told_at(delivery)
        if told_at is None or self.notice.notice_class in CANNOT_BE_OFF:
            return self.now
        return told_at + PACE

    def _told_at(self, delivery: Delivery) -> dt.datetime | None:
        key = (delivery.person_id, delivery.channel, self.notice.conversation_id)
        return self.told.get(key)


def _sphere(notice: Notice) -> tuple[NoticeClass, int]:
    """What its rules hold for: the class of notice, and the school."""
    return NoticeClass(notice.notice_class), notice.conversation.school_id


def _rules(deliveries: Iterable[Delivery]) -> dict[tuple[NoticeClass, int], planning.Rules]:
    people: dict[tuple[NoticeClass, int], set[int]] = defaultdict(set)
    for row in deliveries:
        people[_sphere(row.notice)].add(row.person_id)
    now = clock.now()
    return {sphere: planning.rules_for(*sphere, some, now) for sphere, some in people.items()}


def _told_lately(deliveries: Iterable[Delivery]) -> _Told:
    """When each person was last told of each conversation on each channel, lately. One query."""
    rows = list(deliveries)
    if not rows:
        return {}
    since = min(clock.now(), *(row.notice.created_at for row in rows)) - PACE
    sent = Delivery.objects.filter(
        person__among={row.person_id for row in rows},
        notice__conversation__in={row.notice.conversation_id for row in rows},
        notice__subject="",
        state=DeliveryState.SENT,
        done_at__gt=since,
    )
    lately = sent.values_list("person", "channel", "notice__conversation").annotate(Max("done_at"))
    return {(person, channel, talk): at for person, channel, talk, at in lately.order_by()}
