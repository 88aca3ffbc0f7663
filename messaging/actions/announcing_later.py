"""Announcements to be sent later, at a time of the wall clock."""

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from messaging import asking, targets
from messaging.actions import asked, scheduled_files, sweeping
from messaging.actions.announcing import announce, check_readers
from messaging.actions.attaching import Cover
from messaging.actions.messages import clean_body
from messaging.actions.starting import Draft, check_title, title_of
from messaging.choices import NotSent
from messaging.models import Conversation, ScheduledAnnouncement
from messaging.targets import Target
from messaging.visibility import visible_scheduled_announcements
from schools import clock
from schools.actions import audit
from schools.exceptions import InvalidInput, NotAllowed, NotVisible, Refusal
from schools.models import Person
from schools.statements import insert

MOST_WAITING = 20
_DAY = "j. F"


def schedule_announcement(
    *,
    actor: Person,
    to: Sequence[Target],
    people: Sequence[Person] = (),
    homes: Sequence[Person] = (),
    draft: Draft,
    day: dt.date,
    time: dt.time,
) -> ScheduledAnnouncement:
    """Keep an announcement to be sent on ``day`` at ``time`` of the wall clock.

    Who may write to whom, and who reads it, is asked now and again when it is sent. The same
    ``client_token`` again returns what waits already. Raises NotAllowed, NotVisible, InvalidInput
    as ``announce`` does, and (``day``, ``time``); Conflict when the token was sent at once.
    """
    meant = check_readers(author=actor, to=to, people=people, homes=homes)
    row = ScheduledAnnouncement(
        author=actor,
        school_id=meant.school,
        to=[targets.word_of(target) for target in meant.to],
        people=[str(person.uuid) for person in people],
        homes=[str(pupil.uuid) for pupil in homes],
        asks_confirmation=draft.asks_confirmation,
        asks=asking.kept(draft.asks) if draft.asks else None,
        holds_until=draft.holds_until,
        client_token=draft.client_token,
        created_at=clock.now(),
    )
    _put(row, draft, day, time)
    sweeping.check_not_sent(author=actor, client_token=draft.client_token)
    return _keep(actor, row, draft)


def change_announcement(
    *,
    actor: Person,
    scheduled: ScheduledAnnouncement,
    title: str,
    body: str,
    day: dt.date,
    time: dt.time,
    without: Sequence[uuid.UUID] = (),
    file_uuids: Sequence[str] = (),
    cover: Cover | None = None,
) -> ScheduledAnnouncement:
    """Another heading, text, time or other files, also for one that could not be sent.

    ``without``: keys of those of its files that are deleted; ``file_uuids``: fresh uploads of the
    actor's that it gets; ``cover``: its new picture. Raises NotVisible, also once it is sent;
    InvalidInput (``title``, ``body``, ``day``, ``time``, ``files``).
    """
    with transaction.atomic():
        row = _lock_own(actor, scheduled)
        written = Draft(title, body, row.client_token, asks=_asks(row), holds_until=row.holds_until)
        _put(row, written, day, time)
        row.not_sent = ""
        row.save(update_fields=["title", "body", "day", "time", "not_sent"])
        scheduled_files.take_away(row, without)
        scheduled_files.keep(row, file_uuids)
        scheduled_files.keep_cover(row, cover)
        _record(actor, row, "announcement.reschedule")
    return row


def remove_announcement(*, actor: Person, scheduled: ScheduledAnnouncement) -> None:
    """It will not be sent, and nothing of it stays. Raises NotVisible, also once it is sent."""
    with transaction.atomic():
        row = _lock_own(actor, scheduled)
        _record(actor, row, "announcement.unschedule")
        scheduled_files.take_all_away(row)
        row.delete()


def send_announcement_now(*, actor: Person, scheduled: ScheduledAnnouncement) -> Conversation:
    """Send it at once. Raises NotVisible, also once it is sent; and as ``announce`` does."""
    with transaction.atomic():
        return _post(_lock_own(actor, scheduled))


def send_due() -> int:
    """Send what is due; returns how many were sent.

    What its author may no longer announce is kept, with the reason, for them.
    """
    waiting = ScheduledAnnouncement.objects.select_related("author")
    return sweeping.send_due(waiting, send=_post, refused=_refused)


def _refused(_row: ScheduledAnnouncement, refusal: Refusal) -> NotSent:
    return NotSent.UNFIT if isinstance(refusal, InvalidInput) else NotSent.TO


def _post(row: ScheduledAnnouncement) -> Conversation:
    """Its own key is the message's token: sent once, whoever tries again."""
    if not row.author.is_active:
        raise NotAllowed
    file_uuids, cover = scheduled_files.hand_over(row)
    one = announce(
        actor=row.author,
        to=[targets.read_word(word) for word in row.to],
        people=_people(row.people),
        homes=_people(row.homes),
        draft=Draft(
            title=row.title,
            body=row.body,
            client_token=row.uuid,
            file_uuids=file_uuids,
            cover=cover,
            asks_confirmation=row.asks_confirmation,
            asks=_asks(row),
            holds_until=row.holds_until,
        ),
    )
    row.delete()
    return one


def _people(keys: list[str]) -> list[Person]:
    """All of them. Raises NotVisible when somebody is there no longer."""
    found = list(Person.objects.filter(uuid__in=keys)) if keys else []
    if len(found) != len(keys):
        raise NotVisible
    return found


def _asks(row: ScheduledAnnouncement) -> asking.Asked | None:
    return asking.read_kept(row.asks) if row.asks else None


def _put(row: ScheduledAnnouncement, draft: Draft, day: dt.date, time: dt.time) -> None:
    """The words and the moment, as far as they will do."""
    check_title(draft.title)
    row.title, row.body = title_of(draft), clean_body(draft.body)
    asked.check(draft.asks)
    sweeping.check_moment(day, time)
    _check_days(draft, day)
    row.day, row.time = day, time


def _check_days(draft: Draft, day: dt.date) -> None:
    """Raises InvalidInput (``day``) for a day after which it would hold no longer."""
    closes = draft.asks.closes_on if draft.asks else None
    if draft.holds_until and draft.holds_until < day:
        text = _("It holds until %(day)s. Choose that day or an earlier one.")
        raise InvalidInput(text % {"day": date_format(draft.holds_until, _DAY)}, "day")
    if closes and closes < day:
        text = _("One can answer it until %(day)s. Choose that day or an earlier one.")
        raise InvalidInput(text % {"day": date_format(closes, _DAY)}, "day")


def _keep(actor: Person, row: ScheduledAnnouncement, draft: Draft) -> ScheduledAnnouncement:
    theirs = ScheduledAnnouncement.objects.filter(author=actor)
    with transaction.atomic():
        if not insert(row, unless_there=True):
            return theirs.get(client_token=row.client_token)
        if theirs.count() > MOST_WAITING:
            text = _("%(limit)s announcements wait already. Send or remove one first.")
            raise InvalidInput(text % {"limit": MOST_WAITING})
        scheduled_files.keep(row, draft.file_uuids)
        scheduled_files.keep_cover(row, draft.cover)
        _record(actor, row, "announcement.schedule")
    return row


def _lock_own(actor: Person, scheduled: ScheduledAnnouncement) -> ScheduledAnnouncement:
    own = visible_scheduled_announcements(actor).select_for_update(of=("self",))
    row = own.select_related("author").filter(pk=scheduled.pk).first()
    if row is None:
        raise NotVisible
    return row


def _record(actor: Person, row: ScheduledAnnouncement, action: str) -> None:
    audit.record(actor=actor, action=action, about=row, school_id=row.school_id)
