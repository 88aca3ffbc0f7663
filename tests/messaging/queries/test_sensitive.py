"""Whose name in a text makes it sensitive for those who would read it."""

from typing import Any

import pytest

from messaging.choices import Part
from messaging.queries import sensitive
from messaging.sensitivity import Reason
from schools import affiliations
from schools.exceptions import NotAllowed, NotVisible
from tests.cast import Cast
from tests.messaging import conversations as made

pytestmark = pytest.mark.both_databases


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Jonas Berg slo ham", [Reason.PUPIL]),
        ("jonas berg", []),
        ("Lise Østbys sekk", [Reason.PUPIL]),  # of another class at the school
        ("Nora Hansen slo ham", []),  # it is about her
        ("Kari Hansen og Tone Lie", []),  # no pupils
        ("Sara Lund", []),  # a pupil of another school
        ("Jonas Berg går til BUP, 05831451264", [Reason.NUMBER, Reason.CARE, Reason.PUPIL]),
    ],
)
def test_another_pupil_in_a_thread_with_a_home_is_told_of(
    cast: Cast, text: str, said: list[Reason]
) -> None:
    home = made.home_threads(cast)[0]
    assert sensitive.in_conversation(cast.fresh("tone"), home.uuid, text) == said


@pytest.mark.parametrize("writer", ["tone", "kari"])
def test_name_of_a_protected_pupil_tells_nothing(cast: Cast, writer: str) -> None:
    thread = made.direct(cast)
    assert sensitive.in_conversation(cast.fresh(writer), thread.uuid, "Amira Haddad") == []


def test_whoever_is_named_for_a_protected_pupil_is_told(cast: Cast) -> None:
    assert sensitive.in_new(cast.fresh("hanne"), "Amira Haddad") == [Reason.PUPIL]


def test_guardian_learns_of_no_pupil_beyond_the_class(cast: Cast) -> None:
    assert sensitive.in_new(cast.fresh("kari"), "Jonas Berg") == [Reason.PUPIL]
    assert sensitive.in_new(cast.fresh("kari"), "Lise Østby") == []
    assert sensitive.in_new(cast.fresh("kari"), "Nora Hansen") == []  # her own


def test_pupils_of_the_class_are_no_others_in_its_thread(cast: Cast) -> None:
    thread = made.class_thread(cast, parts=(Part.GUARDIANS,))
    tone = cast.fresh("tone")
    assert sensitive.in_conversation(tone, thread.uuid, "Jonas Berg har bursdag") == []
    assert sensitive.in_conversation(tone, thread.uuid, "Lise Østby") == [Reason.PUPIL]


def test_those_chosen_for_a_new_conversation_are_no_others(cast: Cast) -> None:
    tone = cast.fresh("tone")
    assert sensitive.in_new(tone, "Jonas Berg", people=[cast.jonas.uuid]) == []
    assert sensitive.in_new(tone, "Jonas Berg", group=cast.class_6a.uuid) == []
    assert sensitive.in_new(tone, "Jonas Berg", people=[cast.nora.uuid]) == [Reason.PUPIL]
    assert sensitive.in_new(tone, "Jonas Berg", group=cast.class_6b.uuid) == [Reason.PUPIL]


def test_only_those_who_write_there_are_told(cast: Cast) -> None:
    announced = made.announcement(cast)
    with pytest.raises(NotAllowed):
        sensitive.in_conversation(cast.fresh("kari"), announced.uuid, "Jonas Berg")
    home = made.home_threads(cast)[0]
    with pytest.raises(NotVisible):
        sensitive.in_conversation(cast.fresh("stian"), home.uuid, "Jonas Berg")


@pytest.mark.parametrize(
    ("text", "queries"), [("Husk matpakke", 0), ("Jonas Berg", 1), ("Per Ås, Ola Li, Bo Ek", 1)]
)
def test_names_are_looked_up_once_and_only_when_there_are_any(
    cast: Cast, django_assert_num_queries: Any, text: str, queries: int
) -> None:
    tone = cast.fresh("tone")
    affiliations.of(tone)
    with django_assert_num_queries(queries):
        sensitive.in_new(tone, text)
