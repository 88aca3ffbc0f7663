"""While one writes: whether the homes have had much this week already, in words.

A calm question, never a hindrance; nothing that is urgent is written in these forms.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from messaging.choices import Kind, Part
from messaging.models import Conversation
from messaging.noise import MANY, median
from messaging.queries import audiences, weekly
from messaging.queries.noise import Span, received
from messaging.visibility import part_people, writable_homes_of
from schools import clock, spoken
from schools.models import Group, Person


def for_homes(viewer: Person, pupils: Sequence[uuid.UUID]) -> str:
    """Of the chosen pupils' homes; empty when it is not much. At most five queries."""
    if not pupils:
        return ""
    known = writable_homes_of(viewer).filter(uuid__in=pupils)
    count = _this_week(viewer, list(known.order_by().values_list("pk", flat=True)))
    if count < MANY:
        return ""
    return _had(count) + " " + _("Can it wait?")


def for_group(viewer: Person, group: Group, *, has_letter: bool) -> str:
    """Of the homes of a group; with when its letter is sent. At most eight queries."""
    pupils = Person.objects.filter(pk__in=part_people([group.pk], Part.PUPILS, clock.today()))
    count = _this_week(viewer, list(pupils.order_by().values_list("pk", flat=True)))
    if count < MANY:
        return ""
    if not has_letter:
        return _had(count) + " " + _("Can it wait?")
    at = spoken.when(weekly.next_of(group).at)
    return _had(count) + " " + _("Can it wait for the weekly letter (%(time)s)?") % {"time": at}


def in_thread(viewer: Person, conversation: Conversation) -> str:
    """The same for one who writes as staff in a thread with the homes of a class.

    No query for a thread with one home or between people; else twelve at most.
    """
    if not is_of_class(conversation):
        return ""
    group = audiences.writable_group(viewer, conversation.group_id)
    if group is None or not audiences.is_for_guardians_of(conversation, group):
        return ""
    return for_group(viewer, group, has_letter=True)


def is_of_class(conversation: Conversation) -> bool:
    """Whether it belongs to one class, which has a letter. No query."""
    return (
        conversation.kind in {Kind.CLASS, Kind.ANNOUNCEMENT} and conversation.group_id is not None
    )


def _this_week(viewer: Person, pupils: Collection[int]) -> int:
    """What half of the homes have had, or more, since Monday."""
    today = clock.today()
    since = clock.at(clock.monday_of(today), dt.time())
    span = Span(since, clock.now() + dt.timedelta(seconds=1))
    numbers = received(pupils, span, today, writer=viewer.pk).numbers()
    return int(median(numbers)) if numbers else 0


def _had(count: int) -> str:
    text = ngettext(
        "These homes have had %(count)s message this week.",
        "These homes have had %(count)s messages this week.",
        count,
    )
    return text % {"count": count}
