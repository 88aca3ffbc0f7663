"""Reporting a message to the school, what the school does about it, and who receives it."""

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from messaging import events, policies
from messaging.actions import letter_batches, locking, notices, originals, outbox
from messaging.actions.telling import tell_changed
from messaging.choices import ReportOutcome, ReportReason, Subject
from messaging.models import Conversation, Message, MessageReport, Notice, ReportReceiver
from messaging.visibility import report_viewers, visible_messages, visible_reports
from schools import clock
from schools.actions import audit
from schools.exceptions import Conflict, InvalidInput, NotAllowed, NotVisible
from schools.models import Person, School
from schools.models.dated import on_day
from schools.visibility import without_hidden
from schools.visibility.people import staff_at

LONGEST_WORDS = 2_000


def report_message(
    *, actor: Person, message: Message, reason: ReportReason, words: str = ""
) -> MessageReport:
    """Report a message that somebody else wrote; text and picture are kept as they stand now.

    Twice is the same as once. Raises NotVisible, NotAllowed for one's own message or one that
    is gone, InvalidInput (``words``).
    """
    said = _clean(words, "words")
    with transaction.atomic():
        # under the conversation's lock: what is kept is one text, and nobody reports twice at once
        locked, _sides = locking.lock_visible(actor, message.conversation.uuid)
        found = visible_messages(actor).filter(pk=message.pk).first()
        if found is None:
            raise NotVisible
        if sent := MessageReport.objects.filter(message=found, reporter=actor).first():
            return sent
        if not policies.can_report(actor, found):
            raise NotAllowed(_("This message cannot be reported."))
        report = MessageReport.objects.create(
            message=found,
            school_id=locked.school_id,
            reporter=actor,
            **_as_it_stands(found),
            reason=reason,
            words=said,
            created_at=clock.now(),
        )
        audit.record(actor=actor, action="message.report", about=report, school_id=locked.school_id)
        _notify(report, found)
        _renew(locked, [actor.pk])
    return report


def handle_report(
    *, actor: Person, report: MessageReport, outcome: ReportOutcome, note: str = ""
) -> None:
    """Say what was done; every report of the message that the actor receives is handled by it.

    ``REMOVED`` takes the message away for all readers. A report handled before stays as it is:
    the same once more is nothing, another word on it is a Conflict. Raises NotVisible,
    InvalidInput (``note``).
    """
    said = _clean(note, "note")
    with transaction.atomic():
        originals.lock_along(report.message)
        # locked first, so that two of the staff do not answer the same report at once
        conversation = locking.lock(report.message.conversation.uuid)
        received = visible_reports(actor).filter(message=report.message_id)
        if not received.filter(pk=report.pk).exists():
            raise NotVisible
        waiting = list(received.filter(handled_at__isnull=True))
        same = received.filter(pk=report.pk, outcome=outcome, note=said)
        if not waiting and not same.exists():
            raise Conflict(_("Somebody else has handled it meanwhile. What you wrote is not kept."))
        now = clock.now()
        for one in waiting:
            one.handled_at, one.handled_by, one.outcome, one.note = now, actor, outcome, said
            one.save(update_fields=["handled_at", "handled_by", "outcome", "note"])
            audit.record(
                actor=actor,
                action="report.handle",
                about=one,
                school_id=one.school_id,
                outcome=outcome.value,
            )
        if waiting and outcome == ReportOutcome.REMOVED:
            _remove(actor, conversation, report)
        if waiting:
            _renew(conversation, [one.reporter_id for one in waiting])


def name_receiver(*, actor: Person, school: School, person: Person) -> None:
    """Let one of the school's staff receive reported messages from today on.

    Naming twice is the same as once. Raises NotVisible for a school the actor neither leads nor
    runs the office of, InvalidInput (``person``) for one who does not work there.
    """
    _may_name(actor, school)
    day = clock.today()
    staff = without_hidden(Person.objects.filter(pk__in=staff_at([school.pk], day)), actor)
    if not staff.filter(pk=person.pk, is_active=True).exists():
        raise InvalidInput(_("Choose somebody who works at the school."), "person")
    with transaction.atomic():
        held = ReportReceiver.objects.filter(on_day(day), school=school, person=person)
        if held.exists():
            return
        row = ReportReceiver.objects.create(school=school, person=person, starts=day)
        audit.record(
            actor=actor,
            action="report_receiver.name",
            about=row,
            school_id=school.pk,
            person=person.pk,
        )


def end_receiver(*, actor: Person, school: School, person: Person) -> None:
    """From today on this person receives no reported messages. Ending twice is the same as once.

    Raises NotVisible for a school the actor neither leads nor runs the office of.
    """
    _may_name(actor, school)
    day = clock.today()
    with transaction.atomic():
        for row in ReportReceiver.objects.filter(on_day(day), school=school, person=person):
            row.ends = day
            row.save(update_fields=["ends"])
            audit.record(
                actor=actor,
                action="report_receiver.end",
                about=row,
                school_id=school.pk,
                person=person.pk,
            )


def _as_it_stands(message: Message) -> dict[str, Any]:
    held = message.attachments.filter(is_cover=True).select_related("file").first()
    cover = {"cover": held.file, "cover_alt": held.alt} if held else {}
    return {"body": message.body} | cover


def _notify(report: MessageReport, message: Message) -> None:
    """Tell those who receive it outside the house too, once while reports of a message wait."""
    waiting = MessageReport.objects.filter(message=message, handled_at__isnull=True)
    first = waiting.earliest("created_at")
    told = Notice.objects.filter(
        message=message, subject=Subject.REPORT, created_at__gte=first.created_at
    )
    receivers = report_viewers(report).exclude(pk=report.reporter_id)
    for person in receivers.exclude(pk__in=told.values("person")):
        notices.request_to_one(message=message, person=person, subject=Subject.REPORT)


def _may_name(actor: Person, school: School) -> None:
    if not policies.can_set_rules(actor, school):
        raise NotVisible


def _remove(actor: Person, conversation: Conversation, report: MessageReport) -> None:
    message = Message.objects.select_related("author").get(pk=report.message_id)
    if message.withdrawn_at:
        return
    message.conversation = conversation
    message.withdrawn_at = message.removed_at = clock.now()
    if message.seq == 1:  # as when its author withdraws it
        Conversation.objects.filter(pk=conversation.pk).update(pinned_until=None)
    tell_changed(message=message, fields=["withdrawn_at", "removed_at"])
    letter_batches.let_go_with(about=Q(pk=message.pk))
    audit.record(
        actor=actor, action="message.remove", about=message, school_id=conversation.school_id
    )


def _renew(conversation: Conversation, people: list[int]) -> None:
    """Their own open pages ask anew; nobody else hears of a report."""
    outbox.tell(conversation=conversation, event=events.refetch(), recipients=people)


def _clean(words: str, field: str) -> str:
    said = words.replace("\x00", "").replace("\r\n", "\n").strip()
    if len(said) > LONGEST_WORDS:
        message = _("The text is too long: %(count)s characters, at most %(limit)s.")
        raise InvalidInput(message % {"count": len(said), "limit": LONGEST_WORDS}, field)
    return said
