"""Helpers of guardians: they have no column of their own, see ``test_helper.py``."""

import datetime as dt
from typing import Any

from schools import clock, visibility
from schools.choices import HelpScope
from schools.models import HelperAppointment
from tests import helping
from tests.access.pairs import Pair
from tests.access.rows import Row, everyone, only
from tests.cast import Cast


def _of_kari(objects: Any) -> dict[str, Any]:
    return {"uuid": objects.appointment.uuid}


def _terms(objects: Any) -> dict[str, Any]:
    return {"scope": "common", "last_day": clock.today() + dt.timedelta(days=9)}


def _invited(objects: Any) -> dict[str, Any]:
    child = objects.cast.nora.uuid
    return _terms(objects) | {"name": "Ny Hjelper", "email": "ny@hjelp.test", "children": [child]}


ROWS: list[Row] = [
    Row("helpers", only("r", "GU GO")),
    # Nora is not Mona's child: no such choice
    Row("helpers", only("w", "GU", i="GO"), "POST", data=_invited),
    Row("helper_change", only("r", "GU"), kwargs=_of_kari),
    Row("helper_change", only("w", "GU"), "POST", kwargs=_of_kari, data=_terms),
    Row("helper_end", only("w", "GU"), "POST", kwargs=_of_kari),
    # over for everybody without a secret
    Row("helper_invitation", everyone("."), kwargs={"secret": "ukjent"}),
    Row("helper_join", everyone(".")),
    Row("helper_join", everyone("."), "POST"),
    Row("helper_account", everyone("."), "POST"),
]

PAIRS: list[Pair] = [
    Pair(
        "helper appointments",
        visibility.visible_appointments,
        visibility.appointment_viewers,
        lambda objects: HelperAppointment.objects.all(),
    ),
]


def objects(cast: Cast) -> dict[str, object]:
    """Halima helps Kari with Nora, Greta with what is common; Geir has no right of his own."""
    home, common = helping.somebody("Halima"), helping.somebody("Greta")
    appointment = helping.let_help(cast, home)
    helping.let_help(cast, common, scope=HelpScope.COMMON)
    helping.let_help(cast, cast.geir)
    helping.let_help(cast, cast.anne, guardian="mona", pupil="jonas")
    helping.let_help(cast, helping.somebody("Over"), ends=clock.today())
    return {"home_helper": home, "common_helper": common, "appointment": appointment}
