"""What lists, panels and search say of a sensitive conversation; its readers and openings."""

from typing import Any

import pytest

from messaging.actions import participants, sensitive
from messaging.choices import Side
from messaging.models import Conversation
from messaging.queries import finding, inbox, openings, reports, search, threads
from messaging.queries import sensitive as checking
from messaging.sensitivity import Reason
from messaging.visibility import visible_openings
from schools.choices import Protection, Role
from tests.cast import Cast
from tests.messaging import conversations as made
from tests.messaging.sensitive_threads import sensitive_group, sensitive_home

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(cast: Cast) -> Conversation:
    return sensitive_home(cast)


def loaded(cast: Cast, name: str, thread: Conversation) -> Any:
    viewer = cast.fresh(name)
    return viewer, threads.conversation(viewer, thread.uuid)


@pytest.mark.parametrize(("name", "role"), [("kari", Role.GUARDIAN), ("tone", Role.TEACHER)])
def test_the_list_says_that_there_is_one_and_no_more(
    cast: Cast, thread: Conversation, name: str, role: Role
) -> None:
    row = next(r for r in inbox.inbox(cast.fresh(name), role) if r.uuid == thread.uuid)
    assert (row.title, row.preview) == ("Sensitiv samtale", "Åpne samtalen for å lese.")
    assert row.is_sensitive
    [waits] = inbox.waiting(cast.fresh("kari"), Role.GUARDIAN, None, 5)
    assert (waits.shown_title, waits.shown_preview) == (row.title, row.preview)


def test_search_finds_it_in_itself_only(cast: Cast, thread: Conversation) -> None:
    kari = cast.fresh("kari")
    assert not finding.find(kari, "flyttet").hits
    assert not search.find_messages(kari, "flyttet", 5)
    assert not search.find_conversations(kari, "BUP", 5)
    [hit] = finding.find(kari, "flyttet", thread).hits
    assert hit.conversation == thread.uuid


def test_the_list_of_reports_does_not_quote_it(cast: Cast, thread: Conversation) -> None:
    plain = made.report(cast, made.class_thread(cast))
    found = made.report(cast, thread)
    waiting, _handled = reports.lines(cast.fresh("sissel"))
    texts = {row.uuid: row.text for row in waiting}
    assert texts == {plain.uuid: "Husk matpakke", found.uuid: "Sensitiv samtale"}
    assert reports.about_sensitive(cast.fresh("sissel"), found.uuid) == found
    assert reports.about_sensitive(cast.fresh("sissel"), plain.uuid) is None
    assert reports.about_sensitive(cast.fresh("tone"), found.uuid) is None


def test_all_who_read_it_are_named_to_all(cast: Cast, thread: Conversation) -> None:
    tone = cast.fresh("tone")
    participants.add_participant(actor=tone, conversation=thread, person=cast.fresh("arne"))
    for name in ("kari", "tone"):
        seal = openings.seal(*loaded(cast, name, thread))
        named = {(reader.name, reader.side) for reader in seal.readers}
        assert {("Tone Lie", Side.STAFF), ("Arne Dahl", Side.STAFF)} <= named
        assert ("Kari Hansen", Side.GUARDIAN) in named
        assert seal.is_sensitive
        assert not seal.may_mark


def test_who_is_protected_is_read_by_and_not_named(cast: Cast, thread: Conversation) -> None:
    cast.kari.protection = Protection.STRICT
    cast.kari.save(update_fields=["protection"])
    sensitive.record_opening(actor=cast.fresh("kari"), conversation=thread)
    viewer, found = loaded(cast, "tone", thread)
    assert openings.Reader("En foresatt", Side.GUARDIAN) in openings.readers(viewer, found)
    [row] = openings.openings(viewer, found)
    assert (row.name, row.side) == ("En foresatt", Side.GUARDIAN)


@pytest.mark.parametrize(("name", "may"), [("tone", True), ("kari", False)])
def test_marking_is_offered_to_whom_it_is_allowed(cast: Cast, name: str, may: bool) -> None:
    plain = next(each for each in made.home_threads(cast) if each.home_key == "hansen")
    seal = openings.seal(*loaded(cast, name, plain))
    assert (seal.is_sensitive, seal.readers, seal.may_mark) == (False, (), may)


def test_the_seal_costs_one_query_for_few_and_for_many(
    cast: Cast, thread: Conversation, django_assert_num_queries: Any
) -> None:
    for each in (thread, sensitive_group(cast)):
        viewer, found = loaded(cast, "tone", each)
        with django_assert_num_queries(1):
            openings.seal(viewer, found)


@pytest.mark.parametrize("count", [1, 3])
def test_openings_are_the_newest_first_in_one_query(
    cast: Cast, thread: Conversation, count: int, django_assert_num_queries: Any
) -> None:
    arne = cast.fresh("arne")
    participants.add_participant(actor=cast.fresh("tone"), conversation=thread, person=arne)
    for name in ("kari", "tone", "arne")[:count]:
        sensitive.record_opening(actor=cast.fresh(name), conversation=thread)
    viewer, found = loaded(cast, "kari", thread)
    with django_assert_num_queries(1):
        rows = openings.openings(viewer, found)
    names = [row.name for row in rows]
    assert names == ["Arne Dahl", "Tone Lie", "Kari Hansen"][-count:]


def test_who_was_reported_does_not_see_that_it_was_opened_for_that(
    cast: Cast, thread: Conversation
) -> None:
    report = made.report(cast, thread)
    sensitive.record_report_opening(actor=cast.fresh("sissel"), report=report)
    [row] = openings.openings(*loaded(cast, "kari", thread))
    assert (row.name, row.side) == ("Sissel Aune", None)
    assert openings.openings(*loaded(cast, "tone", thread)) == ()


def test_nobody_without_an_account_sees_openings(cast: Cast, thread: Conversation) -> None:
    sensitive.record_opening(actor=cast.fresh("kari"), conversation=thread)
    assert visible_openings(cast.fresh("kari")).count() == 1
    assert not visible_openings(None).exists()
    assert not visible_openings(cast.fresh("gone")).exists()


def test_in_a_marked_thread_only_other_names_are_news(cast: Cast, thread: Conversation) -> None:
    text = "Jonas Berg går til BUP"
    tone = cast.fresh("tone")
    assert checking.in_conversation(tone, thread.uuid, text) == [Reason.PUPIL]
    plain = made.home_threads(cast)[0]
    assert len(checking.in_conversation(tone, plain.uuid, text)) == 2
