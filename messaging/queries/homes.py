"""The homes behind a message, and which of them nobody has read it in: for many at once."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from messaging.choices import (
    CANNOT_BE_OFF,
    DeliveryState,
    Kind,
    NoticeClass,
    Part,
    Side,
    Urgency,
    Why,
)
from messaging.models import (
    AskAnswer,
    Conversation,
    Delivery,
    HomeClosed,
    Message,
    Notice,
    Participant,
    ReadState,
)
from messaging.visibility import followed_pupils, pupils_of, with_visible_readers
from schools import clock
from schools.exceptions import NotVisible
from schools.homes import home_key
from schools.models import Guardianship, Person
from schools.models.dated import on_day
from schools.visibility import without_hidden
from schools.visibility.columns import either
from schools.visibility.people import standing


@dataclass(frozen=True)
class Behind:
    """A home where nobody has read, by keys; ``told``: a notice got to one of the guardians."""

    pupil: int
    key: str
    guardians: tuple[int, ...]
    told: bool


def urgency_of(message: Message, notice_class: str) -> Urgency | None:
    """Which ladder a message climbs by itself; None for one that is news and no more.

    Only what the school must know has arrived: emergencies, absence, and what asks for a
    confirmation or an answer. All else waits until somebody asks for a step.
    """
    if message.conversation.kind == Kind.DIRECT:
        return None  # between people: there is no home to reach
    if NoticeClass(notice_class) in CANNOT_BE_OFF:
        return Urgency.URGENT
    return Urgency.ASKED if message.asks_something else None


def unread(message: Message, viewer: Person | None = None) -> list[Behind]:
    """Homes where no guardian has read the message and nobody has closed it. Seven queries.

    As far as ``viewer`` may know of them; without one, all.
    """
    homes = _homes(message, viewer)
    seen = ReadState.objects.filter(
        conversation=message.conversation_id, last_read_seq__gte=message.seq
    )
    read = set(seen.values_list("person", flat=True))
    read |= set(message.confirmations.values_list("person", flat=True))
    answers = AskAnswer.objects.filter(ask__message=message, doubted_at=None)
    read |= set(answers.values_list("person", flat=True))
    closed = set(HomeClosed.objects.filter(message=message).values_list("pupil", "home_key"))
    told = _told(message)
    return [
        Behind(pupil, key, tuple(people), bool(told & people))
        for (pupil, key), people in homes.items()
        if not read & people and (pupil, key) not in closed
    ]


def answered_for(viewer: Person, key: uuid.UUID) -> Conversation:
    """One conversation whose list of readers the viewer may open. Raises NotVisible."""
    found = with_visible_readers(viewer).filter(uuid=key).first()
    if found is None:
        raise NotVisible
    return found


def notice_of(message: Message) -> Notice | None:
    """The notice that tells of the message itself."""
    return Notice.objects.filter(message=message, subject="").order_by("pk").first()


def _homes(message: Message, viewer: Person | None) -> dict[tuple[int, str], set[int]]:
    rows = _guardianships(message)
    if viewer is not None:
        known = without_hidden(Person.objects.all(), viewer).order_by().values("pk")
        followed = followed_pupils(viewer, message.conversation).order_by().values("pk")
        rows = rows.filter(pupil__in=followed, guardian__in=known)
    homes: dict[tuple[int, str], set[int]] = defaultdict(set)
    for row in rows.only("pupil_id", "guardian_id", "household_key").order_by("pk"):
        homes[row.pupil_id, home_key(row)].add(row.guardian_id)
    conversation = message.conversation
    if conversation.kind == Kind.HOME:
        here = (conversation.home_pupil_id, conversation.home_key)
        return {home: people for home, people in homes.items() if home == here}
    return homes


def _guardianships(message: Message) -> QuerySet[Guardianship]:
    conversation, day = message.conversation, clock.today()
    rows = standing(day).filter(guardian__is_active=True)
    if conversation.kind == Kind.HOME:
        return rows.filter(pupil=conversation.home_pupil_id)
    why = Q(pk__in=[])
    if conversation.kind in {Kind.GROUP, Kind.ANNOUNCEMENT}:  # homes chosen one by one
        why |= Q(Exists(_place_of(conversation)))
    if meant := pupils_of(conversation)[Part.GUARDIANS]:
        why |= Q(pupil__in=either(meant))
    return rows.filter(why)


def _place_of(conversation: Conversation) -> QuerySet[Participant]:
    """For a guardianship as the outer row: the place it gives."""
    return Participant.objects.filter(
        on_day(clock.today()),
        conversation=conversation.pk,
        side=Side.GUARDIAN,
        person=OuterRef("guardian"),
        pupil=OuterRef("pupil"),
    )


def _told(message: Message) -> set[int]:
    there = Q(state=DeliveryState.SENT) | Q(state=DeliveryState.DROPPED, why=Why.TOLD)
    rows = Delivery.objects.filter(there, notice__message=message, notice__subject="")
    return set(rows.values_list("person", flat=True))


def guardian_ids(homes: Iterable[Behind]) -> list[int]:
    """All guardians of these homes, each once, in order."""
    return sorted({person for home in homes for person in home.guardians})
