"""Who receives a reported message.

The staff its school has named; without any, its leaders; without any, its office. Never who
wrote the message or wrote it down for a guardian, and never a guardian of a pupil who wrote
or reported it.
"""

import datetime as dt
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from messaging.models import Attachment, Message, MessageReport, RecordedAnswer, ReportReceiver
from schools import affiliations, clock
from schools.choices import PositionRole
from schools.models import Guardianship, Person, Position
from schools.models.dated import on_day

NAMED = "named"
_MOST_WAITING = 10  # reports of one message: those of further ones are nearly always the same
_LEVELS = (NAMED, PositionRole.LEADER, PositionRole.OFFICE)


def visible_reports(viewer: Person | None) -> QuerySet[MessageReport]:
    """Reports that the viewer receives."""
    reports = MessageReport.objects.all()
    if viewer is None or not viewer.is_active:
        return reports.none()
    held = affiliations.of(viewer)
    if not held.staff_schools:
        return reports.none()
    why, before = Q(pk__in=[]), Q()
    for level in _LEVELS:
        receiving = _receiving(level, held.day)
        why |= before & Q(Exists(receiving.filter(person=viewer.pk)))
        before &= ~Q(Exists(receiving))
    return reports.filter(why, school__in=held.staff_schools)


def report_viewers(report: MessageReport) -> QuerySet[Person]:
    """Everybody who receives the report: the inverse of ``visible_reports``."""
    day = clock.today()
    why, before = Q(pk__in=[]), Q()
    this = MessageReport.objects.filter(pk=report.pk)
    for level in _LEVELS:
        receiving = _receiving(level, day)
        mine = this.filter(Exists(receiving.filter(person=OuterRef(OuterRef("pk")))))
        why |= before & Q(Exists(mine))
        before &= ~Q(Exists(this.filter(Exists(receiving))))
    return Person.objects.filter(why, is_active=True)


def waiting_report_viewers(message: Message) -> QuerySet[Person]:
    """Everybody who receives a report of this message that nobody has handled yet."""
    waiting = MessageReport.objects.filter(message=message.pk, handled_at__isnull=True)
    why = Q(pk__in=[])
    for report in waiting.order_by("pk")[:_MOST_WAITING]:
        why |= Q(pk__in=report_viewers(report).values("pk"))
    return Person.objects.filter(why)


def receives_reports(viewer: Person) -> bool:
    """Whether reports may come to the viewer at all: named, leader or office. One query at most."""
    held = affiliations.of(viewer)
    if not viewer.is_active or not held.staff_schools:
        return False
    return bool(held.led_schools) or named_receivers(held.day).filter(person=viewer.pk).exists()


def named_receivers(day: dt.date) -> QuerySet[ReportReceiver]:
    """Whom schools have named, as far as they work there on this day."""
    work = Position.objects.filter(on_day(day), school=OuterRef("school"))
    works = Exists(work.filter(person=OuterRef("person")))
    return ReportReceiver.objects.filter(on_day(day), works, person__is_active=True)


def visible_report_files(viewer: Person) -> QuerySet[Any, Any]:
    """Ids of the files on messages reported to the viewer, taken away or not.

    And of the pictures that stood above them when they were reported.
    """
    reported = visible_reports(viewer).order_by()
    attached = Attachment.objects.filter(message__in=reported.values("message")).values("file")
    # a union: an OR would have PostgreSQL look at every file there is
    return attached.order_by().union(reported.filter(cover__isnull=False).values("cover"))


def report_file_viewers(file_id: int) -> QuerySet[Person]:
    """Who may open a file since it was reported: the inverse of ``visible_report_files``."""
    why = Q(pk__in=[])
    here = Q(message__attachments__file=file_id) | Q(cover=file_id)
    for report in MessageReport.objects.filter(here).distinct():
        why |= Q(pk__in=report_viewers(report).values("pk"))
    return Person.objects.filter(why)


def _receiving(level: str, day: dt.date) -> QuerySet[Position]:
    """For a report as the outer row: the places of those of one level who may receive it."""
    places = Position.objects.filter(on_day(day), school=OuterRef("school"), person__is_active=True)
    if level == NAMED:
        named = ReportReceiver.objects.filter(on_day(day), school=OuterRef("school"))
        places = places.filter(Exists(named.filter(person=OuterRef("person"))))
    else:
        places = places.filter(role=level)
    concerned = Q(pupil=OuterRef(OuterRef("message__author")))
    concerned |= Q(pupil=OuterRef(OuterRef("reporter")))
    children = Guardianship.objects.filter(on_day(day), concerned, guardian=OuterRef("person"))
    wrote = Q(person=OuterRef("message__author"))
    written_down = RecordedAnswer.objects.filter(
        message=OuterRef(OuterRef("message")), recorded_by=OuterRef("person")
    )
    return places.exclude(wrote).exclude(Exists(written_down)).exclude(Exists(children))
