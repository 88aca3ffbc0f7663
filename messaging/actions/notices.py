"""Notices: asked for with the message, expanded to deliveries by the worker."""

import datetime as dt
import logging
from dataclasses import replace

from django.db import transaction
from django.db.models import QuerySet

from messaging.actions import climbing
from messaging.choices import SIDE_OF_SUBJECT, Channel, Kind, NoticeClass, Side, Subject
from messaging.models import Delivery, Message, Notice
from messaging.queries import planned, planning
from messaging.queries.planning import Step
from messaging.visibility import addressed, notice_readers
from schools import clock
from schools.models import Person
from schools.statements import insert, insert_from

log = logging.getLogger(__name__)

NEWS_FOR = dt.timedelta(hours=24)  # what could not be told by then is not told any more


def request(*, message: Message) -> Notice:
    """Put a notice beside a message that was just posted, in the caller's transaction.

    Nothing is queued: beat looks for new ones every few seconds, and nothing leaves the house
    before the time for second thoughts is over.
    """
    conversation = message.conversation
    notice = Notice(
        notice_class=_class_of(message),
        conversation=conversation,
        message=message,
        created_at=message.created_at,
    )
    insert(notice)
    return notice


def request_to_one(
    *,
    message: Message,
    person: Person,
    subject: Subject,
    notice_class: NoticeClass = NoticeClass.SCHOOL,
) -> None:
    """Tell one person what has happened to a message, in the caller's transaction."""
    notice = Notice(
        notice_class=notice_class,
        conversation=message.conversation,
        message=message,
        person=person,
        subject=subject,
        created_at=clock.now(),
    )
    insert(notice)


def expand_waiting() -> int:
    """Write the deliveries of all notices that have none yet; returns how many notices."""
    waiting = Notice.objects.filter(expanded_at__isnull=True).order_by("pk")
    return sum(_expand_safely(key) for key in list(waiting.values_list("pk", flat=True)[:500]))


def expand(*, notice_id: int) -> bool:
    """Write who is to be told on which channel and when; once, True when it was now.

    Safe to run twice and beside itself. One that waited a day is news to nobody.
    """
    with transaction.atomic():
        free = Notice.objects.select_for_update(skip_locked=True, of=("self",))
        notice = (
            free.select_related("conversation", "message__ask")
            .filter(pk=notice_id, expanded_at__isnull=True)
            .first()
        )
        if notice is None:
            return False
        if notice.created_at > clock.now() - NEWS_FOR and notice.message.withdrawn_at is None:
            _write(notice)
        if not notice.subject:
            climbing.begin(notice=notice)
        notice.expanded_at = clock.now()
        notice.save(update_fields=["expanded_at"])
    return True


def _expand_safely(key: int) -> bool:
    try:
        return expand(notice_id=key)
    except Exception:
        # its own fault: the others go on, and it is tried again
        log.exception("A notice could not be expanded.")
        return False


def _write(notice: Notice) -> None:
    notice.message.conversation = notice.conversation
    asked = {side: _people(notice, side) for side in _sides(notice)}
    found = {side: list(people[: planned.MANY + 1]) for side, people in asked.items()}
    few = {side: people for side, people in found.items() if len(people) <= planned.MANY}
    rules = _rules(notice, [person.pk for people in few.values() for person in people])
    # whoever reads in two capacities is told once, in the first of them
    for side, people in asked.items():
        if side not in few:
            _copy(notice, side, people)
        elif few[side]:
            steps = planning.steps(rules, few[side], side, notice.created_at)
            rows = [_delivery(notice, step) for step in steps]
            Delivery.objects.bulk_create(rows, ignore_conflicts=True)


def _copy(notice: Notice, side: Side, people: QuerySet[Person]) -> None:
    """The same for many: planned and written by the database, one statement a channel."""
    plan = planned.Plan(
        NoticeClass(notice.notice_class), notice.conversation.school_id, side, notice.created_at
    )
    for channel in Channel:
        blank = Delivery(
            notice=notice,
            side=side,
            channel=channel,
            urgent=notice.notice_class == NoticeClass.EMERGENCY,
        )
        told = plan.told_on(people, channel)
        insert_from(told, blank, person="pk", is_digest="is_digest", due_at="due_at")


def _sides(notice: Notice) -> list[Side]:
    return [SIDE_OF_SUBJECT[Subject(notice.subject)]] if notice.subject else list(Side)


def _people(notice: Notice, side: Side) -> QuerySet[Person]:
    if notice.person_id is None:
        people = addressed(notice.message, side)
    else:
        people = notice_readers(notice).filter(pk=notice.person_id)
    return people.only("pk", "email", "mobile").order_by("pk")


def _rules(notice: Notice, people: list[int]) -> planning.Rules:
    notice_class, school = NoticeClass(notice.notice_class), notice.conversation.school_id
    rules = planning.rules_for(notice_class, school, people, notice.created_at)
    # what is sensitive is between people, so never among the many of ``_copy``
    return replace(rules, is_apart=notice.conversation.is_sensitive)


def _delivery(notice: Notice, step: Step) -> Delivery:
    return Delivery(
        notice=notice,
        person_id=step.person,
        side=step.side,
        channel=step.channel,
        urgent=notice.notice_class == NoticeClass.EMERGENCY,
        is_digest=step.is_digest,
        due_at=step.due_at,
    )


def _class_of(message: Message) -> NoticeClass:
    if message.conversation.kind == Kind.ANNOUNCEMENT and not message.asks_something:
        return NoticeClass.GENERAL
    return NoticeClass.SCHOOL
