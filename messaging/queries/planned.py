"""What ``planning`` decides person by person, as columns: for as many as a municipality has.

The moments are reckoned in Python, once for each set of hours that anybody has chosen; the
database says who has which. A test compares the two, row by row.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import (
    Case,
    CharField,
    DateTimeField,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat, Least

from messaging.channels import sms
from messaging.choices import CANNOT_BE_OFF, Channel, NoticeClass, Side, Timing
from messaging.hours import Hours
from messaging.models import NoticeHours, PushSubscription, WrongNumber
from messaging.queries import planning
from messaging.queries.planning import Rules
from schools.models import Person

MANY = 1_000  # people of one side; from so many on the database plans
_NEVER = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)  # for whom nothing is planned
_CHOSEN = ("quiet_from", "quiet_until", "free_days_quiet", "digest_at")


@dataclass(frozen=True)
class Plan:
    """How people of one side are told of what happened at a moment (UTC). Three queries."""

    notice_class: NoticeClass
    school: int
    side: Side
    moment: dt.datetime

    def told_on(self, people: QuerySet[Person], channel: Channel) -> QuerySet[Person]:
        """Those of the people who are told on the channel, with ``is_digest`` and ``due_at``."""
        first = {f"timing_{channel}__in": (Timing.AT_ONCE, Timing.DIGEST)}
        marked = self._with_due(people, channel).filter(self._has_way(channel), **first)
        is_digest = Case(When(**{f"timing_{channel}": Timing.DIGEST}, then=True), default=False)
        return marked.annotate(is_digest=is_digest, due_at=F(f"due_{channel}"))

    def first_told(self, people: QuerySet[Person]) -> dict[int, dt.datetime | None]:
        """When each of the people is told first, by key; None for those who have no notices."""
        for channel in Channel:
            people = self._with_due(people, channel)
        due = [Coalesce(F(f"due_{channel}"), Value(_NEVER)) for channel in Channel]
        rows = people.order_by().annotate(first=Least(*due)).values_list("pk", "first")
        return {pk: None if first == _NEVER else first for pk, first in rows}

    @cached_property
    def _rules(self) -> Rules:
        """The school's: of no single person."""
        return planning.rules_for(self.notice_class, self.school, [], self.moment)

    @cached_property
    def _chosen(self) -> dict[str, Hours]:
        """The sets of hours that anybody has chosen, by how the database spells them."""
        rows = NoticeHours.objects.annotate(spelt=_spelt("")).order_by()
        found = rows.values_list("spelt", *_CHOSEN).distinct()
        pupils = self.side == Side.PUPIL
        return {
            spelt: Hours(start, end, digest_at, free_days_quiet=free, lessons_quiet=pupils)
            for spelt, start, end, free, digest_at in found
        }

    def _with_due(self, people: QuerySet[Person], channel: Channel) -> QuerySet[Person]:
        """``timing_…`` and ``due_…`` of the channel; null for whom nothing is planned on it."""
        wish, timing = f"wish_{channel}", f"timing_{channel}"
        row = Q(notice_wishes__notice_class=self.notice_class, notice_wishes__channel=channel)
        due = Case(
            When(~self._has_way(channel), then=None),
            When(**{timing: Timing.DIGEST}, then=self._by_hours(Timing.DIGEST)),
            When(**{timing: Timing.AT_ONCE}, then=self._by_hours(Timing.AT_ONCE)),
            default=None,
            output_field=DateTimeField(),
        )
        wished = people.annotate(**{wish: FilteredRelation("notice_wishes", condition=row)})
        timed = wished.annotate(**{timing: self._timing(channel, f"{wish}__timing")})
        return timed.alias(hours=_spelt("notice_hours__")).annotate(**{f"due_{channel}": due})

    def _timing(self, channel: Channel, wish: str) -> Any:
        usual = Value(planning.usual_timing(self.notice_class, channel), CharField())
        if self.notice_class in CANNOT_BE_OFF:
            return Case(When(**{wish: Timing.AT_ONCE}, then=F(wish)), default=usual)
        return Coalesce(F(wish), usual)

    def _has_way(self, channel: Channel) -> Q:
        if channel == Channel.PUSH:
            return Q(Exists(PushSubscription.objects.filter(person=OuterRef("pk"))))
        if channel == Channel.EMAIL:
            return ~Q(email="")
        if not sms.is_on():
            return Q(pk__isnull=True)
        if self.notice_class in CANNOT_BE_OFF:
            return ~Q(mobile="")
        wrong = WrongNumber.objects.filter(person=OuterRef("pk"), number=OuterRef("mobile"))
        return ~Q(mobile="") & ~Q(Exists(wrong))

    def _by_hours(self, timing: Timing) -> Any:
        """The moment for whoever has chosen hours of their own, and for all the others."""
        rules = self._rules

        def moment(hours: Hours) -> dt.datetime:
            return rules.due_at(hours, timing, self.moment)

        usual = moment(rules.usual[self.side])
        spelt: dict[dt.datetime, list[str]] = defaultdict(list)
        for key, hours in self._chosen.items():
            spelt[moment(hours)].append(key)
        spelt.pop(usual, None)
        whens = [When(hours__in=keys, then=Value(due)) for due, keys in spelt.items()]
        return Case(*whens, default=Value(usual), output_field=DateTimeField())


def _spelt(where: str) -> Any:
    """One set of hours as one text; null, or nothing but strokes, without any."""
    parts = [Cast(f"{where}{name}", CharField()) for name in _CHOSEN]
    return Concat(*(part for each in parts for part in (each, Value("|"))))
