"""Whom an announcement would reach: counted, listed with reasons, and who does not get it."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.utils import translation

from messaging.choices import Channel, Kind, NoticeClass, Part, Timing
from messaging.models import NoticeHours, NoticeWish, PushSubscription
from messaging.queries import (
    announcing_choices,
    announcing_list,
    announcing_readers,
    announcing_warnings,
    announcing_words,
    promise,
)
from messaging.queries.announcing_readers import Chosen, Meant, Tally
from schools import clock
from schools.choices import GroupKind, MemberRole, PositionRole
from schools.exceptions import InvalidInput
from schools.models import Group, Guardianship, Membership, Person, Position
from tests.cast import Cast
from tests.factories import PersonFactory

NOON = dt.datetime(2026, 11, 25, 12, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False), translation.override("en"):
        yield


def chosen(cast: Cast, *labels: str, by: str = "sissel", **single: list[str]) -> Meant:
    """What this person has ticked, by label."""
    viewer = cast.fresh(by)
    offered = announcing_choices.options(announcing_choices.places(viewer))
    options = tuple(one for one in offered.values() if one.label in labels)
    assert {one.label for one in options} == set(labels)
    people = {name: tuple(cast.people[one] for one in some) for name, some in single.items()}
    return Meant(viewer, Chosen(options, **people))


def tally(meant: Meant, asks: bool = False) -> Tally:
    return announcing_readers.tally(meant, asks_confirmation=asks)


def listed(meant: Meant, **narrowed: Any) -> dict[str, str]:
    found = announcing_list.reader_list(meant, **narrowed)
    return {row.person.username: row.why for row in found.lines}


# --- what may be chosen


def test_a_teacher_chooses_the_classes_taught(cast: Cast) -> None:
    [school] = announcing_choices.places(cast.fresh("tone"))
    assert [row.name for row in school.rows] == ["6A"]


def test_a_leader_chooses_school_years_classes_and_roles(cast: Cast) -> None:
    [school] = announcing_choices.places(cast.fresh("sissel"))
    assert [row.name for row in school.rows] == [
        "Everybody at Lade skole",
        "Leaders",
        "The office",
        "ICT contacts",
        "Teachers",
        "Assistants",
        "Editors of the site",
        "Year 6",
        "6A",
        "6B",
    ]
    words = announcing_choices.options([school])
    assert f"staff.{cast.lade.uuid}.teacher" in words
    assert f"guardians.{cast.lade.uuid}.6" in words


@pytest.mark.parametrize("count", [1, 3])
def test_choices_are_read_in_two_queries(
    cast: Cast, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count - 1):
        Group.objects.create(school=cast.lade, name=f"7{number}", grade=7)
    viewer = cast.fresh("sissel")
    with django_assert_num_queries(3):  # and what the viewer is
        announcing_choices.places(viewer)


def test_people_are_found_whom_one_may_write_to(cast: Cast) -> None:
    sissel = cast.fresh("sissel")
    found = announcing_choices.find_people(sissel, "hau")
    assert [(one.person.username, one.has_home) for one in found] == [("odd", False)]
    found = announcing_choices.find_people(sissel, "nora")
    assert [(one.person.username, one.place, one.has_home) for one in found] == [
        ("nora", "6A", True)
    ]
    for nobody in ("sara", "amira", "kari", "n"):
        assert announcing_choices.find_people(sissel, nobody) == []


def test_those_chosen_are_asked_for_again(cast: Cast) -> None:
    keys = [cast.nora.uuid, cast.sara.uuid]
    found = announcing_choices.chosen_people(cast.fresh("sissel"), keys)
    assert [one.person.username for one in found] == ["nora"]
    assert announcing_choices.chosen_people(cast.fresh("sissel"), []) == []


# --- how many


@pytest.mark.both_databases
def test_readers_are_counted_once_in_each_line(cast: Cast) -> None:
    meant = chosen(
        cast,
        "6A – guardians",
        "6B – guardians",
        "Lade skole – staff",
        homes=["nora"],
        people=["jonas"],
    )
    found = tally(meant)
    # Leila is not counted: it would tell of Amira. Tuva has a child in 6B, and works elsewhere.
    assert (found.guardians, found.homes) == (7, 4)
    assert (found.pupils, found.staff, found.along) == (1, 5, 0)
    assert found.people == 13
    line = announcing_words.to_line(found)
    assert line == "7 guardians of 4 pupils, 1 pupil, 5 of the staff"
    assert announcing_words.along_line(found) == ""


@pytest.mark.both_databases
def test_who_reads_along_is_counted_apart(cast: Cast) -> None:
    found = tally(chosen(cast, "6A – guardians"))
    assert (found.guardians, found.staff, found.along) == (5, 0, 3)  # Tone, Arne and Hanne
    assert announcing_words.along_line(found).startswith("3 others of the staff")


def test_named_staff_count_the_protected(cast: Cast) -> None:
    assert tally(chosen(cast, "6A – guardians", by="hanne")).guardians == 6


def test_pupils_without_a_reachable_guardian_are_said(cast: Cast) -> None:
    Guardianship.objects.filter(pupil=cast.jonas).update(ends=clock.today())
    meant = chosen(cast, "6A – guardians")
    found = tally(meant)
    assert (found.homes, found.unreached) == (1, 1)
    texts = [one.text for one in announcing_warnings.cautions(meant, found)]
    assert "1 pupil has no guardian who can be reached here." in texts


@pytest.mark.both_databases
@pytest.mark.parametrize("asks", [False, True])
def test_the_promise_is_that_of_each_person(cast: Cast, asks: bool) -> None:
    """Counted by kinds of people, it says what the count of people one by one says."""
    kind = NoticeClass.SCHOOL if asks else NoticeClass.GENERAL
    for name, timing in (("kari", Timing.AT_ONCE), ("ola", Timing.OFF)):
        NoticeWish.objects.create(
            person=cast.people[name], notice_class=kind, channel=Channel.EMAIL, timing=timing
        )
    NoticeHours.objects.create(
        person=cast.erik,
        quiet_from=dt.time(9),
        quiet_until=dt.time(17),
        digest_at=dt.time(19),
        free_days_quiet=False,
    )
    PushSubscription.objects.create(
        person=cast.anne,
        endpoint="https://push.skolebro.test/1",
        p256dh="x",
        auth="x",
        created_at=clock.now(),
    )
    meant = chosen(cast, "6B – guardians", "6B – pupils")
    groups = [cast.class_6b]
    kind_of = Kind.CLASS if asks else Kind.ANNOUNCEMENT  # of the same class of notices
    one_by_one = promise.to_groups(
        cast.fresh("sissel"), groups, [Part.GUARDIANS, Part.PUPILS], kind_of
    )
    assert list(tally(meant, asks).arrivals) == one_by_one


@pytest.mark.parametrize("count", [1, 3])
def test_counting_costs_the_same_for_many(
    cast: Cast, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        _pupil(cast, number)
    meant = chosen(cast, "6A – guardians", "Year 6, Lade skole – pupils", homes=["lise"])
    with django_assert_num_queries(4):
        tally(meant)


def _pupil(cast: Cast, number: int) -> Person:
    pupil, parent = PersonFactory(), PersonFactory()
    Membership.objects.create(person=pupil, group=cast.class_6a, role=MemberRole.PUPIL)
    Guardianship.objects.create(guardian=parent, pupil=pupil, responsibility="full", access="full")
    return pupil


# --- who, and why


@pytest.mark.both_databases
def test_each_reader_is_listed_with_the_narrowest_reason(cast: Cast) -> None:
    meant = chosen(
        cast, "6A – guardians", "Lade skole – guardians", "Teachers, Lade skole", homes=["per"]
    )
    assert listed(meant) == {
        "kari": "guardian of a pupil in 6A",
        "erik": "guardian of a pupil in 6A",
        "ola": "guardian of a pupil in 6A",
        "mona": "guardian of a pupil in 6A",
        "ivar": "guardian of a pupil in 6A",
        "anne": "guardian of a pupil at Lade skole",
        "tuva": "guardian of a pupil at Lade skole",
        "tone": "teacher at Lade skole",
        "odd": "teacher at Lade skole",
        "arne": "works with 6A, reads along",
        "ida": "works at Lade skole, reads along",
        "hanne": "works at Lade skole, reads along",
    }


def test_single_people_pupils_and_years_have_their_reasons(cast: Cast) -> None:
    meant = chosen(cast, "Year 6, Lade skole – pupils", people=["odd"], homes=["nora"], by="sissel")
    found = listed(meant)
    assert found["lise"] == "pupil in year 6 at Lade skole"
    assert found["kari"] == "guardian of a pupil who was chosen one by one"
    assert found["odd"] == "chosen one by one"
    assert found["tone"] == "works with year 6 at Lade skole, reads along"
    assert found["hanne"] == "leads Lade skole, reads along"
    assert "amira" not in found


def test_a_protected_pupil_and_the_home_are_not_listed(cast: Cast) -> None:
    both = "6A – guardians", "6A – pupils"
    assert not {"amira", "leila"} & set(listed(chosen(cast, *both)))
    assert {"amira", "leila"} <= set(listed(chosen(cast, *both, by="hanne")))


def test_a_teaching_group_gives_nobody_another_year(cast: Cast) -> None:
    group = Group.objects.create(school=cast.lade, name="Engelsk", grade=7, kind=GroupKind.TEACHING)
    Membership.objects.create(person=cast.nora, group=group, role=MemberRole.PUPIL)
    meant = chosen(cast, "Year 7, Lade skole – pupils", "6A – pupils")
    assert listed(meant)["nora"] == "pupil in 6A"


def test_the_list_is_narrowed_by_reason_and_name(cast: Cast) -> None:
    meant = chosen(cast, "6A – guardians", "6B – guardians", homes=["nora"], people=["jonas"])
    found = announcing_list.reader_list(meant)
    words = {text: word for word, text in found.reasons}
    assert set(words) == {"6A – guardians", "6B – guardians", "chosen one by one", "reads along"}
    assert set(listed(meant, reason=words["6B – guardians"])) == {"anne", "tuva"}
    assert set(listed(meant, reason=words["chosen one by one"])) == {"kari", "erik", "ola", "jonas"}
    assert set(listed(meant, reason=words["reads along"])) == {"tone", "arne", "odd", "hanne"}
    assert set(listed(meant, words="hansen")) == {"kari", "erik"}
    pupils = chosen(cast, "6A – pupils")
    assert set(listed(pupils, reason=pupils.chosen.options[0].value)) == {"nora", "jonas"}


def test_the_list_is_paged(cast: Cast) -> None:
    for number in range(60):
        _pupil(cast, number)
    meant = chosen(cast, "6A – guardians")
    first, second = (announcing_list.reader_list(meant, page=page) for page in (1, 2))
    assert len(first.lines) == 50
    assert len(first.lines) + len(second.lines) == first.page.paginator.count == 68


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_many(
    cast: Cast, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        _pupil(cast, number)
    meant = chosen(cast, "6A – guardians", "Year 6, Lade skole – pupils", homes=["lise"])
    with django_assert_num_queries(7):
        announcing_list.reader_list(meant)


# --- what to know before sending


def cautions(cast: Cast, *labels: str, by: str = "sissel") -> list[str]:
    meant = chosen(cast, *labels, by=by)
    return [one.text for one in announcing_warnings.cautions(meant, tally(meant))]


def test_who_does_not_get_it_is_counted_with_the_reason(cast: Cast) -> None:
    """Geir has no responsibility, Kjell waits, Sverre and Torleif have left."""
    found = cautions(cast, "6A – guardians")
    assert [text.split(":")[0] for text in found[1:]] == [
        "1 parent does not get it",
        "1 guardian does not get it yet",
        "2 who worked here before do not get it",
    ]


def test_of_protected_people_the_same_is_said_whether_there_are_any(cast: Cast) -> None:
    assert cautions(cast, "6A – guardians")[0] == cautions(cast, "6B – guardians")[0]
    assert cautions(cast, "6A – pupils", by="hanne")[0].startswith("1 of the readers has")
    assert cautions(cast, "6B – pupils", by="hanne")[0].startswith("Whoever has a protected")


def test_a_teacher_is_not_told_how_many_parents_have_no_responsibility(cast: Cast) -> None:
    assert not any("parent" in text for text in cautions(cast, "6A – guardians", by="tone"))


def test_staff_alone_have_no_protected_pupils(cast: Cast) -> None:
    found = cautions(cast, "Teachers, Lade skole")
    assert [text.split(":")[0] for text in found] == ["2 who worked here before do not get it"]


def test_who_left_long_ago_is_not_counted(cast: Cast) -> None:
    long_ago = clock.today() - dt.timedelta(days=400)
    for model in (Position, Membership):
        model.objects.filter(person__in=[cast.sverre, cast.torleif]).update(ends=long_ago)
    assert cautions(cast, "Teachers, Lade skole") == []


def test_single_people_alone_have_no_former_staff(cast: Cast) -> None:
    meant = chosen(cast, people=["odd"])
    assert announcing_warnings.cautions(meant, tally(meant)) == []


def test_a_choice_that_the_action_would_refuse_says_so(cast: Cast) -> None:
    Position.objects.create(person=cast.sissel, school=cast.rosenborg, role=PositionRole.LEADER)
    with pytest.raises(InvalidInput):
        chosen(cast, "Lade skole – staff", people=["tuva"])


def test_people_of_one_kind_are_one_row(cast: Cast) -> None:
    """Counted by the database: what is fetched does not grow with the readers."""
    for number in range(20):
        _pupil(cast, number)
    meant = chosen(cast, "6A – guardians", "6A – pupils")
    rows = announcing_readers._kinds_of_people(meant, NoticeClass.GENERAL)
    assert sum(row["n"] for row in rows) > 40
    assert len(rows) < 10
