"""Helpers of guardians, for tests."""

import datetime as dt
from typing import Any

from schools import clock
from schools.choices import HelpScope
from schools.models import HelperAppointment, Person
from tests.cast import Cast
from tests.factories import PersonFactory


def somebody(given_name: str = "Halima", **fields: Any) -> Person:
    """Who belongs to no school."""
    name = given_name.lower()
    values = {"username": name, "family_name": "Omar", "email": f"{name}@hjelp.test"} | fields
    person: Person = PersonFactory(given_name=given_name, **values)
    return person


def let_help(
    cast: Cast, helper: Person, guardian: str = "kari", pupil: str = "nora", **fields: Any
) -> HelperAppointment:
    """Kari has let them read all they may about Nora, for a month."""
    today = clock.today()
    values = {
        "scope": HelpScope.HOME,
        "starts": today,
        "ends": today + dt.timedelta(days=30),
        "created_at": clock.now(),
    } | fields
    return HelperAppointment.objects.create(
        helper=helper, guardian=cast.people[guardian], pupil=cast.people[pupil], **values
    )
