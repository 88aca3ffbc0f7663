"""Whom an announcement that is being written would reach: how many, and when they are told.

The people come from the same columns that decide who reads (``visibility.reasons``), and are
counted by the database: by what decides when they are told, so whatever their number is.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
    F,
    FilteredRelation,
    Q,
    QuerySet,
    Value,
    When,
)

from messaging import targets
from messaging.choices import CANNOT_BE_OFF, Channel, NoticeClass, Part, Side
from messaging.hours import Hours
from messaging.models import PushSubscription
from messaging.queries import planning, single_people
from messaging.queries.announcing_choices import Option
from messaging.queries.promise import Arrival
from messaging.targets import Target
from messaging.visibility import active_among, part_people, reasons
from schools import clock
from schools.affiliations import LEADS
from schools.models import Person
from schools.visibility import without_hidden
from schools.visibility.columns import Column, either
from schools.visibility.people import guardians_of, staff_at, standing

GUARDIANS, PUPILS, STAFF, ALONG, OVERSEE = "guardians", "pupils", "staff", "along", "oversee"
_SIDES = {GUARDIANS: Side.GUARDIAN, PUPILS: Side.PUPIL, STAFF: Side.STAFF, ALONG: Side.STAFF}
_HOURS = ("quiet_from", "quiet_until", "digest_at", "free_days_quiet")


@dataclass(frozen=True)
class Chosen:
    """What has been ticked: ``people`` for themselves, ``homes`` are pupils."""

    options: tuple[Option, ...] = ()
    people: tuple[Person, ...] = ()
    homes: tuple[Person, ...] = ()

    @property
    def is_nobody(self) -> bool:
        """Nothing has been ticked yet."""
        return not (self.options or self.people or self.homes)


@dataclass(frozen=True)
class Tally:
    """How many people, each once in each line; ``people``: all of them, each once.

    ``homes`` are pupils with a guardian who gets it, ``unreached`` those without one.
    """

    guardians: int
    homes: int
    unreached: int
    pupils: int
    staff: int
    along: int
    people: int
    arrivals: tuple[Arrival, ...]


class Meant:
    """Whom a choice means, as far as the viewer may know of them.

    Raises NotVisible and InvalidInput (``targets``) as the action would for single people.
    """

    def __init__(self, viewer: Person, chosen: Chosen) -> None:
        self.viewer, self.chosen, self.day = viewer, chosen, clock.today()
        self.to = [*dict.fromkeys(option.target for option in chosen.options)]
        self.singles = single_people.singles(viewer, chosen.people, chosen.homes)
        self.schools = frozenset(option.school for option in chosen.options)
        self.school = single_people.school_of(viewer, self.schools, self.singles)
        kept = targets.addressed(self.to, self.schools - {self.school})
        self.along = [target for target in kept if target not in self.to]

    @cached_property
    def home_pupils(self) -> QuerySet[Person]:
        """Pupils whose guardians it is for. Whom one may not know is not known by a guardian."""
        columns = columns_of(self.to, Part.GUARDIANS, Part.PUPILS, self.day)
        chosen = Person.objects.filter(pk__in=[one.pk for one in self.chosen.homes]).values("pk")
        return without_hidden(active_among([*columns, chosen]), self.viewer)

    @cached_property
    def columns(self) -> Mapping[str, list[Column]]:
        """Ids of the readers, by why they read."""
        homes = self.home_pupils.order_by().values("pk")
        return {
            GUARDIANS: [guardians_of(homes, self.day)],
            PUPILS: [*self._of(self.to, Part.PUPILS), *self._single(Side.PUPIL)],
            STAFF: [*self._of(self.to, Part.STAFF), *self._single(Side.STAFF)],
            ALONG: self._of(self.along, Part.STAFF),
            OVERSEE: [staff_at([self.school], self.day, LEADS)],
        }

    def people(self, *whys: str) -> QuerySet[Person]:
        """Those who read for one of these reasons, for any when none is given; not the viewer."""
        wanted = [column for why in whys or self.columns for column in self.columns[why]]
        return without_hidden(active_among(wanted), self.viewer).exclude(pk=self.viewer.pk)

    def of_single(self) -> list[Column]:
        """Ids of who was chosen one by one."""
        return [column for side in Side for column in self._single(side)]

    def _of(self, some: Iterable[Target], part: Part) -> list[Column]:
        return columns_of(some, part, part, self.day)

    def _single(self, side: Side) -> list[Column]:
        keys = [one.person.pk for one in self.singles if one.side == side]
        return [Person.objects.filter(pk__in=keys).values("pk")] if keys else []


def columns_of(some: Iterable[Target], part: Part, of: Part, day: dt.date) -> list[Column]:
    """Ids of these people ``of`` the places of those targets that are for a part."""
    scopes = [target.scope for target in some if target.part == part]
    groups = [scope.group for scope in scopes if scope.group is not None]
    wider = [scope for scope in scopes if scope.group is None]
    own = [part_people(groups, of, day)] if groups else []
    return [*own, *reasons.wider_people(wider, of, day)]


def tally(meant: Meant, *, asks_confirmation: bool) -> Tally:
    """Count the readers. Four queries, whatever their number."""
    kind = NoticeClass.SCHOOL if asks_confirmation else NoticeClass.GENERAL
    rows = _kinds_of_people(meant, kind)
    with_home = standing(meant.day).filter(guardian__is_active=True).order_by().values("pupil")
    reached = meant.home_pupils.order_by().aggregate(
        all=Count("pk"), homes=Count("pk", filter=Q(pk__in=with_home))
    )
    return Tally(
        guardians=_sum(rows, GUARDIANS),
        homes=reached["homes"],
        unreached=reached["all"] - reached["homes"],
        pupils=_sum(rows, PUPILS),
        staff=_sum(rows, STAFF),
        along=sum(row["n"] for row in rows if _only_reads_along(row)),
        people=sum(row["n"] for row in rows),
        arrivals=tuple(_arrivals(rows, meant, kind)),
    )


def _sum(rows: Iterable[Mapping[str, Any]], why: str) -> int:
    return sum(row["n"] for row in rows if row[why])


def _only_reads_along(row: Mapping[str, Any]) -> bool:
    return not (row[GUARDIANS] or row[PUPILS] or row[STAFF])


def _kinds_of_people(meant: Meant, kind: NoticeClass) -> list[dict[str, Any]]:
    """So many (``n``) of each kind, by all that decides whether and when they are told."""
    has = {why: _is(columns) for why, columns in meant.columns.items()}
    has["mails"] = _when(~Q(email=""))
    has["pushed"] = _when(Q(pk__in=PushSubscription.objects.order_by().values("person")))
    number = Q(mobile="") | Q(wrong_number__number=F("mobile"))
    has["texts"] = _when(~Q(mobile="") if kind in CANNOT_BE_OFF else ~number)
    wishes = {
        f"wish_{channel}": FilteredRelation(
            "notice_wishes",
            condition=Q(notice_wishes__notice_class=kind, notice_wishes__channel=channel),
        )
        for channel in Channel
    }
    timings = {f"timing_{channel}": F(f"wish_{channel}__timing") for channel in Channel}
    hours = [f"notice_hours__{name}" for name in _HOURS]
    people = meant.people().annotate(**wishes).annotate(**timings, **has).order_by()
    return list(people.values(*hours, *timings, *has).annotate(n=Count("pk")))


def _is(columns: Sequence[Column]) -> Any:
    return _when(Q(pk__in=either(columns))) if columns else Value(False)


def _when(why: Q) -> Any:
    # a condition by itself would be grouped by the columns in it: by each person
    return Case(When(why, then=Value(True)), default=Value(False), output_field=BooleanField())


def _arrivals(
    rows: Sequence[Mapping[str, Any]], meant: Meant, kind: NoticeClass
) -> Iterable[Arrival]:
    """As ``promise`` has it for people, here for each kind of them. Two queries."""
    told, now = [row for row in rows if any(row[why] for why in _SIDES)], clock.now()
    rules = _rules(told, planning.rules_for(kind, meant.school, [], now))
    counted: Counter[dt.datetime | None] = Counter()
    for key, row in enumerate(told):
        one = Person(pk=key, email="x" if row["mails"] else "", mobile="x" if row["texts"] else "")
        sides = {side for why, side in _SIDES.items() if row[why]}
        steps = [step for side in sides for step in planning.steps(rules, [one], side, now)]
        counted[min((step.due_at for step in steps), default=None)] += row["n"]
    last = dt.datetime.max.replace(tzinfo=dt.UTC)
    return [Arrival(at, counted[at]) for at in sorted(counted, key=lambda at: at or last)]


def _rules(rows: Sequence[Mapping[str, Any]], usual: planning.Rules) -> planning.Rules:
    """What each kind of people has said, by its number."""
    own = {
        key: Hours(**{name: row[f"notice_hours__{name}"] for name in _HOURS})
        for key, row in enumerate(rows)
        if row["notice_hours__quiet_from"] is not None
    }
    wishes = {
        (key, str(channel)): row[f"timing_{channel}"]
        for key, row in enumerate(rows)
        for channel in Channel
        if row[f"timing_{channel}"]
    }
    pushed = frozenset(key for key, row in enumerate(rows) if row["pushed"])
    return replace(usual, own=own, wishes=wishes, pushed=pushed)
