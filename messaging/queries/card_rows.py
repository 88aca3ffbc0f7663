"""The rows behind the card of a message: its files, and whom its author's name would tell of."""

from django.db.models import QuerySet

from messaging.models import Attachment
from schools import clock
from schools.choices import Protection
from schools.models import Guardianship
from schools.statements import written_once
from schools.visibility.people import standing


@written_once("keys")
def attachments_of(keys: list[int]) -> QuerySet[Attachment]:
    """Files of these messages, in order."""
    rows = Attachment.objects.filter(message__in=keys).select_related("file")
    return rows.order_by("position", "pk")


@written_once("guardian")
def protected_of(guardian: int) -> QuerySet[Guardianship, int]:
    """Of one guardian, by key."""
    return protected_children().filter(guardian=guardian).values_list("pk", flat=True)


def protected_children() -> QuerySet[Guardianship]:
    """Guardianships of today of children about whom little may be told."""
    return standing(clock.today()).exclude(pupil__protection=Protection.NONE)
