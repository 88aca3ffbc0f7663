"""Who sees a message because it matters today: those on duty at its school now.

They see that one message, whose child it is about and who wrote it; of the conversation nothing
else. On duty are the staff the school has named for today; without any who may see it, its
leaders and office. Never a guardian of the child, nor who may not know of it.
"""

import datetime as dt

from django.db.models import Exists, OuterRef, Q, QuerySet

from messaging.choices import Subject
from messaging.models import DutyPerson, Message, Notice, TodayMark
from messaging.visibility.messages import message_viewers, viewer_ids_among
from messaging.visibility.reports import waiting_report_viewers
from schools import affiliations, clock
from schools.affiliations import LEADS
from schools.choices import Protection
from schools.models import Guardianship, Person, Position, ProtectionHandler
from schools.models.dated import on_day

_IS_NAMED = (True, False)  # the levels: named, and then leaders and office


def visible_today_marks(viewer: Person | None) -> QuerySet[TodayMark]:
    """Marks that the viewer sees being on duty now: what waits, and what was taken today."""
    marks = TodayMark.objects.all()
    if viewer is None or not viewer.is_active:
        return marks.none()
    held = affiliations.of(viewer)
    if not held.staff_schools:
        return marks.none()
    why, before = Q(pk__in=[]), Q()
    for is_named in _IS_NAMED:
        on_duty = _on_duty(held.day, is_named=is_named)
        why |= before & Q(Exists(on_duty.filter(person=viewer.pk)))
        before &= ~Q(Exists(on_duty))
    return marks.filter(why, _is_shown(held.day), school__in=held.staff_schools)


def today_mark_viewers(mark: TodayMark) -> QuerySet[Person]:
    """Everybody who sees it being on duty: the inverse of ``visible_today_marks``."""
    day = clock.today()
    why, before = Q(pk__in=[]), Q()
    this = TodayMark.objects.filter(_is_shown(day), pk=mark.pk)
    for is_named in _IS_NAMED:
        on_duty = _on_duty(day, is_named=is_named)
        mine = this.filter(Exists(on_duty.filter(person=OuterRef(OuterRef("pk")))))
        why |= before & Q(Exists(mine))
        before &= ~Q(Exists(this.filter(Exists(on_duty))))
    return Person.objects.filter(why, is_active=True)


def notice_readers(notice: Notice) -> QuerySet[Person]:
    """Who may be told of it: readers of its message, or those for whom it waits.

    Those are on duty, or receive a report of it.
    """
    if notice.subject in _WAITS:
        return _WAITS[Subject(notice.subject)](notice.message)
    return message_viewers(notice.message)


def notice_reader_ids_among(notice: Notice, people: set[int]) -> set[int]:
    """Which of these people are ``notice_readers``: hundreds, of very many."""
    if notice.subject not in _WAITS:
        return viewer_ids_among(notice.message, people)
    waited_for = notice_readers(notice).filter(pk__among=people)
    return set(waited_for.order_by().values_list("pk", flat=True))


def named_for_duty(day: dt.date) -> QuerySet[DutyPerson]:
    """Whom schools have named for this day, as far as they work there on it."""
    work = Position.objects.filter(on_day(day), school=OuterRef("school"))
    works = Exists(work.filter(person=OuterRef("person")))
    return DutyPerson.objects.filter(on_day(day), works, person__is_active=True)


def _waited_for_by(message: Message) -> QuerySet[Person]:
    mark = TodayMark.objects.filter(message=message.pk, taken_at__isnull=True).first()
    return today_mark_viewers(mark) if mark else Person.objects.none()


_WAITS = {Subject.TODAY: _waited_for_by, Subject.REPORT: waiting_report_viewers}


def _is_shown(day: dt.date) -> Q:
    midnight, _next = clock.day_bounds(day)
    taken_today = Q(taken_at__isnull=True) | Q(taken_at__gte=midnight)
    return taken_today & Q(message__withdrawn_at__isnull=True)


def _on_duty(day: dt.date, *, is_named: bool) -> QuerySet[Position]:
    """For a mark as the outer row: the places of those who may see it at one level."""
    places = Position.objects.filter(on_day(day), school=OuterRef("school"), person__is_active=True)
    if is_named:
        named = DutyPerson.objects.filter(on_day(day), school=OuterRef("school"))
        places = places.filter(Exists(named.filter(person=OuterRef("person"))))
    else:
        places = places.filter(role__in=LEADS)
    family = Guardianship.objects.filter(on_day(day), guardian=OuterRef("person"))
    places = places.exclude(Exists(family.filter(pupil=OuterRef(OuterRef("pupil")))))
    for who in ("pupil", "message__author"):
        places = places.exclude(_may_not_know_of(who, day))
    return places


def _may_not_know_of(who: str, day: dt.date) -> Q:
    """For a place within a mark: that person is protected, and the case is not theirs."""
    person = Person.objects.filter(pk=OuterRef(OuterRef(who)))
    handling = ProtectionHandler.objects.filter(on_day(day), handler=OuterRef("person"))
    hers = handling.filter(person=OuterRef(OuterRef(who)))
    return Q(Exists(person.exclude(protection=Protection.NONE))) & ~Q(Exists(hers))
