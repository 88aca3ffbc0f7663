"""The call list: homes to be called, whom to ask for, and what has been tried."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from messaging.models import AskAnswer, Confirmation, HomeCall, HomeClosed, ReadState, WrongNumber
from messaging.queries.told import Told, told_of_messages
from messaging.visibility import visible_calls, writable_homes_of
from schools import affiliations, clock
from schools.exceptions import NotVisible
from schools.homes import home_key, with_home_key
from schools.models import Person
from schools.visibility import without_hidden
from schools.visibility.people import standing

SHOWN = 50


@dataclass(frozen=True)
class Callee:
    """A guardian: the number only for those who may call, and whether it was said to be wrong."""

    person: Person
    number: str
    is_wrong: bool
    told: tuple[Told, ...]


@dataclass(frozen=True)
class CallRow:
    """One home on the list."""

    call: HomeCall
    guardians: tuple[Callee, ...]
    may_call: bool

    @property
    def has_numbers(self) -> bool:
        """Whether there is a number that may turn out to be wrong."""
        return any(callee.number and not callee.is_wrong for callee in self.guardians)


def open_calls(viewer: Person) -> QuerySet[HomeCall]:
    """Those still to be called: nobody there has read it, and nobody has closed it."""
    return still_open(visible_calls(viewer).filter(done_at__isnull=True))


def call_list(viewer: Person) -> list[CallRow]:
    """The oldest first, at most fifty. Raises NotVisible for all but staff. Seven queries."""
    held = affiliations.of(viewer)
    if not (held.staff_schools or held.staff_groups):
        raise NotVisible
    rows = open_calls(viewer).select_related("pupil", "message__conversation", "tried_by")
    calls = list(rows.order_by("asked_at", "pk")[:SHOWN])
    known = _Known(viewer, calls)
    found = [known.row(call) for call in calls]
    return [row for row in found if row.guardians]


class _Known:
    """What the viewer may know of these homes. Five queries."""

    def __init__(self, viewer: Person, calls: list[HomeCall]) -> None:
        self.people = guardians_of_homes(viewer, calls)
        self.told = told_of_messages({call.message_id for call in calls})
        named = {one.pk for some in self.people.values() for one in some}
        wrong = WrongNumber.objects.filter(person__in=named)
        self.wrong = dict(wrong.values_list("person", "number"))
        pupils = {call.pupil_id for call in calls}
        mine = writable_homes_of(viewer).filter(pk__in=pupils)
        self.mine = set(mine.values_list("pk", flat=True))

    def row(self, call: HomeCall) -> CallRow:
        may_call = call.pupil_id in self.mine
        theirs = self.people[call.pupil_id, call.home_key]
        callees = tuple(self._callee(call, person, may_call) for person in theirs)
        return CallRow(call, callees, may_call)

    def _callee(self, call: HomeCall, person: Person, may_call: bool) -> Callee:
        return Callee(
            person=person,
            number=person.mobile if may_call else "",
            is_wrong=bool(person.mobile) and self.wrong.get(person.pk) == person.mobile,
            told=self.told.get((call.message_id, person.pk), ()),
        )


def one_call(viewer: Person, key: uuid.UUID) -> HomeCall:
    """One of the list. Raises NotVisible."""
    rows = visible_calls(viewer).select_related("pupil", "message__conversation")
    call = rows.filter(uuid=key).first()
    if call is None:
        raise NotVisible
    return call


def guardian_of(viewer: Person, call: HomeCall, key: uuid.UUID | None) -> Person | None:
    """The guardian of that home with this public key, whom the viewer may know of."""
    theirs = guardians_of_homes(viewer, [call])[call.pupil_id, call.home_key]
    return next((person for person in theirs if person.uuid == key), None)


def guardians_of_homes(viewer: Person, rows: Iterable[Any]) -> dict[tuple[int, str], list[Person]]:
    """By pupil and key, the guardians of today whom the viewer may know of. Two queries."""
    wanted = {(row.pupil_id, row.home_key) for row in rows}
    held = standing(clock.today()).filter(
        pupil__in={pupil for pupil, _ in wanted}, guardian__is_active=True
    )
    known = without_hidden(Person.objects.all(), viewer).order_by().values("pk")
    found: dict[tuple[int, str], list[Person]] = defaultdict(list)
    in_order = held.filter(guardian__in=known).select_related("guardian")
    for row in in_order.order_by("guardian__sort_key", "guardian_id"):
        if (home := (row.pupil_id, home_key(row))) in wanted:
            found[home].append(row.guardian)
    return found


def still_open(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Of rows about a home that stands: not read or answered there, not closed, not withdrawn."""
    home = {"pupil": OuterRef(OuterRef("pupil")), "home": OuterRef(OuterRef("home_key"))}
    theirs = with_home_key(standing(clock.today())).filter(guardian=OuterRef("person"), **home)
    read = ReadState.objects.filter(
        Exists(theirs),
        conversation=OuterRef("message__conversation"),
        last_read_seq__gte=OuterRef("message__seq"),
    )
    closed = HomeClosed.objects.filter(
        message=OuterRef("message"), pupil=OuterRef("pupil"), home_key=OuterRef("home_key")
    )
    confirmed = Confirmation.objects.filter(Exists(theirs), message=OuterRef("message"))
    given = AskAnswer.objects.filter(ask__message=OuterRef("message"), doubted_at=None)
    answered = given.filter(Exists(theirs))
    this = {"pupil": OuterRef("pupil"), "home": OuterRef("home_key")}
    there = with_home_key(standing(clock.today())).filter(guardian__is_active=True, **this)
    live = rows.filter(Exists(there), message__withdrawn_at__isnull=True)
    live = live.exclude(message__conversation__holds_until__lt=clock.today())
    return live.filter(~Exists(read), ~Exists(confirmed), ~Exists(answered), ~Exists(closed))
