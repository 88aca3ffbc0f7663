"""Searching in messages: what is found, by whom, and in which order."""

import datetime as dt
import uuid
from typing import Any

import pytest
import time_machine
from django.db import connection

from messaging.actions import messages, participants
from messaging.choices import Part, Side
from messaging.models import Conversation, Message
from messaging.queries import cards, finding, threads, words
from messaging.queries.finding import Found, Place, looks
from messaging.queries.search import find_messages
from messaging.queries.snippets import LONGEST, snippet
from messaging.visibility import visible_messages
from schools import clock
from tests.cast import Cast
from tests.messaging import conversations as made

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
WORDS = ("xylofon", "fiolin", "bratsj")


def post(cast: Cast, thread: Conversation, body: str, name: str = "tone", **more: Any) -> Message:
    given = {"client_token": uuid.uuid4()} | more
    return messages.post_message(actor=cast.fresh(name), conversation=thread, body=body, **given)


def texts(cast: Cast, name: str, given: str, **more: Any) -> list[str]:
    """What the person finds, as it is shown, the newest first."""
    return [hit.text for hit in finding.find(cast.fresh(name), given, **more).hits]


@pytest.fixture
def thread(cast: Cast) -> Conversation:
    return made.class_thread(cast)


# --- what is found


@pytest.mark.parametrize(
    "given",
    ["gymtøy", "GYMTØY", "gymtøy morgen", "morgen gymtøy", '"husk gymtøy"', "«husk gymtøy»",
     "gymt", "mandag", "tirsdag", "fredag", "7b"],
)  # fmt: skip
def test_words_in_any_order_and_phrases_are_found(
    cast: Cast, thread: Conversation, given: str
) -> None:
    post(cast, thread, "Husk gymtøy i morgen, mandag/tirsdag.fredag i 7B!")
    assert len(texts(cast, "kari", given)) == 1


@pytest.mark.parametrize(
    "given", ["gymtøy hvalross", '"gymtøy husk"', "gymtoy", "-gymtøy hvalross", "ymtøy"]
)
def test_what_is_not_all_there_is_not_found(cast: Cast, thread: Conversation, given: str) -> None:
    post(cast, thread, "Husk gymtøy i morgen")
    assert texts(cast, "kari", given) == []


def test_other_forms_of_a_word_are_found(cast: Cast, thread: Conversation) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite knows no stems")
    post(cast, thread, "Vi sykler på turene")
    assert len(texts(cast, "kari", "sykle turen")) == 1


@pytest.mark.parametrize(
    "given",
    ["'\"&|!:*", '"', '"""', "\x00\x00", "a\x00b", "😀😀", "æ" * 10_000, "x " * 5_000, "\\", "%s",
     "%(a)s", "NEAR(a b)", "a OR b", "or or", "NOT", "-", "--", "a:* & !b", "(((", "<b>hei</b>",
     "\ud800\ud800ab", "\x02ab\x03", "og det er", "{a}", "body:ab", "^ab", "ab*", "“ab", "٣٤٥",
     "กขค", "ｶﾞab", "a" * 99 + "b"],
)  # fmt: skip
def test_anything_may_be_typed(cast: Cast, thread: Conversation, given: str) -> None:
    finding.find(cast.fresh("kari"), given)
    finding.find(cast.fresh("kari"), given, thread)


@pytest.mark.parametrize("given", ["", " ", "a", "😀", '" "', "-/-"])
def test_too_little_is_not_asked(cast: Cast, given: str, django_assert_num_queries: Any) -> None:
    kari = cast.fresh("kari")
    with django_assert_num_queries(0):
        assert not finding.find(kari, given).enough


def test_a_change_changes_what_is_found(cast: Cast, thread: Conversation) -> None:
    message = post(cast, thread, "Ta med xylofon")
    messages.edit_message(actor=cast.fresh("tone"), message=message, body="Ta med fiolin")
    assert texts(cast, "kari", "xylofon") == []
    assert texts(cast, "kari", "fiolin") == ["Ta med fiolin"]


def test_a_withdrawn_message_is_never_found(cast: Cast, thread: Conversation) -> None:
    message = post(cast, thread, "Ta med xylofon")
    messages.withdraw_message(actor=cast.fresh("tone"), message=message)
    for name in ("kari", "tone"):
        assert texts(cast, name, "xylofon") == []


def test_a_deleted_conversation_leaves_nothing(cast: Cast, thread: Conversation) -> None:
    post(cast, thread, "Ta med xylofon")
    Message.objects.filter(conversation=thread).delete()
    other = made.class_thread(cast)
    post(cast, other, "Ta med fiolin")
    assert texts(cast, "kari", "xylofon") == []
    assert texts(cast, "kari", "fiolin") == ["Ta med fiolin"]


# --- by whom


def _everywhere(cast: Cast) -> None:
    """Messages with one or two of the words in conversations of every kind."""
    homes = made.home_threads(cast, "nora", "jonas")
    threads_ = [
        *homes,
        made.class_thread(cast, parts=(Part.GUARDIANS, Part.PUPILS)),
        made.class_thread(cast),
        made.direct(cast),
        made.direct(cast, "tone", "odd"),
    ]
    for number, each in enumerate(threads_):
        post(cast, each, f"{WORDS[number % 3]} og {WORDS[(number + 1) % 3]}")
    announced = made.announcement(cast)
    post(cast, announced, "xylofon")
    participants.add_participant(
        actor=cast.fresh("tone"), conversation=homes[0], person=cast.fresh("odd")
    )
    post(cast, homes[0], "bratsj etter at Odd kom")
    gone = post(cast, homes[0], "xylofon trukket")
    messages.withdraw_message(actor=cast.fresh("tone"), message=gone)


def test_everybody_finds_just_what_they_may_read(cast: Cast, monkeypatch: Any) -> None:
    """Against reading all that is visible, for each of the cast; with looks of every length."""
    _everywhere(cast)
    found_by = set()
    for name in cast.people:
        for given in (*WORDS, "xylofon fiolin"):
            seen = visible_messages(cast.fresh(name)).filter(withdrawn_at__isnull=True)
            wanted = {
                message.uuid
                for message in seen
                if all(word in message.body for word in given.split())
            }
            for most in ((1,), (2, 3), finding.LOOKS):
                monkeypatch.setattr(finding, "LOOKS", most)
                hits = finding.find(cast.fresh(name), given).hits
                assert {hit.uuid for hit in hits} == wanted, (name, given, most)
            found_by |= {name} if wanted else set()
    assert {"nora", "kari", "odd", "sissel", "tone"} <= found_by
    assert not {"geir", "inger", "stian", "gone", "torleif", "marit"} & found_by


def test_who_came_later_does_not_find_what_was_before(cast: Cast) -> None:
    [home, *_] = made.home_threads(cast)
    post(cast, home, "xylofon før")
    participants.add_participant(
        actor=cast.fresh("tone"), conversation=home, person=cast.fresh("odd")
    )
    post(cast, home, "xylofon etter")
    assert texts(cast, "odd", "xylofon") == ["xylofon etter"]
    assert texts(cast, "odd", "xylofon", conversation=home) == ["xylofon etter"]


def test_in_one_conversation_nothing_of_another_is_found(cast: Cast, thread: Conversation) -> None:
    post(cast, thread, "xylofon her")
    post(cast, made.class_thread(cast), "xylofon der")
    assert texts(cast, "kari", "xylofon", conversation=thread) == ["xylofon her"]
    assert texts(cast, "stian", "xylofon", conversation=thread) == []


def test_nobody_is_named_whom_the_thread_does_not_name(cast: Cast) -> None:
    guardians = made.class_thread(cast)
    pupils = made.class_thread(cast, parts=(Part.PUPILS,))
    post(cast, guardians, "xylofon fra en forelder", "leila")
    post(cast, pupils, "xylofon fra en elev", "amira")
    for name, side in (("kari", Side.GUARDIAN), ("nora", Side.PUPIL)):
        [hit] = finding.find(cast.fresh(name), "xylofon").hits
        assert hit.author == cards.neutral_label(side)
    assert "Haddad" not in str(find_messages(cast.fresh("tone"), "xylofon", 8))


# --- in which order


def _many(cast: Cast, count: int) -> list[uuid.UUID]:
    """The newest first; some of the same moment, in three conversations by turns."""
    places = [made.class_thread(cast) for _ in range(3)]
    start, sent = clock.now() + dt.timedelta(minutes=1), []
    for number in range(count):
        with time_machine.travel(start + dt.timedelta(seconds=number // 2), tick=False):
            sent.append(post(cast, places[number % 3], f"xylofon {number}").uuid)
    return sent[::-1]


@pytest.mark.parametrize("first_look", [1, 4, 2_000])
def test_pages_follow_each_other_newest_first(
    cast: Cast, monkeypatch: Any, first_look: int
) -> None:
    monkeypatch.setattr(finding, "LOOKS", (first_look, 5))
    sent, kari = _many(cast, 11), cast.fresh("kari")
    seen, older = [], None
    for size in (4, 4, 3):
        page = finding.find(kari, "xylofon", after=older, most=4)
        seen += [hit.uuid for hit in page.hits]
        older = page.older
        assert len(page.hits) == size
    assert seen == sent
    assert older is None


def test_a_cursor_of_others_begins_anew(cast: Cast, thread: Conversation) -> None:
    post(cast, thread, "xylofon")
    hidden = made.direct(cast, "tone", "odd").messages.get()
    for after in (hidden.uuid, uuid.uuid4()):
        assert texts(cast, "kari", "xylofon", after=after) == ["xylofon"]


def test_looks_take_every_conversation_once() -> None:
    now = clock.now()
    for sizes in ([], [1], [9_000, 1, 1], [1_999, 1, 1, 8_000, 5], [3_000] * 9):
        places = [Place(key, now, size) for key, size in enumerate(sizes)]
        taken = list(looks(places))
        assert [place for some, _ in taken for place in some] == places
        assert all(some for some, _ in taken)
        assert [rest for _, rest in taken] == [some[0] for some, _ in taken[1:]] + [None] * bool(
            taken
        )
        assert len(taken) <= 3


def test_a_moment_never_goes_back_within_a_conversation(cast: Cast, thread: Conversation) -> None:
    """Servers' clocks differ by milliseconds; the walk relies on the order."""
    first = post(cast, thread, "xylofon 1")
    with time_machine.travel(first.created_at - dt.timedelta(seconds=3), tick=False):
        second = post(cast, thread, "xylofon 2")
    assert second.created_at >= first.created_at
    assert texts(cast, "kari", "xylofon") == ["xylofon 2", "xylofon 1"]


@pytest.mark.parametrize("count", [1, 3])
def test_a_search_costs_the_same_for_one_and_three(
    cast: Cast, count: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        post(cast, made.class_thread(cast), "xylofon")
    kari = cast.fresh("kari")
    # on PostgreSQL also: savepoint, settings, release
    with django_assert_num_queries(4 if connection.vendor == "sqlite" else 7):
        assert len(finding.find(kari, "xylofon").hits) == count


# --- how it is shown


def _shown(body: str, marked: str) -> str:
    return "".join(f"[{text}]" if found else text for text, found in snippet(body, marked))


def test_found_words_are_marked_where_they_stand(cast: Cast, thread: Conversation) -> None:
    post(cast, thread, "Ta med xylofon/fiolin <b>og</b> xylofon.")
    [hit] = finding.find(cast.fresh("kari"), "xylofon").hits
    marked = "".join(f"[{text}]" if found else text for text, found in hit.snippet)
    assert marked == "Ta med [xylofon]/fiolin <b>og</b> [xylofon]."


def test_marks_in_the_text_itself_are_no_marks(cast: Cast, thread: Conversation) -> None:
    post(cast, thread, "\x02Ta\x03 med \x02xylofon")
    [hit] = finding.find(cast.fresh("kari"), "xylofon").hits
    assert "Ta" not in {text for text, found in hit.snippet if found}
    assert hit.text == "\x02Ta\x03 med \x02xylofon"


def test_a_snippet_is_short_and_near_the_word() -> None:
    body = "ord " * 100 + "xylofon" + " ord" * 100
    shown = _shown(body, body.replace("xylofon", "\x02xylofon\x03"))
    assert "[xylofon]" in shown
    assert shown.startswith("… ord")
    assert shown.endswith("ord …")
    assert len(shown) < LONGEST + 10
    assert _shown("a" * 400, "") == "a" * LONGEST + " …"
    assert _shown("kort", "noe annet") == "kort"


def test_separators_are_those_of_the_column() -> None:
    from importlib import import_module

    migration = import_module("messaging.migrations.0008_words")
    assert migration._SEPARATORS == words.SEPARATORS


def test_a_hit_leads_to_its_message(cast: Cast, monkeypatch: Any) -> None:
    monkeypatch.setattr(threads, "PAGE", 6)
    monkeypatch.setattr(finding, "_MARGIN", 2)
    place = made.class_thread(cast)
    sent = [post(cast, place, f"xylofon {number}") for number in range(12)]
    kari = cast.fresh("kari")
    for hit in finding.find(kari, "xylofon").hits:
        page, _, mark = hit.address.partition("#")
        before = int(page.partition("?eldre=")[2] or 0) or None
        shown = threads.thread(kari, place.uuid, None, before)
        assert mark.removeprefix("m-") in {str(card.uuid) for card in shown.cards}
    newest = finding.find(kari, "xylofon").hits[0]
    assert newest.address == f"/meldinger/{place.uuid}/#m-{sent[-1].uuid}"
    assert Found(newest.at, 0).at == sent[-1].created_at


def test_the_one_search_finds_messages(cast: Cast, thread: Conversation) -> None:
    post(cast, thread, "Ta med xylofon")
    [hit] = find_messages(cast.fresh("kari"), "xylofon", 8)
    assert (hit.title, hit.subtitle.endswith("Ta med xylofon")) == ("Tur fredag", True)
