"""What a writer is told of the homes' week before sending."""

import uuid
from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from messaging.actions import conversations, drafts
from messaging.choices import Part, ReplyPolicy
from messaging.models import WeeklyItem
from messaging.queries import noise_now, threads
from schools.choices import Role
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


@pytest.mark.parametrize(
    ("name", "times", "is_said"), [("tone", 6, True), ("tone", 5, False), ("kari", 6, False)]
)
def test_in_a_thread_of_a_class_staff_are_asked_too(
    cast: Cast, sign_in: Callable[[Person], Client], name: str, times: int, *, is_said: bool
) -> None:
    *_others, thread = [to_class(cast) for _ in range(times)]
    client = sign_in(cast.people[name])
    line = client.get(reverse("conversation_promise", args=[thread.uuid])).content.decode()
    assert ("Kan det vente til ukebrevet (fre. 20. nov. 14:00)?" in line) == is_said
    page = client.get(f"/meldinger/{thread.uuid}/").content.decode()
    move = reverse("conversation_weekly", args=[thread.uuid])
    assert (f'data-wait hidden formaction="{move}"' in page) == (name == "tone")


@pytest.mark.parametrize("parts", [[Part.PUPILS], [Part.GUARDIANS]])
def test_in_threads_that_no_letter_can_take_nobody_is_asked(
    cast: Cast, sign_in: Callable[[Person], Client], parts: list[Part]
) -> None:
    for _ in range(6):
        to_school(cast)
    client = sign_in(cast.tone)
    thread = conversations.start_class_thread(
        actor=cast.fresh("tone"),
        group=cast.class_6a,
        parts=parts,
        reply_policy=ReplyPolicy.ALL,
        draft=made.draft(),
    )
    line = client.get(reverse("conversation_promise", args=[thread.uuid])).content.decode()
    assert ("denne uka" in line) == (Part.GUARDIANS in parts)
    home = made.home_threads(cast)[0]
    line = client.get(reverse("conversation_promise", args=[home.uuid])).content.decode()
    assert "denne uka" not in line


def test_only_staff_in_threads_of_a_class_cost_more(
    cast: Cast, django_assert_num_queries: Callable
) -> None:
    thread, home = to_class(cast), made.home_threads(cast)[0]
    tone = cast.fresh("tone")
    with django_assert_num_queries(0):
        assert noise_now.in_thread(tone, home) == ""
    with django_assert_num_queries(8):
        assert noise_now.in_thread(tone, thread) == ""
    for _ in range(6):
        to_class(cast)
    with django_assert_num_queries(12):
        assert noise_now.in_thread(cast.fresh("tone"), thread) != ""


def test_what_is_begun_in_a_thread_is_moved_to_the_letter(
    cast: Cast, sign_in: Callable[[Person], Client]
) -> None:
    thread, tone = to_class(cast), cast.fresh("tone")
    drafts.save_draft(actor=tone, conversation=thread, body="Husk gymtøy")
    given = {"body": "Husk gymtøy", "client_token": uuid.uuid4()}
    client, address = sign_in(cast.tone), f"/meldinger/{thread.uuid}/ukebrev/"
    for more in (
        {"body": ""},
        {"files": SimpleUploadedFile("a.txt", b"a")},
        {"asks_confirmation": "on"},
    ):
        refused = client.post(address, given | more)
        assert refused.status_code == 422
        assert more.get("body", "Husk gymtøy") in refused.content.decode()
    assert (
        "ser følsomt ut" in client.post(address, given | {"body": "Timen hos BUP"}).content.decode()
    )
    assert not WeeklyItem.objects.exists()
    moved = client.post(address, given)
    assert moved.headers["Location"] == f"/meldinger/ukebrev/{cast.class_6a.uuid}/"
    item = WeeklyItem.objects.get()
    assert (item.title, item.body, item.author) == ("Tur fredag", "Husk gymtøy", cast.tone)
    assert threads.thread(tone, thread.uuid, Role.TEACHER).draft == ""


def test_a_thread_without_a_class_has_no_letter(
    cast: Cast, sign_in: Callable[[Person], Client]
) -> None:
    home = made.home_threads(cast)[0]
    given = {"body": "Husk gymtøy", "client_token": uuid.uuid4()}
    assert sign_in(cast.tone).post(f"/meldinger/{home.uuid}/ukebrev/", given).status_code == 404
    assert not WeeklyItem.objects.exists()
