"""The class page, and the public pages to search."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from cms.models import ClassPage, FrontPage, SchoolIndexPage, SchoolPage
from cms.queries.assignments import open_assignments
from cms.queries.plans import WeekView, group_week, week_of
from cms.visibility import visible_class_pages
from messaging.choices import Kind
from messaging.models import Conversation
from messaging.visibility import visible_conversations
from schools import affiliations, clock
from schools.choices import STAFF_IN_GROUP
from schools.exceptions import NotVisible
from schools.models import Group, Membership, Person
from schools.models.dated import on_day
from schools.queries.naming import beyond_name
from schools.statements import written_once
from schools.visibility import visible_among

NEWS = 4
AHEAD = dt.timedelta(days=28)


@dataclass(frozen=True)
class Teacher:
    """One of the staff of the class."""

    person: Person
    role_name: str


@dataclass(frozen=True)
class ClassView:
    """All that the class page shows."""

    group: Group
    blocks: list[Any]
    week: WeekView
    assignments: list[Any]
    teachers: list[Teacher]
    free_days: list[tuple[dt.date, str]] = field(default_factory=list)
    news: list[Any] = field(default_factory=list)

    @property
    def today(self) -> Any:
        """Today's column of the plan, None at weekends."""
        return next((day for day in self.week.days if day.is_today), None)


def class_view(viewer: Person, group: Group) -> ClassView:
    """The class page with this week, open work, staff and days off. Eight queries."""
    today = clock.today()
    free = clock.free_days(today, today + AHEAD, group.school)
    return ClassView(
        group=group,
        blocks=class_blocks(viewer, group),
        week=group_week(viewer, group, week_of(today + dt.timedelta(days=2))),
        assignments=open_assignments(viewer, group),
        teachers=_teachers(viewer, group),
        free_days=sorted(free.items()),
        news=_news(viewer, group),
    )


def class_blocks(viewer: Person, group: Group) -> list[Any]:
    """The blocks of the page, empty when nobody has written it. One query."""
    pages = _page(viewer, group.pk)
    return list(pages[0].body) if pages else []


@written_once("group")
def _page(viewer: Person, group: int) -> QuerySet[ClassPage]:
    return visible_class_pages(viewer).filter(group=group)


def class_block(viewer: Person, group: Group, block_id: str) -> Any:
    """One block. Raises NotVisible when it is not there."""
    for block in class_blocks(viewer, group):
        if block.id == block_id:
            return block
    raise NotVisible


def pages_matching(key: str, most: int) -> list[Any]:
    """Public pages by title and lead; ``key`` is casefolded. Three queries."""
    found: list[Any] = []
    for model in (SchoolPage, SchoolIndexPage, FrontPage):
        rows = model.objects.live().public().filter(search_key__contains=key)
        found += rows.order_by("title")[: most - len(found)]
    return found


def class_pages_matching(viewer: Person, key: str, most: int) -> list[Group]:
    """Groups whose pages one may see by what is on them; ``key`` is casefolded. One query."""
    rows = visible_class_pages(viewer).filter(search_key__contains=key)
    found = rows.select_related("group__school").order_by("title")[:most]
    return [page.group for page in found if page.group is not None]


def _news(viewer: Person, group: Group) -> list[Any]:
    """The newest announcements and class threads to this group that the viewer reads."""
    return _news_of(viewer, group.pk, NEWS)


@written_once("group")
def _news_of(viewer: Person, group: int, most: int) -> QuerySet[Conversation]:
    kinds = (Kind.CLASS, Kind.ANNOUNCEMENT)
    rows = visible_conversations(viewer).filter(audiences__group=group, kind__in=kinds)
    return rows.distinct().order_by("-last_at", "-pk")[:most]


def _teachers(viewer: Person, group: Group) -> list[Teacher]:
    is_in_it = group.pk in affiliations.of(viewer).groups
    rows = _staff(viewer, group.pk, is_in_it)
    return [Teacher(row.person, row.get_role_display()) for row in rows]


@written_once("group")
def _staff(viewer: Person, group: int, is_in_it: bool) -> QuerySet[Membership]:
    held = Membership.objects.filter(
        on_day(affiliations.of(viewer).day), group=group, role__in=STAFF_IN_GROUP
    )
    seen = visible_among(viewer, held.values("person"), knows_all=is_in_it)
    rows = held.filter(person__in=seen.values("pk"))
    named = rows.select_related("person").defer(*beyond_name("person"))
    return named.order_by("role", "person__sort_key")
