"""Standing in: a colleague sees to one's threads with homes for some days."""

import datetime as dt
import uuid
from typing import Any

import pytest
import time_machine

from messaging.actions import (
    answering,
    duty,
    messages,
    participants,
    private_answers,
    sensitive,
    standing_in,
)
from messaging.choices import ReplyPolicy, Shown
from messaging.models import Conversation, LiveOutbox, Participant, StandIn
from messaging.queries import inbox, threads
from messaging.queries import standing_in as asking
from messaging.visibility import (
    conversation_viewers,
    stand_in_viewers,
    visible_conversations,
    visible_messages,
    visible_stand_ins,
)
from schools import clock
from schools.choices import Access, MemberRole, Protection, Responsibility, Role
from schools.exceptions import InvalidInput, NotVisible
from schools.models import (
    AuditEntry,
    Group,
    Guardianship,
    Membership,
    Person,
    ProtectionHandler,
)
from tests.cast import Cast
from tests.messaging import conversations as made
from tests.messaging.sensitive_threads import sensitive_home

WEEK = dt.timedelta(days=7)


def _stand_in(cast: Cast, substitute: str = "odd", owner: str = "tone", **fields: Any) -> StandIn:
    given = {"starts": clock.today(), "last": clock.today() + WEEK} | fields
    return standing_in.let_stand_in(
        actor=cast.fresh(owner),
        school=cast.lade,
        substitute=cast.people[substitute],
        **given,
    )


def _read_by(cast: Cast, thread: Conversation, name: str = "odd") -> list[int]:
    """Numbers of the messages; the conversation is asked for both ways."""
    person = cast.fresh(name)
    read = visible_messages(person).filter(conversation=thread).order_by("seq")
    numbers = list(read.values_list("seq", flat=True))
    sees = visible_conversations(person).filter(pk=thread.pk).exists()
    assert sees == conversation_viewers(thread).filter(pk=person.pk).exists()
    assert sees or not numbers
    return numbers


def _write(cast: Cast, thread: Conversation, name: str = "kari") -> None:
    messages.post_message(
        actor=cast.fresh(name), conversation=thread, body="Hei", client_token=uuid.uuid4()
    )


# --- what the substitute reads, and when


def test_the_substitute_reads_from_now_on_until_the_last_day(cast: Cast) -> None:
    thread = made.direct(cast)
    _stand_in(cast)
    _write(cast, thread)
    assert _read_by(cast, thread) == [2]
    today = clock.now()
    with time_machine.travel(today + WEEK, tick=False):
        assert _read_by(cast, thread) == [2]
    with time_machine.travel(today + WEEK + dt.timedelta(days=1), tick=False):
        assert _read_by(cast, thread) == []


def test_nothing_is_read_before_the_first_day(cast: Cast) -> None:
    thread = made.direct(cast)
    _stand_in(cast, starts=clock.today() + dt.timedelta(days=2))
    begun = made.direct(cast)
    assert _read_by(cast, thread) == _read_by(cast, begun) == []
    with time_machine.travel(clock.now() + dt.timedelta(days=2), tick=False):
        assert _read_by(cast, begun) == [1]


def test_with_history_all_that_the_owner_reads_is_read(cast: Cast) -> None:
    thread = made.direct(cast)
    _write(cast, thread)
    participants.add_participant(
        actor=cast.fresh("tone"), conversation=thread, person=cast.people["arne"]
    )
    _write(cast, thread)
    answering.hand_over(actor=cast.fresh("arne"), conversation=thread, person=cast.arne)
    _stand_in(cast, owner="arne", with_history=True)
    assert _read_by(cast, thread) == [3]


def test_threads_that_begin_meanwhile_have_the_substitute_in_them(cast: Cast) -> None:
    _stand_in(cast)
    begun = made.direct(cast)
    homes = made.home_threads(cast)
    assert [_read_by(cast, thread) for thread in (begun, *homes)] == [[1], [1], [1]]
    assert _read_by(cast, made.class_thread(cast)) == []
    question = made.group_thread(cast, ReplyPolicy.SENDER)
    answer = private_answers.answer_sender(
        actor=cast.fresh("kari"), conversation=question, draft=made.draft("Vi kommer")
    )
    assert _read_by(cast, answer) == [1]
    assert _read_by(cast, question) == []


def test_only_threads_about_pupils_of_the_class_when_one_is_chosen(cast: Cast) -> None:
    other = Group.objects.create(school=cast.lade, name="Matte", grade=6)
    Membership.objects.create(
        person=cast.tone, group=other, role=MemberRole.TEACHER, starts=clock.today()
    )
    Membership.objects.create(person=cast.jonas, group=other, role=MemberRole.PUPIL)
    nora, jonas = made.direct(cast), made.home_threads(cast, "jonas")[0]
    _stand_in(cast, group=other, with_history=True)
    assert (_read_by(cast, nora), _read_by(cast, jonas)) == ([], [1])
    assert _read_by(cast, made.direct(cast)) == []


def test_no_thread_about_a_child_of_their_own(cast: Cast) -> None:
    Guardianship.objects.create(
        guardian=cast.odd,
        pupil=cast.nora,
        responsibility=Responsibility.FULL,
        access=Access.FULL,
        household_key="nilsen",
    )
    direct = made.direct(cast)
    home = next(one for one in made.home_threads(cast) if one.home_key == "hansen")
    jonas = made.home_threads(cast, "jonas")[0]
    _stand_in(cast, with_history=True)
    read = [_read_by(cast, thread) for thread in (direct, home, jonas, made.direct(cast))]
    assert read == [[], [], [1], []]


def test_no_thread_about_the_protected_unless_they_handle_the_case(cast: Cast) -> None:
    thread = made.direct(cast)
    Person.objects.filter(pk=cast.nora.pk).update(protection=Protection.CONFIDENTIAL)
    _stand_in(cast, "arne", with_history=True)
    ProtectionHandler.objects.create(person=cast.nora, handler=cast.odd)
    _stand_in(cast, "odd", with_history=True)
    assert (_read_by(cast, thread, "arne"), _read_by(cast, thread, "odd")) == ([], [1])


def test_what_the_owner_does_not_answer_stays_apart(cast: Cast) -> None:
    thread = made.direct(cast)
    answering_arne = made.direct(cast)
    participants.add_participant(
        actor=cast.fresh("tone"), conversation=answering_arne, person=cast.arne
    )
    answering.hand_over(actor=cast.fresh("tone"), conversation=answering_arne, person=cast.arne)
    colleagues = made.direct(cast, "sissel", "tone")
    _stand_in(cast, with_history=True)
    read = [_read_by(cast, one) for one in (thread, answering_arne, colleagues)]
    assert read == [[1], [], []]


# --- places that were there before


def test_a_place_of_longer_standing_outlives_it(cast: Cast) -> None:
    thread = made.direct(cast)
    participants.add_participant(
        actor=cast.fresh("tone"), conversation=thread, person=cast.odd, with_history=True
    )
    row = _stand_in(cast)
    standing_in.end_stand_in(actor=cast.fresh("tone"), stand_in=row)
    assert _read_by(cast, thread) == [1]


def test_a_place_that_was_over_begins_anew_and_reads_no_more_than_it_may(cast: Cast) -> None:
    thread = made.direct(cast)
    row = _stand_in(cast, with_history=True)
    standing_in.end_stand_in(actor=cast.fresh("tone"), stand_in=row)
    assert _read_by(cast, thread) == []
    _stand_in(cast)
    _write(cast, thread)
    assert _read_by(cast, thread) == [2]


def test_a_place_for_a_time_is_prolonged(cast: Cast) -> None:
    thread = made.direct(cast)
    participants.add_participant(
        actor=cast.fresh("tone"), conversation=thread, person=cast.odd, with_history=True
    )
    places = Participant.objects.filter(conversation=thread, person=cast.odd)
    places.update(ends=clock.today() + dt.timedelta(days=1))
    row = _stand_in(cast)
    assert (places.get().ends, places.get().from_seq) == (row.ends, 0)


# --- who answers


def test_it_waits_for_the_substitute_and_the_thread_says_so(cast: Cast) -> None:
    thread = made.direct(cast)
    row = _stand_in(cast)
    _write(cast, thread)
    waiting = inbox.inbox(cast.fresh("odd"), Role.TEACHER, shown=Shown.WAITING)
    assert [one.uuid for one in waiting] == [thread.uuid]
    assert thread in inbox.waiting(cast.fresh("odd"), Role.TEACHER, None, 5)
    assert threads.thread(cast.fresh("tone"), thread.uuid, Role.TEACHER).head.stood_in_by == "Odd"
    standing_in.end_stand_in(actor=cast.fresh("tone"), stand_in=row)
    assert inbox.inbox(cast.fresh("odd"), Role.TEACHER, shown=Shown.WAITING) == []
    assert threads.thread(cast.fresh("tone"), thread.uuid, Role.TEACHER).head.stood_in_by == ""


def test_it_does_not_wait_for_who_takes_part_without_standing_in(cast: Cast) -> None:
    thread = made.direct(cast)
    participants.add_participant(actor=cast.fresh("tone"), conversation=thread, person=cast.arne)
    _stand_in(cast)
    assert inbox.inbox(cast.fresh("arne"), Role.TEACHER, shown=Shown.WAITING) == []


# --- saying and ending it


def test_it_is_said_for_oneself_at_ones_school_and_class(cast: Cast) -> None:
    given = {"substitute": cast.odd, "starts": clock.today(), "last": clock.today()}
    with pytest.raises(NotVisible):
        standing_in.let_stand_in(actor=cast.fresh("kari"), school=cast.lade, **given)
    with pytest.raises(NotVisible):
        _stand_in(cast, group=cast.class_6b)
    row = _stand_in(cast)
    entry = AuditEntry.objects.get(action="stand_in.begin")
    assert (entry.object_id, entry.details["threads"]) == (str(row.pk), 0)


@pytest.mark.parametrize(
    ("substitute", "starts", "last", "field"),
    [
        ("tone", 0, 1, "substitute"),
        ("tuva", 0, 1, "substitute"),
        ("kari", 0, 1, "substitute"),
        ("odd", -1, 1, "starts"),
        ("odd", 2, 1, "last"),
        ("odd", 0, 400, "last"),
    ],
)
def test_others_and_other_days_are_refused(
    cast: Cast, substitute: str, starts: int, last: int, field: str
) -> None:
    today = clock.today()
    days = {"starts": today + dt.timedelta(starts), "last": today + dt.timedelta(last)}
    with pytest.raises(InvalidInput) as refusal:
        _stand_in(cast, substitute, **days)
    assert refusal.value.field == field


def test_nobody_stands_in_twice_for_the_same(cast: Cast) -> None:
    _stand_in(cast)
    with pytest.raises(InvalidInput):
        _stand_in(cast, starts=clock.today() + dt.timedelta(days=30), last=clock.today() + 5 * WEEK)
    _stand_in(cast, "arne")


@pytest.mark.parametrize("name", ["tone", "odd", "sissel", "hanne"])
def test_both_and_the_leaders_see_and_end_it(cast: Cast, name: str) -> None:
    thread, row = made.direct(cast), _stand_in(cast)
    seen = {person.username for person in stand_in_viewers(row)}
    assert seen == {"tone", "odd", "sissel", "hanne"}
    assert seen == {who for who in cast.people if row in visible_stand_ins(cast.fresh(who))}
    for _ in range(2):
        standing_in.end_stand_in(actor=cast.fresh(name), stand_in=row)
    _write(cast, thread)
    assert _read_by(cast, thread) == []
    assert AuditEntry.objects.filter(action="stand_in.end").count() == 1


def test_others_do_not_end_it_and_what_has_not_begun_is_ended_too(cast: Cast) -> None:
    row = _stand_in(cast, starts=clock.today() + dt.timedelta(days=2))
    for name in ("arne", "kari", "bjarne", "marit", "nora"):
        with pytest.raises(NotVisible):
            standing_in.end_stand_in(actor=cast.fresh(name), stand_in=row)
        with pytest.raises(NotVisible):
            asking.stand_in(cast.fresh(name), row.uuid)
    standing_in.end_stand_in(actor=cast.fresh("tone"), stand_in=row)
    row.refresh_from_db()
    assert row.ends == row.starts
    assert not visible_stand_ins(None).exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_as_often_for_one_as_for_three(
    cast: Cast, count: int, django_assert_num_queries: Any
) -> None:
    made.direct(cast)
    for name in ("odd", "arne", "ida")[:count]:
        _stand_in(cast, name)
    viewer = cast.fresh("tone")
    with django_assert_num_queries(6):  # one is the viewer's own places
        page = asking.page(viewer)
    assert (len(page.lines), page.threads) == (count, 1)
    assert all(line.is_mine and line.stands for line in page.lines)


def test_who_works_at_no_school_has_no_page(cast: Cast) -> None:
    for name in ("kari", "nora", "marit", "sverre"):
        with pytest.raises(NotVisible):
            asking.page(cast.fresh(name))


# --- what is never given, and what ends with its owner


def test_sensitive_threads_are_let_in_one_by_one(cast: Cast) -> None:
    before = sensitive_home(cast)
    _stand_in(cast, with_history=True)
    meanwhile = sensitive_home(cast)
    assert (_read_by(cast, before), _read_by(cast, meanwhile)) == ([], [])
    participants.add_participant(
        actor=cast.fresh("tone"), conversation=before, person=cast.odd, with_history=True
    )
    assert _read_by(cast, before) == [1]


@pytest.mark.parametrize("by", ["tone", "kari", "odd"])
def test_who_stands_in_goes_out_when_it_becomes_sensitive(cast: Cast, by: str) -> None:
    thread, other = made.direct(cast), made.home_threads(cast)[0]
    _stand_in(cast, with_history=True)
    assert _read_by(cast, thread) == [1]
    sensitive.mark_sensitive(actor=cast.fresh(by), conversation=thread)
    assert (_read_by(cast, thread), _read_by(cast, thread, "tone")) == ([], [1])
    assert _read_by(cast, other) == [1]
    assert LiveOutbox.objects.latest("pk").recipients == [cast.odd.pk]  # their page asks anew


def test_one_who_takes_part_for_good_stays_when_it_becomes_sensitive(cast: Cast) -> None:
    thread = made.direct(cast)
    participants.add_participant(
        actor=cast.fresh("tone"), conversation=thread, person=cast.odd, with_history=True
    )
    _stand_in(cast)
    sensitive.mark_sensitive(actor=cast.fresh("tone"), conversation=thread)
    assert _read_by(cast, thread) == [1]


def test_who_stands_in_and_writes_something_sensitive_goes_out_with_it(cast: Cast) -> None:
    thread = made.direct(cast)
    _stand_in(cast)
    sensitive.post_sensitive(
        actor=cast.fresh("odd"), conversation=thread, body="Hei", client_token=uuid.uuid4()
    )
    assert (_read_by(cast, thread), _read_by(cast, thread, "tone")) == ([], [1, 2])


def test_who_stands_in_is_not_the_last_of_the_school(cast: Cast) -> None:
    thread = made.direct(cast)
    _stand_in(cast)
    with pytest.raises(InvalidInput):
        participants.leave(actor=cast.fresh("tone"), conversation=thread)
    participants.leave(actor=cast.fresh("odd"), conversation=thread)
    assert (_read_by(cast, thread), _read_by(cast, thread, "tone")) == ([], [1])


def test_who_stands_in_goes_with_the_owner_and_the_thread_to_who_stays(cast: Cast) -> None:
    thread = made.direct(cast)
    _stand_in(cast, with_history=True)
    later = {"starts": clock.today() + dt.timedelta(days=2)}
    _stand_in(cast, "ida", with_history=True, **later)
    participants.add_participant(actor=cast.fresh("tone"), conversation=thread, person=cast.arne)
    participants.leave(actor=cast.fresh("tone"), conversation=thread)
    thread.refresh_from_db()
    assert (thread.owner, _read_by(cast, thread)) == (cast.arne, [])
    with time_machine.travel(clock.now() + dt.timedelta(days=2), tick=False):
        assert _read_by(cast, thread, "ida") == []


def test_who_sees_to_it_from_now_on_is_not_gone_after_the_last_day(cast: Cast) -> None:
    thread = made.direct(cast)
    row = _stand_in(cast, with_history=True)
    answering.hand_over(actor=cast.fresh("tone"), conversation=thread, person=cast.odd)
    standing_in.end_stand_in(actor=cast.fresh("tone"), stand_in=row)
    assert _read_by(cast, thread) == [1]
    participants.leave(actor=cast.fresh("tone"), conversation=thread)
    assert _read_by(cast, thread) == [1]


def test_who_takes_over_what_matters_today_stays(cast: Cast) -> None:
    mark = made.for_today(cast)
    thread = mark.message.conversation
    _stand_in(cast, "sissel", with_history=True)
    duty.take_over(actor=cast.fresh("sissel"), mark=mark)
    place = Participant.objects.get(conversation=thread, person=cast.sissel)
    assert (place.ends, place.stand_in) == (None, None)


def test_days_between_two_times_are_not_read_in(cast: Cast) -> None:
    thread = made.direct(cast)
    row = _stand_in(cast)
    participants.add_participant(actor=cast.fresh("tone"), conversation=thread, person=cast.arne)
    answering.hand_over(actor=cast.fresh("tone"), conversation=thread, person=cast.arne)
    begins = clock.today() + 3 * WEEK
    _stand_in(cast, owner="arne", starts=begins, last=begins + WEEK)
    place = Participant.objects.get(conversation=thread, person=cast.odd)
    assert (place.ends, place.stand_in) == (row.ends, row)


def test_all_who_take_part_are_told_in_one_query(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    found = [made.direct(cast), *made.home_threads(cast)]
    with django_assert_num_queries(1):
        told = standing_in._readers(found)
    assert {cast.tone.pk, cast.kari.pk, cast.erik.pk, cast.ola.pk} <= told
