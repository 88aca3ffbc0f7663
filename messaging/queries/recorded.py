"""What was written down for a guardian, for the guardian to see."""

import datetime as dt
from uuid import UUID

from django.db.models import Q, QuerySet

from messaging.models import Conversation, Message
from messaging.visibility import visible_messages
from schools import clock
from schools.models import Person

SHOWN_FOR = dt.timedelta(days=30)


def recorded_for(viewer: Person, conversation: Conversation) -> tuple[UUID, ...]:
    """Messages where something was written down for the viewer in the last 30 days (UTC).

    Not what they have said is wrong. One query where there is any, else none.
    """
    if not getattr(conversation, "has_recorded", True):
        return ()
    rows = visible_messages(viewer).filter(pk__in=recorded(viewer).values("pk"))
    found = rows.filter(conversation=conversation.pk, withdrawn_at__isnull=True).order_by("seq")
    return tuple(found.values_list("uuid", flat=True))


def recorded(viewer: Person) -> QuerySet[Message]:
    """Messages that were written down for the viewer, or whose confirmation was."""
    since = clock.now() - SHOWN_FOR
    answers = Q(author=viewer.pk, recorded__recorded_at__gt=since, recorded__doubted_at=None)
    confirmed = Q(
        recorded_confirmations__person=viewer.pk,
        recorded_confirmations__recorded_at__gt=since,
        recorded_confirmations__doubted_at=None,
    )
    return Message.objects.filter(answers | confirmed).order_by()
