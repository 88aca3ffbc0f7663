"""Who may see whose sign stands on a message; how many there are is seen with the message.

Where all write and read each other, all who read it. Elsewhere the staff who answer for the
conversation, as with who has read; in an announcement of those they could write to, and all
that stands on what they wrote. And always one's own.
"""

from django.db.models import Q, QuerySet

from messaging.choices import Kind, ReplyPolicy
from messaging.models import Reaction
from messaging.visibility.followed import followed_givers, giver_followers
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
    followed = ~Q(message__conversation__kind=Kind.ANNOUNCEMENT) | Q(message__author=viewer.pk)
    followed |= followed_givers(viewer, "message__conversation")
    why |= Q(message__conversation__in=answered_for) & followed
    return reactions.filter(why, message__in=shown.values("pk"))


def reaction_viewers(reaction: Reaction) -> QuerySet[Person]:
    """Everybody who may see whose sign it is: the inverse of ``visible_reactions``."""
    message = reaction.message
    if message.withdrawn_at is not None:
        return Person.objects.none()
    readers = message_viewers(message)
    if message.conversation.reply_policy == ReplyPolicy.ALL:
        return readers
    staff = reader_list_viewers(message.conversation)
    if message.conversation.kind == Kind.ANNOUNCEMENT:
        followers = giver_followers(message.conversation, reaction.person, reaction.side)
        followed = Q(pk__in=followers.order_by().values("pk"))
        staff = staff.filter(followed | Q(pk=message.author_id))
    named = Q(pk=reaction.person_id) | Q(pk__in=staff.order_by().values("pk"))
    return readers.filter(named)
