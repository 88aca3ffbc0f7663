"""Announcements that stand first in every reader's list, until and with a day."""

import datetime as dt

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from messaging import policies
from messaging.actions import locking, originals
from messaging.models import Conversation
from messaging.queries.marks import pinned_for_all
from messaging.visibility import conversation_viewers
from schools import clock
from schools.actions import audit
from schools.exceptions import InvalidInput, NotAllowed
from schools.models import Person, School

MOST_PINNED = 3
LONGEST = dt.timedelta(days=30)
_DAY = "j. F"


def pin_for_all(*, actor: Person, conversation: Conversation, until: dt.date) -> None:
    """Put an announcement first for all who read it, until and with the municipal day ``until``.

    Under what each has pinned; once more moves the day. Open lists follow. Raises NotVisible,
    NotAllowed, InvalidInput (``until``), also when the school has three already.
    """
    with transaction.atomic():
        locked = _lock(actor, conversation)
        _check_day(locked, until)
        if locked.pinned_until != until:
            _check_room(locked)
            _save(actor, locked, until, "conversation.pin_for_all")


def unpin_for_all(*, actor: Person, conversation: Conversation) -> None:
    """It stands first no longer. Raises NotVisible, NotAllowed. Twice is the same as once."""
    with transaction.atomic():
        locked = _lock(actor, conversation)
        if locked.pinned_until is not None:
            _save(actor, locked, None, "conversation.unpin_for_all")


def _lock(actor: Person, conversation: Conversation) -> Conversation:
    locked, sides = locking.lock_visible(actor, conversation.uuid)
    if not policies.can_pin_for_all(actor, locked, sides):
        raise NotAllowed(
            _("Who wrote an announcement, and the leaders and office of its school, can do this.")
        )
    return locked


def _check_day(conversation: Conversation, until: dt.date) -> None:
    today, holds = clock.today(), conversation.holds_until
    if until < today:
        raise InvalidInput(_("That day has passed. Choose a later one."), "until")
    if until > today + LONGEST:
        text = _("Choose a day within %(days)s days.") % {"days": LONGEST.days}
        raise InvalidInput(text, "until")
    if holds is not None and until > holds:
        text = _("It holds until %(day)s. Choose that day or an earlier one.")
        raise InvalidInput(text % {"day": date_format(holds, _DAY)}, "until")


def _check_room(conversation: Conversation) -> None:
    """Raises InvalidInput (``until``) when so many others are pinned at its school."""
    # the school's lock: of two who pin at once, the second counts the first's
    School.objects.select_for_update(no_key=True).get(pk=conversation.school_id)
    there = Conversation.objects.filter(pinned_for_all(), school=conversation.school_id)
    others = there.exclude(pk=conversation.pk).order_by("pinned_until", "pk")
    days = list(others.values_list("pinned_until", flat=True))
    if len(days) >= MOST_PINNED and days[0]:
        text = _(
            "%(limit)s announcements are pinned at this school already. Unpin one of them first,"
            " or wait: the next one ends on %(day)s."
        )
        given = {"limit": MOST_PINNED, "day": date_format(days[0], _DAY)}
        raise InvalidInput(text % given, "until")


def _save(actor: Person, conversation: Conversation, until: dt.date | None, action: str) -> None:
    conversation.pinned_until = until
    conversation.version += 1
    conversation.save(update_fields=["pinned_until", "version"])
    readers = conversation_viewers(conversation).order_by().values_list("pk", flat=True)
    originals.ask_anew(conversation, readers)
    audit.record(
        actor=actor,
        action=action,
        about=conversation,
        school_id=conversation.school_id,
        until=until.isoformat() if until else "",
    )
