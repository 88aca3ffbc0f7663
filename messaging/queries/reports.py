"""Reported messages, for those who receive them, and who is named to."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from messaging.choices import ReportOutcome, ReportReason
from messaging.models import MessageReport
from messaging.queries import cards
from messaging.queries.cards import MessageCard
from messaging.queries.file_cards import FileCard, file_card
from messaging.queries.rules import school_of
from messaging.visibility import (
    named_receivers,
    receives_reports,
    visible_messages,
    visible_reports,
)
from schools import affiliations
from schools.choices import Protection
from schools.exceptions import NotVisible
from schools.models import Person, School
from schools.queries.naming import beyond_name
from schools.visibility import without_hidden
from schools.visibility.people import staff_at, standing

MOST_WAITING = 100
MOST_HANDLED = 30
BEFORE, AFTER = 4, 2
MOST_STAFF = 400


@dataclass(frozen=True)
class ReportLine:
    """One report in the list. ``author`` is as the whole thread may know it."""

    uuid: uuid.UUID
    reason: ReportReason
    author: str
    text: str
    school: str
    created_at: dt.datetime
    outcome: ReportOutcome | None
    handled_at: dt.datetime | None


@dataclass(frozen=True)
class ReportPage:
    """One report, with the messages around it that its reporter reads. Times are UTC.

    ``files``: the picture that stood above it then, which ``report.cover_alt`` says in words, and
    those beside its text. ``has_changed``: text or picture are no longer as they were reported.
    """

    report: MessageReport
    card: MessageCard
    files: tuple[FileCard, ...]
    has_changed: bool
    reporter: str
    handled_by: str
    before: tuple[MessageCard, ...]
    after: tuple[MessageCard, ...]


@dataclass(frozen=True)
class ReceiversPage:
    """Who receives reports at one school, and who else may be named."""

    school: School
    named: tuple[Person, ...]
    others: tuple[Person, ...]


def waiting_count(viewer: Person) -> int:
    """Reports that wait for the viewer. One query; none for who works at no school."""
    if not affiliations.of(viewer).staff_schools:
        return 0
    return visible_reports(viewer).filter(handled_at__isnull=True).count()


def lines(viewer: Person) -> tuple[list[ReportLine], list[ReportLine]]:
    """What waits, oldest first, and what was handled last. At most three queries.

    Raises NotVisible for those to whom no report may come.
    """
    if not receives_reports(viewer):
        raise NotVisible
    rows = _with_names(visible_reports(viewer))
    waiting = rows.filter(handled_at__isnull=True).order_by("created_at", "pk")[:MOST_WAITING]
    handled = rows.filter(handled_at__isnull=False).order_by("-handled_at", "-pk")[:MOST_HANDLED]
    return [_line(row) for row in waiting], [_line(row) for row in handled]


def report(viewer: Person, key: uuid.UUID) -> ReportPage:
    """One report the viewer receives. At most nine queries. Raises NotVisible."""
    rows = _with_names(visible_reports(viewer)).select_related("cover")
    found = rows.filter(uuid=key).first()
    if found is None:
        raise NotVisible
    message = found.message
    conversation = message.conversation
    read = visible_messages(found.reporter).filter(conversation=conversation)
    around = cards.with_card_parts(read)
    before = list(around.filter(seq__lt=message.seq).order_by("-seq")[:BEFORE])[::-1]
    after = list(around.filter(seq__gt=message.seq).order_by("seq")[:AFTER])
    cards.load_card_parts(message, has_files=False)
    cards.complete([message, *before, *after], conversation, viewer)
    return ReportPage(
        report=found,
        card=cards.card(message),
        files=_files(found),
        has_changed=_has_changed(found),
        reporter=_reporter(viewer, found.reporter),
        handled_by=cards.staff_name(found.handled_by) if found.handled_by else "",
        before=tuple(cards.card(row) for row in before),
        after=tuple(cards.card(row) for row in after),
    )


def about_sensitive(viewer: Person, key: uuid.UUID) -> MessageReport | None:
    """A report the viewer receives of a message in a sensitive conversation; None for others."""
    of_sensitive = visible_reports(viewer).filter(message__conversation__is_sensitive=True)
    return of_sensitive.select_related("message__conversation").filter(uuid=key).first()


def receivers(viewer: Person, key: uuid.UUID) -> ReceiversPage:
    """For leaders and office of the school. At most three queries. Raises NotVisible."""
    school = school_of(viewer, key)
    day = affiliations.of(viewer).day
    rows = named_receivers(day).filter(school=school).values("person")
    staff = Person.objects.filter(pk__in=staff_at([school.pk], day), is_active=True)
    known = without_hidden(staff, viewer).defer(*beyond_name(""))
    return ReceiversPage(
        school=school,
        named=tuple(known.filter(pk__in=rows)),
        others=tuple(known.exclude(pk__in=rows)[:MOST_STAFF]),
    )


def _files(found: MessageReport) -> tuple[FileCard, ...]:
    kept = (file_card(found.cover),) if found.cover else ()
    return (*kept, *cards.files(found.message))


def _has_changed(found: MessageReport) -> bool:
    now = cards.cover(found.message)
    picture = (now.file.uuid, now.alt) if now else (None, "")
    reported = (found.cover.uuid if found.cover else None, found.cover_alt)
    return (found.message.body, *picture) != (found.body, *reported)


def _with_names(rows: QuerySet[MessageReport]) -> QuerySet[MessageReport]:
    return rows.select_related(
        "school", "reporter", "handled_by", "message__author", "message__conversation"
    )


def _line(row: MessageReport) -> ReportLine:
    return ReportLine(
        uuid=row.uuid,
        reason=ReportReason(row.reason),
        author=cards.author_name(row.message),
        text=_first_words(row),
        school=row.school.name,
        created_at=row.created_at,
        outcome=ReportOutcome(row.outcome) if row.outcome else None,
        handled_at=row.handled_at,
    )


def _first_words(row: MessageReport) -> str:
    conversation = row.message.conversation
    return (
        conversation.shown_title if conversation.is_sensitive else row.body[: cards.PREVIEW_LENGTH]
    )


def _reporter(viewer: Person, person: Person) -> str:
    """Neither a protected person nor the guardian of a protected child is named to others."""
    held = affiliations.of(viewer)
    children = standing(held.day).filter(guardian=person).exclude(pupil__in=held.named_for)
    if person.is_protected or children.exclude(pupil__protection=Protection.NONE).exists():
        return _("A reader")
    return person.get_full_name()
