"""Who may see who has opened a sensitive conversation: all who read it, the family with them.

That a receiver of reports has opened it is not shown to who wrote the reported message, or wrote
it down for a guardian: it would tell them that they were reported.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet

from messaging.models import RecordedAnswer, SensitiveOpening
from messaging.visibility.conversations import conversation_viewers, visible_conversations
from schools.models import Person


def visible_openings(viewer: Person | None) -> QuerySet[SensitiveOpening]:
    """Openings of the conversations that the viewer reads."""
    if viewer is None:
        return SensitiveOpening.objects.none()
    read = visible_conversations(viewer).order_by().values("pk")
    recorded = RecordedAnswer.objects.filter(
        message=OuterRef("report__message"), recorded_by=viewer.pk
    )
    wrote = Q(report__message__author=viewer.pk) | Q(Exists(recorded))
    about_own = Q(report__isnull=False) & wrote
    return SensitiveOpening.objects.filter(conversation__in=read).exclude(about_own)


def opening_viewers(opening: SensitiveOpening) -> QuerySet[Person]:
    """Everybody who may see it: the inverse of ``visible_openings``."""
    readers = conversation_viewers(opening.conversation)
    if opening.report is None:
        return readers
    message = opening.report.message_id
    recorders = RecordedAnswer.objects.filter(message=message).values("recorded_by")
    author = opening.report.message.author_id
    return readers.exclude(pk=author).exclude(pk__in=recorders)
