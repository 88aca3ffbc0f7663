"""The page where staff write down what a guardian answered in another way."""

import uuid
from collections.abc import Callable

import pytest
from django.test import Client

from messaging.actions.messages import post_message
from messaging.models import Conversation, Message, RecordedAnswer
from schools.models import Person
from tests.cast import Cast
from tests.messaging import conversations as made

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(cast: Cast) -> Conversation:
    """Tone's thread with Nora's first home."""
    return next(home for home in made.home_threads(cast) if home.home_key == "hansen")


def _page(thread: Conversation) -> str:
    return f"/meldinger/{thread.uuid}/for-foresatt/"


def _given(cast: Cast, **fields: object) -> dict[str, object]:
    given = {"person": cast.kari.uuid, "what": "answer", "body": "Hun kommer kl. 10"}
    return given | {"source": "phone", "instead": "asked", "client_token": uuid.uuid4()} | fields


def test_only_the_guardians_of_the_home_can_be_chosen(
    cast: Cast, thread: Conversation, sign_in: Callable[[Person], Client]
) -> None:
    offered = sign_in(cast.tone).get(_page(thread)).context["form"].fields["person"].choices
    keys = {str(cast.people[name].uuid) for name in ("kari", "erik")}
    assert {key for key, _name in offered if key} == keys


def test_what_is_written_down_stands_in_the_thread_as_the_guardians(
    cast: Cast, thread: Conversation, sign_in: Callable[[Person], Client]
) -> None:
    client = sign_in(cast.tone)
    answer = client.post(_page(thread), _given(cast), follow=True)
    assert "Hun kommer kl. 10" in answer.content.decode()
    row = RecordedAnswer.objects.get()
    assert (row.message.author, row.recorded_by) == (cast.kari, cast.tone)


@pytest.mark.parametrize("field", ["person", "instead"])
def test_nothing_is_chosen_for_the_one_who_writes_it_down(
    cast: Cast, thread: Conversation, sign_in: Callable[[Person], Client], field: str
) -> None:
    client = sign_in(cast.tone)
    assert not client.get(_page(thread)).context["form"][field].value()
    answer = client.post(_page(thread), _given(cast, **{field: ""}))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not RecordedAnswer.objects.exists()


def test_an_answer_without_text_keeps_the_choices_and_writes_nothing(
    cast: Cast, thread: Conversation, sign_in: Callable[[Person], Client]
) -> None:
    before = Message.objects.count()
    answer = sign_in(cast.tone).post(_page(thread), _given(cast, body=" ", source="paper"))
    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert answer.context["form"]["source"].value() == "paper"
    assert Message.objects.count() == before


def test_the_guardian_says_in_the_thread_that_it_is_not_right(
    cast: Cast, thread: Conversation, sign_in: Callable[[Person], Client]
) -> None:
    sign_in(cast.tone).post(_page(thread), _given(cast))
    row = RecordedAnswer.objects.select_related("message").get()
    address = f"/meldinger/{thread.uuid}/{row.message.uuid}/feil/"
    client = sign_in(cast.kari)
    assert address in client.get(f"/meldinger/{thread.uuid}/").content.decode()
    assert client.post(address).status_code == 302
    row.refresh_from_db()
    assert row.doubted_at is not None


def test_a_text_with_a_confirmation_is_kept_and_asked_about(
    cast: Cast, sign_in: Callable[[Person], Client]
) -> None:
    thread = next(home for home in made.home_threads(cast) if home.home_key == "hansen")
    asking = post_message(
        actor=cast.tone,
        conversation=thread,
        body="Bekreft",
        client_token=uuid.uuid4(),
        asks_confirmation=True,
    )
    given = _given(cast, what="confirmation", body="Hun kommer", asked=asking.uuid)
    client = sign_in(cast.tone)
    answer = client.post(_page(thread), given)
    assert (answer.status_code, "Hun kommer" in answer.content.decode()) == (422, True)
    stale = client.post(_page(thread), given | {"body": "", "asked": uuid.uuid4()})
    assert stale.status_code == 409
    assert client.post(_page(thread), given | {"body": ""}).status_code == 302
