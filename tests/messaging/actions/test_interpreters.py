"""Interpreters: asked for in a thread with a home, arranged by the school."""

import datetime as dt
from typing import Any

import pytest

from messaging.actions import conversations, interpreters
from messaging.choices import Side, Spoken
from messaging.models import Conversation, InterpreterNeed
from messaging.queries import interpreters as asking
from messaging.queries import threads
from messaging.visibility import interpreter_need_viewers, visible_interpreter_needs
from schools import clock
from schools.choices import Access, Protection, Responsibility, Role
from schools.exceptions import Conflict, InvalidInput, NotAllowed, NotVisible
from schools.models import AuditEntry, Guardianship, Person
from tests.cast import Cast
from tests.messaging import conversations as made


@pytest.fixture
def thread(cast: Cast) -> Conversation:
    return next(one for one in made.home_threads(cast) if one.home_key == "hansen")


def _ask(cast: Cast, thread: Conversation, name: str = "kari", language: str = "ar") -> Any:
    return interpreters.ask(actor=cast.fresh(name), conversation=thread, language=language)


def _arrange(cast: Cast, need: InterpreterNeed, name: str = "hanne", note: str = "Mina") -> None:
    interpreters.arrange(actor=cast.fresh(name), need=need, note=note)


def _seen_by(cast: Cast, need: InterpreterNeed) -> set[str]:
    """The same people in both directions."""
    there = {person.username for person in interpreter_need_viewers(need)}
    back = {who for who in cast.people if need in visible_interpreter_needs(cast.fresh(who))}
    assert there == back
    return there


def test_readers_see_it_and_those_who_arrange(cast: Cast, thread: Conversation) -> None:
    need = _ask(cast, thread)
    assert _seen_by(cast, need) == {"kari", "erik", "tone", "sissel", "hanne"}
    for name, role in (("erik", Role.GUARDIAN), ("tone", Role.TEACHER)):
        head = threads.thread(cast.fresh(name), thread.uuid, role).head
        assert head.interpreter is not None
        assert head.interpreter.language == Spoken.ARABIC
    with pytest.raises(NotVisible):
        threads.thread(cast.fresh("hanne"), thread.uuid, Role.LEADER)
    assert AuditEntry.objects.get(action="interpreter.ask").details == {"language": "ar"}


def test_of_a_protected_child_only_who_handles_the_case_arranges(cast: Cast) -> None:
    need = _ask(cast, made.direct(cast))
    Person.objects.filter(pk=cast.nora.pk).update(protection=Protection.CONFIDENTIAL)
    need.refresh_from_db()
    assert _seen_by(cast, need) == {"kari", "tone"}
    waiting, _arranged = asking.list_of(cast.fresh("sissel"))
    assert waiting == []


@pytest.mark.parametrize("access", Access.values)
def test_who_is_the_childs_guardian_arranges_for_no_other_home(
    cast: Cast, thread: Conversation, access: str
) -> None:
    need = _ask(cast, thread)
    day = clock.today()
    ends = day + dt.timedelta(days=9)
    Guardianship.objects.create(
        guardian=cast.hanne, pupil=cast.nora, access=access, starts=day, ends=ends
    )
    assert _seen_by(cast, need) == {"kari", "erik", "tone", "sissel"}
    with pytest.raises(NotVisible):
        _arrange(cast, need)


def test_a_protected_child_is_named_to_those_who_know_of_it(
    cast: Cast, thread: Conversation
) -> None:
    need = _ask(cast, thread)
    Person.objects.filter(pk=cast.nora.pk).update(protection=Protection.CONFIDENTIAL)
    lines = [asking.line_of(cast.fresh(name), need.pk) for name in ("kari", "tone")]
    assert [line and line.pupil for line in lines] == ["Nora Hansen", "Et hjem"]


def test_the_closed_and_the_signed_out_see_nothing(cast: Cast, thread: Conversation) -> None:
    _ask(cast, thread)
    assert not visible_interpreter_needs(None).exists()
    Person.objects.filter(pk=cast.hanne.pk).update(is_active=False)
    assert not visible_interpreter_needs(cast.fresh("hanne")).exists()


def test_the_list_shows_whose_home_and_nothing_of_the_thread(
    cast: Cast, thread: Conversation
) -> None:
    need = _ask(cast, thread, "tone", "so")
    [line], arranged = asking.list_of(cast.fresh("hanne"))
    assert (line.pupil, line.teacher, line.asked_by) == ("Nora Hansen", "Tone Lie", "Tone Lie")
    assert arranged == []
    _arrange(cast, need)
    waiting, [line] = asking.list_of(cast.fresh("sissel"))
    assert (waiting, line.note, line.arranged_by) == ([], "Mina", "Hanne Vik")
    for name in ("tone", "kari", "nora", "marit"):
        with pytest.raises(NotVisible):
            asking.list_of(cast.fresh(name))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_twice(cast: Cast, count: int, django_assert_num_queries: Any) -> None:
    for _ in range(count):
        _ask(cast, made.direct(cast))
    viewer = cast.fresh("hanne")
    with django_assert_num_queries(3):  # one is the viewer's own places
        waiting, _arranged = asking.list_of(viewer)
    assert len(waiting) == count


def test_one_at_a_time_is_asked_for(cast: Cast, thread: Conversation) -> None:
    first = _ask(cast, thread)
    assert _ask(cast, thread, "tone", "so") == first
    interpreters.end(actor=cast.fresh("erik"), need=first)
    second = _ask(cast, thread, "tone", "so")
    assert second != first
    head = threads.thread(cast.fresh("kari"), thread.uuid, Role.GUARDIAN).head
    assert head.interpreter is not None
    assert head.interpreter.language == Spoken.SOMALI


def test_it_is_asked_for_where_a_home_is_talked_with(cast: Cast, thread: Conversation) -> None:
    with pytest.raises(InvalidInput):
        _ask(cast, thread, language="x")
    for other in (made.class_thread(cast), made.announcement(cast)):
        with pytest.raises(NotAllowed):
            _ask(cast, other)
        with pytest.raises(NotVisible):
            asking.page(cast.fresh("kari"), other)
    pupil = conversations.start_direct(
        actor=cast.fresh("tone"), side=Side.STAFF, person=cast.nora, draft=made.draft()
    )
    with pytest.raises(NotAllowed):
        _ask(cast, pupil, "nora")
    for name in ("ola", "odd", "hanne"):
        with pytest.raises(NotVisible):
            _ask(cast, thread, name)


def test_the_school_arranges_and_may_change_what_it_said(cast: Cast, thread: Conversation) -> None:
    need = _ask(cast, thread)
    _arrange(cast, need)
    _arrange(cast, need, "tone", "  Mina,\n fredag ")
    need.refresh_from_db()
    assert (need.note, need.arranged_by) == ("Mina, fredag", cast.tone)
    with pytest.raises(NotAllowed):
        _arrange(cast, need, "kari")
    with pytest.raises(NotAllowed):
        asking.to_arrange(cast.fresh("kari"), need.uuid)
    for name in ("ola", "odd", "bjarne", "marit"):
        with pytest.raises(NotVisible):
            _arrange(cast, need, name)
        with pytest.raises(NotVisible):
            asking.to_arrange(cast.fresh(name), need.uuid)
    for note in ("  ", "å" * 201):
        with pytest.raises(InvalidInput):
            _arrange(cast, need, note=note)


def test_what_is_not_needed_any_more_is_not_arranged(cast: Cast, thread: Conversation) -> None:
    need = _ask(cast, thread)
    with pytest.raises(NotVisible):
        interpreters.end(actor=cast.fresh("odd"), need=need)
    for name in ("sissel", "kari"):
        interpreters.end(actor=cast.fresh(name), need=need)
    assert AuditEntry.objects.filter(action="interpreter.end").count() == 1
    with pytest.raises(Conflict):
        _arrange(cast, need)
    head = threads.thread(cast.fresh("kari"), thread.uuid, Role.GUARDIAN).head
    assert (head.interpreter, head.may_ask_interpreter) == (None, True)


def test_who_only_reads_neither_asks_nor_ends_it(cast: Cast, thread: Conversation) -> None:
    need = _ask(cast, thread)
    Guardianship.objects.filter(guardian=cast.kari).update(
        access=Access.INFORMATION,
        responsibility=Responsibility.INFORMATION,
        ends=clock.today() + dt.timedelta(days=30),
    )
    with pytest.raises(NotAllowed):
        interpreters.end(actor=cast.fresh("kari"), need=need)
    with pytest.raises(NotAllowed):
        _ask(cast, thread)
    assert not asking.page(cast.fresh("kari"), thread).may_ask


def test_the_page_offers_the_guardians_own_language(cast: Cast, thread: Conversation) -> None:
    Person.objects.filter(pk=cast.kari.pk).update(language="en")
    page = asking.page(cast.fresh("kari"), thread)
    assert (page.language, page.may_ask, page.may_arrange) == ("en", True, False)
    page = asking.page(cast.fresh("tone"), thread)
    assert (page.language, page.may_ask, page.may_arrange) == ("", True, True)
    need = _ask(cast, thread)
    assert asking.reads(cast.fresh("kari"), need)
    assert not asking.reads(cast.fresh("hanne"), need)


def test_a_protected_asker_is_not_named(cast: Cast, thread: Conversation) -> None:
    need = _ask(cast, thread, "erik")
    Person.objects.filter(pk=cast.erik.pk).update(protection=Protection.CONFIDENTIAL)
    found = asking.line_of(cast.fresh("kari"), need.pk)
    assert found is not None
    assert found.asked_by == ""
    assert asking.line_of(cast.erik, None) is None
