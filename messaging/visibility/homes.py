"""Who may see what is to be done about a home: the staff of the conversation who know the pupil."""

from typing import Any

from django.db.models import QuerySet

from messaging.models import HomeCall, HomeLetter
from messaging.visibility.readers import reader_list_viewers, with_visible_readers
from schools import clock
from schools.models import Person
from schools.visibility import who_know, without_hidden


def visible_calls(viewer: Person | None) -> QuerySet[HomeCall]:
    """Homes to be called, off the list or not."""
    return _about_known(HomeCall.objects.all(), viewer)


def call_viewers(call: HomeCall) -> QuerySet[Person]:
    """Everybody who may see it: the inverse of ``visible_calls``."""
    return _who_know_home(call)


def visible_letters(viewer: Person | None) -> QuerySet[HomeLetter]:
    """Letters to guardians whom the viewer may know of, whatever became of them."""
    rows = _about_known(HomeLetter.objects.all(), viewer)
    if viewer is None or not viewer.is_active:
        return rows
    known = without_hidden(Person.objects.all(), viewer).order_by().values("pk")
    return rows.filter(guardian__in=known)


def letter_viewers(letter: HomeLetter) -> QuerySet[Person]:
    """Everybody who may see it: the inverse of ``visible_letters``."""
    return who_know(_who_know_home(letter), letter.guardian, clock.today())


def _about_known(rows: QuerySet[Any], viewer: Person | None) -> QuerySet[Any]:
    if viewer is None or not viewer.is_active:
        return rows.none()
    answered_for = with_visible_readers(viewer).order_by().values("pk")
    known = without_hidden(Person.objects.all(), viewer).order_by().values("pk")
    return rows.filter(message__conversation__in=answered_for, pupil__in=known)


def _who_know_home(row: Any) -> QuerySet[Person]:
    staff = reader_list_viewers(row.message.conversation)
    return who_know(staff, row.pupil, clock.today())
