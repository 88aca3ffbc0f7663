"""Whose reading the staff of a wide announcement follow: from their side and back."""

import uuid
from typing import Any

import pytest

from messaging import targets, visibility
from messaging.actions import announcing, ladder, ledger, reading
from messaging.choices import ClosedBy, Part, Rung, Which
from messaging.models import Conversation, HomeCall, LiveOutbox
from messaging.queries import calls, reach
from schools import clock
from schools.choices import PositionRole
from schools.exceptions import InvalidInput, NotVisible
from schools.models import Person, Position
from tests.cast import Cast
from tests.messaging import conversations as made

STAFF = ("tone", "arne", "odd", "sissel", "hanne", "ida", "tuva", "bjarne", "roar")


@pytest.fixture
def wide(cast: Cast) -> Conversation:
    """Sissel leads both schools, and writes to guardians and pupils of both and to Odd."""
    Position.objects.create(person=cast.sissel, school=cast.rosenborg, role=PositionRole.LEADER)
    to = [
        targets.of_school(school.pk, part)
        for school in (cast.lade, cast.rosenborg)
        for part in (Part.GUARDIANS, Part.PUPILS)
    ]
    return announcing.announce(
        actor=cast.fresh("sissel"),
        to=to,
        people=[cast.odd],
        draft=made.draft(asks_confirmation=True),
    )


def followed(cast: Cast, name: str, conversation: Conversation) -> set[str]:
    known = reach.reach(cast.fresh(name), conversation)
    titles = {row.title for row in [*known.homes, *known.others]}
    everyone = {one.get_full_name(): key for key, one in cast.people.items()}
    return {everyone[title] for title in titles}


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("name", "theirs"),
    [
        ("tone", {"nora", "jonas"}),
        ("odd", {"lise", "per"}),
        ("ida", set()),
        ("tuva", {"magnus", "sara"}),
        ("bjarne", {"magnus", "sara"}),
        ("hanne", {"nora", "jonas", "amira", "lise", "per", "odd"}),
        ("sissel", {"nora", "jonas", "lise", "per", "magnus", "sara", "odd"}),
    ],
)
def test_staff_follow_those_they_could_write_to(
    cast: Cast, wide: Conversation, name: str, theirs: set[str]
) -> None:
    assert followed(cast, name, wide) == theirs


@pytest.mark.both_databases
def test_who_follows_whom_is_the_same_from_both_sides(cast: Cast, wide: Conversation) -> None:
    one_class = made.class_thread(cast)
    for talk in (wide, one_class):
        opens = {one.pk for one in visibility.reader_list_viewers(talk)}
        for viewer in (cast.fresh(name) for name in cast.people):
            for key in ("nora", "amira", "magnus", "gone"):
                pupil = cast.people[key]
                mine = visibility.followed_pupils(viewer, talk).filter(pk=pupil.pk).exists()
                back = visibility.pupil_followers(talk, pupil).filter(pk=viewer.pk).exists()
                assert (mine and viewer.pk in opens) == (back and pupil.is_active), (viewer, key)


@pytest.mark.both_databases
def test_who_follows_single_staff_is_the_same_from_both_sides(
    cast: Cast, wide: Conversation
) -> None:
    opens = {one.pk for one in visibility.reader_list_viewers(wide)}
    for viewer in (cast.fresh(name) for name in cast.people):
        for key in ("odd", "sissel"):
            colleague = cast.people[key]
            mine = visibility.followed_staff(viewer, wide).filter(pk=colleague.pk).exists()
            back = visibility.staff_followers(wide, colleague).filter(pk=viewer.pk).exists()
            assert (mine and viewer.pk in opens) == back, (viewer, key)


def test_a_leader_of_one_school_cannot_close_a_home_of_the_other(
    cast: Cast, wide: Conversation
) -> None:
    row = next(
        row for row in reach.reach(cast.fresh("sissel"), wide).homes if row.title == "Nora Hansen"
    )
    with pytest.raises(NotVisible):
        ledger.close_home(
            actor=cast.fresh("bjarne"),
            conversation=wide,
            pupil=row.pupil or uuid.uuid4(),
            home_key=row.home_key,
            reason=ClosedBy.PHONE,
        )


def test_a_step_is_taken_for_ones_own_homes_only(cast: Cast, wide: Conversation) -> None:
    asked: dict[str, Any] = {"conversation": wide, "rung": Rung.CALLS}
    assert ladder.take_step(actor=cast.fresh("tuva"), which=Which.UNREAD, **asked) == 2
    pupils = set(HomeCall.objects.values_list("pupil__username", flat=True))
    assert pupils == {"magnus", "sara"}
    home = {"pupil": cast.nora.uuid, "home_key": "hansen"}
    with pytest.raises(InvalidInput):
        ladder.take_step_for_home(actor=cast.fresh("tuva"), **asked, **home)


@pytest.mark.both_databases
def test_homes_to_call_are_those_one_follows(cast: Cast, wide: Conversation) -> None:
    ladder.take_step(
        actor=cast.fresh("sissel"), conversation=wide, rung=Rung.CALLS, which=Which.UNREAD
    )
    shown = {
        name: {row.call.pupil.username for row in calls.call_list(cast.fresh(name))}
        for name in ("tone", "odd", "tuva", "bjarne")
    }
    assert shown == {
        "tone": {"nora", "jonas"},
        "odd": {"lise", "per"},
        "tuva": {"magnus", "sara"},
        "bjarne": {"magnus", "sara"},
    }


def told(cast: Cast, conversation: Conversation, name: str) -> set[str]:
    """The staff who are told when this person confirms."""
    before = set(LiveOutbox.objects.values_list("pk", flat=True))
    reading.confirm(actor=cast.fresh(name), message=conversation.messages.get())
    rows = LiveOutbox.objects.exclude(pk__in=before)
    keys = {key for row in rows for key in row.recipients}
    return set(Person.objects.filter(pk__in=keys).values_list("username", flat=True)) & {*STAFF}


@pytest.mark.parametrize(
    ("name", "counting"),
    [
        ("stian", {"tuva", "bjarne", "sissel"}),
        ("nora", {"tone", "arne", "sissel", "hanne"}),
        ("odd", {"odd", "sissel", "hanne"}),
    ],
)
def test_those_who_count_are_told_of_a_confirmation(
    cast: Cast, wide: Conversation, name: str, counting: set[str]
) -> None:
    assert told(cast, wide, name) == counting


def test_single_homes_and_people_are_in_the_list(cast: Cast) -> None:
    talk = announcing.announce(
        actor=cast.fresh("sissel"),
        to=[targets.of_group(cast.class_6b.pk, Part.GUARDIANS)],
        people=[cast.odd, cast.jonas],
        homes=[cast.nora, cast.lise],
        draft=made.draft(),
    )
    known = reach.reach(cast.fresh("sissel"), talk)
    homes = [(row.title, row.names) for row in known.homes]
    assert homes == [
        ("Nora Hansen", ("Erik Hansen", "Kari Hansen")),
        ("Nora Hansen", ("Ola Nilsen",)),
        ("Lise Østby", ("Anne Østby",)),
        ("Per Ås", ("Tuva Ås",)),
    ]
    assert {row.title for row in known.others} == {"Odd Haugen", "Jonas Berg"}
    # who reads along is not told who was chosen
    assert followed(cast, "odd", talk) == {"lise", "per"}


def test_a_single_home_that_has_not_read_is_a_home_to_reach(cast: Cast) -> None:
    talk = announcing.announce(
        actor=cast.fresh("sissel"), to=[], homes=[cast.jonas], draft=made.draft()
    )
    taken = ladder.take_step(
        actor=cast.fresh("sissel"), conversation=talk, rung=Rung.CALLS, which=Which.UNREAD
    )
    assert taken == len(set(HomeCall.objects.values_list("home_key", flat=True))) == 2
    assert clock.today() == clock.local(HomeCall.objects.earliest("pk").asked_at).date()


def test_the_list_of_a_wide_announcement_is_read_in_few_queries(
    cast: Cast, wide: Conversation, django_assert_num_queries: Any
) -> None:
    hanne, talk = cast.fresh("hanne"), Conversation.objects.get(pk=wide.pk)
    with django_assert_num_queries(16):
        reach.reach(hanne, talk)
