"""How notices of one message went, by person: what the list of readers shows beside reading."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from messaging.choices import Channel, DeliveryState, LetterEnd, Why
from messaging.models import Delivery, HomeLetter
from schools import spoken

_BAD = {DeliveryState.DEAD, DeliveryState.FAILED}


@dataclass(frozen=True)
class Told:
    """One channel, or a letter, in words that are found when they are asked for."""

    channel: Channel | None
    is_bad: bool
    say: Callable[[], str]

    @property
    def words(self) -> str:
        return self.say()


class _Planned(NamedTuple):
    """What is told of one delivery; moments in UTC."""

    person: int
    channel: str
    state: str
    why: str
    due_at: dt.datetime
    done_at: dt.datetime | None


def reached_by_notice(message: QuerySet[Any, Any], people: Collection[int]) -> set[int]:
    """Who of these got a notice of this one message by some channel. One query.

    Paper that was handed out is not known to have got there.
    """
    there = Q(state=DeliveryState.SENT) | Q(state=DeliveryState.DROPPED, why=Why.TOLD)
    return set(_planned(message, people).filter(there).values_list("person", flat=True))


def told_of(message: QuerySet[Any, Any], people: Collection[int]) -> dict[int, tuple[Told, ...]]:
    """By person of these, each channel that was planned for this one message. One query."""
    rows = _planned(message, people).order_by("person", "pk")
    told: dict[int, list[Told]] = defaultdict(list)
    for row in rows.values_list(*_Planned._fields):
        told[row[0]].append(_told(_Planned(*row)))
    return {person: tuple(some) for person, some in told.items()}


def _planned(message: QuerySet[Any, Any], people: Collection[int]) -> QuerySet[Delivery]:
    # not __among: in a new table PostgreSQL takes the notice's rows first
    planned = Delivery.objects.filter(notice__message__in=message, notice__subject="")
    return planned.filter(person__in=people)


def told_of_messages(keys: Iterable[int]) -> dict[tuple[int, int], tuple[Told, ...]]:
    """The same for several, by message and person. One query."""
    rows = Delivery.objects.filter(notice__message__in=list(keys), notice__subject="")
    told: dict[tuple[int, int], list[Told]] = defaultdict(list)
    in_order = rows.order_by("person", "pk")
    for message, *row in in_order.values_list("notice__message", *_Planned._fields):
        told[message, row[0]].append(_told(_Planned(*row)))
    return {key: tuple(some) for key, some in told.items()}


def letters_of(message: QuerySet[Any, Any]) -> dict[tuple[int, int], tuple[Told, ...]]:
    """By pupil and guardian, the letter about this one message, by key. One query."""
    rows = HomeLetter.objects.filter(message__in=message)
    return {(row.pupil_id, row.guardian_id): (_letter(row),) for row in rows}


def sent_with(delivery: Delivery) -> list[Delivery]:
    """The delivery and those that went out as one with it. One query."""
    if not delivery.reference:
        return [delivery]
    same = Delivery.objects.filter(person=delivery.person_id, channel=delivery.channel)
    return list(same.filter(reference=delivery.reference).select_related("notice"))


def _told(row: _Planned) -> Told:
    return Told(Channel(row.channel), is_bad=row.state in _BAD, say=partial(_words, row))


def _letter(row: HomeLetter) -> Told:
    returned = row.outcome == LetterEnd.RETURNED
    return Told(None, is_bad=returned, say=partial(_letter_words, row))


def _letter_words(row: HomeLetter) -> str:
    if row.done_at:
        words = {
            LetterEnd.ANSWERED: _("Letter: answered on paper"),
            LetterEnd.RETURNED: _("Letter: came back by post"),
            LetterEnd.CLOSED: _("Letter: no longer needed"),
        }
        return f"{words[LetterEnd(row.outcome)]} {spoken.when(row.done_at, 'date')}"
    if row.printed_at:
        return f"{_('Letter: printed')} {spoken.when(row.printed_at, 'date')}"
    return _("Letter: to be printed")


def _words(row: _Planned) -> str:
    channel = Channel(row.channel).label
    if row.state in {DeliveryState.WAITING, DeliveryState.SENDING}:
        return _at(channel, _("waits until"), row.due_at)
    if row.state == DeliveryState.SENT and row.done_at:
        return _at(channel, _("delivered"), row.done_at)
    why = Why(row.why).label if row.why else DeliveryState(row.state).label
    return f"{channel}: {str(why).lower()}"


def _at(channel: object, what: str, moment: dt.datetime) -> str:
    return f"{channel}: {what} {spoken.when(moment)}"
