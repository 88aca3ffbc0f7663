"""Messages that matter today: said by their writers, taken by those on duty at the school."""

import datetime as dt
import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from messaging import events, policies
from messaging.actions import conversations, locking, notices, outbox, standing_in
from messaging.actions.messages import post_message
from messaging.actions.starting import Draft
from messaging.choices import NoticeClass, Side, Subject, TodayReason
from messaging.events import EventKind
from messaging.models import Conversation, DutyPerson, Message, Participant, TodayMark
from messaging.visibility import (
    message_viewer_ids,
    reasons,
    today_mark_viewers,
    visible_today_marks,
)
from schools import affiliations, clock
from schools.actions import audit
from schools.exceptions import Conflict, InvalidInput, NotAllowed, NotVisible
from schools.models import Person, School
from schools.visibility import without_hidden
from schools.visibility.people import staff_at

MOST_A_DAY = 4  # by one writer: those on duty answer for the whole school


def post_for_today(*, actor: Person, reason: str, **message: Any) -> Message:
    """Write a message that those on duty at the school see at once; see ``post_message``.

    Raises what that raises, and InvalidInput (``today``) for a reason that is none, a writer who
    has done so too often today, and where nobody at the school would see it.
    """
    chosen = _reason(reason)
    with transaction.atomic():
        sent = post_message(actor=actor, **message)
        _mark(actor, sent, chosen)
    return sent


def start_for_today(*, actor: Person, reason: str, draft: Draft, **start: Any) -> Conversation:
    """Start a conversation with such a message; see ``start_direct`` and ``post_for_today``."""
    chosen = _reason(reason)
    with transaction.atomic():
        started = conversations.start_direct(actor=actor, draft=draft, **start)
        sent = Message.objects.get(author=actor, client_token=draft.client_token)
        _mark(actor, sent, chosen)
    return started


def take(*, actor: Person, mark: TodayMark) -> None:
    """Who is on duty has seen to it: it waits no longer, and its readers are told by whom.

    Twice is the same as once. Raises NotVisible, Conflict when a colleague has taken it.
    """
    with transaction.atomic():
        conversation, found = _lock(actor, mark)
        if found.taken_by_id not in {None, actor.pk}:
            raise Conflict(_("A colleague has taken it meanwhile."))
        if found.taken_at is None:
            _take(actor, conversation, found)


def take_over(*, actor: Person, mark: TodayMark) -> Conversation:
    """Answer it: the actor takes part from this message on, and sees to the conversation.

    Nothing before it is read. Raises NotVisible, NotAllowed.
    """
    with transaction.atomic():
        conversation, found = _lock(actor, mark)
        if policies.is_confined(conversation):
            raise NotAllowed(_("It has become a sensitive conversation."))
        if not policies.can_take_over_today(conversation):
            raise NotAllowed(_("Only the teacher answers in this conversation."))
        _let_in(actor, conversation, found.message)
        if conversation.state:
            standing_in.make_lasting(conversation, actor)
            conversation.owner = actor
            conversation.save(update_fields=["owner"])
        if found.taken_at is None:
            found.taken_at, found.taken_by = clock.now(), actor
            found.save(update_fields=["taken_at", "taken_by"])
        _tell(conversation, found)
        _record(actor, conversation, found, "today.take_over")
    return conversation


def name_duty(
    *, actor: Person, school: School, person: Person, starts: dt.date, last: dt.date | None = None
) -> DutyPerson:
    """Let one of the school's staff be on duty from a municipal day, to ``last`` or until ended.

    Raises NotVisible for a school the actor neither leads nor runs the office of, InvalidInput
    (``person``, ``starts``, ``last``).
    """
    _may_name(actor, school)
    _check_days(starts, last)
    day = clock.today()
    staff = without_hidden(Person.objects.filter(pk__in=staff_at([school.pk], day)), actor)
    if not staff.filter(pk=person.pk, is_active=True).exists():
        raise InvalidInput(_("Choose somebody who works at the school."), "person")
    ends = last + dt.timedelta(days=1) if last else None
    with transaction.atomic():
        # the school's row: two who name the same person at once make one row
        School.objects.select_for_update(no_key=True).get(pk=school.pk)
        same = {"school": school, "person": person, "starts": starts, "ends": ends}
        if found := DutyPerson.objects.filter(**same).order_by("pk").first():
            return found
        row = DutyPerson.objects.create(**same)
        _record_named(actor, row, "duty.name")
    return row


def end_duty(*, actor: Person, school: School, duty: uuid.UUID) -> None:
    """From today on, at once, they are no longer on duty by this row. Twice is as once.

    Raises NotVisible for another school's, and for one the actor does not lead.
    """
    _may_name(actor, school)
    row = DutyPerson.objects.filter(school=school, uuid=duty).first()
    if row is None:
        raise NotVisible
    today = clock.today()
    if row.ends and row.ends <= today:
        return
    with transaction.atomic():
        row.ends = max(today, row.starts) if row.starts else today
        row.save(update_fields=["ends"])
        _record_named(actor, row, "duty.end")
        # their open pages ask anew
        outbox.control(message=events.end_people([row.person_id]))


# --- marking


def _reason(given: str) -> TodayReason:
    if given not in TodayReason.values:
        raise InvalidInput(_("Choose why it matters today."), "today")
    return TodayReason(given)


def _mark(actor: Person, message: Message, reason: TodayReason) -> None:
    # locked before already in this transaction; read anew, for its version
    conversation = locking.lock(message.conversation.uuid)
    if TodayMark.objects.filter(message=message).exists():
        return
    message.conversation = conversation
    if not policies.can_mark_today(conversation, Side(message.author_side)):
        raise InvalidInput(_("Only a message to the school can be marked so."), "today")
    _check_often(actor)
    mark = TodayMark.objects.create(
        message=message,
        school_id=conversation.school_id,
        pupil_id=_pupil_of(actor, message),
        reason=reason,
        created_at=message.created_at,
    )
    _notify(mark)
    _tell(conversation, mark)
    _record(actor, conversation, mark, "today.mark")


def _notify(mark: TodayMark) -> None:
    """At once, whatever the teacher's hours are. Raises InvalidInput when there is nobody."""
    on_duty = list(today_mark_viewers(mark))
    if not on_duty:
        words = _("Nobody at the school is on duty to see it. Call the school.")
        raise InvalidInput(words, "today")
    for person in on_duty:
        notices.request_to_one(
            message=mark.message,
            person=person,
            subject=Subject.TODAY,
            notice_class=NoticeClass.ABSENCE,
        )


def _check_often(actor: Person) -> None:
    # the writer's row: two at once in two conversations are counted one after the other
    list(Person.objects.select_for_update(no_key=True).filter(pk=actor.pk).values_list("pk"))
    midnight, _next = clock.day_bounds(clock.today())
    mine = TodayMark.objects.filter(message__author=actor, created_at__gte=midnight)
    if mine.count() >= MOST_A_DAY:
        words = _("You have sent %(count)s such messages today. Call the school if it is urgent.")
        raise InvalidInput(words % {"count": MOST_A_DAY}, "today")


def _pupil_of(actor: Person, message: Message) -> int:
    conversation = message.conversation
    if message.author_side == Side.PUPIL:
        return actor.pk
    if conversation.home_pupil_id:
        return conversation.home_pupil_id
    held = affiliations.of(actor)
    mine = reasons.places(held, Side.GUARDIAN, held.children).filter(conversation=conversation)
    pupil = mine.order_by("pk").values_list("pupil", flat=True).first()
    if pupil is None:
        raise InvalidInput(_("Only a message to the school can be marked so."), "today")
    return pupil


# --- taking


def _lock(actor: Person, mark: TodayMark) -> tuple[Conversation, TodayMark]:
    """Locked first, so that two on duty do not take the same at once."""
    conversation = locking.lock(mark.message.conversation.uuid)
    found = visible_today_marks(actor).filter(pk=mark.pk).select_related("message").first()
    if found is None:
        raise NotVisible
    found.message.conversation = conversation
    return conversation, found


def _take(actor: Person, conversation: Conversation, mark: TodayMark) -> None:
    mark.taken_at, mark.taken_by = clock.now(), actor
    mark.save(update_fields=["taken_at", "taken_by"])
    _tell(conversation, mark)
    _record(actor, conversation, mark, "today.take")


def _let_in(actor: Person, conversation: Conversation, message: Message) -> None:
    """From this message on; who reads more already, goes on to."""
    day = clock.today()
    if reasons.place_holders(conversation, Side.STAFF, day).filter(person=actor).exists():
        return
    Participant.objects.update_or_create(
        conversation=conversation,
        person=actor,
        side=Side.STAFF,
        defaults={"starts": day, "ends": None, "stand_in": None, "from_seq": message.seq - 1},
    )


def _tell(conversation: Conversation, mark: TodayMark) -> None:
    """Its readers' pages catch up, and those of who is on duty ask anew."""
    conversation.version += 1
    conversation.save(update_fields=["version"])
    event = events.of_conversation(EventKind.CHANGED, conversation.uuid, conversation.version)
    readers = message_viewer_ids(mark.message)
    outbox.tell(conversation=conversation, event=event, recipients=readers)
    on_duty = today_mark_viewers(mark).order_by().values_list("pk", flat=True)
    outbox.tell(conversation=conversation, event=events.refetch(), recipients=on_duty)


def _record(actor: Person, conversation: Conversation, mark: TodayMark, action: str) -> None:
    audit.record(
        actor=actor,
        action=action,
        about=mark,
        school_id=conversation.school_id,
        reason=mark.reason,
    )


# --- naming


def _may_name(actor: Person, school: School) -> None:
    if not policies.can_set_rules(actor, school):
        raise NotVisible


def _check_days(starts: dt.date, last: dt.date | None) -> None:
    if starts < clock.today():
        raise InvalidInput(_("The first day is over. Choose today or later."), "starts")
    if last and last < starts:
        raise InvalidInput(_("The last day is before the first."), "last")


def _record_named(actor: Person, row: DutyPerson, action: str) -> None:
    audit.record(
        actor=actor, action=action, about=row, school_id=row.school_id, person=row.person_id
    )
