"""Fields in braces: found, filled in, and left."""

import pytest

from messaging import fields


def test_fields_are_found_in_order_once_and_whatever_the_letters() -> None:
    assert fields.names("Tur {Dato}", "Til {sted} {dato}, {år-2}") == ("dato", "sted", "år-2")


@pytest.mark.parametrize(
    ("text", "stray"),
    [
        ("Tur", False),
        ("{dato} {sted}", False),
        ("{" + "a" * 30 + "}", False),
        ("{" + "a" * 31 + "}", True),
        ("{}", True),
        ("{2024}", True),
        ("{to ord}", True),
        ("{dato", True),
        ("dato}", True),
        ("{{dato}}", True),
    ],
)
def test_a_brace_that_is_part_of_no_field_is_known(text: str, stray: bool) -> None:
    assert fields.has_stray_braces(text) == stray


def test_values_are_put_in_as_they_are_and_once() -> None:
    given = {"dato": "{sted} <b>\\1", "sted": "Estenstad", "tom": ""}
    filled = fields.fill("{Dato}: {sted}, {tom}, {klokke}", given)
    assert filled == "{sted} <b>\\1: Estenstad, {tom}, {klokke}"


def test_only_the_fields_that_are_asked_for_are_left() -> None:
    assert fields.left(("dato", "sted"), ["{sted} {annet}", "{STED}"]) == ("sted",)
