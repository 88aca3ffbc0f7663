"""A guardian writes to one person about one child."""

import pytest

from messaging.actions.conversations import start_direct
from messaging.choices import Side
from schools.exceptions import InvalidInput
from tests.cast import Cast
from tests.messaging.conversations import draft


def test_a_teacher_is_written_to_about_children_of_the_same_school(cast: Cast) -> None:
    """Anne has Lise at Lade and Magnus in Tuva's class at Rosenborg."""
    given = {"side": Side.GUARDIAN, "person": cast.tuva}
    with pytest.raises(InvalidInput) as refusal:
        start_direct(actor=cast.fresh("anne"), child=cast.lise, draft=draft(), **given)
    assert refusal.value.field == "child"
    found = start_direct(actor=cast.fresh("anne"), child=cast.magnus, draft=draft(), **given)
    assert found.school == cast.rosenborg
