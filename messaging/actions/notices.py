"""Notices: asked for with the message, expanded to deliveries by the worker."""

import datetime as dt
import logging
from collections.abc import Collection
from dataclasses import replace

from django.db import transaction

from messaging.actions import climbing
from messaging.choices import SIDE_OF_SUBJECT, Channel, Kind, NoticeClass, Side, Subject
from messaging.models import Delivery, Message, Notice
from messaging.queries import planned, planning
from messaging.queries.planning import Step
from messaging.visibility import WAYS_TO, addressed, addressed_few, notice_readers
from schools import clock
from schools.models import Person
from schools.statements import insert, insert_from, planned_once

log = logging.getLogger(__name__)

NEWS_FOR = dt.timedelta(hours=24)  # what could not be told by then is not told any more
_TOGETHER = 50  # notices in one transaction

_Told = list[tuple[Notice, Side, list[Person] | None]]
_Sphere = tuple[NoticeClass, int, dt.date]


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
    keys = list(waiting.values_list("pk", flat=True)[:500])
    return sum(_expand_safely(keys[at : at + _TOGETHER]) for at in range(0, len(keys), _TOGETHER))


def expand(*, notice_ids: Collection[int]) -> int:
    """Write who is to be told on which channel and when; returns how many notices it was for now.

    All of them or none. Safe to run twice and beside itself. One that waited a day is news to
    nobody.
    """
    with transaction.atomic():
        free = Notice.objects.select_for_update(skip_locked=True, of=("self",))
        waiting = free.filter(pk__in=notice_ids, expanded_at__isnull=True).order_by("pk")
        notices = list(waiting.select_related("conversation", "message__ask"))
        for notice in notices:
            notice.message.conversation = notice.conversation
        oldest = clock.now() - NEWS_FOR
        _write([one for one in notices if one.created_at > oldest and not one.is_past])
        for notice in notices:
            if not notice.subject:
                climbing.begin(notice=notice)
        done = [notice.pk for notice in notices]
        Notice.objects.filter(pk__in=done).update(expanded_at=clock.now())
    return len(done)


def _expand_safely(keys: list[int]) -> int:
    try:
        return expand(notice_ids=keys)
    except Exception:
        if len(keys) > 1:  # one of them: the others go on without it
            return sum(_expand_safely([key]) for key in keys)
        # its own fault: it is tried again
        log.exception("A notice could not be expanded.")
        return 0


def _write(notices: list[Notice]) -> None:
    """What is common to several is asked for once: the rules of a school, and the rows' writing."""
    with planned_once():
        told = [
            (notice, side, _people(notice, side)) for notice in notices for side in _sides(notice)
        ]
    rules = _rules_for(told)
    rows: list[Delivery] = []
    for notice, side, people in told:
        if people is None:
            # whoever reads in two capacities is told once, in the first of them
            Delivery.objects.bulk_create(rows, ignore_conflicts=True)
            rows = []
            _copy(notice, side)
        elif people:
            found = replace(rules[_sphere(notice)], is_apart=notice.conversation.is_sensitive)
            steps = planning.steps(found, people, side, notice.created_at)
            rows += [_delivery(notice, step) for step in steps]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)


def _copy(notice: Notice, side: Side) -> None:
    """The same for many: planned and written by the database, one statement a channel."""
    people = addressed(notice.message, side)
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


def _people(notice: Notice, side: Side) -> list[Person] | None:
    """None where they are more than are planned one by one."""
    if notice.person_id is None:
        found = addressed_few(notice.message, side, planned.MANY + 1)
        return found if len(found) <= planned.MANY else None
    readers = notice_readers(notice).filter(pk=notice.person_id)
    return list(readers.only(*WAYS_TO))


def _sphere(notice: Notice) -> _Sphere:
    """What its rules depend on."""
    return (
        NoticeClass(notice.notice_class),
        notice.conversation.school_id,
        clock.local(notice.created_at).date(),
    )


def _rules_for(told: _Told) -> dict[_Sphere, planning.Rules]:
    people: dict[_Sphere, set[int]] = {}
    moments: dict[_Sphere, dt.datetime] = {}
    for notice, _side, few in told:
        people.setdefault(_sphere(notice), set()).update(person.pk for person in few or ())
        moments.setdefault(_sphere(notice), notice.created_at)
    return {
        sphere: planning.rules_for(*sphere[:2], sorted(some), moments[sphere])
        for sphere, some in people.items()
        if some
    }


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
