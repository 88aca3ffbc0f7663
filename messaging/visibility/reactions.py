"""Who may see whose sign stands on a message; how many there are is seen with the message.

Where all write and read each other, all who read it. Elsewhere the staff who answer for the
conversation, as with who has read; and always one's own.
"""

from django.db.models import Q, QuerySet

from messaging.choices import ReplyPolicy
from messaging.models import Reaction
from messaging.visibility.messages import message_viewers, visible_messages
from messaging.visibility.readers import reader_list_viewers, with_visible_readers
from schools.models import Person


def visible_reactions(viewer: Person | None) -> QuerySet[Reaction]:
    """Signs of which the viewer may see whose they are; none on a withdrawn message."""
    reactions = Reaction.objects.all()
    if viewer is None:
        return reactions.none()
    shown = visible_messages(viewer).filter(withdrawn_at__isnull=True).order_by()
    why = Q(person=viewer.pk)
    why |= Q(message__conversation__reply_policy=ReplyPolicy.ALL)
    answered_for = with_visible_readers(viewer).order_by().values("pk")
    why |= Q(message__conversation__in=answered_for)
    return reactions.filter(why, message__in=shown.values("pk"))


def reaction_viewers(reaction: Reaction) -> QuerySet[Person]:
    """Everybody who may see whose sign it is: the inverse of ``visible_reactions``."""
    message = reaction.message
    if message.withdrawn_at is not None:
        return Person.objects.none()
    readers = message_viewers(message)
    if message.conversation.reply_policy == ReplyPolicy.ALL:
        return readers
    staff = reader_list_viewers(message.conversation).order_by().values("pk")
    return readers.filter(Q(pk=reaction.person_id) | Q(pk__in=staff))
