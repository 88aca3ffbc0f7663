"""When what is written now will reach its readers: shown to the writer before sending."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from messaging.choices import BETWEEN_PEOPLE, Kind, NoticeClass, Part, Side
from messaging.models import Conversation, Message, ReadState
from messaging.queries import planned, planning
from messaging.visibility import addressed, part_people
from messaging.visibility.notices import PART_OF
from schools import clock, spoken
from schools.models import Group, Person
from schools.visibility import without_hidden
from schools.visibility.columns import Column

_SOON = dt.timedelta(minutes=2)
_MOST_NAMED = 3  # moments; the rest are "later"

Readers = Mapping[Side, QuerySet[Person]]


@dataclass(frozen=True)
class Arrival:
    """So many people are told at this moment (UTC); None: they see it when they look."""

    at: dt.datetime | None
    people: int


def to_conversation(viewer: Person, conversation: Conversation) -> list[Arrival]:
    """When a message that the viewer writes there now is told; the viewer reads it.

    Protected people are not counted for those who may not know of them. Where many read, nobody
    who has muted it is counted: they are not told. Between few it would show who did.
    """
    draft = Message(conversation=conversation, seq=conversation.last_seq + 1, author=viewer)
    readers = {side: without_hidden(addressed(draft, side), viewer) for side in Side}
    if conversation.kind not in BETWEEN_PEOPLE:
        muted = ReadState.objects.filter(conversation=conversation.pk, muted_at__isnull=False)
        away = muted.values("person")
        readers = {side: people.exclude(pk__in=away) for side, people in readers.items()}
    kind = _class_of(conversation.kind)
    return _arrivals(readers, conversation.school_id, kind, is_apart=conversation.is_sensitive)


def to_groups(
    viewer: Person, groups: Sequence[Group], parts: Iterable[str], kind: Kind
) -> list[Arrival]:
    """The same for parts of groups of one school, whose staff read along."""
    if not groups:
        return []
    keys, day = [group.pk for group in groups], clock.today()
    meant = {*parts, Part.STAFF}
    readers = {
        side: without_hidden(_active(part_people(keys, part, day)), viewer).exclude(pk=viewer.pk)
        for side, part in PART_OF.items()
        if part in meant
    }
    return _arrivals(readers, groups[0].school_id, _class_of(kind))


def in_words(arrivals: Sequence[Arrival]) -> str:
    """«Varsles nå: 19, i morgen 07:30: 5.» Empty when there is nobody to tell."""
    said = [_moment(arrival) for arrival in arrivals[:_MOST_NAMED]]
    if later := sum(arrival.people for arrival in arrivals[_MOST_NAMED:]):
        said.append(_("later: %(count)s") % {"count": later})
    if not said:
        return ""
    return _("Notice goes out: %(moments)s.") % {"moments": ", ".join(said)}


def _moment(arrival: Arrival) -> str:
    count = {"count": arrival.people}
    if arrival.at is None:
        text = ngettext(
            "%(count)s has no notices and sees it here",
            "%(count)s have no notices and see it here",
            arrival.people,
        )
        return text % count
    if arrival.at <= clock.now() + _SOON:
        return _("now to %(count)s") % count
    return _("%(time)s to %(count)s") % {"time": spoken.when(arrival.at), **count}


def _arrivals(
    readers: Readers, school: int, notice_class: NoticeClass, *, is_apart: bool = False
) -> list[Arrival]:
    now, first = clock.now(), dict[int, dt.datetime | None]()
    for side, people in readers.items():
        few = people.only("pk", "email", "mobile")[: planned.MANY + 1]
        if len(few) > planned.MANY:
            first = planned.Plan(notice_class, school, side, now).first_told(people) | first
            continue
        some = [person for person in few if person.pk not in first]
        if not some:
            continue
        rules = planning.rules_for(notice_class, school, [person.pk for person in some], now)
        rules = replace(rules, is_apart=is_apart)
        first |= dict.fromkeys((person.pk for person in some), None)
        for step in planning.steps(rules, some, side, now):
            known = first[step.person]
            first[step.person] = min(known, step.due_at) if known else step.due_at
    counted = Counter(first.values())
    last = dt.datetime.max.replace(tzinfo=dt.UTC)
    return [Arrival(at, counted[at]) for at in sorted(counted, key=lambda at: at or last)]


def _class_of(kind: str) -> NoticeClass:
    return NoticeClass.GENERAL if kind == Kind.ANNOUNCEMENT else NoticeClass.SCHOOL


def _active(people: Column) -> QuerySet[Person]:
    return Person.objects.filter(pk__in=people, is_active=True)
