"""How many messages from staff reach homes: keys and times, never what they say.

A home gets what is written in threads with it, and what is sent to a part that its pupil
belongs to. Protected pupils are in no count.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from django.db.models import F

from messaging.choices import Part, Side
from messaging.models import Audience, Participant
from messaging.noise import FEWEST_HOMES
from schools import scopes
from schools.choices import MemberRole, Protection
from schools.homes import home_key
from schools.models import Membership, Person
from schools.models.dated import on_day
from schools.visibility.people import standing

Home = tuple[int, str]  # a pupil's key and the household's
Sent = tuple[int, int]  # a conversation's key and the message's number there


@dataclass
class Received:
    """What reached which of some homes, and when each message was sent (UTC)."""

    guardians: dict[Home, set[int]]
    got: dict[Home, set[Sent]] = field(default_factory=dict)
    sent_at: dict[Sent, dt.datetime] = field(default_factory=dict)

    def numbers(self) -> list[int]:
        """How many messages each home got; homes that got none are among them."""
        return [len(self.got.get(home, ())) for home in self.guardians]


@dataclass(frozen=True)
class Span:
    """From one moment (UTC) up to another."""

    since: dt.datetime
    until: dt.datetime

    def of_messages(self, way: str) -> dict[str, object]:
        """Conditions for staff's messages that stand, on the way to them from another table."""
        return {
            "conversation__last_at__gte": self.since,
            f"{way}author_side": Side.STAFF,
            f"{way}withdrawn_at__isnull": True,
            f"{way}created_at__gte": self.since,
            f"{way}created_at__lt": self.until,
        }


def received(
    pupils: Collection[int], span: Span, day: dt.date, *, writer: int | None = None
) -> Received:
    """What the homes of these pupils got, as they stand on ``day``. Four queries.

    For a ``writer`` who chose so few homes that a number could be that of one, what others wrote
    to single homes is not counted: that somebody does is not theirs to know.
    """
    known = Person.objects.filter(pk__in=pupils, protection=Protection.NONE).values("pk")
    found = Received(_homes(known, day))
    by_pupil: dict[int, list[Home]] = defaultdict(list)
    for home in found.guardians:
        by_pupil[home[0]].append(home)
    few = len(found.guardians) < FEWEST_HOMES
    privately = _in_threads(found, span, day, writer if few else None)
    for home, sent, at in chain(privately, _for_all(by_pupil, span, day)):
        found.got.setdefault(home, set()).add(sent)
        found.sent_at[sent] = at
    return found


def _homes(pupils: Any, day: dt.date) -> dict[Home, set[int]]:
    rows = standing(day).filter(pupil__in=pupils, guardian__is_active=True)
    homes: dict[Home, set[int]] = defaultdict(set)
    for row in rows.only("pupil_id", "guardian_id", "household_key").order_by():
        homes[row.pupil_id, home_key(row)].add(row.guardian_id)
    return dict(homes)


_Found = Iterator[tuple[Home, Sent, dt.datetime]]
_MESSAGES = "conversation__messages__"


def _in_threads(found: Received, span: Span, day: dt.date, author: int | None) -> _Found:
    """Where a guardian takes part for the pupil."""
    written = span.of_messages(_MESSAGES)
    if author is not None:
        written[f"{_MESSAGES}author"] = author
    places = Participant.objects.filter(
        on_day(day),
        side=Side.GUARDIAN,
        pupil__in={pupil for pupil, _key in found.guardians},
        conversation__messages__seq__gt=F("from_seq"),
        **written,
    )
    home_of = {
        (home[0], guardian): home
        for home, guardians in found.guardians.items()
        for guardian in guardians
    }
    columns = ("pupil", "person", "conversation", f"{_MESSAGES}seq", f"{_MESSAGES}created_at")
    for pupil, person, conversation, seq, at in places.values_list(*columns):
        if home := home_of.get((pupil, person)):
            yield home, (conversation, seq), at


def _for_all(by_pupil: dict[int, list[Home]], span: Span, day: dt.date) -> _Found:
    """What was sent to classes, years and schools."""
    meant = _pupils_by_scope(by_pupil, day)
    rows = Audience.objects.filter(
        part=Part.GUARDIANS, scope__in=list(meant), **span.of_messages(_MESSAGES)
    )
    columns = ("scope", "conversation", f"{_MESSAGES}seq", f"{_MESSAGES}created_at")
    for scope, conversation, seq, at in rows.values_list(*columns):
        for pupil in meant[scope]:
            for home in by_pupil[pupil]:
                yield home, (conversation, seq), at


def _pupils_by_scope(pupils: Iterable[int], day: dt.date) -> dict[int, set[int]]:
    held = Membership.objects.filter(
        on_day(day), on_day(day, "group__"), person__in=list(pupils), role=MemberRole.PUPIL
    )
    columns = ("person", "group", "group__school", "group__kind", "group__grade")
    found: dict[int, set[int]] = defaultdict(set)
    for person, group, school, kind, grade in held.values_list(*columns):
        found[group].add(person)
        found[scopes.of_school(school)].add(person)
        if grade and kind in scopes.KINDS_WITH_YEAR:
            found[scopes.of_year(school, grade)].add(person)
    return found
