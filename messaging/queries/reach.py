"""How far a message has come, counted per home."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet

from messaging.choices import ClosedBy
from messaging.models import (
    Ask,
    Conversation,
    HomeClosed,
    Message,
    ReadState,
)
from messaging.queries.answered import Answered
from messaging.queries.reach_audience import audience
from messaging.queries.told import Told, letters_of, reached_by_notice, told_of
from messaging.visibility import (
    with_visible_readers,
)
from schools.exceptions import NotVisible
from schools.homes import HomeKeys
from schools.models import Person
from schools.queries.naming import beyond_name
from schools.statements import planned_anew

_HOMES_A_PAGE = 50


@dataclass(frozen=True)
class ReaderRow:
    """One home or one person of the audience, and what they have done.

    Of a home ``home`` says who it is; its names, ``people`` and ``told`` come with ``named``.
    """

    title: str = ""
    names: tuple[str, ...] = ()
    people: tuple[Person, ...] = ()
    read: bool = False
    confirmed: bool = False
    # Of a home, beside ``people``: how each was told of the newest message outside the house.
    told: tuple[tuple[Told, ...], ...] = ()
    home: HomeKeys | None = None
    pupil: UUID | None = None
    reached: int = 0  # of the people: told, or has read
    closed: str = ""  # why it is off the list of those not reached

    @property
    def home_key(self) -> str:
        """Which home of the pupil it is."""
        return self.home.key if self.home else ""

    @property
    def is_wholly_reached(self) -> bool:
        """All of its guardians were."""
        return self.home is not None and self.reached == len(self.home.guardians)

    @property
    def told_people(self) -> list[tuple[Person, tuple[Told, ...]]]:
        """Each person with how they were told."""
        return list(zip(self.people, self.told, strict=True))

    @property
    def is_open(self) -> bool:
        """Nobody of them was reached, and nobody has done anything about it."""
        return not self.reached and not self.closed


@dataclass(frozen=True)
class Reach:
    """Rows of the readers a member of staff may know of, and their sums."""

    conversation: Conversation
    homes: tuple[ReaderRow, ...]
    others: tuple[ReaderRow, ...]
    asks_confirmation: bool
    asks_answer: bool = False

    @property
    def pupils(self) -> set[int]:
        """Keys of the children whose homes these are."""
        return {row.home.pupil for row in self.homes if row.home}

    @cached_property
    def homes_not_reached(self) -> list[ReaderRow]:
        """The work list: homes where nobody was reached and no reason closes it."""
        return [row for row in self.homes if row.is_open]

    @cached_property
    def homes_by_reach(self) -> dict[str, int]:
        """How many homes had all their guardians reached, some of them, or none."""
        whole = sum(row.is_wholly_reached for row in self.homes)
        none = sum(not row.reached for row in self.homes)
        return {"all": whole, "some": len(self.homes) - whole - none, "none": none}

    @property
    def homes_unread(self) -> int:
        """Homes where nobody has read it and no reason closes it."""
        return sum(not row.read and not row.closed for row in self.homes)

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


def reach(viewer: Person, conversation: Conversation, *, with_told: bool = False) -> Reach:
    """``counted``, with the names of all; ``with_told``: and how each was told.

    One query more, or three.
    """
    found = counted(viewer, conversation)
    homes = named(conversation, found.homes, with_told=with_told)
    return replace(found, homes=tuple(homes))


def counted(viewer: Person, conversation: Conversation) -> Reach:
    """Who has read the newest message, per home; confirmed or answered, the newest that asks.

    Raises NotVisible for those who are not staff of the conversation. Protected people are
    counted only for those who may know of them. At most thirteen queries, fourteen where
    something is asked. The homes are without names, which only those that are shown need.
    """
    asks = Exists(Ask.objects.filter(conversation=OuterRef("pk")))
    seen = with_visible_readers(viewer).filter(pk=conversation.pk).annotate(has_asks=asks)
    found = list(seen.order_by().values_list("has_asks", flat=True))
    if not found:
        raise NotVisible
    # a school among all the people of a municipality: by their keys, whatever the disk is taken for
    with planned_anew():
        homes, others = audience(viewer, conversation)
        return _counted(conversation, homes, others, has_asks=found[0])


def _counted(
    conversation: Conversation, homes: list[HomeKeys], others: list[Person], *, has_asks: bool
) -> Reach:
    people = {one for home in homes for one in home.guardians} | {one.pk for one in others}
    done = _Done(conversation, people, has_asks=has_asks)
    return Reach(
        conversation=conversation,
        homes=tuple(_home_row(home, done) for home in homes),
        others=tuple(_person_row(person, done) for person in others),
        asks_confirmation=done.asks,
        asks_answer=done.answers.asks,
    )


def homes_page(found: Reach, *, only_open: bool, number: str | None) -> Page[ReaderRow]:
    """A page of the homes, or of those not reached: a class on one, a school on several.

    With names, and how each was told. Three queries for those.
    """
    homes = found.homes_not_reached if only_open else found.homes
    page = Paginator(homes, _HOMES_A_PAGE).get_page(number)
    page.object_list = named(found.conversation, page.object_list, with_told=True)
    return page


def named(
    conversation: Conversation, rows: Iterable[ReaderRow], *, with_told: bool
) -> list[ReaderRow]:
    """These homes with the names of their people; ``with_told``: and how each was told.

    Of the newest message. One query, or three.
    """
    homes = [(row, row.home) for row in rows if row.home]
    if not homes:
        return []
    names = _Names([home for _row, home in homes])
    if with_told:
        names.ask_how_told(conversation)
    return [names.of(row, home) for row, home in homes]


class _Names:
    """Of some homes: what the list shows of those that stand on a page."""

    def __init__(self, homes: list[HomeKeys]) -> None:
        self.guardians = {one for home in homes for one in home.guardians}
        keys = self.guardians | {home.pupil for home in homes}
        people = Person.objects.filter(pk__among=keys).defer(*beyond_name(""))
        self.people = people.in_bulk()
        self.told: dict[int, tuple[Told, ...]] = {}
        self.letters: dict[tuple[int, int], tuple[Told, ...]] = {}

    def ask_how_told(self, conversation: Conversation) -> None:
        """Of the newest message. Two queries."""
        newest = _newest(conversation).values("pk")
        self.told, self.letters = told_of(newest, self.guardians), letters_of(newest)

    def of(self, row: ReaderRow, home: HomeKeys) -> ReaderRow:
        """The row with them."""
        pupil = self.people[home.pupil]
        guardians = tuple(self.people[key] for key in home.guardians)
        return replace(
            row,
            title=pupil.get_full_name(),
            names=tuple(guardian.get_full_name() for guardian in guardians),
            people=guardians,
            told=tuple(self._told_at_home(home.pupil, one) for one in home.guardians),
            pupil=pupil.uuid,
        )

    def _told_at_home(self, pupil: int, guardian: int) -> tuple[Told, ...]:
        """How a guardian was told, and their letter about this pupil."""
        return self.told.get(guardian, ()) + self.letters.get((pupil, guardian), ())


def _newest(conversation: Conversation) -> QuerySet[Message]:
    return Message.objects.filter(conversation=conversation.pk, seq=conversation.last_seq)


class _Done:
    """Who of these has read to the end, confirmed or answered, and got a notice.

    And homes that were closed. Four queries, five where something is asked. Of an announcement to
    the municipality they are few of the readers.
    """

    def __init__(self, conversation: Conversation, people: set[int], *, has_asks: bool) -> None:
        newest = _newest(conversation).values("pk")
        self.noticed = reached_by_notice(newest, people)
        self.closed = {
            (row.pupil_id, row.home_key): str(ClosedBy(row.reason).label)
            for row in HomeClosed.objects.filter(message__in=newest)
        }
        reached = ReadState.objects.filter(
            conversation=conversation.pk,
            last_read_seq__gte=conversation.last_seq,
            person__among=people,
        )
        self.read = set(reached.values_list("person", flat=True))
        asking = Message.objects.filter(
            conversation=conversation.pk, asks_confirmation=True, withdrawn_at__isnull=True
        ).order_by("-seq")
        theirs = FilteredRelation("confirmations", condition=Q(confirmations__person__among=people))
        rows = asking.annotate(theirs=theirs).values_list("pk", "theirs__person")
        found = list(rows)
        self.asks = bool(found)
        self.confirmed = {person for pk, person in found if pk == found[0][0]}
        self.answers = Answered(conversation, has_asks=has_asks)

    def was_reached(self, person: int) -> bool:
        """They have read, or a notice got there."""
        return person in self.read or person in self.noticed


def _home_row(home: HomeKeys, done: _Done) -> ReaderRow:
    return ReaderRow(
        home=home,
        read=not done.read.isdisjoint(home.guardians),
        confirmed=not done.confirmed.isdisjoint(home.guardians) or done.answers.has_home(home),
        reached=sum(done.was_reached(guardian) for guardian in home.guardians),
        closed=done.closed.get((home.pupil, home.key), ""),
    )


def _person_row(person: Person, done: _Done) -> ReaderRow:
    return ReaderRow(
        title=person.get_full_name(),
        people=(person,),
        read=person.pk in done.read,
        confirmed=person.pk in done.confirmed or person.pk in done.answers.people,
        reached=int(done.was_reached(person.pk)),
    )
