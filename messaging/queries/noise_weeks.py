"""One school's week in numbers, and the weeks that leaders see."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from messaging.choices import Kind, Side, State
from messaging.models import Conversation, Message, NoiseWeek, ReadState
from messaging.noise import (
    EVENING_HOUR,
    FEWEST_HOMES,
    MORNING_HOUR,
    median,
    ninth_of_ten,
    share,
)
from messaging.queries import planning
from messaging.queries.noise import Received, Span, received
from messaging.visibility import visible_noise_schools, visible_noise_weeks
from schools import clock
from schools.choices import STAFF_IN_GROUP
from schools.models import Membership, Person, Position, School
from schools.models.dated import on_day
from schools.queries.one import the_one
from schools.visibility.people import pupils_at

WEEKS_SHOWN = 8
_WEEK = dt.timedelta(days=7)
# A week is counted when its last message is three days old: what is unread then, is unread.
_WAIT = _WEEK + dt.timedelta(days=3)


@dataclass(frozen=True)
class SchoolNoise:
    """One school's page: its weeks, the newest first, and the threads nobody sees to now."""

    school: School
    weeks: tuple[NoiseWeek, ...]
    without_owner: int

    @property
    def newest(self) -> NoiseWeek | None:
        return self.weeks[0] if self.weeks else None


def weeks_to_count(today: dt.date) -> list[dt.date]:
    """Mondays of the newest weeks that are over for three days, the newest first."""
    newest = clock.monday_of(today - _WAIT)
    return [newest - index * _WEEK for index in range(WEEKS_SHOWN)]


def counted(school: School, week: dt.date) -> NoiseWeek:
    """The row of a week that is over, not yet kept. Nine queries, whatever the school's size.

    Homes are those of its Friday. An answer is timed from a guardian's first word after the
    school's last, in the hours when the school's staff may be disturbed, and only when there is
    one: what was thanked for or settled by phone asks for none.
    """
    span = Span(clock.at(week, dt.time()), clock.at(week + _WEEK, dt.time()))
    friday = week + dt.timedelta(days=4)
    pupils = Person.objects.filter(pk__in=pupils_at([school.pk], friday))
    found = received(list(pupils.order_by().values_list("pk", flat=True)), span, friday)
    row = NoiseWeek(school=school, week=week, counted_at=clock.now())
    if len(found.guardians) >= FEWEST_HOMES:
        row.per_home = Decimal(median(found.numbers()))
        row.per_busy_home = Decimal(ninth_of_ten(found.numbers()))
    if len(found.got) >= FEWEST_HOMES:
        late = sum(is_late(at) for at in found.sent_at.values())
        row.late_share = share(late, len(found.sent_at))
        row.unread_share = share(_unread(found), sum(map(len, found.got.values())))
    row.answer_minutes = _answer_minutes(school, span, found)
    return row


def is_late(moment: dt.datetime) -> bool:
    """In the evening, at night or in a weekend, by the municipality's wall."""
    wall = clock.local(moment)
    by_day = MORNING_HOUR <= wall.hour < EVENING_HOUR
    return not by_day or not clock.is_school_day(wall.date())


def schools_of(viewer: Person) -> list[SchoolNoise]:
    """Every school whose numbers the viewer may see, side by side, by name. Three queries."""
    schools = list(visible_noise_schools(viewer))
    keys = [school.pk for school in schools]
    rows = _shown(visible_noise_weeks(viewer).filter(school__in=keys))
    lost = without_owner(keys)
    return [
        SchoolNoise(
            school, tuple(row for row in rows if row.school_id == school.pk), lost.get(school.pk, 0)
        )
        for school in schools
    ]


def school_of(viewer: Person, key: uuid.UUID) -> SchoolNoise:
    """One of them. Three queries. Raises NotVisible, existing or not."""
    school = the_one(list(visible_noise_schools(viewer).filter(uuid=key)))
    rows = _shown(visible_noise_weeks(viewer).filter(school=school))
    return SchoolNoise(school, tuple(rows), without_owner([school.pk]).get(school.pk, 0))


def without_owner(schools: Sequence[int]) -> dict[int, int]:
    """Threads that wait for the school, and whose owner there is none of or works there no more.

    By school, those with none left out. One query. Said exactly, however few: it is of the
    school's own work, and tells of no home.
    """
    day = clock.today()
    here = {"person": OuterRef("owner")}
    works = Position.objects.filter(on_day(day), school=OuterRef("school"), **here)
    teaches = Membership.objects.filter(
        on_day(day), group__school=OuterRef("school"), role__in=STAFF_IN_GROUP, **here
    )
    gone = Q(owner__isnull=True) | (~Q(Exists(works)) & ~Q(Exists(teaches)))
    rows = Conversation.objects.filter(gone, school__in=schools, state=State.OPEN)
    return dict(rows.order_by().values_list("school").annotate(Count("pk")))


def _shown(rows: QuerySet[NoiseWeek]) -> list[NoiseWeek]:
    weeks = weeks_to_count(clock.today())
    return list(rows.filter(week__range=(weeks[-1], weeks[0])).order_by("-week"))


def _unread(found: Received) -> int:
    """How often a message was read by nobody at a home that got it."""
    conversations = {conversation for conversation, _seq in found.sent_at}
    rows = ReadState.objects.filter(conversation__in=conversations, last_read_seq__gt=0)
    columns = ("person", "conversation", "last_read_seq")
    read = {
        (person, conversation): seq
        for person, conversation, seq in rows.values_list(*columns).iterator()
    }
    return sum(
        all(read.get((person, conversation), 0) < seq for person in found.guardians[home])
        for home, sent in found.got.items()
        for conversation, seq in sent
    )


def _answer_minutes(school: School, span: Span, found: Received) -> int | None:
    known = set[int]().union(*found.guardians.values())  # protected homes are in no count
    answered = [row for row in _answers(school, span) if row[0] in known]
    theirs = {author for author, _asked, _answer in answered}
    homes = {home for home, guardians in found.guardians.items() if guardians & theirs}
    if len(homes) < FEWEST_HOMES:
        return None
    hours = planning.usual_at(school.pk)[Side.STAFF]
    free = clock.free_days(clock.local(span.since).date(), clock.today(), school)
    waits = [hours.open_time(asked, answer, free) for _author, asked, answer in answered]
    return round(median([wait.total_seconds() for wait in waits]) / 60)


def _answers(school: School, span: Span) -> Iterable[tuple[int, dt.datetime, dt.datetime]]:
    """Author and moment of guardians' turns, and of what the school answered. One query."""
    here = Message.objects.filter(conversation=OuterRef("conversation")).order_by("seq")
    before = here.filter(seq=OuterRef("seq") - 1).values("author_side")
    answers = here.filter(seq__gt=OuterRef("seq"), author_side=Side.STAFF).values("created_at")
    asked = Message.objects.filter(
        author_side=Side.GUARDIAN,
        created_at__gte=span.since,
        created_at__lt=span.until,
        withdrawn_at__isnull=True,
        recorded__isnull=True,
        conversation__school=school,
        conversation__kind__in=[Kind.HOME, Kind.DIRECT],
        conversation__last_at__gte=span.since,
    ).exclude(conversation__state="")
    rows = asked.annotate(before=Subquery(before), answer=Subquery(answers[:1]))
    columns = ("author", "created_at", "answer", "before")
    for author, at, answer, side in rows.filter(answer__isnull=False).values_list(*columns):
        if side != Side.GUARDIAN:
            yield author, at, answer
