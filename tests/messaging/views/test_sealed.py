"""The gate before every address of a conversation."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from messaging.actions import messages, scheduling
from messaging.models import Conversation, Message, ReadState, ScheduledMessage, SensitiveOpening
from messaging.queries import openings
from schools import clock
from schools.actions.files import store_all
from schools.models import Person, PrivateFile
from schools.signin import freshness
from tests.cast import PASSWORD, Cast
from tests.fresh import prove
from tests.messaging import conversations as made
from tests.messaging.sensitive_threads import sensitive_group, sensitive_home

SignIn = Callable[[Person | None], Client]
SCRIPT = {"accept": "application/json"}
_OF_DUTY = ("duty_take", "duty_take_over", "interpreter_arrange", "interpreter_end")
_OF_LETTERS = (
    "letter_batch",
    "letter_close",
    "letter_progress",
    "letters_printed",
    "letters_put_back",
)
_OF_TEMPLATES = ("message_template", "message_template_move", "message_template_remove")
_OF_LATER = ("announce_later_change", "announce_later_remove", "announce_later_send")

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(cast: Cast) -> Conversation:
    return sensitive_home(cast)


@pytest.fixture
def fresh(sign_in: SignIn) -> Callable[[Person], Client]:
    return lambda person: prove(sign_in(person), person)


def of_conversations() -> list[URLPattern]:
    """Every route of ours about one conversation, by its address."""
    patterns = [
        pattern
        for resolver in get_resolver().url_patterns
        for pattern in getattr(resolver, "url_patterns", [])
        if isinstance(pattern, URLPattern)
    ]
    return [one for one in patterns if str(one.pattern).startswith("meldinger/<uuid:key>/")]


def address_of(pattern: URLPattern, key: uuid.UUID) -> str:
    others = [name for name in pattern.pattern.converters if name != "key"]
    return reverse(pattern.name, kwargs={"key": key} | dict.fromkeys(others, uuid.uuid4()))


def is_asked(answer: HttpResponse) -> bool:
    return answer.status_code == 302 and answer["Location"].startswith(freshness.door())


def test_there_are_routes_to_look_at() -> None:
    names = {pattern.name for pattern in of_conversations()}
    assert {"conversation", "conversation_changes", "message_report", "scheduled_send"} <= names


@pytest.mark.parametrize("pattern", of_conversations(), ids=lambda pattern: pattern.name)
def test_every_route_of_a_conversation_is_behind_the_gate(
    cast: Cast, thread: Conversation, sign_in: SignIn, pattern: URLPattern
) -> None:
    address = address_of(pattern, thread.uuid)
    unknown = address_of(pattern, uuid.UUID(int=7))
    reader, outsider = sign_in(cast.kari), sign_in(cast.mona)
    for send in ("get", "post"):
        assert is_asked(getattr(reader, send)(address)), send
        script = getattr(reader, send)(address, headers=SCRIPT)
        assert (script.status_code, script.json()["code"]) == (403, "confirm")
        # whoever does not read it is not asked anything: it does not exist
        known, never = getattr(outsider, send)(address), getattr(outsider, send)(unknown)
        assert known.status_code in {404, 405}
        assert known.status_code == never.status_code
    assert not SensitiveOpening.objects.exists()
    assert thread.messages.count() == 1


def test_every_view_with_the_key_of_a_conversation_is_such_a_route() -> None:
    """Nothing about one conversation lies elsewhere: other keys are of other rows."""
    elsewhere = {
        "message_report_of",
        "notice_off",
        "stand_in_end",
        *_OF_DUTY,
        *_OF_LETTERS,
        *_OF_TEMPLATES,
        *_OF_LATER,
    }
    found = {
        pattern.name
        for resolver in get_resolver().url_patterns
        for pattern in getattr(resolver, "url_patterns", [])
        if isinstance(pattern, URLPattern)
        and getattr(pattern.callback, "__module__", "").startswith("messaging.views")
        and "key" in pattern.pattern.converters
    }
    assert found - {pattern.name for pattern in of_conversations()} == elsewhere


def test_confirming_opens_it_and_writes_it_down(
    cast: Cast, thread: Conversation, sign_in: SignIn
) -> None:
    cast.with_password("kari")
    client, address = sign_in(cast.kari), reverse("conversation", args=[thread.uuid])
    asked = client.get(address)
    back = client.post(asked["Location"], {"password": PASSWORD, "next": address})
    assert back["Location"] == address
    page = client.get(address)
    assert "Timen hos BUP er flyttet" in page.text
    assert page["Cache-Control"] == "private, no-store"
    assert "<title>Sensitiv samtale" in page.text
    row = SensitiveOpening.objects.get()
    assert (row.person, row.conversation) == (cast.kari, thread)


def test_what_was_written_meanwhile_is_sent_on_the_way_back(
    cast: Cast, thread: Conversation, sign_in: SignIn
) -> None:
    cast.with_password("kari")
    client, address = sign_in(cast.kari), reverse("conversation", args=[thread.uuid])
    given = {"body": "Takk for beskjed", "client_token": uuid.uuid4()}
    asked = client.post(address, given)
    assert is_asked(asked)
    assert thread.messages.count() == 1
    client.post(asked["Location"], {"password": PASSWORD, "next": address})
    assert Message.objects.get(conversation=thread, seq=2).body == "Takk for beskjed"


def test_what_was_given_up_at_the_door_is_not_sent_when_one_comes_back_to_read(
    cast: Cast, thread: Conversation, sign_in: SignIn
) -> None:
    cast.with_password("kari")
    client, address = sign_in(cast.kari), reverse("conversation", args=[thread.uuid])
    client.post(address, {"body": "Takk for beskjed", "client_token": uuid.uuid4()})
    asked = client.get(address)
    back = client.post(asked["Location"], {"password": PASSWORD, "next": address})
    assert (back.status_code, back["Location"]) == (302, address)
    assert thread.messages.count() == 1


def test_text_with_files_is_kept_as_a_draft_and_nothing_is_half_sent(
    cast: Cast, thread: Conversation, sign_in: SignIn
) -> None:
    client, address = sign_in(cast.kari), reverse("conversation", args=[thread.uuid])
    given = {"client_token": uuid.uuid4(), "files": SimpleUploadedFile("a.txt", b"Hei")}
    answer = client.post(address, given | {"body": "Her er skjemaet"})
    assert answer["Location"] == freshness.door(address)
    assert ReadState.objects.get(person=cast.kari).draft == "Her er skjemaet"
    given["files"] = SimpleUploadedFile("a.txt", b"Hei")
    assert is_asked(client.post(address, given | {"body": "x" * 10_001}))
    assert (thread.messages.count(), PrivateFile.objects.count()) == (1, 0)


def test_a_refused_message_shows_the_thread_and_counts_as_opening(
    cast: Cast, thread: Conversation, fresh: Callable[[Person], Client]
) -> None:
    address = reverse("conversation", args=[thread.uuid])
    answer = fresh(cast.kari).post(address, {"body": "", "client_token": uuid.uuid4()})
    assert answer.status_code == 422
    assert SensitiveOpening.objects.count() == 1


def test_what_shows_nothing_is_no_opening(
    cast: Cast, thread: Conversation, fresh: Callable[[Person], Client]
) -> None:
    client = fresh(cast.kari)
    assert client.get(reverse("conversation_people", args=[thread.uuid])).status_code == 404
    address = reverse("conversation_star", args=[thread.uuid])
    assert client.post(address, {"starred": "1"}).status_code == 302
    assert not SensitiveOpening.objects.exists()


def test_searching_in_it_asks_and_counts_as_opening(
    cast: Cast, thread: Conversation, sign_in: SignIn, fresh: Callable[[Person], Client]
) -> None:
    address = reverse("messages_search") + f"?q=flyttet&samtale={thread.uuid}"
    assert is_asked(sign_in(cast.kari).get(address))
    found = fresh(cast.kari).get(address)
    assert "<mark>flyttet</mark>" in found.text
    assert found["Cache-Control"] == "private, no-store"
    assert SensitiveOpening.objects.count() == 1
    assert (
        "flyttet</mark>" not in fresh(cast.kari).get(reverse("messages_search") + "?q=flyttet").text
    )


def test_a_report_asks_its_receiver_and_is_written_down(
    cast: Cast, thread: Conversation, sign_in: SignIn, fresh: Callable[[Person], Client]
) -> None:
    report = made.report(cast, thread)
    address = reverse("message_report_of", args=[report.uuid])
    assert is_asked(sign_in(cast.sissel).get(address))
    assert sign_in(cast.mona).get(address).status_code == 404
    listed = sign_in(cast.sissel).get(reverse("message_reports")).text
    assert "Timen hos BUP" not in listed
    assert "Timen hos BUP" in fresh(cast.sissel).get(address).text
    assert SensitiveOpening.objects.get().report == report
    log = fresh(cast.kari).get(reverse("conversation_openings", args=[thread.uuid])).text
    assert "Sissel Aune" in log


def a_file(cast: Cast, thread: Conversation) -> PrivateFile:
    upload = SimpleUploadedFile("plan.txt", b"Hei")
    (file,) = store_all(actor=cast.fresh("tone"), uploads=[upload])
    messages.post_message(
        actor=cast.fresh("tone"),
        conversation=thread,
        body="",
        client_token=uuid.uuid4(),
        file_uuids=[str(file.uuid)],
    )
    return PrivateFile.objects.get(pk=file.pk)


def test_its_files_ask_too_and_no_browser_keeps_them(
    cast: Cast, thread: Conversation, sign_in: SignIn, fresh: Callable[[Person], Client]
) -> None:
    address = reverse("file", args=[a_file(cast, thread).uuid])
    assert is_asked(sign_in(cast.kari).get(address))
    assert sign_in(cast.kari).get(address, headers={"accept": "image/webp"}).status_code == 403
    assert sign_in(cast.mona).get(address).status_code == 404
    answer = fresh(cast.kari).get(address)
    assert answer.getvalue() == b"Hei"
    assert answer["Cache-Control"] == "private, no-store"
    assert SensitiveOpening.objects.get().person == cast.kari


def test_files_elsewhere_ask_nothing(cast: Cast, sign_in: SignIn) -> None:
    address = reverse("file", args=[a_file(cast, made.class_thread(cast)).uuid])
    answer = sign_in(cast.kari).get(address)
    assert answer.getvalue() == b"Hei"
    assert answer["Cache-Control"] == "private, max-age=300"


def test_marking_asks_first_what_it_means(
    cast: Cast, sign_in: SignIn, fresh: Callable[[Person], Client]
) -> None:
    plain = next(each for each in made.home_threads(cast) if each.home_key == "hansen")
    address = reverse("conversation_sensitive", args=[plain.uuid])
    page = sign_in(cast.tone).get(address)
    assert "Kari Hansen (foresatt)" in page.text
    assert sign_in(cast.tone).post(address).status_code == 302
    plain.refresh_from_db()
    assert plain.is_sensitive
    again = fresh(cast.tone).get(address)
    assert again["Location"] == reverse("conversation", args=[plain.uuid])


def test_advice_offers_to_mark_and_the_next_sending_does(cast: Cast, sign_in: SignIn) -> None:
    plain = next(each for each in made.home_threads(cast) if each.home_key == "hansen")
    address = reverse("conversation", args=[plain.uuid])
    given: dict[str, Any] = {"body": "Timen hos BUP", "client_token": uuid.uuid4()}
    told = sign_in(cast.tone).post(address, given)
    assert told.status_code == 422
    assert 'name="mark_sensitive"' in told.text
    sign_in(cast.tone).post(address, given | {"advised": "1", "mark_sensitive": "1"})
    plain.refresh_from_db()
    assert (plain.is_sensitive, plain.last_seq) == (True, 2)
    asked = sign_in(cast.kari).post(address, given | {"mark_sensitive": "1"})
    assert is_asked(asked)


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_what_matters_today_is_not_marked_and_nothing_is_sent(
    cast: Cast, sign_in: SignIn, accept: str
) -> None:
    plain = next(each for each in made.home_threads(cast) if each.home_key == "hansen")
    address = reverse("conversation", args=[plain.uuid])
    given = {"body": "Timen hos BUP", "client_token": uuid.uuid4(), "advised": "1"}
    given |= {"mark_sensitive": "1", "today": "other"}
    told = sign_in(cast.kari).post(address, given, headers={"accept": accept})
    assert told.status_code == 422
    said = " ".join(told.json()["errors"]) if "json" in accept else told.text
    assert "Det som gjelder i dag, kan ikke være sensitivt" in said
    assert accept != "text/html" or "Timen hos BUP" in said
    plain.refresh_from_db()
    assert (plain.is_sensitive, plain.last_seq) == (False, 1)


def test_what_marks_is_not_kept_for_later(cast: Cast, sign_in: SignIn) -> None:
    plain = next(each for each in made.home_threads(cast) if each.home_key == "hansen")
    given = {"body": "Timen hos BUP", "client_token": uuid.uuid4(), "mark_sensitive": "1"}
    given |= {"day": clock.today() + dt.timedelta(days=1), "time": "08:00", "advised": "1"}
    told = sign_in(cast.kari).post(reverse("conversation_later", args=[plain.uuid]), given)
    assert told.status_code == 422
    assert "kan ikke vente" in told.text
    assert not ScheduledMessage.objects.exists()


def test_a_new_message_is_begun_as_sensitive(cast: Cast, sign_in: SignIn) -> None:
    address = reverse("message_start", args=["person"])
    given = {
        "person": str(cast.tone.uuid),
        "child": str(cast.nora.uuid),
        "title": "Om Nora",
        "body": "Hun har time",
        "client_token": uuid.uuid4(),
        "is_sensitive": "on",
    }
    assert 'name="is_sensitive"' in sign_in(cast.kari).get(address).text
    assert sign_in(cast.kari).post(address, given).status_code == 302
    assert Conversation.objects.get().is_sensitive
    announce = reverse("message_start", args=["kunngjoring"])
    assert 'name="is_sensitive"' not in sign_in(cast.tone).get(announce).text


def test_what_waits_to_be_sent_is_sent_without_asking(cast: Cast) -> None:
    """Its writer proved who they were when they wrote it."""
    thread = sensitive_group(cast)
    row = made.scheduled(cast, thread, "tone")
    scheduling.send_now(actor=cast.fresh("tone"), scheduled=row)
    thread.refresh_from_db()
    assert (thread.last_seq, thread.last_preview) == (2, "")


def test_an_ordinary_thread_costs_one_small_question_more(
    cast: Cast, sign_in: SignIn, django_assert_num_queries: Any
) -> None:
    plain = made.class_thread(cast)
    with django_assert_num_queries(1):
        assert not openings.is_sensitive(plain.uuid)
    sign_in(cast.kari).get(reverse("conversation", args=[plain.uuid]))
    assert not SensitiveOpening.objects.exists()
