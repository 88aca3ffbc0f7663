"""How far a message has come, counted per home."""

from dataclasses import dataclass, replace
from functools import cached_property
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet

from messaging.choices import ClosedBy, Kind, Part, Side
from messaging.models import (
    Ask,
    Conversation,
    HomeClosed,
    Message,
    Participant,
    ReadState,
)
from messaging.queries.answered import Answered
from messaging.queries.told import Told, letters_of, told_of
from messaging.visibility import (
    active_among,
    followed_pupils,
    followed_staff,
    pupils_of,
    with_visible_readers,
)
from schools import clock
from schools.exceptions import NotVisible
from schools.homes import Home, homes_of
from schools.models import Person
from schools.models.dated import on_day
from schools.visibility import without_hidden

_HOMES_A_PAGE = 50


@dataclass(frozen=True)
class ReaderRow:
    """One home or one person of the audience, and what they have done."""

    title: str
    names: tuple[str, ...]
    people: tuple[Person, ...]
    read: bool
    confirmed: bool
    # Beside ``people``: how each was told of the newest message outside the house.
    told: tuple[tuple[Told, ...], ...] = ()
    pupil: UUID | None = None
    reached: int = 0  # of the people: told, or has read
    home_key: str = ""
    closed: str = ""  # why it is off the list of those not reached

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

    homes: tuple[ReaderRow, ...]
    others: tuple[ReaderRow, ...]
    asks_confirmation: bool
    asks_answer: bool = False

    @cached_property
    def homes_not_reached(self) -> list[ReaderRow]:
        """The work list: homes where nobody was reached and no reason closes it."""
        return [row for row in self.homes if row.is_open]

    @cached_property
    def homes_by_reach(self) -> dict[str, int]:
        """How many homes had all their guardians reached, some of them, or none."""
        whole = sum(row.reached == len(row.people) for row in self.homes)
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


def reach(viewer: Person, conversation: Conversation) -> Reach:
    """Who has read the newest message, per home; confirmed or answered, the newest that asks.

    Raises NotVisible for those who are not staff of the conversation. Protected people are
    counted only for those who may know of them. At most eleven queries, twelve where something
    is asked.
    """
    asks = Exists(Ask.objects.filter(conversation=OuterRef("pk")))
    seen = with_visible_readers(viewer).filter(pk=conversation.pk).annotate(has_asks=asks)
    found = list(seen.order_by().values_list("has_asks", flat=True))
    if not found:
        raise NotVisible
    homes, pupils = _audience(viewer, conversation)
    homes = _known(viewer, homes)
    others = list(pupils)
    people = {one.pk for home in homes for one in home.guardians} | {one.pk for one in others}
    done = _Done(conversation, people, has_asks=found[0])
    return Reach(
        homes=tuple(_home_row(home, done) for home in homes),
        others=tuple(_person_row(person, done) for person in others),
        asks_confirmation=done.asks,
        asks_answer=done.answers.asks,
    )


def homes_page(found: Reach, *, only_open: bool, number: str | None) -> Page[ReaderRow]:
    """A page of the homes, or of those not reached: a class on one, a school on several."""
    homes = found.homes_not_reached if only_open else found.homes
    return Paginator(homes, _HOMES_A_PAGE).get_page(number)


class _Done:
    """Who of these has read to the end, confirmed or answered, and was told how.

    And homes that were closed. Five queries, six where something is asked. Of an announcement to
    the municipality they are few of the readers.
    """

    def __init__(self, conversation: Conversation, people: set[int], *, has_asks: bool) -> None:
        newest = Message.objects.filter(conversation=conversation.pk, seq=conversation.last_seq)
        self.told = told_of(newest.values("pk"), people)
        self.letters = letters_of(newest.values("pk"))
        self.closed = {
            (row.pupil_id, row.home_key): str(ClosedBy(row.reason).label)
            for row in HomeClosed.objects.filter(message__in=newest.values("pk"))
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

    def told_at_home(self, pupil: int, person: int) -> tuple[Told, ...]:
        """How a guardian was told, and their letter about this pupil."""
        return self.told.get(person, ()) + self.letters.get((pupil, person), ())

    def was_reached(self, person: int) -> bool:
        """They have read, or a notice got there."""
        return person in self.read or any(one.got_there for one in self.told.get(person, ()))


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
    if conversation.kind == Kind.GROUP:
        return _homes_in(viewer, conversation), _colleagues_in(viewer, conversation)
    if conversation.kind == Kind.DIRECT:
        return [], _others_in(viewer, conversation)
    meant, followed = pupils_of(conversation), followed_pupils(viewer, conversation)
    at_home = followed.filter(pk__in=active_among(meant[Part.GUARDIANS]).values("pk"))
    homes = homes_of(at_home.values_list("pk", flat=True), day)
    themselves = Q(pk__in=active_among(meant[Part.PUPILS]).values("pk"))
    if conversation.kind == Kind.CLASS:
        return homes, followed.filter(themselves)
    return _with_single_homes(viewer, conversation, homes), _with_singles(
        viewer, conversation, followed, themselves
    )


def _with_single_homes(viewer: Person, conversation: Conversation, homes: list[Home]) -> list[Home]:
    """And the homes that were chosen one by one, in order of the pupils' names."""
    met = {(home.pupil.pk, home.key) for home in homes}
    single = [
        home for home in _homes_in(viewer, conversation) if (home.pupil.pk, home.key) not in met
    ]
    return sorted([*homes, *single], key=lambda home: (home.pupil.sort_key, home.pupil.pk))


def _with_singles(
    viewer: Person, conversation: Conversation, pupils: QuerySet[Person], themselves: Q
) -> QuerySet[Person]:
    """Pupils whom it is for, and people who were chosen one by one."""
    places = Participant.objects.filter(on_day(clock.today()), conversation=conversation.pk)
    chosen = {
        side: Q(pk__in=places.filter(side=side).order_by().values("person"))
        for side in (Side.PUPIL, Side.STAFF)
    }
    mine = pupils.filter(themselves | chosen[Side.PUPIL]).order_by().values("pk")
    staff = followed_staff(viewer, conversation).filter(chosen[Side.STAFF])
    return Person.objects.filter(Q(pk__in=mine) | Q(pk__in=staff.order_by().values("pk")))


def _known(viewer: Person, homes: list[Home]) -> list[Home]:
    """The homes with those guardians whom the viewer may know of."""
    people = Person.objects.filter(pk__among={pk for home in homes for pk in home.guardian_ids})
    known = set(without_hidden(people, viewer).values_list("pk", flat=True))
    left = (
        replace(home, guardians=tuple(one for one in home.guardians if one.pk in known))
        for home in homes
    )
    return [home for home in left if home.guardians]


def _others_in(viewer: Person, conversation: Conversation) -> QuerySet[Person]:
    place = Participant.objects.filter(
        on_day(clock.today()), conversation=conversation.pk, person=OuterRef("pk")
    )
    people = Person.objects.filter(Exists(place), is_active=True).exclude(pk=viewer.pk)
    return without_hidden(people, viewer)


def _homes_in(viewer: Person, conversation: Conversation) -> list[Home]:
    """The homes that take part, with those guardians who do."""
    rows = Participant.objects.filter(
        on_day(clock.today()), conversation=conversation.pk, side=Side.GUARDIAN
    )
    places = set(rows.values_list("pupil", "person"))
    pupils = followed_pupils(viewer, conversation).filter(pk__among={pupil for pupil, _ in places})
    homes = (
        replace(
            home,
            guardians=tuple(one for one in home.guardians if (home.pupil.pk, one.pk) in places),
        )
        for home in homes_of(pupils.values_list("pk", flat=True), clock.today())
    )
    return [home for home in homes if home.guardians]


def _colleagues_in(viewer: Person, conversation: Conversation) -> QuerySet[Person]:
    place = Participant.objects.filter(
        on_day(clock.today()), conversation=conversation.pk, side=Side.STAFF, person=OuterRef("pk")
    )
    people = Person.objects.filter(Exists(place), is_active=True).exclude(pk=viewer.pk)
    return without_hidden(people, viewer)


def _home_row(home: Home, done: _Done) -> ReaderRow:
    return ReaderRow(
        pupil=home.pupil.uuid,
        title=home.pupil.get_full_name(),
        names=tuple(guardian.get_full_name() for guardian in home.guardians),
        people=home.guardians,
        read=bool(home.guardian_ids & done.read),
        confirmed=bool(home.guardian_ids & done.confirmed) or done.answers.has_home(home),
        told=tuple(done.told_at_home(home.pupil.pk, one.pk) for one in home.guardians),
        reached=sum(done.was_reached(guardian.pk) for guardian in home.guardians),
        home_key=home.key,
        closed=done.closed.get((home.pupil.pk, home.key), ""),
    )


def _person_row(person: Person, done: _Done) -> ReaderRow:
    return ReaderRow(
        title=person.get_full_name(),
        names=(),
        people=(person,),
        read=person.pk in done.read,
        confirmed=person.pk in done.confirmed or person.pk in done.answers.people,
        told=(done.told.get(person.pk, ()),),
        reached=int(done.was_reached(person.pk)),
    )
