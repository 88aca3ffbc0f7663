"""Who reads an announcement: from the reader's side and back, for each kind of target."""

import datetime as dt
from collections.abc import Callable

import pytest

from messaging import targets, visibility
from messaging.actions import announcing
from messaging.choices import Part, Side
from messaging.models import Conversation
from messaging.targets import Target
from schools import clock
from schools.choices import GroupKind, MemberRole, PositionRole
from schools.exceptions import InvalidInput, NotAllowed, NotVisible
from schools.models import Group, Guardianship, Membership, Person, Position
from tests.cast import Cast
from tests.messaging import conversations as made

Meant = Callable[[Cast], Target]

GUARDIANS_6A = {"kari", "erik", "ola", "mona", "ivar", "leila"}
GUARDIANS_LADE = {*GUARDIANS_6A, "anne", "tuva"}
STAFF_LADE = {"tone", "arne", "odd", "sissel", "hanne", "ida"}
LEADS_LADE = {"sissel", "hanne"}

KINDS: dict[str, tuple[Meant, set[str]]] = {
    "guardians of a class": (
        lambda cast: targets.of_group(cast.class_6a.pk, Part.GUARDIANS),
        GUARDIANS_6A | {"tone", "arne"} | LEADS_LADE,
    ),
    "pupils of a class": (
        lambda cast: targets.of_group(cast.class_6b.pk, Part.PUPILS),
        {"lise", "per", "odd"} | LEADS_LADE,
    ),
    "guardians of a school": (
        lambda cast: targets.of_school(cast.lade.pk, Part.GUARDIANS),
        GUARDIANS_LADE | STAFF_LADE,
    ),
    "pupils of a school": (
        lambda cast: targets.of_school(cast.lade.pk, Part.PUPILS),
        {"nora", "jonas", "amira", "lise", "per"} | STAFF_LADE,
    ),
    "staff of a school": (lambda cast: targets.of_school(cast.lade.pk, Part.STAFF), STAFF_LADE),
    "guardians of a year": (
        lambda cast: targets.of_school(cast.lade.pk, Part.GUARDIANS, grade=6),
        GUARDIANS_LADE | {"tone", "arne", "odd"} | LEADS_LADE,
    ),
    "pupils of a year": (
        lambda cast: targets.of_school(cast.lade.pk, Part.PUPILS, grade=6),
        {"nora", "jonas", "amira", "lise", "per", "tone", "arne", "odd"} | LEADS_LADE,
    ),
    "a year with nobody": (
        lambda cast: targets.of_school(cast.lade.pk, Part.GUARDIANS, grade=7),
        LEADS_LADE,
    ),
    "teachers": (
        lambda cast: targets.of_role(cast.lade.pk, PositionRole.TEACHER),
        {"tone", "odd"} | LEADS_LADE,
    ),
    "leaders": (lambda cast: targets.of_role(cast.lade.pk, PositionRole.LEADER), LEADS_LADE),
    "ICT contacts": (
        lambda cast: targets.of_role(cast.lade.pk, PositionRole.ICT),
        {"ida"} | LEADS_LADE,
    ),
}


@pytest.fixture
def cast(cast: Cast) -> Cast:
    """A teaching group of another grade gives nobody another year."""
    group = Group.objects.create(school=cast.lade, name="Engelsk", grade=7, kind=GroupKind.TEACHING)
    Membership.objects.create(person=cast.nora, group=group, role=MemberRole.PUPIL)
    return cast


def _announce(cast: Cast, *to: Target, by: str = "sissel", **more: object) -> Conversation:
    return announcing.announce(
        actor=cast.fresh(by),
        to=to,
        draft=made.draft(),
        **more,  # type: ignore[arg-type]
    )


def _readers(cast: Cast, conversation: Conversation) -> set[str]:
    """Their names, the same from both sides, for the conversation and its message."""
    message = conversation.messages.get()
    everyone = {name: cast.fresh(name) for name in cast.people}
    seen = {name for name, one in everyone.items() if _sees(one, conversation)}
    messages = {
        name
        for name, one in everyone.items()
        if visibility.visible_messages(one).filter(pk=message.pk).exists()
    }
    listed = {one.username for one in visibility.conversation_viewers(conversation)}
    told = set(visibility.message_viewer_ids(message))
    assert seen == messages == listed
    assert listed == {one.username for one in visibility.message_viewers(message)}
    assert told == {everyone[name].pk for name in listed}
    everybody = [one.pk for one in everyone.values()]
    assert visibility.viewer_ids_among(message, everybody) == told
    assert visibility.viewer_ids_among(message, everybody[::2]) == told & {*everybody[::2]}
    _same_reader_lists(everyone, conversation)
    return seen


def _same_reader_lists(everyone: dict[str, Person], conversation: Conversation) -> None:
    opens = {
        name
        for name, one in everyone.items()
        if visibility.with_visible_readers(one).filter(pk=conversation.pk).exists()
    }
    assert opens == {one.username for one in visibility.reader_list_viewers(conversation)}


def _sees(viewer: Person, conversation: Conversation) -> bool:
    return visibility.visible_conversations(viewer).filter(pk=conversation.pk).exists()


def _addressed(conversation: Conversation) -> dict[Side, set[str]]:
    message = conversation.messages.select_related("conversation").get()
    return {side: {one.username for one in visibility.addressed(message, side)} for side in Side}


@pytest.mark.both_databases
@pytest.mark.parametrize("kind", KINDS)
def test_a_target_is_read_by_whom_it_means(cast: Cast, kind: str) -> None:
    target, readers = KINDS[kind]
    assert _readers(cast, _announce(cast, target(cast))) == readers


@pytest.mark.both_databases
@pytest.mark.parametrize("kind", KINDS)
def test_whoever_is_told_reads_it(cast: Cast, kind: str) -> None:
    conversation = _announce(cast, KINDS[kind][0](cast))
    told = set().union(*_addressed(conversation).values())
    assert told <= _readers(cast, conversation) - {"sissel"}


def test_a_person_meant_twice_is_told_once_in_each_capacity(cast: Cast) -> None:
    school = targets.of_school(cast.lade.pk, Part.GUARDIANS)
    conversation = _announce(
        cast, school, targets.of_group(cast.class_6a.pk, Part.GUARDIANS), homes=[cast.nora]
    )
    assert _addressed(conversation)[Side.GUARDIAN] == GUARDIANS_LADE


@pytest.mark.both_databases
def test_single_people_and_homes_read_it(cast: Cast) -> None:
    conversation = _announce(cast, people=[cast.odd, cast.per], homes=[cast.nora])
    assert _readers(cast, conversation) == {"odd", "per", "kari", "erik", "ola"} | LEADS_LADE


@pytest.mark.both_databases
def test_several_schools_read_one_announcement(cast: Cast) -> None:
    Position.objects.create(person=cast.sissel, school=cast.rosenborg, role=PositionRole.LEADER)
    both = [targets.of_school(school.pk, Part.GUARDIANS) for school in (cast.lade, cast.rosenborg)]
    staff_there = {"tuva", "bjarne", "roar"}
    conversation = _announce(cast, *both)
    assert _readers(cast, conversation) == GUARDIANS_LADE | STAFF_LADE | {"stian"} | staff_there


@pytest.mark.both_databases
def test_those_who_lead_the_other_school_read_what_its_class_is_told(cast: Cast) -> None:
    Position.objects.create(person=cast.sissel, school=cast.rosenborg, role=PositionRole.OFFICE)
    classes = [
        targets.of_group(group.pk, Part.GUARDIANS) for group in (cast.class_6a, cast.class_8a)
    ]
    readers = _readers(cast, _announce(cast, *classes))
    assert (
        readers == GUARDIANS_6A | {"tone", "arne", "anne", "stian", "tuva", "bjarne"} | LEADS_LADE
    )


@pytest.mark.parametrize(
    "kind", ["guardians of a school", "guardians of a year", "guardians of a class"]
)
def test_a_guardian_whose_right_ends_is_out_at_once(cast: Cast, kind: str) -> None:
    conversation = _announce(cast, KINDS[kind][0](cast))
    assert _sees(cast.fresh("kari"), conversation)
    Guardianship.objects.filter(guardian=cast.kari).update(ends=clock.today())
    assert not _sees(cast.fresh("kari"), conversation)
    _readers(cast, conversation)


@pytest.mark.parametrize("kind", ["pupils of a school", "pupils of a year"])
def test_a_pupil_who_leaves_is_out_at_once_and_a_new_one_in(cast: Cast, kind: str) -> None:
    conversation = _announce(cast, KINDS[kind][0](cast))
    Membership.objects.filter(person=cast.nora).update(ends=clock.today())
    Membership.objects.filter(person=cast.magnus).update(group=cast.class_6b)
    assert not _sees(cast.fresh("nora"), conversation)
    assert _sees(cast.fresh("magnus"), conversation)
    _readers(cast, conversation)


@pytest.mark.parametrize("kind", ["teachers", "staff of a school"])
def test_staff_who_leave_are_out_at_once(cast: Cast, kind: str) -> None:
    conversation = _announce(cast, KINDS[kind][0](cast))
    Position.objects.filter(person=cast.odd).update(ends=clock.today())
    Membership.objects.filter(person=cast.odd).update(ends=clock.today())
    assert not _sees(cast.fresh("odd"), conversation)
    _readers(cast, conversation)


def test_nothing_is_written_per_reader(cast: Cast) -> None:
    conversation = _announce(cast, targets.of_school(cast.lade.pk, Part.GUARDIANS))
    assert conversation.audiences.count() == 2
    assert conversation.participants.count() == 1


# --- who may


@pytest.mark.parametrize("outsider", ["tone", "odd", "bjarne", "kari", "nora", "marit", "ida"])
def test_a_whole_school_is_written_to_by_those_who_lead_it(cast: Cast, outsider: str) -> None:
    for kind in ("guardians of a school", "guardians of a year", "teachers"):
        with pytest.raises(NotAllowed):
            _announce(cast, KINDS[kind][0](cast), by=outsider)


def test_a_teacher_writes_to_the_classes_taught(cast: Cast) -> None:
    _announce(cast, targets.of_group(cast.class_6a.pk, Part.GUARDIANS), by="tone")
    with pytest.raises(NotAllowed):
        _announce(cast, targets.of_group(cast.class_6b.pk, Part.GUARDIANS), by="tone")


def test_one_forbidden_target_sends_nothing(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        _announce(
            cast,
            targets.of_school(cast.lade.pk, Part.GUARDIANS),
            targets.of_school(cast.rosenborg.pk, Part.GUARDIANS),
        )
    assert not Conversation.objects.exists()


def test_a_class_that_has_ended_is_written_to_by_nobody(cast: Cast) -> None:
    Group.objects.filter(pk=cast.class_6a.pk).update(ends=clock.today())
    with pytest.raises(NotAllowed):
        _announce(cast, targets.of_group(cast.class_6a.pk, Part.GUARDIANS))


@pytest.mark.parametrize(
    "chosen", [{"homes": ["sara"]}, {"people": ["kari"]}, {"homes": ["amira"]}]
)
def test_people_one_may_not_write_to_are_not_found(
    cast: Cast, chosen: dict[str, list[str]]
) -> None:
    people = {name: [cast.people[one] for one in some] for name, some in chosen.items()}
    with pytest.raises(NotVisible):
        _announce(cast, **people)


def test_single_people_at_two_schools_are_refused(cast: Cast) -> None:
    Position.objects.create(person=cast.sissel, school=cast.rosenborg, role=PositionRole.LEADER)
    with pytest.raises(InvalidInput):
        _announce(cast, people=[cast.odd, cast.roar])


@pytest.mark.parametrize("grade", [0, 14])
def test_a_year_that_is_none_is_refused(cast: Cast, grade: int) -> None:
    with pytest.raises(InvalidInput):
        _announce(cast, Target(Part.GUARDIANS, targets.Scope(school=cast.lade.pk, grade=grade)))


def test_nobody_chosen_is_refused(cast: Cast) -> None:
    with pytest.raises(InvalidInput) as refusal:
        _announce(cast)
    assert refusal.value.field == "targets"


def test_sending_again_with_the_same_token_is_the_same_announcement(cast: Cast) -> None:
    draft, to = made.draft(), [targets.of_school(cast.lade.pk, Part.STAFF)]
    first, second = (
        announcing.announce(actor=cast.fresh("sissel"), to=to, draft=draft) for _ in range(2)
    )
    assert first == second


def test_a_home_added_later_does_not_read(cast: Cast) -> None:
    conversation = _announce(cast, homes=[cast.nora])
    Guardianship.objects.filter(guardian=cast.inger).update(
        ends=clock.today() + dt.timedelta(days=9)
    )
    assert not _sees(cast.fresh("inger"), conversation)
