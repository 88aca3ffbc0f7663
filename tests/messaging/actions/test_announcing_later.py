"""Announced once, at its time on the wall clock, to whom its writer may still write."""

import datetime as dt
import uuid
from typing import Any

import pytest
import time_machine

from messaging import targets
from messaging.actions import announcing, announcing_later
from messaging.asking import Asked
from messaging.choices import AskKind, NotSent, Part, Results
from messaging.models import Ask, Conversation, ScheduledAnnouncement
from messaging.queries import announcing_later as queries
from messaging.queries import inbox
from messaging.tasks import send_scheduled
from schools import clock
from schools.choices import MemberRole, Role
from schools.exceptions import Conflict, InvalidInput, NotAllowed, NotVisible
from schools.models import Guardianship, Membership, Person, Position
from tests.cast import Cast, build_cast
from tests.messaging import conversations as made

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


def due(row: ScheduledAnnouncement) -> dt.datetime:
    return clock.at(row.day, row.time)


def later(cast: Cast, name: str = "tone", **fields: Any) -> ScheduledAnnouncement:
    return made.announced_later(cast, name, **fields)


def test_it_is_sent_at_its_time_and_once(cast: Cast) -> None:
    row = later(cast, asks_confirmation=True)
    with time_machine.travel(due(row) - dt.timedelta(seconds=1), tick=False):
        send_scheduled()
        assert not Conversation.objects.exists()
    with time_machine.travel(due(row), tick=False):
        for _twice in range(2):
            send_scheduled()
    sent = Conversation.objects.get()
    message = sent.messages.get()
    assert (message.author, message.created_at, message.body) == (cast.tone, due(row), "Husk mat")
    assert message.asks_confirmation
    assert not ScheduledAnnouncement.objects.exists()


@pytest.mark.parametrize(
    ("asked_on", "day", "utc_hour"),
    [("2026-03-27", "2026-03-30", 5), ("2026-10-23", "2026-10-26", 6)],
)
def test_summer_time_does_not_move_it(asked_on: str, day: str, utc_hour: int) -> None:
    with time_machine.travel(f"{asked_on}T10:00:00Z", tick=False):
        later(build_cast(), day=dt.date.fromisoformat(day))
    moment = dt.datetime.fromisoformat(f"{day}T{utc_hour:02}:30:00+00:00")
    for at, expected in ((moment - dt.timedelta(seconds=1), 0), (moment, 1)):
        with time_machine.travel(at, tick=False):
            assert announcing_later.send_due() == expected


def test_until_then_nobody_reads_it_and_its_writer_alone_sees_it(cast: Cast) -> None:
    row = later(cast)
    for name, role in (("kari", Role.GUARDIAN), ("arne", Role.TEACHER), ("sissel", Role.LEADER)):
        person = cast.fresh(name)
        assert inbox.inbox(person, role) == []
        assert queries.waiting(person) == ()
        with pytest.raises(NotVisible):
            queries.one(person, row.uuid)
        with pytest.raises(NotVisible):
            announcing_later.remove_announcement(actor=person, scheduled=row)
        with pytest.raises(NotVisible):
            announcing_later.send_announcement_now(actor=person, scheduled=row)
    assert queries.waiting(cast.fresh("tone")) == (row,)


def test_who_reads_it_is_asked_when_it_is_sent(cast: Cast) -> None:
    """Who has come to the class since reads it, who has left does not."""
    row = later(cast)
    Membership.objects.create(person=cast.lise, group=cast.class_6a, role=MemberRole.PUPIL)
    Guardianship.objects.filter(guardian=cast.ola).update(ends=clock.today())
    with time_machine.travel(due(row), tick=False):
        assert announcing_later.send_due() == 1
        assert len(inbox.inbox(cast.fresh("anne"), Role.GUARDIAN)) == 1
        assert inbox.inbox(cast.fresh("ola"), Role.GUARDIAN) == []


def _no_longer_teaches(cast: Cast) -> None:
    Membership.objects.filter(person=cast.tone).update(ends=clock.today())


def _no_longer_works(cast: Cast) -> None:
    _no_longer_teaches(cast)
    Position.objects.filter(person=cast.tone).update(ends=clock.today())


def _has_no_account(cast: Cast) -> None:
    Person.objects.filter(pk=cast.tone.pk).update(is_active=False)


def _one_has_left(cast: Cast) -> None:
    Position.objects.filter(person=cast.odd).update(ends=clock.today())
    Membership.objects.filter(person=cast.odd).update(ends=clock.today())


def _one_is_no_more(cast: Cast) -> None:
    Person.objects.filter(pk=cast.odd.pk).delete()


@pytest.mark.parametrize(
    "happens",
    [_no_longer_teaches, _no_longer_works, _has_no_account, _one_has_left, _one_is_no_more],
)
def test_who_may_no_longer_announce_sends_nothing_and_is_told_why(cast: Cast, happens: Any) -> None:
    row, other = later(cast, people=[cast.odd]), later(cast, "sissel")
    happens(cast)
    with time_machine.travel(due(row), tick=False):
        assert announcing_later.send_due() == 1  # the other one goes on
        assert announcing_later.send_due() == 0  # and this one is not tried again
    assert Conversation.objects.get().created_by == cast.sissel
    row.refresh_from_db()
    assert row.not_sent == NotSent.TO
    assert not ScheduledAnnouncement.objects.filter(pk=other.pk).exists()


def test_what_will_no_longer_do_is_not_sent_and_can_be_changed(cast: Cast) -> None:
    """Nobody is left at the one home it is for."""
    row = later(cast, to=[], homes=[cast.lise], name="sissel")
    Guardianship.objects.filter(pupil=cast.lise).update(ends=clock.today())
    with time_machine.travel(due(row), tick=False):
        assert announcing_later.send_due() == 0
        row.refresh_from_db()
        assert row.not_sent == NotSent.UNFIT
        Guardianship.objects.filter(pupil=cast.lise).update(ends=None)
        moment = {"day": row.day + dt.timedelta(days=1), "time": row.time}
        announcing_later.change_announcement(
            actor=cast.fresh("sissel"), scheduled=row, title="Ny", body="Nytt", **moment
        )
    with time_machine.travel(due(row) + dt.timedelta(days=1), tick=False):
        assert announcing_later.send_due() == 1
    assert Conversation.objects.get().title == "Ny"


def test_what_it_asks_goes_with_it(cast: Cast) -> None:
    asks = Asked(
        AskKind.POLL,
        closes_on=clock.today() + dt.timedelta(days=9),
        options=("Skog", "Strand"),
        several=True,
        results=Results.ALL,
    )
    holds = clock.today() + dt.timedelta(days=20)
    row = later(cast, asks=asks, holds_until=holds)
    announcing_later.send_announcement_now(actor=cast.fresh("tone"), scheduled=row)
    ask = Ask.objects.get()
    assert (ask.kind, ask.options, ask.closes_on) == ("poll", ["Skog", "Strand"], asks.closes_on)
    assert (ask.several, ask.results) == (True, Results.ALL)
    assert Conversation.objects.get().holds_until == holds


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"day": dt.date(2020, 1, 1)}, "time"),
        ({"day": dt.date(9999, 1, 1)}, "day"),
        ({"title": " "}, "title"),
        ({"title": "å" * 121}, "title"),
        ({"body": " "}, "body"),
        ({"to": []}, "targets"),
        ({"holds_until": clock.today() + dt.timedelta(days=1)}, "day"),
        (
            {"asks": Asked(AskKind.AGREE, closes_on=clock.today() + dt.timedelta(days=1))},
            "day",
        ),
        ({"asks": Asked(AskKind.POLL, options=("Skog",))}, "options"),
    ],
)
def test_what_will_not_do_is_refused(cast: Cast, fields: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        later(cast, **fields)
    assert refusal.value.field == field
    assert not ScheduledAnnouncement.objects.exists()


def test_what_was_refused_when_it_is_changed_stays_as_it_was(cast: Cast) -> None:
    row = later(cast, holds_until=clock.today() + dt.timedelta(days=3))
    words = {"title": "Ny", "body": "Nytt", "time": row.time}
    with pytest.raises(InvalidInput):
        announcing_later.change_announcement(
            actor=cast.fresh("tone"), scheduled=row, day=row.day + dt.timedelta(days=4), **words
        )
    row.refresh_from_db()
    assert row.title == "Tur fredag"


def test_who_may_not_announce_schedules_nothing(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        later(cast, "odd")
    with pytest.raises(NotAllowed):
        later(cast, "kari")
    with pytest.raises(NotVisible):
        later(cast, people=[cast.stian])


def test_asked_for_twice_it_waits_once(cast: Cast) -> None:
    token = uuid.uuid4()
    assert later(cast, client_token=token) == later(cast, client_token=token)
    assert ScheduledAnnouncement.objects.count() == 1


def test_what_was_announced_at_once_does_not_wait_too(cast: Cast) -> None:
    token = uuid.uuid4()
    announcing.announce(
        actor=cast.fresh("tone"),
        to=[targets.of_group(cast.class_6a.pk, Part.GUARDIANS)],
        draft=made.draft(client_token=token),
    )
    with pytest.raises(Conflict):
        later(cast, client_token=token)


def test_a_twenty_first_is_refused(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(announcing_later, "MOST_WAITING", 1)
    later(cast)
    with pytest.raises(InvalidInput):
        later(cast)
    assert ScheduledAnnouncement.objects.count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_them_asks_five_times(
    cast: Cast, count: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        later(cast, people=[cast.odd])
    viewer = cast.fresh("tone")
    with django_assert_num_queries(5):  # one is the viewer's own places
        lines = queries.waiting_lines(viewer)
    assert [(line.places, line.people, line.has_gone) for line in lines] == [
        (("6A – foresatte",), 1, False)
    ] * count
