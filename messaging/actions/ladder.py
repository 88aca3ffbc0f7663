"""The reach ladder by click: the next step for a home now, and what a school has set."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from messaging.actions import steps
from messaging.choices import Rung, Urgency, Which
from messaging.models import Climb, Conversation, Message, SchoolLadder
from messaging.queries import homes as behind
from messaging.queries.homes import Behind
from messaging.rungs import Ladder
from messaging.visibility import with_visible_readers, writable_homes_of
from schools import clock
from schools.actions import audit
from schools.exceptions import InvalidInput, NotAllowed, NotVisible
from schools.models import Person, School
from schools.policies import can_run_office
from schools.statements import upsert

MOST_HOURS = 14 * 24


def take_step(*, actor: Person, conversation: Conversation, rung: Rung, which: Which) -> int:
    """Try this now with all homes that have not read the newest message, or were not reached.

    Returns how many homes or people it was new for. Raises NotVisible for those who may not see
    the list of readers.
    """
    with transaction.atomic():
        message, unread = _unread(actor, conversation)
        wanted = [home for home in unread if which == Which.UNREAD or not home.told]
        return _take(actor, message, rung, wanted)


def take_step_for_home(
    *, actor: Person, conversation: Conversation, rung: Rung, pupil: uuid.UUID, home_key: str
) -> int:
    """The same for one home. Raises NotVisible, InvalidInput when somebody there has read it."""
    with transaction.atomic():
        message, unread = _unread(actor, conversation)
        child = Person.objects.filter(uuid=pupil).values_list("pk", flat=True).first()
        wanted = [home for home in unread if (home.pupil, home.key) == (child, home_key)]
        if not wanted:
            raise InvalidInput(_("That home has read it by now, or is off the list."))
        return _take(actor, message, rung, wanted)


def choose(*, actor: Person, school: School, ladders: Mapping[Urgency, Ladder]) -> None:
    """Set when the school's next steps are taken by themselves; for messages under way, too.

    Raises NotAllowed for all but leaders and office of the school, InvalidInput for waits that
    are not between one hour and two weeks.
    """
    if not can_run_office(actor, school):
        raise NotAllowed
    for ladder in ladders.values():
        if any(not 1 <= hours <= MOST_HOURS for hours in _waits(ladder)):
            raise InvalidInput(_("Choose between one hour and two weeks."))
    with transaction.atomic():
        for urgency, ladder in ladders.items():
            _keep(school, urgency, ladder)
        # looked at anew by the next round, also where no step was to follow
        under_way = Climb.objects.filter(message__conversation__school=school)
        since = clock.now() - dt.timedelta(hours=MOST_HOURS)
        under_way.filter(stood_at__gt=since).update(due_at=clock.now())
        audit.record(actor=actor, action="ladder.choose", about=school, school_id=school.pk)


def _unread(actor: Person, conversation: Conversation) -> tuple[Message, list[Behind]]:
    if not with_visible_readers(actor).filter(pk=conversation.pk).exists():
        raise NotVisible
    newest = Message.objects.filter(conversation=conversation).order_by("-seq")
    message = newest.select_related("conversation").first()
    if message is None or message.withdrawn_at is not None:
        raise InvalidInput(_("The newest message was withdrawn: there is nothing to tell."))
    unread = behind.unread(message, actor)
    # who reads along may see how far it has come, but not disturb homes that are not theirs
    own = writable_homes_of(actor).filter(pk__in={home.pupil for home in unread})
    theirs = set(own.values_list("pk", flat=True))
    return message, [home for home in unread if home.pupil in theirs]


def _take(actor: Person, message: Message, rung: Rung, homes: Sequence[Behind]) -> int:
    new = steps.take(message=message, rung=rung, homes=homes, asked_by=actor)
    audit.record(
        actor=actor,
        action="ladder.step",
        about=message,
        school_id=message.conversation.school_id,
        rung=str(rung),
        homes=len(homes),
        new=new,
    )
    return new


def _waits(ladder: Ladder) -> list[int]:
    return [hours for hours in (ladder.sms, ladder.calls, ladder.letter) if hours is not None]


def _keep(school: School, urgency: Urgency, ladder: Ladder) -> None:
    row = SchoolLadder(school=school, urgency=urgency)
    row.sms, row.calls, row.letter = ladder.sms, ladder.calls, ladder.letter
    upsert(row, unique=("school", "urgency"), update=("sms", "calls", "letter"))
