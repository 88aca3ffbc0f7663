"""Who may see how much reaches homes, and put things in a weekly letter."""

import datetime as dt
import uuid
from typing import Any

from messaging import visibility
from messaging.actions import weekly
from messaging.models import NoiseWeek, WeeklyItem
from schools import clock
from tests.access.pairs import Pair
from tests.access.rows import Row, only
from tests.cast import Cast

_TIME = {"weekday": "4", "time": "13:00"}


def _at_lade(objects: Any) -> dict[str, Any]:
    return {"school": objects.cast.lade.uuid}


def _of_6a(objects: Any) -> dict[str, Any]:
    return {"group": objects.cast.class_6a.uuid}


def _item(objects: Any) -> dict[str, Any]:
    return _of_6a(objects) | {"item": objects.weekly_item.uuid}


def _announced(objects: Any) -> dict[str, Any]:
    return {"key": objects.announcement.uuid}


def _new(objects: Any) -> dict[str, Any]:
    return {"title": "Tur", "body": "Husk sekk", "client_token": uuid.uuid4()}


ROWS: list[Row] = [
    # leaders have one school and are sent to it; the municipality sees all side by side
    Row("message_numbers", only("w", "SA SB", r="MA")),
    Row("message_numbers_of", only("r", "SA MA"), kwargs=_at_lade),
    # the staff of 6A, and those who lead the school, see its letter; its writer changes it
    Row("weekly_letters", only("w", "TC TO SB", r="SA")),
    Row("weekly_letter", only("r", "TC SA"), kwargs=_of_6a),
    Row("weekly_letter", only("w", "TC SA"), "POST", kwargs=_of_6a, data=_new),
    Row("weekly_letter", only("i", "TC SA"), "POST", kwargs=_of_6a, data={"title": "Tur"}),
    Row(
        "conversation_weekly",
        only("w", "TC SA", f="PU PC GU GO"),
        "POST",
        kwargs=_announced,
        data={"body": "Husk sekk", "client_token": uuid.uuid4()},
    ),
    Row("weekly_item", only("r", "TC"), kwargs=_item),
    Row("weekly_item", only("w", "TC"), "POST", kwargs=_item, data=_new),
    Row("weekly_item", only("i", "TC"), "POST", kwargs=_item, data={"title": "Tur"}),
    Row("weekly_item_remove", only("w", "TC"), "POST", kwargs=_item),
    Row("weekly_time", only("r", "SA"), kwargs=_at_lade),
    Row("weekly_time", only("w", "SA"), "POST", kwargs=_at_lade, data=_TIME),
    Row("weekly_time", only("i", "SA"), "POST", kwargs=_at_lade, data=_TIME | {"time": "23:00"}),
]


def objects(cast: Cast) -> dict[str, Any]:
    """A counted week at both schools, and what Tone put in the letter of 6A."""
    week = clock.monday_of(clock.today()) - dt.timedelta(days=14)
    for school in (cast.lade, cast.rosenborg):
        NoiseWeek.objects.create(school=school, week=week, counted_at=clock.now(), per_home=3)
    item = weekly.add_item(
        actor=cast.fresh("tone"),
        group=cast.class_6a,
        title="Tur",
        body="Husk sekk",
        client_token=uuid.uuid4(),
    )
    return {"weekly_item": item}


PAIRS: list[Pair] = [
    Pair(
        "noise weeks",
        visibility.visible_noise_weeks,
        visibility.noise_week_viewers,
        lambda objects: NoiseWeek.objects.all(),
    ),
    Pair(
        "weekly items",
        visibility.visible_weekly_items,
        visibility.weekly_item_viewers,
        lambda objects: WeeklyItem.objects.select_related("letter__group"),
    ),
]
