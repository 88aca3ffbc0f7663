"""Who may see what is to be done about a home: the staff of the conversation who know the pupil."""

from typing import Any

from django.db.models import Q, QuerySet

from messaging.choices import Kind
from messaging.models import HomeCall, HomeLetter
from messaging.visibility.followed import pupil_followers
from messaging.visibility.readers import with_visible_readers
from messaging.visibility.writing import writable_homes_of
from schools import clock
from schools.models import Person
from schools.visibility import who_know, without_hidden


def visible_calls(viewer: Person | None) -> QuerySet[HomeCall]:
    """Homes to be called, off the list or not."""
    return _about_known(HomeCall.objects.all(), viewer)


def call_viewers(call: HomeCall) -> QuerySet[Person]:
    """Everybody who may see it: the inverse of ``visible_calls``."""
    return pupil_followers(call.message.conversation, call.pupil)


def visible_letters(viewer: Person | None) -> QuerySet[HomeLetter]:
    """Letters to guardians whom the viewer may know of, whatever became of them."""
    rows = _about_known(HomeLetter.objects.all(), viewer)
    if viewer is None or not viewer.is_active:
        return rows
    known = without_hidden(Person.objects.all(), viewer).order_by().values("pk")
    return rows.filter(guardian__in=known)


def letter_viewers(letter: HomeLetter) -> QuerySet[Person]:
    """Everybody who may see it: the inverse of ``visible_letters``."""
    staff = pupil_followers(letter.message.conversation, letter.pupil)
    return who_know(staff, letter.guardian, clock.today())


def _about_known(rows: QuerySet[Any], viewer: Person | None) -> QuerySet[Any]:
    if viewer is None or not viewer.is_active:
        return rows.none()
    answered_for = with_visible_readers(viewer).order_by().values("pk")
    known = without_hidden(Person.objects.all(), viewer).order_by().values("pk")
    # as in ``followed_pupils``, for the conversations of all rows
    mine = Q(pupil__in=writable_homes_of(viewer).order_by().values("pk"))
    mine |= ~Q(message__conversation__kind=Kind.ANNOUNCEMENT)
    return rows.filter(mine, message__conversation__in=answered_for, pupil__in=known)
