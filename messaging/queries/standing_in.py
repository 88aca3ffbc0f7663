"""Who stands in for whom, and in which threads."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from messaging.choices import Side
from messaging.models import Conversation, Participant, StandIn
from messaging.queries import cards
from messaging.visibility import visible_stand_ins
from schools import affiliations, clock
from schools.choices import Protection
from schools.exceptions import NotVisible
from schools.models import Group, Guardianship, Person, ProtectionHandler, School
from schools.models.dated import on_day
from schools.queries.naming import beyond_name
from schools.visibility import without_hidden
from schools.visibility.people import pupils_in, staff_at

MOST_SHOWN = 60
MOST_STAFF = 400


@dataclass(frozen=True)
class StandInLine:
    """One on the page. ``starts`` and ``last`` are municipal days, both included."""

    uuid: uuid.UUID
    owner: str
    substitute: str
    group: str
    starts: dt.date | None
    last: dt.date
    with_history: bool
    is_mine: bool
    stands: bool


@dataclass(frozen=True)
class StandInPage:
    """What stands or is to come, and whom and what the viewer may choose."""

    lines: tuple[StandInLine, ...]
    school: School
    colleagues: tuple[Person, ...]
    groups: tuple[Group, ...]
    threads: int


def page(viewer: Person) -> StandInPage:
    """For all who work at a school; of several, the first by name. Six queries at most.

    Raises NotVisible for everybody else.
    """
    held = affiliations.of(viewer)
    school = School.objects.filter(pk__in=held.staff_schools).first()
    if school is None:
        raise NotVisible
    rows = visible_stand_ins(viewer).filter(ends__gt=held.day)
    joined = rows.select_related("owner", "substitute", "group").order_by("starts", "pk")
    groups = Group.objects.filter(pk__in=held.staff_groups, school=school)
    mine = Conversation.objects.filter(school=school, owner=viewer).exclude(state="")
    return StandInPage(
        lines=tuple(_line(row, viewer, held.day) for row in joined[:MOST_SHOWN]),
        school=school,
        colleagues=tuple(colleagues_at(viewer, school).defer(*beyond_name(""))[:MOST_STAFF]),
        groups=tuple(groups),
        threads=mine.count(),
    )


def stand_in(viewer: Person, key: uuid.UUID) -> StandIn:
    """One that the viewer sees. One query. Raises NotVisible, existing or not."""
    found = visible_stand_ins(viewer).filter(uuid=key).first()
    if found is None:
        raise NotVisible
    return found


def colleagues_at(viewer: Person, school: School) -> QuerySet[Person]:
    """Who else works there, as far as the viewer may know of them."""
    staff = Person.objects.filter(pk__in=staff_at([school.pk], clock.today()), is_active=True)
    return without_hidden(staff, viewer).exclude(pk=viewer.pk)


def threads_of(row: StandIn) -> QuerySet[Conversation]:
    """The threads with homes that its owner answers and its substitute may see to.

    Marked with ``owner_from``, from where the owner reads them.
    """
    theirs = Conversation.objects.filter(school=row.school_id, owner=row.owner_id)
    return fitting(row, theirs.exclude(state=""))


def fitting(row: StandIn, threads: QuerySet[Conversation]) -> QuerySet[Conversation]:
    """Those of these in which the owner takes part today, about pupils of its group.

    None that is sensitive, none about a child of the substitute's own, and none about somebody
    protected whose case is not theirs.
    """
    day = clock.today()
    here = Participant.objects.filter(conversation=OuterRef("pk"))
    owners = here.filter(on_day(day), person=row.owner_id, side=Side.STAFF)
    found = threads.filter(Exists(owners), is_sensitive=False)
    found = found.annotate(owner_from=Subquery(owners.values("from_seq")[:1]))
    kept_out = _not_for(row.substitute_id, day)
    found = found.exclude(home_pupil__in=kept_out).exclude(Exists(here.filter(pupil__in=kept_out)))
    if row.group_id is None:
        return found
    pupils = pupils_in([row.group_id], day)
    return found.filter(Q(home_pupil__in=pupils) | Exists(here.filter(pupil__in=pupils)))


def standing_for(viewer: Person) -> Any:
    """For a conversation: whether the viewer stands in for its owner today."""
    day = affiliations.of(viewer).day
    return Exists(_stood_in(day).filter(person=viewer.pk))


def stood_in_by(day: dt.date) -> Subquery:
    """For a conversation: the name of who stands in for its owner on this day."""
    named = _stood_in(day).filter(person__protection=Protection.NONE).order_by("pk")
    return Subquery(named.values("person__given_name")[:1])


def _stood_in(day: dt.date) -> QuerySet[Participant]:
    return Participant.objects.filter(
        on_day(day),
        on_day(day, "stand_in__"),
        conversation=OuterRef("pk"),
        side=Side.STAFF,
        stand_in__owner=OuterRef("owner"),
    )


def _not_for(substitute: int, day: dt.date) -> QuerySet[Person, Any]:
    """Ids of the substitute's own children, and of the protected whom they may not know of."""
    children = Guardianship.objects.filter(on_day(day), guardian=substitute).values("pupil")
    theirs = ProtectionHandler.objects.filter(on_day(day), handler=substitute).values("person")
    hidden = ~Q(protection=Protection.NONE) & ~Q(pk__in=theirs)
    return Person.objects.filter(Q(pk__in=children) | hidden).order_by().values("pk")


def _line(row: StandIn, viewer: Person, day: dt.date) -> StandInLine:
    return StandInLine(
        uuid=row.uuid,
        owner=cards.staff_name(row.owner),
        substitute=cards.staff_name(row.substitute),
        group=row.group.name if row.group else "",
        starts=row.starts,
        last=(row.ends or day) - dt.timedelta(days=1),
        with_history=row.with_history,
        is_mine=row.owner_id == viewer.pk,
        stands=row.starts is not None and row.starts <= day,
    )
