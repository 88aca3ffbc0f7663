"""Private threads for the answers to a conversation whose sender alone reads them."""

import uuid
from dataclasses import dataclass

from messaging import policies
from messaging.choices import Kind, Part, Side
from messaging.models import Audience, Conversation
from messaging.visibility import reasons, visible_conversations
from schools import affiliations
from schools.homes import Home
from schools.models import Person

MOST_BEGUN = 5


@dataclass(frozen=True)
class AnswerTo:
    """How the viewer answers the sender: in which capacity, and for which children."""

    side: Side
    children: tuple[Person, ...]


def answer_to(
    viewer: Person, conversation: Conversation, sides: list[Side], preferred: Side | None
) -> AnswerTo | None:
    """None where answers do not go to the sender alone. At most four queries, else none."""
    side = policies.answering_side(viewer, conversation, sides, preferred)
    if side is None:
        return None
    return AnswerTo(
        side=side,
        children=tuple(children(viewer, conversation)) if side == Side.GUARDIAN else (),
    )


def begun_by(viewer: Person, conversation: Conversation) -> tuple[uuid.UUID, ...]:
    """Where the viewer, or a home of theirs, has answered. One query, none where it cannot be.

    The sender has as many as answered, and finds them in the list.
    """
    if not policies.has_private_answers(conversation) or conversation.created_by_id == viewer.pk:
        return ()
    answers = visible_conversations(viewer).filter(answers_to=conversation.pk).order_by("pk")
    return tuple(answers.values_list("uuid", flat=True)[:MOST_BEGUN])


def children(viewer: Person, conversation: Conversation) -> list[Person]:
    """The viewer's children that it is about and that they may answer for, in order of name."""
    held = affiliations.of(viewer)
    of_this = {"conversation": conversation.pk}
    about = set(
        reasons.places(held, Side.GUARDIAN, held.children)
        .filter(**of_this)
        .values_list("pupil", flat=True)
    )
    groups = set(
        Audience.objects.filter(part=Part.GUARDIANS, **of_this).values_list("group", flat=True)
    )
    about |= {pupil for pupil, group in held.child_group_pairs if group in groups}
    own = Person.objects.filter(pk__in=about & held.children)
    return list(own.order_by("sort_key", "pk"))


def begun(actor: Person, conversation: Conversation, home: Home | None) -> Conversation | None:
    """The thread in which the actor, or this home of theirs, has answered it. One query."""
    answers = visible_conversations(actor).filter(answers_to=conversation.pk)
    if home is None:
        return answers.filter(kind=Kind.DIRECT, created_by=actor.pk).first()
    return answers.filter(home_pupil=home.pupil.pk, home_key=home.key).first()
