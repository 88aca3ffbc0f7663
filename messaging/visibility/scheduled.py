"""Who may see what waits for its time: who wrote it, a message while they read where it goes."""

from typing import Any

from django.db.models import QuerySet

from messaging.models import ScheduledAnnouncement, ScheduledFile, ScheduledMessage
from messaging.visibility.conversations import conversation_viewers, visible_conversations
from schools.models import Person


def visible_scheduled(viewer: Person | None) -> QuerySet[ScheduledMessage]:
    """The viewer's own messages that wait, in conversations they read."""
    if viewer is None:
        return ScheduledMessage.objects.none()
    read = visible_conversations(viewer).order_by().values("pk")
    return ScheduledMessage.objects.filter(author=viewer.pk, conversation__in=read)


def scheduled_viewers(scheduled: ScheduledMessage) -> QuerySet[Person]:
    """Its author, as far as they still read it: the inverse of ``visible_scheduled``."""
    return conversation_viewers(scheduled.conversation).filter(pk=scheduled.author_id)


def visible_scheduled_announcements(viewer: Person | None) -> QuerySet[ScheduledAnnouncement]:
    """The viewer's own that wait, also those that they may not send: they are told why."""
    if viewer is None or not viewer.is_active:
        return ScheduledAnnouncement.objects.none()
    return ScheduledAnnouncement.objects.filter(author=viewer.pk)


def scheduled_announcement_viewers(scheduled: ScheduledAnnouncement) -> QuerySet[Person]:
    """Its author: the inverse of ``visible_scheduled_announcements``."""
    return Person.objects.filter(pk=scheduled.author_id, is_active=True)


def visible_scheduled_files(viewer: Person) -> QuerySet[Any, Any]:
    """Ids of the files of what the viewer has waiting."""
    own = visible_scheduled_announcements(viewer).order_by().values("pk")
    return ScheduledFile.objects.filter(announcement__in=own).values("file")


def scheduled_file_viewers(file_id: int) -> QuerySet[Person]:
    """Who may open a file of what waits: the inverse of ``visible_scheduled_files``."""
    held = ScheduledFile.objects.filter(file=file_id).select_related("announcement").first()
    return scheduled_announcement_viewers(held.announcement) if held else Person.objects.none()
