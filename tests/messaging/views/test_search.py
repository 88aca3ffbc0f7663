"""The page on which one searches in messages."""

import re
import uuid
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from messaging.actions import messages
from messaging.models import Conversation
from messaging.queries import finding
from schools.models import Person
from tests.cast import Cast
from tests.messaging import conversations as made

SignIn = Callable[[Person | None], Client]
ADDRESS = "/meldinger/sok/"
_OF_THE_REQUEST = re.compile(rb'name="(csrfmiddlewaretoken|next)" value="[^"]*"|hx-headers=.*')

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(cast: Cast) -> Conversation:
    return made.class_thread(cast)


def post(cast: Cast, thread: Conversation, body: str) -> None:
    messages.post_message(
        actor=cast.fresh("tone"), conversation=thread, body=body, client_token=uuid.uuid4()
    )


@pytest.mark.both_databases
def test_a_hit_is_marked_and_escaped(cast: Cast, thread: Conversation, sign_in: SignIn) -> None:
    post(cast, thread, 'Ta med <i>xylofon</i> & "noter"')
    page = sign_in(cast.kari).get(ADDRESS, {"q": "xylofon"}).content.decode()
    assert "&lt;i&gt;<mark>xylofon</mark>&lt;/i&gt; &amp; &quot;noter&quot;" in page
    assert f"/meldinger/{thread.uuid}/#m-" in page
    assert "Tone Lie" in page


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("", "Hva sto det i meldingen?"),
        ("x", "Skriv litt mer"),
        ("hvalross", "Fant ingen melding"),
        ("<script>alert(1)</script>", "&lt;script&gt;"),
    ],
)
def test_without_hits_one_is_told_what_to_do(
    cast: Cast, sign_in: SignIn, given: str, said: str
) -> None:
    page = sign_in(cast.kari).get(ADDRESS, {"q": given}).content.decode()
    assert said in page
    assert "<script>alert" not in page


@pytest.mark.both_databases
@pytest.mark.parametrize("given", ["'\"&|!:*", "\ufffd", "😀", "a" * 10_000, "%00%ff", "\\' --"])
def test_no_input_breaks_the_page(cast: Cast, sign_in: SignIn, given: str) -> None:
    for key in ("q", "eldre"):
        answer = sign_in(cast.kari).get(ADDRESS, {"q": "hei", key: given})
        assert answer.status_code == 200


def test_a_conversation_of_others_is_not_there(
    cast: Cast, thread: Conversation, sign_in: SignIn
) -> None:
    bodies = set()
    for key in (thread.uuid, uuid.uuid4(), "nei"):
        answer = sign_in(cast.stian).get(ADDRESS, {"q": "hei", "samtale": key})
        assert answer.status_code == 404
        bodies.add(_OF_THE_REQUEST.sub(b"", answer.content))
    assert len(bodies) == 1


def test_in_one_conversation_its_heading_and_the_way_to_all(
    cast: Cast, thread: Conversation, sign_in: SignIn
) -> None:
    post(cast, thread, "xylofon")
    client = sign_in(cast.kari)
    page = client.get(ADDRESS, {"q": "xylofon", "samtale": thread.uuid}).content.decode()
    assert "<mark>xylofon</mark>" in page
    assert f'value="{thread.uuid}"' in page
    assert f'href="{ADDRESS}?q=xylofon"' in page
    assert (
        f"{ADDRESS}?samtale={thread.uuid}"
        in client.get(reverse("conversation", args=[thread.uuid])).content.decode()
    )
    assert f'action="{ADDRESS}"' in client.get(reverse("messages")).content.decode()


def test_older_hits_follow_by_a_link(
    cast: Cast, thread: Conversation, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(finding.PAGE + 1):
        post(cast, thread, f"xylofon {number}")
    client = sign_in(cast.kari)
    page = client.get(ADDRESS, {"q": "xylofon"})
    older = page.context["found"].older
    assert f"?q=xylofon&amp;eldre={older}" in page.content.decode()
    [last] = client.get(ADDRESS, {"q": "xylofon", "eldre": older}).context["found"].hits
    assert last.text == "xylofon 0"


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_and_three(
    cast: Cast, sign_in: SignIn, django_assert_num_queries: Callable, count: int
) -> None:
    for _ in range(count):
        post(cast, made.class_thread(cast), "xylofon")
    client = sign_in(cast.kari)
    client.get(ADDRESS)
    with django_assert_num_queries(11):
        assert client.get(ADDRESS, {"q": "xylofon"}).status_code == 200


def test_hits_of_the_one_search_lead_to_messages(
    cast: Cast, thread: Conversation, sign_in: SignIn
) -> None:
    post(cast, thread, "Ta med xylofon")
    page = sign_in(cast.kari).get(reverse("search"), {"q": "xylofon"}).content.decode()
    assert f"/meldinger/{thread.uuid}/#m-" in page
