"""Answers with a quote: of the same conversation, as it is now, to those who read it there."""

import uuid
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from messaging.actions import messages, originals, parcels, participants, reports
from messaging.choices import ReportOutcome
from messaging.fragments import message_html
from messaging.models import Conversation, LiveOutbox, Message
from messaging.queries import cards, threads
from messaging.queries.cards import Original
from schools.exceptions import InvalidInput
from tests.cast import Cast
from tests.messaging import conversations as made

FIRST = "Husk matpakke"


@pytest.fixture
def thread(cast: Cast) -> Conversation:
    return made.class_thread(cast)


def _first(thread: Conversation) -> Message:
    return thread.messages.get(seq=1)


def _answer(cast: Cast, name: str, thread: Conversation, quoted: Message | None = None) -> Message:
    return messages.post_message(
        actor=cast.fresh(name),
        conversation=thread,
        body="Det gjør vi",
        client_token=uuid.uuid4(),
        quotes=(quoted or _first(thread)).uuid,
    )


def _quote(cast: Cast, name: str, thread: Conversation) -> Original | None:
    return threads.thread(cast.fresh(name), thread.uuid, None).cards[-1].quote


def test_an_answer_shows_who_and_what_it_answers(cast: Cast, thread: Conversation) -> None:
    answer = _answer(cast, "kari", thread)
    found = _quote(cast, "mona", thread)
    assert found is not None
    assert (found.seen, found.author, found.excerpt) == (True, "Tone Lie", FIRST)
    assert (answer.quoted_seq, found.uuid) == (1, _first(thread).uuid)
    assert threads.thread(cast.fresh("mona"), thread.uuid, None).cards[0].quote is None


def test_only_what_one_reads_in_the_same_conversation(cast: Cast, thread: Conversation) -> None:
    elsewhere = made.home_threads(cast)[0]
    other = Message(uuid=uuid.uuid4())
    for strange in (elsewhere.messages.get(), other):
        with pytest.raises(InvalidInput) as refusal:
            _answer(cast, "tone", thread, strange)
        assert refusal.value.field == "quotes"
    assert thread.messages.count() == 1


def test_the_database_refuses_a_quote_of_itself_or_later(cast: Cast, thread: Conversation) -> None:
    answer = _answer(cast, "kari", thread)
    for seq in (0, 2, 3):
        with pytest.raises(IntegrityError), transaction.atomic():
            Message.objects.filter(pk=answer.pk).update(quoted_seq=seq)


def test_who_came_later_sees_no_text_of_what_was_before(cast: Cast) -> None:
    thread = next(one for one in made.home_threads(cast) if one.home_key == "hansen")
    participants.add_participant(
        actor=cast.fresh("tone"), conversation=thread, person=cast.fresh("odd")
    )
    LiveOutbox.objects.all().delete()
    _answer(cast, "kari", thread)
    assert _quote(cast, "odd", thread) == Original()
    told = [parcels.packed_again(row).packed() for row in LiveOutbox.objects.all()]
    assert "ringe" not in str(told)  # nothing of it to anybody: each page asks for its own
    assert cast.odd.pk in told[0]["recipients"]
    for name, sees in (("tone", True), ("odd", False)):
        client = Client()
        client.force_login(cast.fresh(name))
        page = client.get(f"/meldinger/{thread.uuid}/").text
        changes = client.get(f"/meldinger/{thread.uuid}/endringer/?after_version=2").text
        assert ("Kan dere ringe meg?" in page) == sees
        assert ("Kan dere ringe meg?" in changes) == sees


def test_who_came_with_the_history_sees_it(cast: Cast) -> None:
    thread = next(one for one in made.home_threads(cast) if one.home_key == "hansen")
    participants.add_participant(
        actor=cast.fresh("tone"),
        conversation=thread,
        person=cast.fresh("arne"),
        with_history=True,
    )
    answer = _answer(cast, "kari", thread)
    assert originals.is_same_for_all(answer)
    found = _quote(cast, "arne", thread)
    assert found is not None
    assert found.seen


def test_a_changed_original_is_shown_as_it_is_now(cast: Cast, thread: Conversation) -> None:
    answer = _answer(cast, "kari", thread)
    LiveOutbox.objects.all().delete()
    messages.edit_message(actor=cast.fresh("tone"), message=_first(thread), body="Husk votter")
    found = _quote(cast, "mona", thread)
    assert found is not None
    assert found.excerpt == "Husk votter"
    thread.refresh_from_db()
    both = [*thread.messages.values_list("version", flat=True)]
    assert both == [thread.version] * 2
    envelope = parcels.packed_again(LiveOutbox.objects.get()).packed()
    assert "html" not in envelope["event"]
    assert answer.author_id in envelope["recipients"]


def test_a_withdrawn_original_says_so(cast: Cast, thread: Conversation) -> None:
    _answer(cast, "kari", thread)
    messages.withdraw_message(actor=cast.fresh("tone"), message=_first(thread))
    found = _quote(cast, "mona", thread)
    assert found is not None
    assert (found.withdrawn, found.text, found.excerpt) == (True, "", "")
    card = threads.thread(cast.fresh("mona"), thread.uuid, None).cards[-1]
    assert FIRST not in message_html(card)


def test_what_the_school_removed_is_gone_from_quotes_too(cast: Cast, thread: Conversation) -> None:
    _answer(cast, "mona", thread)
    report = made.report(cast, thread)
    reports.handle_report(actor=cast.fresh("sissel"), report=report, outcome=ReportOutcome.REMOVED)
    found = _quote(cast, "kari", thread)
    assert found is not None
    assert found.withdrawn


def test_a_withdrawn_answer_shows_no_quote(cast: Cast, thread: Conversation) -> None:
    answer = _answer(cast, "kari", thread)
    messages.withdraw_message(actor=cast.fresh("kari"), message=answer)
    assert _quote(cast, "mona", thread) is None


def test_a_long_original_is_cut(cast: Cast, thread: Conversation) -> None:
    long = Original(seen=True, text="ord " * 100)
    assert len(long.excerpt) <= cards.EXCERPT_LENGTH + 2
    assert long.excerpt.endswith(" …")


@pytest.mark.parametrize("count", [1, 3])
def test_quotes_cost_one_query(
    cast: Cast, thread: Conversation, count: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        _answer(cast, "kari", thread)
    viewer = cast.fresh("mona")
    threads.thread(viewer, thread.uuid, None)
    found = [*cards.with_card_parts(thread.messages.all())]
    with django_assert_num_queries(1):
        cards.complete(found, thread, viewer)
