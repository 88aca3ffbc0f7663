"""Pages of the reach ladder: the next step, the call list, what a school sets."""

from collections.abc import Callable

import pytest
from django.test import Client

from messaging.actions import reading
from messaging.models import Conversation, HomeCall, HomeClosed, SchoolLadder, WrongNumber
from schools.models import Person
from tests.cast import Cast
from tests.messaging import conversations as made

SignIn = Callable[[Person | None], Client]
LIST = "/ringeliste/"


@pytest.fixture
def thread(cast: Cast) -> Conversation:
    Person.objects.filter(pk=cast.kari.pk).update(mobile="40612345")
    return made.class_thread(cast)


def step_page(thread: Conversation) -> str:
    return f"/meldinger/{thread.uuid}/lesere/steg/"


def text(client: Client, page: str) -> str:
    return client.get(page).content.decode()


def test_homes_are_put_on_the_call_list_by_one_click(
    cast: Cast, thread: Conversation, sign_in: SignIn
) -> None:
    client = sign_in(cast.tone)
    given = {"rung": "calls", "which": "ulest"}
    said = client.post(step_page(thread), given, follow=True).content.decode()
    count = HomeCall.objects.count()
    assert f"{count} hjem står på ringelista." in said
    again = client.post(step_page(thread), given, follow=True).content.decode()
    assert "De står på ringelista fra før." in again
    assert HomeCall.objects.count() == count


def test_one_home_is_put_on_the_list_from_its_line(
    cast: Cast, thread: Conversation, sign_in: SignIn
) -> None:
    given = {"rung": "calls", "pupil": cast.nora.uuid, "home_key": "hansen"}
    sign_in(cast.tone).post(step_page(thread), given)
    assert HomeCall.objects.get().home_key == "hansen"


@pytest.mark.parametrize(
    "given",
    [{}, {"rung": "pigeon", "which": "ulest"}, {"rung": "calls"}, {"rung": "calls", "pupil": "x"}],
)
def test_a_step_that_is_none_is_refused_in_words(
    cast: Cast, thread: Conversation, sign_in: SignIn, given: dict[str, str]
) -> None:
    said = sign_in(cast.tone).post(step_page(thread), given, follow=True).content.decode()
    assert "Velg et steg og hvilke hjem det gjelder." in said
    assert not HomeCall.objects.exists()


def test_a_step_for_a_home_that_has_read_is_refused_in_words(
    cast: Cast, thread: Conversation, sign_in: SignIn
) -> None:
    reading.mark_read(actor=cast.fresh("kari"), conversation=thread, seq=1)
    given = {"rung": "calls", "pupil": cast.nora.uuid, "home_key": "hansen"}
    said = sign_in(cast.tone).post(step_page(thread), given, follow=True).content.decode()
    assert "Det hjemmet har lest den nå" in said


def test_the_list_shows_whom_to_call_and_the_number(
    cast: Cast, thread: Conversation, sign_in: SignIn
) -> None:
    made.to_call(cast, thread)
    shown = text(sign_in(cast.tone), LIST)
    assert "Kari Hansen" in shown
    assert 'href="tel:40612345"' in shown
    assert "Ola" not in shown  # her other home is not to be called


def test_who_reads_it_leaves_the_list(cast: Cast, thread: Conversation, sign_in: SignIn) -> None:
    made.to_call(cast, thread)
    reading.mark_read(actor=cast.fresh("erik"), conversation=thread, seq=1)
    assert "Kari Hansen" not in text(sign_in(cast.tone), LIST)


def test_spoken_to_takes_the_home_off_the_list(
    cast: Cast, thread: Conversation, sign_in: SignIn
) -> None:
    call, client = made.to_call(cast, thread), sign_in(cast.tone)
    client.post(f"{LIST}{call.uuid}/", {"result": "spoken"})
    assert HomeClosed.objects.get().home_key == "hansen"
    assert "Ingen skal ringes" in text(client, LIST)


def test_no_answer_is_counted_and_said(cast: Cast, thread: Conversation, sign_in: SignIn) -> None:
    call, client = made.to_call(cast, thread), sign_in(cast.tone)
    client.post(f"{LIST}{call.uuid}/", {"result": "none"})
    assert "Ringt 1 gang" in text(client, LIST)


def test_a_wrong_number_is_said_and_not_called_again(
    cast: Cast, thread: Conversation, sign_in: SignIn
) -> None:
    call, client = made.to_call(cast, thread), sign_in(cast.tone)
    client.post(f"{LIST}{call.uuid}/", {"result": "wrong", "person": cast.kari.uuid})
    assert WrongNumber.objects.get().person == cast.kari
    assert "tel:40612345" not in text(client, LIST)


def test_a_number_that_is_right_after_all_is_called_again(
    cast: Cast, thread: Conversation, sign_in: SignIn
) -> None:
    call, client = made.to_call(cast, thread), sign_in(cast.tone)
    for result in ("wrong", "right", "right"):
        client.post(f"{LIST}{call.uuid}/", {"result": result, "person": cast.kari.uuid})
    assert not WrongNumber.objects.exists()
    shown = text(client, LIST)
    assert "tel:40612345" in shown
    assert "Ringt 1 gang" in shown


@pytest.mark.parametrize("person", ["", "mona"])
def test_a_wrong_number_of_nobody_there_is_refused_in_words(
    cast: Cast, thread: Conversation, sign_in: SignIn, person: str
) -> None:
    call = made.to_call(cast, thread)
    given = {"result": "wrong", "person": cast.people[person].uuid if person else ""}
    answer = sign_in(cast.tone).post(f"{LIST}{call.uuid}/", given, follow=True)
    assert "Velg hvem sitt nummer det var." in answer.content.decode()
    assert not WrongNumber.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(
    cast: Cast,
    thread: Conversation,
    sign_in: SignIn,
    django_assert_num_queries: Callable,
    count: int,
) -> None:
    for each in [thread, made.class_thread(cast), made.announcement(cast)][:count]:
        made.to_call(cast, each)
    client = sign_in(cast.tone)
    client.get(LIST)
    with django_assert_num_queries(10):
        shown = client.get(LIST)
    assert shown.content.decode().count("tel:40612345") == count


def test_what_a_school_sets_is_kept_and_shown_again(cast: Cast, sign_in: SignIn) -> None:
    client, page = sign_in(cast.sissel), "/varsler/steg/"
    given = {"school": cast.lade.uuid, "asked_sms": "48", "asked_calls": "", "urgent_calls": "2"}
    assert client.post(page, given).status_code == 302
    kept = SchoolLadder.objects.order_by("urgency").values_list("urgency", "sms", "calls")
    assert list(kept) == [("asked", 48, None), ("urgent", None, 2)]
    assert 'value="48" selected' in text(client, page)


def test_a_wait_that_is_none_keeps_all_as_it_was(cast: Cast, sign_in: SignIn) -> None:
    given = {"school": cast.lade.uuid, "asked_sms": "0"}
    assert sign_in(cast.sissel).post("/varsler/steg/", given).status_code == 422
    assert not SchoolLadder.objects.exists()
