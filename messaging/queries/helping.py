"""Who reads a conversation in a guardian's place, for its staff."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet

from messaging.choices import BETWEEN_PEOPLE
from messaging.models import Conversation
from messaging.visibility import followed_helpers, helped_to_answer
from schools import clock
from schools.models import HelperAppointment, Person
from schools.models.dated import on_day

MOST_SHOWN = 200


@dataclass(frozen=True)
class HelperLine:
    """One helper of one guardian for one child; ``last_day`` is municipal."""

    name: str
    guardian: str
    child: str
    last_day: dt.date


def helpers_in(
    viewer: Person, conversation: Conversation, pupils: Collection[int] | None = None
) -> tuple[HelperLine, ...]:
    """In order of the children's names; none for who is no staff of it. Four queries at most.

    ``pupils``: children of the homes that the viewer sees in it, where they are known already.
    One query then, if it is for many and nobody helps with any of them.
    """
    if conversation.kind in BETWEEN_PEOPLE:
        if not getattr(conversation, "has_helpers", True):
            return ()
    elif pupils is not None and not _helped(pupils).exists():
        return ()
    rows = followed_helpers(viewer, conversation).select_related("helper", "guardian", "pupil")
    return tuple(
        HelperLine(
            name=row.helper.get_full_name() if row.helper else "",
            guardian=row.guardian.get_full_name(),
            child=row.pupil.get_full_name(),
            last_day=(row.ends or clock.today()) - dt.timedelta(days=1),
        )
        for row in rows.order_by("pupil__sort_key", "pk")[:MOST_SHOWN]
    )


def _helped(pupils: Collection[int]) -> QuerySet[HelperAppointment]:
    return HelperAppointment.objects.filter(on_day(clock.today()), pupil__among=pupils)


def guardian_helped(helper: Person, conversation: Conversation) -> Person | None:
    """For whom the helper answers there; of two the one who asked first. One query."""
    rows = helped_to_answer(helper, conversation).select_related("guardian")
    row = rows.order_by("created_at", "pk").first()
    return row.guardian if row else None
