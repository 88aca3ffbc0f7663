"""What a writer is told of the homes' week before sending."""

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import Client
from django.utils import translation

from messaging.queries import noise_now
from schools.models import Person
from tests.cast import Cast
from tests.messaging import conversations as made
from tests.messaging.noisy import asked_by, at, moment, to_class, to_school

WEDNESDAY = 2


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Traveller]:
    with (
        time_machine.travel(moment(WEDNESDAY), tick=False) as traveller,
        translation.override("nb"),
    ):
        yield traveller


def of_class(cast: Cast, name: str = "tone") -> str:
    return noise_now.for_group(cast.fresh(name), cast.class_6a, has_letter=True)


def test_six_messages_in_a_week_are_asked_about_and_five_are_not(cast: Cast) -> None:
    for _ in range(5):
        to_class(cast)
    assert of_class(cast) == ""
    to_school(cast)
    said = "Disse hjemmene har fått 6 meldinger denne uka."
    assert of_class(cast) == f"{said} Kan det vente til ukebrevet (fre. 20. nov. 14:00)?"
    plain = noise_now.for_group(cast.fresh("tone"), cast.class_6a, has_letter=False)
    assert plain == f"{said} Kan det vente?"


def test_what_came_before_monday_is_another_week(cast: Cast) -> None:
    with at(-1, "23:59"):
        for _ in range(6):
            to_class(cast)
    assert of_class(cast) == ""


def test_of_few_homes_threads_of_others_are_not_counted(cast: Cast) -> None:
    for _ in range(6):
        made.home_threads(cast)  # Tone writes to Nora's two homes
    said = "Disse hjemmene har fått 6 meldinger denne uka. Kan det vente?"
    assert noise_now.for_homes(cast.fresh("tone"), [cast.nora.uuid]) == said
    assert noise_now.for_homes(cast.fresh("sissel"), [cast.nora.uuid]) == ""


def test_nobody_chosen_unknown_or_not_ones_own_is_nothing(cast: Cast) -> None:
    for _ in range(6):
        to_school(cast)
    tone = cast.fresh("tone")
    assert noise_now.for_homes(tone, []) == ""
    assert noise_now.for_homes(tone, [cast.sara.uuid]) == ""
    assert noise_now.for_homes(tone, [cast.nora.uuid]) != ""


def test_protected_pupils_are_not_counted(cast: Cast) -> None:
    for _ in range(6):
        to_school(cast)
    assert noise_now.for_homes(cast.fresh("hanne"), [cast.amira.uuid]) == ""


@pytest.mark.parametrize("times", [6, 9])
def test_it_costs_a_fixed_number_of_queries(
    cast: Cast, django_assert_num_queries: Callable, times: int
) -> None:
    for _ in range(times):
        to_class(cast)
    asked_by(cast, "kari")
    tone = cast.fresh("tone")
    with django_assert_num_queries(8):
        noise_now.for_group(tone, cast.class_6a, has_letter=True)


@pytest.mark.parametrize(
    ("kind", "chosen", "is_said"),
    [
        ("klasse", "parts=guardians&parts=pupils", True),
        ("klasse", "parts=pupils", False),
        ("hjem", "pupils={jonas}", True),
        ("hjem", "pupils=x", False),
        ("kolleger", "people={odd}", False),
    ],
)
def test_the_line_stands_where_homes_are_written_to(
    cast: Cast, sign_in: Callable[[Person], Client], kind: str, chosen: str, is_said: bool
) -> None:
    for _ in range(6):
        to_school(cast)
    client = sign_in(cast.tone)
    names = {name: cast.people[name].uuid for name in ("jonas", "odd")}
    address = f"/meldinger/ny/{kind}/lesere/?gruppe={cast.class_6a.uuid}&{chosen.format(**names)}"
    assert ("6 meldinger denne uka" in client.get(address).content.decode()) == is_said


@pytest.mark.parametrize(
    ("to", "is_said"),
    [
        (["guardians.{6a}"], True),
        (["pupils.{6a}"], False),
        (["guardians.{6a}", "staff.{6a}"], False),
    ],
)
def test_an_announcement_to_the_guardians_of_one_class_says_it_too(
    cast: Cast, sign_in: Callable[[Person], Client], to: list[str], is_said: bool
) -> None:
    for _ in range(6):
        to_school(cast)
    chosen = [one.replace("{6a}", str(cast.class_6a.uuid)) for one in to]
    answer = sign_in(cast.tone).post("/meldinger/ny/kunngjoring/lesere/", {"to": chosen})
    assert ("6 meldinger denne uka" in answer.content.decode()) == is_said
    letter = f"/meldinger/ukebrev/{cast.class_6a.uuid}/"
    assert (letter in answer.content.decode()) == is_said
