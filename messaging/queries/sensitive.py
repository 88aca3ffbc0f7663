"""Whether a text looks sensitive for those who would read it. Nothing of it is kept."""

import uuid
from collections.abc import Collection

from django.db.models import Q

from messaging import policies, sensitivity
from messaging.choices import Side
from messaging.models import Audience, Conversation, Participant
from messaging.queries import threads
from messaging.sensitivity import Reason
from messaging.visibility import sides_in
from schools import affiliations
from schools.exceptions import NotAllowed
from schools.models import Group, Person
from schools.visibility import visible_people
from schools.visibility.people import pupils_at, pupils_in


def in_new(
    viewer: Person, text: str, *, people: Collection[uuid.UUID] = (), group: uuid.UUID | None = None
) -> list[Reason]:
    """For a conversation not begun: with or about these people, or for a group. One query.

    None when no names stand in the text.
    """
    held = affiliations.of(viewer)
    concerned = Q(uuid__in=people)
    if group is not None:
        meant = Group.objects.filter(uuid=group).values("pk")
        concerned |= Q(pk__in=pupils_in(meant, held.day))
    return _reasons(viewer, text, held.schools, concerned)


def in_conversation(viewer: Person, key: uuid.UUID, text: str) -> list[Reason]:
    """For a conversation the viewer writes in as staff or guardian. Two queries.

    Raises NotVisible, existing or not, and NotAllowed.
    """
    found = threads.conversation(viewer, key)
    sides = [side for side in sides_in(found) if side != Side.PUPIL]
    if policies.posting_side(viewer, found, sides) is None:
        raise NotAllowed
    reasons = _reasons(viewer, text, [found.school_id], _concerned_in(viewer, found))
    # of a marked one it is known; that a name does not belong there is news yet
    return [one for one in reasons if one == Reason.PUPIL or not found.is_sensitive]


def _reasons(viewer: Person, text: str, schools: Collection[int], concerned: Q) -> list[Reason]:
    text = text[: sensitivity.MOST_READ]
    reasons = sensitivity.in_words(text)
    if _names_another(viewer, text, schools, concerned):
        reasons.append(Reason.PUPIL)
    return reasons


def _names_another(viewer: Person, text: str, schools: Collection[int], concerned: Q) -> bool:
    """Whether a pupil whom the viewer may know of is named and not concerned.

    Of those one may not know nothing is said: writing a name must not tell whether a child
    goes to the school.
    """
    keys = sensitivity.name_keys(text)
    if not keys:
        return False
    held = affiliations.of(viewer)
    named = visible_people(viewer).filter(sort_key__in=keys, pk__in=pupils_at(schools, held.day))
    return named.exclude(pk__in=held.readable_children).exclude(concerned).order_by().exists()


def _concerned_in(viewer: Person, conversation: Conversation) -> Q:
    """Those who take part, whom it is about, and the pupils of the classes it is for."""
    places = Participant.objects.filter(conversation=conversation.pk).order_by()
    groups = Audience.objects.filter(conversation=conversation.pk).order_by().values("group")
    concerned = Q(pk__in=places.values("person"))
    concerned |= Q(pk__in=places.filter(pupil__isnull=False).values("pupil"))
    concerned |= Q(pk__in=pupils_in(groups, affiliations.of(viewer).day))
    return concerned | Q(pk=conversation.home_pupil_id)
