"""Who sees that a home needs an interpreter: readers of the thread, and who arranges it.

Leaders and office of the school see the need, the child and the home's guardian who asked, and
nothing of the thread; of a protected child only who handles the case. Never those who are the
child's guardian themselves, with or without access: they see what their own thread says.
"""

from django.db.models import Q, QuerySet

from messaging.models import InterpreterNeed
from messaging.visibility.conversations import conversation_viewers, visible_conversations
from schools import affiliations, clock
from schools.affiliations import LEADS
from schools.models import Guardianship, Person
from schools.models.dated import on_day
from schools.visibility import who_know, without_hidden
from schools.visibility.people import staff_at


def visible_interpreter_needs(viewer: Person | None) -> QuerySet[InterpreterNeed]:
    """Needs in threads the viewer reads, and those they may arrange."""
    needs = InterpreterNeed.objects.all()
    if viewer is None or not viewer.is_active:
        return needs.none()
    read = Q(conversation__in=visible_conversations(viewer).order_by().values("pk"))
    return needs.filter(read | Q(pk__in=arrangeable_needs(viewer).order_by().values("pk")))


def interpreter_need_viewers(need: InterpreterNeed) -> QuerySet[Person]:
    """Everybody who sees it: the inverse of ``visible_interpreter_needs``."""
    readers = conversation_viewers(need.conversation).order_by().values("pk")
    arranging = _arranging(need).order_by().values("pk")
    return Person.objects.filter(Q(pk__in=readers) | Q(pk__in=arranging))


def arrangeable_needs(viewer: Person) -> QuerySet[InterpreterNeed]:
    """Those of the schools the viewer leads or runs the office of."""
    led = affiliations.of(viewer).led_schools
    if not viewer.is_active or not led:
        return InterpreterNeed.objects.none()
    known = without_hidden(Person.objects.all(), viewer).order_by().values("pk")
    needs = InterpreterNeed.objects.filter(school__in=led, pupil__in=known)
    own = _guardianships().filter(guardian=viewer.pk).values("pupil")
    return needs.exclude(pupil__in=own)


def _arranging(need: InterpreterNeed) -> QuerySet[Person]:
    day = clock.today()
    leading = staff_at([need.school_id], day, LEADS)
    people = Person.objects.filter(pk__in=leading, is_active=True)
    own = _guardianships().filter(pupil=need.pupil_id).values("guardian")
    return who_know(people.exclude(pk__in=own), need.pupil, day)


def _guardianships() -> QuerySet[Guardianship]:
    """Of today, with any access and none."""
    return Guardianship.objects.filter(on_day(clock.today()))
