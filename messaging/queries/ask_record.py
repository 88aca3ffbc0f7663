"""For whom staff may write down an answer to an ask, and which children are one's own."""

from dataclasses import dataclass
from uuid import UUID

from messaging import policies
from messaging.choices import AskKind
from messaging.models import Ask, Conversation
from messaging.queries import reach
from messaging.queries.ask_answers import asked_in
from messaging.visibility import recordable_guardians, sides_in
from schools import affiliations
from schools.exceptions import NotAllowed, NotVisible
from schools.models import Person


@dataclass(frozen=True)
class Place:
    """One guardian with the child whose home they answer for."""

    key: str
    name: str
    person: Person
    pupil: UUID


@dataclass(frozen=True)
class RecordPage:
    """The ask, and for whom an answer can be written down."""

    conversation: Conversation
    ask: Ask
    places: tuple[Place, ...]

    def place(self, key: str) -> tuple[Person, Person]:
        """The guardian and the child of a place that was offered."""
        found = next(place for place in self.places if place.key == key)
        return found.person, Person.objects.get(uuid=found.pupil)


def record_page(viewer: Person, conversation: Conversation, message: UUID) -> RecordPage:
    """For staff of a conversation loaded with marks of capacity. At most fourteen queries.

    Raises NotVisible for its other readers, NotAllowed in a poll.
    """
    if not policies.can_record_confirmation(sides_in(conversation)):
        raise NotVisible
    ask = asked_in(viewer, conversation, message)
    if ask.kind == AskKind.POLL:
        raise NotAllowed
    allowed = set(recordable_guardians(viewer, conversation).values_list("pk", flat=True))
    places = tuple(
        Place(
            f"{row.pupil}/{person.uuid}",
            f"{person.get_full_name()} ({row.title})",
            person,
            row.pupil,
        )
        for row in reach.reach(viewer, conversation).homes
        for person in row.people
        if person.pk in allowed and row.pupil
    )
    return RecordPage(conversation, ask, places)


def own_child(viewer: Person, key: UUID | None) -> Person | None:
    """The viewer's child with this public key. Raises NotVisible for other people's."""
    if key is None:
        return None
    children = Person.objects.filter(pk__in=affiliations.of(viewer).children)
    found = children.filter(uuid=key).first()
    if found is None:
        raise NotVisible
    return found
