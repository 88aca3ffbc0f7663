"""How far a message has come, counted per home."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, QuerySet

from messaging.choices import Kind, Part
from messaging.models import Audience, Conversation, Message, Participant, ReadState
from messaging.visibility import part_people, with_visible_readers
from schools import clock
from schools.exceptions import NotVisible
from schools.homes import Home, homes_of
from schools.models import Person
from schools.models.dated import on_day
from schools.visibility import without_hidden


@dataclass(frozen=True)
class ReaderRow:
    """One home or one person of the audience, and what they have done."""

    title: str
    names: tuple[str, ...]
    people: tuple[Person, ...]
    read: bool
    confirmed: bool


@dataclass(frozen=True)
class Reach:
    """Rows of the readers a member of staff may know of, and their sums."""

    homes: tuple[ReaderRow, ...]
    others: tuple[ReaderRow, ...]
    asks_confirmation: bool

    @property
    def homes_read(self) -> int:
        return sum(row.read for row in self.homes)

    @property
    def homes_confirmed(self) -> int:
        return sum(row.confirmed for row in self.homes)

    @property
    def others_read(self) -> int:
        return sum(row.read for row in self.others)

    @property
    def others_confirmed(self) -> int:
        return sum(row.confirmed for row in self.others)


def reach(viewer: Person, conversation: Conversation) -> Reach:
    """Who has read the newest message, per home; confirmed, the newest that asks for it.

    Raises NotVisible for those who are not staff of the conversation. Protected people are
    counted only for those who may know of them. At most six queries.
    """
    if not with_visible_readers(viewer).filter(pk=conversation.pk).exists():
        raise NotVisible
    homes, pupils = _audience(viewer, conversation)
    done = _Done(conversation)
    return Reach(
        homes=tuple(_home_row(home, done) for home in homes),
        others=tuple(_person_row(person, done) for person in pupils),
        asks_confirmation=done.asks,
    )


class _Done:
    """Ids of who has read to the end, and of who has confirmed. Two queries."""

    def __init__(self, conversation: Conversation) -> None:
        reached = ReadState.objects.filter(
            conversation=conversation.pk, last_read_seq__gte=conversation.last_seq
        )
        self.read = set(reached.values_list("person", flat=True))
        asking = Message.objects.filter(
            conversation=conversation.pk, asks_confirmation=True, withdrawn_at__isnull=True
        ).order_by("-seq")
        rows = asking.values_list("pk", "confirmations__person").annotate(newest=F("seq"))
        found = list(rows)
        self.asks = bool(found)
        self.confirmed = {person for pk, person, _ in found if found and pk == found[0][0]}


def _audience(
    viewer: Person, conversation: Conversation
) -> tuple[list[Home], QuerySet[Person] | list[Person]]:
    day = clock.today()
    if conversation.kind == Kind.HOME:
        pupil_ids = without_hidden(
            Person.objects.filter(home_conversations=conversation.pk), viewer
        ).values_list("pk", flat=True)
        homes = [home for home in homes_of(pupil_ids, day) if home.key == conversation.home_key]
        return homes, []
    if conversation.kind == Kind.DIRECT:
        return [], _others_in(viewer, conversation)
    parts = _parts(conversation)
    homes = _homes(viewer, parts.get(Part.GUARDIANS, []))
    return homes, _people(viewer, parts.get(Part.PUPILS, []), Part.PUPILS)


def _parts(conversation: Conversation) -> dict[str, list[int]]:
    parts: dict[str, list[int]] = {}
    rows = Audience.objects.filter(conversation=conversation.pk).values_list("part", "group")
    for part, group in rows:
        parts.setdefault(part, []).append(group)
    return parts


def _homes(viewer: Person, groups: list[int]) -> list[Home]:
    if not groups:
        return []
    return homes_of(
        _people(viewer, groups, Part.PUPILS).values_list("pk", flat=True), clock.today()
    )


def _people(viewer: Person, groups: Iterable[int], part: Part) -> QuerySet[Person]:
    meant = part_people(list(groups), part, clock.today())
    return without_hidden(Person.objects.filter(pk__in=meant, is_active=True), viewer)


def _others_in(viewer: Person, conversation: Conversation) -> QuerySet[Person]:
    place = Participant.objects.filter(
        on_day(clock.today()), conversation=conversation.pk, person=OuterRef("pk")
    )
    people = Person.objects.filter(Exists(place), is_active=True).exclude(pk=viewer.pk)
    return without_hidden(people, viewer)


def _home_row(home: Home, done: _Done) -> ReaderRow:
    return ReaderRow(
        title=home.pupil.get_full_name(),
        names=tuple(guardian.get_full_name() for guardian in home.guardians),
        people=home.guardians,
        read=bool(home.guardian_ids & done.read),
        confirmed=bool(home.guardian_ids & done.confirmed),
    )


def _person_row(person: Person, done: _Done) -> ReaderRow:
    return ReaderRow(
        title=person.get_full_name(),
        names=(),
        people=(person,),
        read=person.pk in done.read,
        confirmed=person.pk in done.confirmed,
    )
