"""The weekly letter of a class: putting things into it, and sending it once."""

import datetime as dt
import logging
import uuid
from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet, Sum
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from messaging import policies, targets
from messaging.actions import drafts
from messaging.actions.announcing import announce
from messaging.actions.messages import LONGEST_BODY, clean_body
from messaging.actions.starting import Draft, clean_title
from messaging.choices import NotSent, Part
from messaging.models import Conversation, WeeklyItem, WeeklyLetter, WeeklyTime
from messaging.queries import cards, threads, weekly
from messaging.visibility import visible_weekly_items
from messaging.weekly import DAYS, EARLIEST, LATEST, USUAL, Sending
from schools import clock
from schools.actions import audit
from schools.choices import MemberRole
from schools.exceptions import InvalidInput, NotAllowed, NotVisible, Refusal
from schools.models import Group, Membership, Person, School
from schools.models.dated import on_day
from schools.statements import insert, upsert

log = logging.getLogger(__name__)

_AT_ONCE = 200
_AROUND = 100  # characters that stand around one item: heading, name, lines between


def add_item(
    *, actor: Person, group: Group, title: str, body: str, client_token: uuid.UUID
) -> WeeklyItem:
    """Put something into the group's next letter, which goes to its guardians.

    The same ``client_token`` again returns what is there already. Raises NotAllowed, InvalidInput
    (``title``, ``body``).
    """
    if not policies.can_write_to_group(actor, group):
        raise NotAllowed(_("You can write to the classes you teach."))
    heading, text = _clean(title, body)
    row = WeeklyItem(
        author=actor,
        title=heading,
        body=text,
        client_token=client_token,
        created_at=clock.now(),
    )
    with transaction.atomic():
        row.letter = _lock_open_letter(group)
        if not insert(row, unless_there=True):
            return WeeklyItem.objects.get(author=actor, client_token=client_token)
        _check_room(row.letter)
        _record(actor, row, "weekly.add")
    return row


def move_to_letter(
    *, actor: Person, conversation: Conversation, body: str, client_token: uuid.UUID
) -> WeeklyItem:
    """Put what was begun in a thread of a class into its letter instead; the draft ends.

    Its heading is the conversation's. Raises NotVisible where there is no class, and as
    ``add_item`` does.
    """
    seen = threads.readable(actor, conversation.uuid)
    if (group := seen.group) is None:
        raise NotVisible
    with transaction.atomic():
        row = add_item(
            actor=actor, group=group, title=seen.title, body=body, client_token=client_token
        )
        drafts.save_draft(actor=actor, conversation=seen, body="")
    return row


def change_item(*, actor: Person, item: WeeklyItem, title: str, body: str) -> WeeklyItem:
    """Another heading or text of one's own. Raises NotVisible, also once it is sent; InvalidInput.

    What was left out of a letter comes into the next one.
    """
    heading, text = _clean(title, body)
    with transaction.atomic():
        row = _lock(visible_weekly_items(actor).filter(author=actor.pk), item)
        if row.not_sent:
            row.letter, row.not_sent = _lock_open_letter(row.letter.group), ""
        row.title, row.body = heading, text
        row.save(update_fields=["title", "body", "letter", "not_sent"])
        _check_room(row.letter)
        _record(actor, row, "weekly.change")
    return row


def remove_item(*, actor: Person, item: WeeklyItem) -> None:
    """One's own is not sent, and nothing of it stays. Raises NotVisible, also once it is sent.

    What was left out of a letter, anybody who sees it may remove.
    """
    with transaction.atomic():
        row = _lock(weekly.removable_items(actor), item)
        _record(actor, row, "weekly.remove")
        row.delete()


def set_time(*, actor: Person, school: School, weekday: int, time: dt.time) -> None:
    """When the school's letters are sent. Raises NotVisible, InvalidInput (``time``).

    What is put together for a moment that would have passed by the new time waits for the next.
    """
    if not policies.can_set_rules(actor, school):
        raise NotVisible
    if weekday not in DAYS or not EARLIEST <= time <= LATEST:
        raise InvalidInput(_("Choose a time between 06:00 and 21:00."), "time")
    with transaction.atomic():
        waiting = [row for row in _lock_begun(school) if not _is_due(school.pk, row.week)]
        if Sending(weekday, time) == USUAL:
            WeeklyTime.objects.filter(school=school).delete()
        else:
            row = WeeklyTime(school=school, weekday=weekday, time=time)
            upsert(row, unique=("school",), update=("weekday", "time"))
        audit.record(actor=actor, action="weekly.time", about=school, school_id=school.pk)
        for letter in waiting:
            if _is_due(school.pk, letter.week):
                _move_on(letter)


def _lock_begun(school: School) -> QuerySet[WeeklyLetter]:
    """A school's letters that are not sent, under their locks, always in the same order."""
    rows = WeeklyLetter.objects.filter(group__school=school, sent_at__isnull=True).order_by("pk")
    return rows.select_for_update(of=("self",)).select_related("group")


def _move_on(letter: WeeklyLetter) -> None:
    """Into the next letter: nobody's text is sent before the moment that its page named."""
    letter.items.update(letter=_lock_open_letter(letter.group))
    letter.delete()


def send_due() -> int:
    """Send the letters whose time has come, each in a transaction of its own; returns how many.

    Any number of workers may do so beside each other.
    """
    this = clock.monday_of(clock.today())
    waiting = WeeklyLetter.objects.filter(sent_at__isnull=True, week__lte=this)
    rows = waiting.order_by("week", "pk").values_list("pk", "week", "group__school")
    due: dict[tuple[int, dt.date], bool] = {}
    keys = []
    for key, week, school in rows:
        if (school, week) not in due:
            due[school, week] = _is_due(school, week)
        if due[school, week]:
            keys.append(key)
    return sum(_send(key) for key in keys[:_AT_ONCE])


def _is_due(school: int, week: dt.date) -> bool:
    """One that was begun for a week that became a holiday goes with the next."""
    first = next(weekly.coming(school, week), None)
    return first is not None and first.at <= clock.now()


def _send(key: int) -> bool:
    try:
        with transaction.atomic():
            # the letter's lock: whoever adds waits, another worker goes past
            free = WeeklyLetter.objects.select_for_update(skip_locked=True, of=("self",))
            row = free.select_related("group").filter(pk=key, sent_at__isnull=True).first()
            return row is not None and _sent(row)
    except Exception:
        # this one's own fault, or the next sweep's: the others go on, and it stays
        log.exception("A weekly letter could not be sent.")
        return False


def _sent(letter: WeeklyLetter) -> bool:
    items = list(letter.items.select_related("author"))
    # each author's right is asked again: the letter is no way around an end of work
    allowed = [one for one in items if _may_write(one.author, letter.group)]
    _leave_out([one for one in items if one not in allowed])
    if allowed:
        try:
            with transaction.atomic():
                letter.conversation = _post(letter, allowed)
        except Refusal:
            log.exception("A weekly letter was refused.")
            _leave_out(allowed)
        else:
            letter.items.filter(pk__in=[one.pk for one in allowed]).delete()
    letter.sent_at = clock.now()
    letter.save(update_fields=["conversation", "sent_at"])
    return letter.conversation is not None


def _may_write(author: Person, group: Group) -> bool:
    return author.is_active and policies.can_write_to_group(author, group)


def _leave_out(items: Sequence[WeeklyItem]) -> None:
    WeeklyItem.objects.filter(pk__in=[one.pk for one in items]).update(not_sent=NotSent.MAY_NOT)


def _post(letter: WeeklyLetter, items: Sequence[WeeklyItem]) -> Conversation:
    """In the name of the contact teacher when something is theirs, else of who was first.

    The letter's own key is the message's token: sent once, whoever tries again.
    """
    week = letter.week.isocalendar().week
    return announce(
        actor=_sender(letter.group, items),
        to=[targets.of_group(letter.group.pk, Part.GUARDIANS)],
        draft=Draft(
            title=_("Weekly letter, week %(week)s") % {"week": week},
            body="\n\n\n".join(_text(one) for one in items),
            client_token=letter.uuid,
        ),
    )


def _sender(group: Group, items: Sequence[WeeklyItem]) -> Person:
    contacts = Membership.objects.filter(
        on_day(clock.today()), group=group, role=MemberRole.CONTACT_TEACHER
    )
    first = set(contacts.values_list("person", flat=True))
    authors = [one.author for one in items]
    return next((author for author in authors if author.pk in first), authors[0])


def _text(item: WeeklyItem) -> str:
    return f"{item.title}\n{item.body}\n– {cards.staff_name(item.author)}"


def _clean(title: str, body: str) -> tuple[str, str]:
    return clean_title(title), clean_body(body)


def _lock_open_letter(group: Group) -> WeeklyLetter:
    """The next letter's row, under its lock: it is not sent while something comes into it."""
    coming = weekly.next_of(group)
    insert(WeeklyLetter(group=group, week=coming.week), unless_there=True)
    locked = WeeklyLetter.objects.select_for_update(of=("self",))
    letter = locked.filter(group=group, week=coming.week, sent_at__isnull=True).first()
    # sent or moved while one waited for the lock: then the next one
    return letter or _lock_open_letter(group)


def _check_room(letter: WeeklyLetter) -> None:
    """Raises InvalidInput (``body``) when all of it would be longer than a message may be."""
    rows = letter.items.filter(not_sent="")
    sums = rows.aggregate(text=Sum(Length("body") + Length("title") + _AROUND))
    if sums["text"] > LONGEST_BODY:
        text = _("There is no more room in this week's letter. Shorten it, or send it by itself.")
        raise InvalidInput(text, "body")


def _lock(allowed: QuerySet[WeeklyItem], item: WeeklyItem) -> WeeklyItem:
    # the letter first: who sends it holds that lock, and then the row is gone
    letter = WeeklyLetter.objects.select_for_update(of=("self",)).filter(items=item.pk)
    found = allowed.filter(pk=item.pk).select_related("letter__group")
    row = found.first() if letter.first() else None
    if row is None:
        raise NotVisible
    return row


def _record(actor: Person, row: WeeklyItem, action: str) -> None:
    school = row.letter.group.school_id
    audit.record(actor=actor, action=action, about=row, school_id=school)
