"""National and organisation numbers."""

import pytest

from schools.roster.numbers import (
    is_national_number,
    is_org_number,
    is_synthetic,
    keyed_hash,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("05831451264", True),  # month + 80
        ("05831451265", False),
        ("0583145126", False),
        ("99991451264", False),
        ("00000000000", False),
        ("0583145126x", False),
        ("٠٥٨٣١٤٥١٢٦٤", False),
        ("", False),
    ],
)
def test_national_number(text: str, expected: bool) -> None:
    assert is_national_number(text) is expected


def test_synthetic_numbers_are_known() -> None:
    assert is_synthetic("05831451264")


def test_hash_depends_on_the_key(settings: object) -> None:
    before = keyed_hash("05831451264")
    assert len(before) == 64
    settings.NATIONAL_NUMBER_KEY = "another"  # type: ignore[attr-defined]
    assert keyed_hash("05831451264") != before


@pytest.mark.parametrize(
    ("text", "expected"),
    [("975278921", True), ("942110464", True), ("975278922", False), ("97527892", False)],
)
def test_org_number(text: str, expected: bool) -> None:
    assert is_org_number(text) is expected
