"""What matters today, for those on duty; and what a thread says about it to its readers."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from messaging import policies
from messaging.choices import Side, TodayReason
from messaging.models import Conversation, DutyPerson, Message, TodayMark
from messaging.queries import cards
from messaging.queries.rules import school_of
from messaging.visibility import named_for_duty, visible_today_marks
from schools import affiliations, clock
from schools.choices import GroupKind, MemberRole
from schools.exceptions import NotVisible
from schools.models import Membership, Person, School
from schools.models.dated import on_day
from schools.queries.naming import beyond_name
from schools.visibility import without_hidden
from schools.visibility.people import staff_at

MOST_WAITING = 100
MOST_TAKEN = 30
MOST_STAFF = 400


@dataclass(frozen=True)
class TodayLine:
    """What the readers of a thread are told of one of its messages. Times are UTC."""

    uuid: uuid.UUID
    reason: TodayReason
    taken_by: str
    taken_at: dt.datetime | None


@dataclass(frozen=True)
class DutyRow:
    """One message that those on duty see, and nothing of its conversation. Times are UTC."""

    uuid: uuid.UUID
    reason: TodayReason
    pupil: str
    classes: str
    author: str
    side: Side
    to: str
    text: str
    files: int
    school: str
    created_at: dt.datetime
    taken_by: str
    taken_at: dt.datetime | None
    may_take_over: bool


@dataclass(frozen=True)
class OnDuty:
    """Who is named for today at one school; nobody: its leaders and office."""

    school: str
    names: tuple[str, ...]
    is_mine: bool


@dataclass(frozen=True)
class DutyPage:
    """What waits, oldest first, what was taken today, and who is on duty."""

    waiting: tuple[DutyRow, ...]
    taken: tuple[DutyRow, ...]
    schools: tuple[OnDuty, ...]


@dataclass(frozen=True)
class DutyRules:
    """Who is on duty at one school from today on, and who may be named."""

    school: School
    named: tuple["Named", ...]
    staff: tuple[Person, ...]


@dataclass(frozen=True)
class Named:
    """One who is named; ``last`` is their last day, empty until somebody ends it."""

    uuid: uuid.UUID
    name: str
    starts: dt.date | None
    last: dt.date | None


@dataclass(frozen=True)
class OnToday:
    """For the page of the day: whether the viewer is named, and how much waits for them."""

    is_named: bool
    waiting: int


def on_today(viewer: Person) -> OnToday:
    """At most one query."""
    held = affiliations.of(viewer)
    if not held.staff_schools:
        return OnToday(is_named=False, waiting=0)
    waiting = visible_today_marks(viewer).filter(taken_at__isnull=True).order_by()
    count = waiting.values("taken_at").annotate(count=Count("pk")).values("count")
    me = Person.objects.filter(pk=viewer.pk).annotate(
        is_named=Exists(named_for_duty(held.day).filter(person=OuterRef("pk"))),
        waiting=Coalesce(Subquery(count), 0, output_field=IntegerField()),
    )
    is_named, number = me.values_list("is_named", "waiting")[0]
    return OnToday(is_named=is_named, waiting=number)


def duty(viewer: Person) -> DutyPage:
    """For those who are named today, and leaders and office. Five queries at most.

    Raises NotVisible for everybody else.
    """
    schools = _schools(viewer)
    if not schools:
        raise NotVisible
    rows = _with_parts(visible_today_marks(viewer))
    waiting = list(rows.filter(taken_at__isnull=True).order_by("created_at", "pk")[:MOST_WAITING])
    taken = list(rows.filter(taken_at__isnull=False).order_by("-taken_at", "-pk")[:MOST_TAKEN])
    classes = _classes_of({row.pupil_id for row in [*waiting, *taken]})
    return DutyPage(
        waiting=tuple(_row(row, classes) for row in waiting),
        taken=tuple(_row(row, classes) for row in taken),
        schools=schools,
    )


def mark(viewer: Person, key: uuid.UUID) -> TodayMark:
    """One that the viewer sees on duty. One query. Raises NotVisible, existing or not."""
    rows = visible_today_marks(viewer).select_related("message__conversation")
    found = rows.filter(uuid=key).first()
    if found is None:
        raise NotVisible
    return found


def rules(viewer: Person, key: uuid.UUID) -> DutyRules:
    """For leaders and office of the school. Three queries. Raises NotVisible."""
    school, day = school_of(viewer, key), affiliations.of(viewer).day
    rows = DutyPerson.objects.filter(school=school).exclude(ends__lte=day)
    staff = Person.objects.filter(pk__in=staff_at([school.pk], day), is_active=True)
    known = without_hidden(staff, viewer).defer(*beyond_name(""))
    named = rows.filter(person__in=known.values("pk")).select_related("person")
    return DutyRules(
        school=school,
        named=tuple(_named(row) for row in named.order_by("starts", "pk")),
        staff=tuple(known[:MOST_STAFF]),
    )


# --- in the thread


def with_today(messages: QuerySet[Message]) -> QuerySet[Message]:
    """Join what ``today_lines`` shows."""
    joined = messages.select_related("for_today__taken_by")
    return joined.defer(*beyond_name("for_today__taken_by"))


def today_lines(rows: Iterable[Message]) -> tuple[TodayLine, ...]:
    """Of messages of ``with_today``: those that wait for who is on duty, or were taken today."""
    today = clock.today()
    lines = []
    for row in rows:
        found = getattr(row, "for_today", None)
        if found is None or row.withdrawn_at:
            continue
        if found.taken_at is None or clock.local(found.taken_at).date() == today:
            reason = TodayReason(found.reason)
            lines.append(TodayLine(row.uuid, reason, _taker(found), found.taken_at))
    return tuple(lines)


def may_mark(conversation: Conversation, side: Side | None) -> bool:
    """Whether who writes here in this capacity may say that it matters today."""
    return side is not None and policies.can_mark_today(conversation, side)


# --- rows


def _schools(viewer: Person) -> tuple[OnDuty, ...]:
    held = affiliations.of(viewer)
    if not held.staff_schools:
        return ()
    people = named_for_duty(held.day).filter(school__in=held.staff_schools)
    named: dict[int, list[Person]] = defaultdict(list)
    for row in people.select_related("person").order_by("person", "pk"):
        if row.person not in named[row.school_id]:
            named[row.school_id].append(row.person)
    mine = {school for school, some in named.items() if viewer in some}
    shown = held.led_schools | mine
    return tuple(
        _on_duty(school, named.get(school.pk, []), viewer)
        for school in School.objects.filter(pk__in=shown)
    )


def _on_duty(school: School, people: list[Person], viewer: Person) -> OnDuty:
    names = tuple(cards.staff_name(person) for person in people)
    return OnDuty(school.name, names, is_mine=viewer in people or not people)


def _with_parts(rows: QuerySet[TodayMark]) -> QuerySet[TodayMark]:
    return rows.annotate(files=Count("message__attachments")).select_related(
        "school", "pupil", "taken_by", "message__author", "message__conversation__owner"
    )


def _row(row: TodayMark, classes: dict[int, str]) -> DutyRow:
    message = row.message
    owner = message.conversation.owner
    # marked as sensitive since: they see who is to be told of it, and nobody else
    closed = message.conversation.is_sensitive
    return DutyRow(
        uuid=row.uuid,
        reason=TodayReason(row.reason),
        pupil=_("Sensitive conversation") if closed else row.pupil.get_full_name(),
        classes="" if closed else classes.get(row.pupil_id, ""),
        author="" if closed else message.author.get_full_name(),
        side=Side(message.author_side),
        to=cards.staff_name(owner) if owner else "",
        text="" if closed else message.text,
        files=0 if closed else getattr(row, "files", 0),
        school=row.school.name,
        created_at=row.created_at,
        taken_by=_taker(row),
        taken_at=row.taken_at,
        may_take_over=policies.can_take_over_today(message.conversation),
    )


def _classes_of(pupils: set[int]) -> dict[int, str]:
    if not pupils:
        return {}
    day = clock.today()
    held = Membership.objects.filter(
        on_day(day),
        on_day(day, "group__"),
        person__in=pupils,
        role=MemberRole.PUPIL,
        group__kind=GroupKind.CLASS,
    )
    return dict(held.values_list("person", "group__name"))


def _taker(row: TodayMark) -> str:
    return cards.staff_name(row.taken_by) if row.taken_by else ""


def _named(row: DutyPerson) -> Named:
    last = row.ends - dt.timedelta(days=1) if row.ends else None
    return Named(row.uuid, row.person.get_full_name(), row.starts, last)
