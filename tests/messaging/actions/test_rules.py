"""What a school says about messages, and what follows from it."""

import datetime as dt
import uuid

import pytest

from messaging.actions import conversations, messages, rules
from messaging.choices import NoticeClass, PupilsMay, Side
from messaging.hours import USUAL, Hours
from messaging.models import Conversation, SchoolHours, WritingRule
from messaging.queries import planning
from messaging.queries import rules as asking
from messaging.visibility import writable_people
from schools import clock
from schools.choices import Protection
from schools.exceptions import InvalidInput, NotAllowed, NotVisible
from schools.models import AuditEntry
from tests.cast import Cast
from tests.messaging import conversations as made

EARLY = Hours(dt.time(20), dt.time(6), dt.time(16))


def say(cast: Cast, may: PupilsMay, grade: int = 6, name: str = "sissel") -> None:
    rules.set_rules(actor=cast.fresh(name), school=cast.lade, pupils_may={grade: may}, hours={})


def names(cast: Cast, pupil: str) -> set[str]:
    found = writable_people(cast.fresh(pupil), Side.PUPIL)
    return set(found.values_list("username", flat=True))


def between_pupils(cast: Cast) -> Conversation:
    say(cast, PupilsMay.CLASSMATES)
    return conversations.start_direct(
        actor=cast.fresh("nora"), side=Side.PUPIL, person=cast.jonas, draft=made.draft()
    )


def answer(cast: Cast, conversation: Conversation, name: str) -> None:
    messages.post_message(
        actor=cast.fresh(name), conversation=conversation, body="Hei", client_token=uuid.uuid4()
    )


@pytest.mark.parametrize(
    ("may", "expected"),
    [
        (PupilsMay.ANSWER, set[str]()),
        (PupilsMay.STAFF, {"tone", "arne"}),
        (PupilsMay.CLASSMATES, {"tone", "arne", "jonas"}),
    ],
)
def test_pupils_write_first_to_whom_the_school_says(
    cast: Cast, may: PupilsMay, expected: set[str]
) -> None:
    say(cast, may)
    assert names(cast, "nora") == expected


def test_what_is_said_of_one_grade_or_school_touches_no_other(cast: Cast) -> None:
    say(cast, PupilsMay.CLASSMATES, grade=7)
    say(cast, PupilsMay.CLASSMATES, grade=8)  # of Lade; Sara's 8A is at Rosenborg
    assert names(cast, "nora") == set()
    assert names(cast, "sara") == {"tuva"}


def test_a_school_can_turn_off_what_is_usual(cast: Cast) -> None:
    rules.set_rules(
        actor=cast.fresh("bjarne"),
        school=cast.rosenborg,
        pupils_may={8: PupilsMay.ANSWER},
        hours={},
    )
    assert names(cast, "sara") == set()
    with pytest.raises(NotVisible):
        conversations.start_direct(
            actor=cast.fresh("sara"), side=Side.PUPIL, person=cast.tuva, draft=made.draft()
        )


def test_a_protected_classmate_is_not_found(cast: Cast) -> None:
    say(cast, PupilsMay.CLASSMATES)
    assert cast.amira.protection == Protection.STRICT
    assert "amira" not in names(cast, "nora")


def test_a_pupil_who_may_not_write_first_answers_a_teacher(cast: Cast) -> None:
    thread = made.direct(cast, "tone", "nora")
    answer(cast, thread, "nora")
    assert thread.messages.count() == 2


def test_pupils_stop_writing_to_each_other_when_the_school_says_so(cast: Cast) -> None:
    thread = between_pupils(cast)
    answer(cast, thread, "jonas")
    say(cast, PupilsMay.STAFF)
    for name in ("nora", "jonas"):
        with pytest.raises(NotAllowed):
            answer(cast, thread, name)
    assert thread.messages.count() == 2


def test_pupils_who_share_no_class_any_more_do_not_write_on(cast: Cast) -> None:
    thread = between_pupils(cast)
    cast.nora.memberships.update(group=cast.class_6b)
    with pytest.raises(NotAllowed):
        answer(cast, thread, "jonas")


def test_nobody_answers_where_nobody_is_left(cast: Cast) -> None:
    thread = between_pupils(cast)
    cast.nora.memberships.update(ends=clock.today())
    with pytest.raises(NotAllowed):
        answer(cast, thread, "jonas")


@pytest.mark.parametrize("name", ["tone", "bjarne", "marit", "nora", "kari", "ida"])
def test_only_leaders_and_office_of_the_school_say_it(cast: Cast, name: str) -> None:
    with pytest.raises(NotVisible):
        say(cast, PupilsMay.CLASSMATES, name=name)
    assert not WritingRule.objects.exists()


def test_the_office_says_it_and_it_is_on_record(cast: Cast) -> None:
    say(cast, PupilsMay.STAFF, name="hanne")
    entry = AuditEntry.objects.get(action="rules.set")
    assert (entry.actor, entry.school, entry.details) == (
        cast.hanne,
        cast.lade,
        {"pupils_may": {"6": "staff"}},
    )


def test_what_is_as_usual_is_not_kept(cast: Cast) -> None:
    say(cast, PupilsMay.STAFF)
    say(cast, PupilsMay.ANSWER)
    assert not WritingRule.objects.exists()


def test_a_grade_that_the_school_has_not_is_refused(cast: Cast) -> None:
    with pytest.raises(InvalidInput):
        say(cast, PupilsMay.STAFF, grade=11)


def test_the_schools_hours_hold_for_those_without_their_own(cast: Cast) -> None:
    rules.set_rules(
        actor=cast.fresh("sissel"),
        school=cast.lade,
        pupils_may={},
        hours=USUAL | {Side.GUARDIAN: EARLY},
    )
    assert SchoolHours.objects.get().side == Side.GUARDIAN
    asked = planning.rules_for(
        NoticeClass.SCHOOL, cast.lade.pk, [cast.kari.pk, cast.tone.pk], clock.now()
    )
    assert asked.hours(cast.kari.pk, Side.GUARDIAN) == EARLY
    assert asked.hours(cast.tone.pk, Side.STAFF) == USUAL[Side.STAFF]


def test_ones_own_page_of_notices_begins_with_the_schools_hours(cast: Cast) -> None:
    rules.set_rules(
        actor=cast.fresh("sissel"), school=cast.lade, pupils_may={}, hours={Side.GUARDIAN: EARLY}
    )
    assert planning.own(cast.fresh("kari"), Side.GUARDIAN).hours == EARLY
    assert planning.own(cast.fresh("tone"), Side.STAFF).hours == USUAL[Side.STAFF]
    assert planning.own(cast.fresh("stian"), Side.GUARDIAN).hours == USUAL[Side.GUARDIAN]
    assert planning.own(cast.fresh("marit"), Side.STAFF).hours == USUAL[Side.STAFF]


def test_the_page_asks_for_the_schools_own(cast: Cast, django_assert_num_queries: object) -> None:
    say(cast, PupilsMay.STAFF)
    viewer = cast.fresh("sissel")
    asking.schools_of(viewer)
    with django_assert_num_queries(3):  # type: ignore[operator]
        found = asking.rules(viewer, cast.lade.uuid)
    assert found.pupils_may[6] == PupilsMay.STAFF
    assert found.pupils_may[8] == PupilsMay.STAFF
    assert found.pupils_may[1] == PupilsMay.ANSWER
    with pytest.raises(NotVisible):
        asking.rules(cast.fresh("bjarne"), cast.lade.uuid)
