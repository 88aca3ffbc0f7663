"""Who may what about duty: what matters today."""

import datetime as dt
import uuid
from typing import Any

from messaging import visibility
from messaging.actions import duty
from messaging.models import DutyPerson, TodayMark
from schools import clock
from tests.access.pairs import Pair
from tests.access.rows import Row, only
from tests.cast import Cast
from tests.messaging import conversations as made


def _at_lade(objects: Any) -> dict[str, Any]:
    return {"school": objects.cast.lade.uuid}


def _mark(objects: Any) -> dict[str, Any]:
    return {"key": objects.today_mark.uuid}


def _taken(objects: Any) -> dict[str, Any]:
    return {"key": objects.today_taken.uuid}


def _duty(objects: Any) -> dict[str, Any]:
    return _at_lade(objects) | {"duty": objects.later_duty.uuid}


def _named(objects: Any) -> dict[str, Any]:
    return {"person": objects.cast.odd.uuid, "starts": clock.today().isoformat()}


def _for_today(objects: Any) -> dict[str, Any]:
    return {"body": "Henter kl. 12", "client_token": uuid.uuid4(), "today": "pick_up"}


def _no_reason(objects: Any) -> dict[str, Any]:
    return _for_today(objects) | {"today": "kjedelig"}


def _later_today(objects: Any) -> dict[str, Any]:
    day = clock.today() + dt.timedelta(days=2)
    return _for_today(objects) | {"day": day.isoformat(), "time": "07:30"}


def _home(objects: Any) -> dict[str, Any]:
    return {"key": objects.home_thread.uuid}


ROWS = [
    # nobody is named today: leaders and office are on duty
    Row("duty", only("r", "SA SB")),
    Row("duty", only("r", "SA SB"), query="?del=liste"),
    Row("duty_take", only("w", "SA"), "POST", kwargs=_mark),
    Row("duty_take", only("w", "SA"), "POST", kwargs=_taken),
    Row("duty_take_over", only("w", "SA"), "POST", kwargs=_mark),
    Row("duty_people", only("r", "SA"), kwargs=_at_lade),
    Row("duty_people", only("w", "SA"), "POST", kwargs=_at_lade, data=_named),
    Row("duty_people", only("i", "SA"), "POST", kwargs=_at_lade, data={"person": "x"}),
    Row("duty_person_end", only("w", "SA"), "POST", kwargs=_duty),
    # a guardian marks what they write; staff cannot, and a reason that is none is refused
    Row("conversation", only("w", "GU", i="TC"), "POST", kwargs=_home, data=_for_today),
    Row("conversation", only("i", "GU TC"), "POST", kwargs=_home, data=_no_reason),
    Row("conversation_later", only("i", "GU TC"), "POST", kwargs=_home, data=_later_today),
    # whoever sees one message on duty does not read its conversation
    Row("conversation", only("r", "GU TC"), kwargs=_home),
]

PAIRS: list[Pair] = [
    Pair(
        "what matters today",
        visibility.visible_today_marks,
        visibility.today_mark_viewers,
        lambda objects: TodayMark.objects.all(),
    ),
]


def objects(cast: Cast) -> dict[str, object]:
    """Kari's message to Tone that waits, one that Sissel has taken, and duty that begins later."""
    taken = made.for_today(cast)
    duty.take(actor=cast.fresh("sissel"), mark=taken)
    later = clock.today() + dt.timedelta(days=7)
    return {
        "today_mark": made.for_today(cast),
        "today_taken": taken,
        "later_duty": DutyPerson.objects.create(school=cast.lade, person=cast.odd, starts=later),
    }
