"""What is asked of a reader, sums without names, and what is over."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from messaging.actions import announcing, climbing, messages, notices
from messaging.choices import AskKind, Part, Per, Results, Shown, Why
from messaging.models import Ask, Climb, Conversation, Delivery, Notice
from messaging.queries import ask_answers, asks, grounds, inbox, reach, threads
from messaging.targets import of_group, of_school
from schools import clock
from schools.choices import Role
from schools.exceptions import NotAllowed, NotVisible
from tests.cast import Cast
from tests.messaging import asks as made
from tests.messaging.conversations import draft


def _waits(cast: Cast, name: str, role: Role = Role.GUARDIAN) -> bool:
    """The list, Today and what the thread offers agree."""
    person = cast.fresh(name)
    rows = inbox.inbox(person, role)
    in_list = any(row.to_answer for row in rows)
    today = any(row.to_answer for row in inbox.waiting(person, role, None, 5))
    views = [view for row in rows for view in threads.thread(person, row.uuid, role).asks]
    offered = any(
        line.answer is None and not view.is_closed for view in views for line in view.lines
    )
    assert in_list == today == offered
    return in_list


def _view(cast: Cast, name: str, ask: Ask) -> asks.AskView:
    (view,) = threads.thread(cast.fresh(name), ask.conversation.uuid, None).asks
    return view


def test_a_home_is_done_when_one_guardian_answers(cast: Cast) -> None:
    ask = made.asked(cast, made.rsvp(), (Part.GUARDIANS,))
    assert [_waits(cast, name) for name in ("kari", "erik", "ola", "mona")] == [True] * 4
    made.say(cast, "kari", ask, made.coming(1))
    assert [_waits(cast, name) for name in ("kari", "erik", "ola", "mona")] == [
        False,
        False,
        True,
        True,
    ]
    (line,) = _view(cast, "erik", ask).lines
    assert not line.is_mine
    assert line.answer is not None


def test_each_guardian_waits_for_themselves_where_each_is_asked(cast: Cast) -> None:
    ask = made.asked(cast, made.asked_of(AskKind.AGREE, per=Per.PERSON))
    made.say(cast, "kari", ask, made.picked())
    assert [_waits(cast, name) for name in ("kari", "erik")] == [False, True]
    assert _waits(cast, "nora", Role.PUPIL)


def test_nothing_is_asked_of_those_who_read_along(cast: Cast) -> None:
    made.asked(cast, made.rsvp())
    assert not _waits(cast, "tone", Role.TEACHER)
    assert not _waits(cast, "arne", Role.TEACHER)
    assert not _waits(cast, "sissel", Role.LEADER)
    assert not _waits(cast, "ivar")


def test_homes_are_asked_through_years_and_schools_and_places(cast: Cast) -> None:
    year = of_school(cast.lade.pk, Part.GUARDIANS, cast.class_6a.grade)
    for to, homes in (
        ([year], []),
        ([of_school(cast.lade.pk, Part.GUARDIANS)], []),
        ([of_group(cast.class_6a.pk, Part.STAFF)], [cast.nora]),
    ):
        Conversation.objects.all().delete()
        announcing.announce(
            actor=cast.fresh("sissel"), to=to, homes=homes, draft=draft(asks=made.rsvp())
        )
        assert _waits(cast, "kari")
        assert not _waits(cast, "stian")  # at the other school


def test_a_changed_text_is_asked_about_anew(cast: Cast) -> None:
    ask = made.asked(cast, made.asked_of(AskKind.AGREE), (Part.GUARDIANS,))
    made.say(cast, "kari", ask, made.picked())
    messages.edit_message(actor=cast.fresh("tone"), message=ask.message, body="Annet")
    assert _waits(cast, "kari")
    (line,) = _view(cast, "kari", ask).lines
    assert line.had_agreed


def test_after_the_last_day_nobody_is_asked(cast: Cast) -> None:
    ask = made.asked(cast, made.rsvp(closes_on=clock.today()))
    assert _waits(cast, "kari")
    with clock.set_to(clock.now() + dt.timedelta(days=1)):
        assert not _waits(cast, "kari")
        assert _view(cast, "kari", ask).is_closed


def test_staff_see_sums_and_only_of_those_they_may_know_of(cast: Cast) -> None:
    ask = made.asked(cast, made.rsvp())
    made.say(cast, "kari", ask, made.coming(2, 1))
    made.say(cast, "leila", ask, made.coming(1, 1))  # Amira's address is confidential
    sums = _view(cast, "tone", ask).sums
    assert sums is not None
    assert (sums.answers, sums.adults, sums.children) == (1, 2, 1)
    assert sums.bars[0] == (0, 0, 1)
    assert _view(cast, "kari", ask).sums is None
    own = ask_answers.answer_list(cast.fresh("hanne"), _marked(cast, "hanne", ask), _key(ask))
    assert own.sums.answers == 2


def _marked(cast: Cast, name: str, ask: Ask) -> Conversation:
    return threads.conversation(cast.fresh(name), ask.conversation.uuid)


def _key(ask: Ask) -> object:
    return ask.message.uuid


def test_readers_see_how_a_poll_goes_when_they_have_answered_and_enough_have(cast: Cast) -> None:
    ask = made.asked(cast, made.poll(results=Results.ALL))
    made.say(cast, "kari", ask, made.picked(0))
    first = _view(cast, "kari", ask)
    assert first.sums is None
    assert first.is_withheld
    for name in ("mona", "ola"):
        made.say(cast, name, ask, made.picked(1))
    sums = _view(cast, "kari", ask).sums
    assert sums is not None
    assert [share.answers for share in sums.shares] == [1, 2]
    unanswered = _view(cast, "jonas", ask)
    assert unanswered.sums is None
    assert not unanswered.is_withheld
    assert _view(cast, "arne", ask).sums is not None


def test_a_poll_for_the_sender_shows_its_sums_to_nobody_else(cast: Cast) -> None:
    ask = made.asked(cast, made.poll())
    made.say(cast, "kari", ask, made.picked(0))
    assert [_view(cast, name, ask).sums is None for name in ("kari", "arne", "sissel")] == [
        True
    ] * 3
    page = _marked(cast, "tone", ask), ask.message.uuid
    few = _view(cast, "tone", ask)
    assert (few.sums, few.is_withheld) == (None, True)  # of one, she would know who it is
    assert ask_answers.answer_list(cast.fresh("tone"), *page).sums is None
    for name in ("mona", "ola"):
        made.say(cast, name, ask, made.picked(1))
    assert _view(cast, "tone", ask).sums is not None
    assert ask_answers.answer_list(cast.fresh("tone"), *page).sums is not None


def test_the_list_of_answers_is_the_staffs_and_a_polls_its_senders(cast: Cast) -> None:
    ask = made.asked(cast, made.rsvp())
    with pytest.raises(NotVisible):
        ask_answers.answer_list(cast.fresh("kari"), _marked(cast, "kari", ask), ask.message.uuid)
    poll = made.asked(cast, made.poll(is_open=True))
    made.say(cast, "kari", poll, made.picked(1))
    with pytest.raises(NotAllowed):
        ask_answers.answer_list(
            cast.fresh("sissel"), _marked(cast, "sissel", poll), poll.message.uuid
        )
    given = ask_answers.answer_list(
        cast.fresh("tone"), _marked(cast, "tone", poll), poll.message.uuid
    )
    assert [one.labels for row in given.rows for one in row.answers] == [["Sjøen"]]


def test_a_closed_poll_names_nobody(cast: Cast) -> None:
    poll = made.asked(cast, made.poll())
    made.say(cast, "kari", poll, made.picked(1))
    given = ask_answers.answer_list(
        cast.fresh("tone"), _marked(cast, "tone", poll), poll.message.uuid
    )
    assert not given.has_names
    assert given.all_rows == ()


def test_who_has_left_stays_in_the_evidence(cast: Cast) -> None:
    from schools.models import Membership

    ask = made.asked(cast, made.asked_of(AskKind.AGREE, per=Per.PERSON), (Part.GUARDIANS,))
    made.say(cast, "mona", ask, made.picked())
    Membership.objects.filter(person=cast.jonas).update(ends=clock.today())
    given = ask_answers.answer_list(
        cast.fresh("tone"), _marked(cast, "tone", ask), ask.message.uuid
    )
    assert [row.title for row in given.gone] == ["Mona Berg"]


def test_staff_who_are_asked_stand_in_the_list(cast: Cast) -> None:
    ask = made.asked(cast, made.rsvp(), (Part.STAFF,))
    made.say(cast, "arne", ask, made.coming(1))
    given = ask_answers.answer_list(
        cast.fresh("tone"), _marked(cast, "tone", ask), ask.message.uuid
    )
    assert [row.title for row in given.rows] == ["Arne Dahl"]
    assert given.gone == ()


def test_the_reader_list_counts_answers_per_home(cast: Cast) -> None:
    ask = made.asked(cast, made.rsvp())
    made.say(cast, "kari", ask, made.coming(1))
    made.say(cast, "nora", ask, made.coming(1))
    found = reach.reach(cast.fresh("tone"), ask.conversation)
    assert (found.asks_answer, found.homes_confirmed, found.others_confirmed) == (True, 1, 1)


def test_a_message_that_asks_is_not_just_news(cast: Cast) -> None:
    ask = made.asked(cast, made.rsvp())
    notice = Notice.objects.get(message=ask.message)
    assert notice.notice_class == "school"
    notices.expand(notice_ids=[notice.pk])
    assert Climb.objects.get().urgency == "asked"


# --- what is over


def _over(cast: Cast, days: int = 0) -> Ask:
    return made.asked(cast, made.rsvp(), holds_until=clock.today() + dt.timedelta(days=days))


def test_what_is_over_is_in_no_list_but_its_own(cast: Cast) -> None:
    ask = _over(cast)
    kari = cast.fresh("kari")
    assert inbox.unread_count(kari) == 1
    assert len(inbox.news(kari, Role.GUARDIAN, 5)) == 1
    assert inbox.inbox(kari, Role.GUARDIAN, shown=Shown.OVER) == []
    with clock.set_to(clock.now() + dt.timedelta(days=1)):
        kari = cast.fresh("kari")
        assert inbox.unread_count(kari) == 0
        assert inbox.news(kari, Role.GUARDIAN, 5) == []
        assert inbox.waiting(kari, Role.GUARDIAN, None, 5) == []
        assert inbox.inbox(kari, Role.GUARDIAN) == []
        (row,) = inbox.inbox(kari, Role.GUARDIAN, shown=Shown.OVER)
        assert (row.uuid, row.is_over, row.to_answer) == (ask.conversation.uuid, True, False)
        assert threads.thread(kari, row.uuid, Role.GUARDIAN).cards


def test_nobody_is_reminded_of_what_is_over(cast: Cast) -> None:
    ask = _over(cast, 1)
    notices.expand(notice_ids=[Notice.objects.get(message=ask.message).pk])
    climb = Climb.objects.get()
    assert climb.due_at is not None
    with clock.set_to(clock.now() + dt.timedelta(days=3)):
        assert climbing.climb_due() == 0
    climb.refresh_from_db()
    assert climb.due_at is None


def test_what_is_over_when_its_notice_is_expanded_climbs_no_ladder(cast: Cast) -> None:
    ask = _over(cast)
    with clock.set_to(clock.now() + dt.timedelta(days=2)):
        notices.expand(notice_ids=[Notice.objects.get(message=ask.message).pk])
    assert not Climb.objects.exists()


def test_a_notice_of_what_is_over_is_not_sent(cast: Cast) -> None:
    ask = _over(cast)
    notices.expand(notice_ids=[Notice.objects.get(message=ask.message).pk])
    held = Delivery.objects.select_related("notice__conversation", "notice__message", "person")
    rows = list(held)
    assert rows
    with clock.set_to(clock.now() + dt.timedelta(days=2)):
        said = grounds.verdicts(rows)
    assert {one.why for one in said.values()} == {Why.OVER}


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("kari", 17), ("tone", 17)])
def test_a_thread_that_asks_costs_the_same_for_one_and_three(
    cast: Cast, django_assert_max_num_queries: Callable, count: int, name: str, queries: int
) -> None:
    ask = made.asked(cast, made.rsvp())
    for who in ("kari", "mona", "ola")[:count]:
        made.say(cast, who, ask, made.coming(1))
    client = Client()
    client.force_login(cast.fresh(name))
    with django_assert_max_num_queries(queries):
        assert client.get(f"/meldinger/{ask.conversation.uuid}/").status_code == 200
