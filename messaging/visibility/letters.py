"""Who may open the files of letters to print, and whom a letter is to."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from messaging.models import HomeLetter, LetterBatch
from messaging.visibility.homes import letter_viewers, visible_letters
from messaging.visibility.messages import message_viewers, visible_messages
from schools.models import Person


def visible_batches(viewer: Person | None) -> QuerySet[LetterBatch]:
    """One's own, while one may still see every letter in it."""
    if viewer is None or not viewer.is_active:
        return LetterBatch.objects.none()
    seen = visible_letters(viewer).order_by().values("pk")
    hidden = HomeLetter.objects.filter(batch=OuterRef("pk")).exclude(pk__in=seen)
    return LetterBatch.objects.filter(~Exists(hidden), requested_by=viewer)


def batch_viewers(batch: LetterBatch) -> QuerySet[Person]:
    """The one who asked for it, or nobody: the inverse of ``visible_batches``."""
    viewers = Person.objects.filter(pk=batch.requested_by_id, is_active=True)
    held = HomeLetter.objects.filter(batch=batch.pk)
    for letter in held.select_related("message__conversation", "pupil", "guardian"):
        if not letter_viewers(letter).filter(pk=batch.requested_by_id).exists():
            return viewers.none()
    return viewers


def visible_letter_files(viewer: Person) -> QuerySet[Any, Any]:
    """Ids of the files of ``visible_batches``."""
    return visible_batches(viewer).filter(file__isnull=False).values("file")


def letter_file_viewers(file_id: int) -> QuerySet[Person]:
    """The inverse of ``visible_letter_files``."""
    batch = LetterBatch.objects.filter(file=file_id).first()
    return batch_viewers(batch) if batch else Person.objects.none()


def addressed_letters(viewer: Person | None) -> QuerySet[HomeLetter]:
    """Letters to the viewer about what they may read: the paper leads them there, once."""
    if viewer is None or not viewer.is_active:
        return HomeLetter.objects.none()
    read = visible_messages(viewer).order_by().values("pk")
    return HomeLetter.objects.filter(guardian=viewer, message__in=read)


def letter_addressees(letter: HomeLetter) -> QuerySet[Person]:
    """The guardian it is to, or nobody: the inverse of ``addressed_letters``."""
    return message_viewers(letter.message).filter(pk=letter.guardian_id)
