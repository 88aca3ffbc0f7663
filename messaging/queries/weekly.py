"""Weekly letters that are being put together, and when they are sent."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from messaging.models import WeeklyItem, WeeklyLetter, WeeklyTime
from messaging.visibility import visible_weekly_items
from messaging.weekly import USUAL, Sending
from schools import clock
from schools.models import Group, Person
from schools.queries.one import the_one

_WEEK = dt.timedelta(days=7)
_WEEKS_AHEAD = 17  # no holiday is longer


@dataclass(frozen=True)
class Coming:
    """A letter that is not sent yet: its week's Monday, and when it is sent (UTC)."""

    week: dt.date
    at: dt.datetime


@dataclass(frozen=True)
class Building:
    """The next letter of a group, with what is in it so far and what was left out before."""

    group: Group
    coming: Coming
    items: tuple[WeeklyItem, ...]
    left_out: tuple[WeeklyItem, ...]


def sending_at(school: int) -> Sending:
    """When the school's letters are sent. One query."""
    row = WeeklyTime.objects.filter(school=school).first()
    return Sending(row.weekday, row.time) if row else USUAL


def coming(school: int, first: dt.date | None = None) -> Iterator[Coming]:
    """The school's next letters, from the week of the Monday ``first`` (this week). Two queries.

    Weeks without school have none.
    """
    sending = sending_at(school)
    week = first or clock.monday_of(clock.today())
    free = clock.free_days(week, week + _WEEKS_AHEAD * _WEEK, school)
    for index in range(_WEEKS_AHEAD):
        moment = sending.moment_in(week + index * _WEEK, free)
        if moment is not None:
            yield Coming(week + index * _WEEK, moment)


def next_of(group: Group) -> Coming:
    """The letter that takes what is added now. Three queries."""
    week = clock.monday_of(clock.today())
    sent = WeeklyLetter.objects.filter(group=group, week__gte=week, sent_at__isnull=False)
    gone = set(sent.values_list("week", flat=True))
    open_ones = (
        one for one in coming(group.school_id) if one.at > clock.now() and one.week not in gone
    )
    return next(open_ones)


def building(viewer: Person, group: Group) -> Building:
    """The next letter of a group that the viewer may write to. Four queries."""
    found = next_of(group)
    rows = visible_weekly_items(viewer).filter(letter__group=group)
    rows = rows.select_related("author", "letter")
    items = list(rows)
    return Building(
        group=group,
        coming=found,
        items=tuple(one for one in items if not one.not_sent),
        left_out=tuple(one for one in items if one.not_sent),
    )


def own_item(viewer: Person, group: uuid.UUID, key: uuid.UUID) -> WeeklyItem:
    """One that the viewer wrote, with its letter. Raises NotVisible, also once it is sent."""
    return _one(visible_weekly_items(viewer).filter(author=viewer.pk), group, key)


def removable_items(viewer: Person) -> QuerySet[WeeklyItem]:
    """What the viewer wrote, and what was left out: its author may have left the class."""
    return visible_weekly_items(viewer).filter(Q(author=viewer.pk) | ~Q(not_sent=""))


def removable_item(viewer: Person, group: uuid.UUID, key: uuid.UUID) -> WeeklyItem:
    """One of these, with its letter. Raises NotVisible, also once it is sent."""
    return _one(removable_items(viewer), group, key)


def _one(items: QuerySet[WeeklyItem], group: uuid.UUID, key: uuid.UUID) -> WeeklyItem:
    found = items.filter(uuid=key, letter__group__uuid=group).select_related("letter__group")
    return the_one(list(found))
