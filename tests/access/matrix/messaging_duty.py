"""Who may what about duty: what matters today, standing in, and interpreters."""

import datetime as dt
import uuid
from typing import Any

from messaging import visibility
from messaging.actions import duty, interpreters, standing_in
from messaging.models import DutyPerson, InterpreterNeed, StandIn, TodayMark
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


def _stand_in(objects: Any) -> dict[str, Any]:
    return {"key": objects.stand_in.uuid}


def _substitute(objects: Any) -> dict[str, Any]:
    day = (clock.today() + dt.timedelta(days=2)).isoformat()
    given = {"substitute": objects.cast.ida.uuid, "group": ""}
    return given | {"starts": day, "last": day, "reads": "na"}


def _need(objects: Any) -> dict[str, Any]:
    return {"key": objects.interpreter_need.uuid}


def _other_home(objects: Any) -> dict[str, Any]:
    return {"key": objects.other_home_thread.uuid}


def _announced(objects: Any) -> dict[str, Any]:
    return {"key": objects.announcement.uuid}


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


_NOBODY = {"note": " "}
_WHO = {"note": "Mina Tolk, torsdag kl. 10"}

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
    # Tone has asked Odd to stand in from tomorrow
    Row("stand_ins", only("r", "TC TO SA SB")),
    Row("stand_ins", only("w", "TC TO SA", i="SB"), "POST", data=_substitute),
    Row("stand_in_end", only("w", "TC TO SA"), "POST", kwargs=_stand_in),
    # Kari has asked for an interpreter in a thread with Tone
    Row("interpreters", only("r", "SA SB")),
    Row("interpreter_arrange", only("r", "TC SA", f="GU"), kwargs=_need),
    Row("interpreter_arrange", only("w", "TC SA", f="GU"), "POST", kwargs=_need, data=_WHO),
    Row("interpreter_arrange", only("i", "TC SA", f="GU"), "POST", kwargs=_need, data=_NOBODY),
    Row("interpreter_end", only("w", "GU TC SA"), "POST", kwargs=_need),
    Row("interpreter_ask", only("r", "GU TC"), kwargs=_home),
    Row("interpreter_ask", only("r", "TC"), kwargs=_other_home),
    Row("interpreter_ask", only(".", ""), kwargs=_announced),
    Row("interpreter_ask", only("w", "GU TC"), "POST", kwargs=_home, data={"language": "ar"}),
    Row("interpreter_ask", only("i", "GU TC"), "POST", kwargs=_home, data={"language": "x"}),
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
    Pair(
        "stand-ins",
        visibility.visible_stand_ins,
        visibility.stand_in_viewers,
        lambda objects: StandIn.objects.all(),
    ),
    Pair(
        "interpreters",
        visibility.visible_interpreter_needs,
        visibility.interpreter_need_viewers,
        lambda objects: InterpreterNeed.objects.select_related("conversation", "pupil"),
    ),
]


def objects(cast: Cast) -> dict[str, object]:
    """Kari's message to Tone that waits, one that Sissel has taken, and duty that begins later."""
    taken = made.for_today(cast)
    duty.take(actor=cast.fresh("sissel"), mark=taken)
    later = clock.today() + dt.timedelta(days=7)
    tomorrow = clock.today() + dt.timedelta(days=1)
    stand_in = standing_in.let_stand_in(
        actor=cast.fresh("tone"),
        school=cast.lade,
        substitute=cast.people["odd"],
        starts=tomorrow,
        last=tomorrow,
    )
    return {
        "interpreter_need": interpreters.ask(
            actor=cast.fresh("kari"), conversation=made.direct(cast), language="ar"
        ),
        "stand_in": stand_in,
        "today_mark": made.for_today(cast),
        "today_taken": taken,
        "later_duty": DutyPerson.objects.create(school=cast.lade, person=cast.odd, starts=later),
    }
