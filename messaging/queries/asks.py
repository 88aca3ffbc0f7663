"""What messages ask of the viewer, what they have answered, and sums for those who see them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
)

from messaging.asking import Given
from messaging.choices import AskKind, Coming, Per, Results, Side
from messaging.models import Ask, AskAnswer, Conversation
from messaging.queries import cards
from messaging.visibility import (
    asked_homes,
    asks_personally,
    counted_answers,
    sides_in,
    visible_asks,
)
from schools import affiliations, clock
from schools.models import Guardianship, Person

MOST_SHOWN = 10
FEWEST_SHOWN = 3  # of answers, before sums are seen: of two, each knows the other's


@dataclass(frozen=True)
class Share:
    """One line of the sums: how many answers, and how many people they are."""

    label: str
    answers: int
    adults: int = 0
    children: int = 0


@dataclass(frozen=True)
class Sums:
    """Counts of all answers the viewer may know of, without names."""

    shares: tuple[Share, ...]
    answers: int
    adults: int = 0
    children: int = 0

    @property
    def bars(self) -> list[tuple[int, int, int]]:
        """Place, beginning and width of each part of a bar that is ``answers`` wide."""
        found, at = [], 0
        for place, share in enumerate(self.shares):
            found.append((place, at, share.answers))
            at += share.answers
        return found


@dataclass(frozen=True)
class Line:
    """One answer the viewer gives: for the home of a child, or for themselves.

    ``had_agreed``: to an earlier text only. ``error``, ``typed``: what was refused just now.
    """

    child: Person | None
    answer: AskAnswer | None
    is_mine: bool
    had_agreed: bool
    error: str = ""
    typed: Given | None = None

    @property
    def fields(self) -> Given:
        """What stands in the form: what was refused just now, else the answer."""
        given = self.answer
        if self.typed or given is None:
            return self.typed or Given()
        coming = Coming(given.coming) if given.coming else None
        return Given(given.edition, coming, given.adults, given.children, tuple(given.picked))


@dataclass(frozen=True)
class AskView:
    """One ask as one reader sees it."""

    ask: Ask
    uuid: UUID
    author: str
    lines: tuple[Line, ...]
    is_closed: bool
    sums: Sums | None
    is_counted: bool  # by the viewer, who may open the list of answers
    is_withheld: bool  # sums come when enough have answered

    @property
    def choices(self) -> list[tuple[str, str]]:
        """What one can answer when asked whether one comes."""
        return [(choice.value, str(choice.label)) for choice in Coming]


def unanswered(viewer: Person) -> QuerySet[Ask]:
    """Asks that still want an answer from the viewer or their home; visibility apart."""
    today = clock.today()
    rows = Ask.objects.filter(message__withdrawn_at__isnull=True)
    rows = rows.filter(Q(closes_on__isnull=True) | Q(closes_on__gte=today))
    given = AskAnswer.objects.filter(
        ask=OuterRef("pk"), edition=OuterRef("edition"), doubted_at=None
    )
    why = asks_personally(viewer) & ~Q(Exists(given.filter(person=viewer.pk, pupil=None)))
    if affiliations.of(viewer).children:
        why |= Q(Exists(_homes_without_answer(viewer)), per=Per.HOME, for_staff=False)
    return rows.filter(why)


def _homes_without_answer(viewer: Person) -> QuerySet[Guardianship]:
    """For an ask as the outer row."""
    given = AskAnswer.objects.filter(
        ask=OuterRef(OuterRef("pk")),
        edition=OuterRef(OuterRef("edition")),
        doubted_at=None,
        pupil=OuterRef("pupil"),
        home_key=OuterRef("home"),
    )
    homes = asked_homes(viewer, OuterRef("conversation"))
    return homes.exclude(Exists(given))


def asks_in(viewer: Person, found: Conversation) -> tuple[AskView, ...]:
    """The newest ten asks of a conversation loaded with marks, oldest first. Four queries.

    None where nothing is asked.
    """
    if not getattr(found, "has_asks", True):
        return ()
    asks = _asks(viewer, found)
    mine = _Mine(viewer, found, asks)
    lines = {ask.pk: mine.lines(ask) for ask in asks}
    is_staff = Side.STAFF in sides_in(found)
    seen = [ask for ask in asks if _sees_sums(viewer, ask, is_staff, lines[ask.pk])]
    sums = sums_of(viewer, seen)
    return tuple(_view(viewer, ask, lines[ask.pk], sums.get(ask.pk), is_staff) for ask in asks)


def _asks(viewer: Person, found: Conversation) -> Sequence[Ask]:
    asked = ExpressionWrapper(asks_personally(viewer), output_field=BooleanField())
    rows = visible_asks(viewer).filter(conversation=found.pk).annotate(asks_me=asked)
    newest = list(rows.select_related("message__author").order_by("-message__seq")[:MOST_SHOWN])
    for ask in newest:
        ask.message.conversation = found
    return newest[::-1]


class _Mine:
    """The viewer's homes there and the answers of these and of themselves. Two queries."""

    def __init__(self, viewer: Person, found: Conversation, asks: Iterable[Ask]) -> None:
        rows = asked_homes(viewer, Value(found.pk)).select_related("pupil").order_by("pk")
        self.viewer = viewer
        self.homes = list(rows) if affiliations.of(viewer).children else []
        pupils = [row.pupil_id for row in self.homes]
        own = Q(person=viewer.pk, pupil=None) | Q(pupil__in=pupils)
        given = AskAnswer.objects.filter(own, ask__in=list(asks), doubted_at=None)
        self.answers = list(given.select_related("person").order_by("edition"))

    def lines(self, ask: Ask) -> tuple[Line, ...]:
        if getattr(ask, "asks_me", False):
            return (self._line(ask, None, None, ""),)
        if ask.for_staff or ask.per != Per.HOME:
            return ()
        return tuple(
            self._line(ask, row.pupil, row.pupil_id, getattr(row, "home", "")) for row in self.homes
        )

    def _line(self, ask: Ask, child: Person | None, pupil: int | None, key: str) -> Line:
        here = [
            one
            for one in self.answers
            if one.ask_id == ask.pk and one.pupil_id == pupil and one.home_key == key
        ]
        now = next((one for one in here if one.edition == ask.edition), None)
        is_mine = now is not None and now.person_id == self.viewer.pk
        return Line(child, now, is_mine, had_agreed=bool(here) and now is None)


def _sees_sums(viewer: Person, ask: Ask, is_staff: bool, lines: tuple[Line, ...]) -> bool:
    if ask.kind != AskKind.POLL:
        return is_staff
    if ask.message.author_id == viewer.pk:
        return True
    answered = any(line.answer for line in lines)
    return ask.results == Results.ALL and (is_staff or answered)


def _view(
    viewer: Person, ask: Ask, lines: tuple[Line, ...], sums: Sums | None, is_staff: bool
) -> AskView:
    withheld = sums is not None and _is_withheld(ask, sums, is_staff)
    return AskView(
        ask=ask,
        uuid=ask.message.uuid,
        author=cards.author_name(ask.message),
        lines=lines,
        is_closed=ask.has_closed,
        sums=None if withheld else sums,
        is_counted=is_staff and (ask.kind != AskKind.POLL or ask.message.author_id == viewer.pk),
        is_withheld=withheld,
    )


def is_too_few(ask: Ask, sums: Sums) -> bool:
    """A poll that keeps who chose what to itself, answered by so few that sums would tell."""
    return ask.kind == AskKind.POLL and not ask.is_open and sums.answers < FEWEST_SHOWN


def _is_withheld(ask: Ask, sums: Sums, is_staff: bool) -> bool:
    few = not is_staff and sums.answers < FEWEST_SHOWN
    return few or is_too_few(ask, sums)


class _Count(NamedTuple):
    """So many answers that say the same, and the people they are."""

    coming: str
    picked: list[int]
    answers: int
    adults: int
    children: int


def sums_of(viewer: Person, asks: list[Ask]) -> dict[int, Sums]:
    """Sums by ask; whether the viewer may see them was asked. One query, none for no asks."""
    if not asks:
        return {}
    rows = counted_answers(viewer).filter(ask__in=asks, edition=F("ask__edition"))
    counts = rows.order_by().values_list("ask", "coming", "picked")
    found: dict[int, list[_Count]] = {}
    for key, *count in counts.annotate(Count("pk"), Sum("adults"), Sum("children")):
        found.setdefault(key, []).append(_Count(*count))
    return {ask.pk: _sums(ask, found.get(ask.pk, [])) for ask in asks}


def _sums(ask: Ask, counts: list[_Count]) -> Sums:
    answers = sum(one.answers for one in counts)
    if ask.kind == AskKind.POLL:
        shares = tuple(
            Share(option, sum(one.answers for one in counts if place in one.picked))
            for place, option in enumerate(ask.options)
        )
        return Sums(shares, answers)
    if ask.kind == AskKind.AGREE:
        return Sums((), answers)
    shares = tuple(_coming(choice, counts) for choice in Coming)
    adults, children = sum(one.adults for one in shares), sum(one.children for one in shares)
    return Sums(shares, answers, adults, children)


def _coming(choice: Coming, counts: list[_Count]) -> Share:
    here = [one for one in counts if one.coming == choice]
    return Share(
        str(choice.label),
        sum(one.answers for one in here),
        sum(one.adults for one in here),
        sum(one.children for one in here),
    )
