"""What a helper reads in place of a guardian, from the helper's side and back, and how it ends."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from messaging import targets, visibility
from messaging.actions import announcing
from messaging.choices import Part, Side
from messaging.models import Conversation
from schools import affiliations, clock
from schools.choices import Access, HelpScope, Protection, Responsibility
from schools.models import Guardianship, HelperAppointment, Membership, Person
from tests import helping
from tests.cast import Cast
from tests.messaging import conversations as made
from tests.messaging import sensitive_threads

pytestmark = pytest.mark.django_db


def _reads(person: Person, conversation: Conversation) -> bool:
    """The same in both directions, for the conversation and its first message."""
    viewer = Person.objects.get(pk=person.pk)
    message = conversation.messages.get(seq=1)
    answers = {
        visibility.visible_conversations(viewer).filter(pk=conversation.pk).exists(),
        visibility.conversation_viewers(conversation).filter(pk=viewer.pk).exists(),
        visibility.visible_messages(viewer).filter(pk=message.pk).exists(),
        visibility.message_viewers(message).filter(pk=viewer.pk).exists(),
        viewer.pk in visibility.message_viewer_ids(message),
        viewer.pk in visibility.viewer_ids_among(message, [viewer.pk]),
        bool(visibility.sides_of(viewer, conversation)) if viewer.is_active else False,
    }
    assert len(answers) == 1
    return answers.pop()


def _hansen(cast: Cast) -> Conversation:
    return next(each for each in made.home_threads(cast) if each.home_key == "hansen")


def _to_the_year(cast: Cast) -> Conversation:
    return announcing.announce(
        actor=cast.fresh("sissel"),
        to=[targets.of_school(cast.lade.pk, Part.GUARDIANS, grade=6)],
        draft=made.draft("Til trinnet"),
    )


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("start", "common", "home"),
    [
        (made.class_thread, True, True),
        (made.announcement, True, True),
        (_to_the_year, True, True),
        (_hansen, False, True),
        (made.direct, False, True),
        (made.group_thread, False, False),
        (sensitive_threads.sensitive_home, False, False),
        (sensitive_threads.sensitive_group, False, False),
    ],
)
def test_scope(cast: Cast, start: Callable[[Cast], Conversation], common: bool, home: bool) -> None:
    greta, halima = helping.somebody("Greta"), helping.somebody("Halima")
    helping.let_help(cast, greta, scope=HelpScope.COMMON)
    helping.let_help(cast, halima)
    conversation = start(cast)
    assert (_reads(greta, conversation), _reads(halima, conversation)) == (common, home)


def test_other_guardian_of_the_child_is_not_read_for(cast: Cast) -> None:
    halima = helping.somebody()
    helping.let_help(cast, halima, guardian="erik")
    of_kari = made.direct(cast)
    nilsen = next(each for each in made.home_threads(cast) if each.home_key == "nilsen")
    assert not _reads(halima, of_kari)
    assert not _reads(halima, nilsen)


def test_staff_and_pupils_are_not_read_for(cast: Cast) -> None:
    halima = helping.somebody()
    helping.let_help(cast, halima)
    for part in (Part.STAFF, Part.PUPILS):
        assert not _reads(halima, made.announcement(cast, (part,)))
    assert not _reads(halima, made.direct(cast, "arne", "tone"))


def _sets(model: Any, given: dict[str, Any], **values: Any) -> Callable[[Cast], object]:
    def change(cast: Cast) -> object:
        named = {name: cast.people[who].pk for name, who in given.items()}
        return model.objects.filter(**named).update(**values)

    return change


_TODAY = {"guardian": "kari", "pupil": "nora"}
_ENDS: dict[str, Callable[[Cast], object]] = {
    "the guardianship ends": lambda cast: Guardianship.objects.filter(
        guardian=cast.kari, pupil=cast.nora
    ).update(ends=clock.today()),
    "it is quarantined": _sets(Guardianship, _TODAY, quarantined=True),
    "its access ends": _sets(Guardianship, _TODAY, access=Access.NONE),
    "it informs only": lambda cast: Guardianship.objects.filter(
        guardian=cast.kari, pupil=cast.nora
    ).update(
        access=Access.INFORMATION,
        responsibility=Responsibility.INFORMATION,
        ends=clock.today() + dt.timedelta(days=9),
    ),
    "the guardian's account is closed": _sets(Person, {"pk": "kari"}, is_active=False),
    "the pupil's account is closed": _sets(Person, {"pk": "nora"}, is_active=False),
    "the guardian is protected": _sets(Person, {"pk": "kari"}, protection=Protection.STRICT),
    "the pupil is protected": _sets(Person, {"pk": "nora"}, protection=Protection.UNSTATED),
    "the helper's account is closed": lambda cast: Person.objects.filter(username="halima").update(
        is_active=False
    ),
    "the appointment ends": lambda cast: HelperAppointment.objects.update(ends=clock.today()),
    "it begins tomorrow": lambda cast: HelperAppointment.objects.update(
        starts=clock.today() + dt.timedelta(days=1)
    ),
    "a right of one's own is denied": lambda cast: Guardianship.objects.create(
        guardian=Person.objects.get(username="halima"), pupil=cast.nora, access=Access.NONE
    ),
}


@pytest.mark.both_databases
@pytest.mark.parametrize("why", list(_ENDS))
def test_reading_ends_in_the_same_moment(cast: Cast, why: str) -> None:
    halima = helping.somebody()
    helping.let_help(cast, halima)
    read = [made.class_thread(cast), _hansen(cast)]
    assert all(_reads(halima, each) for each in read)
    _ENDS[why](cast)
    assert not any(_reads(halima, each) for each in read)
    now = Person.objects.get(pk=halima.pk)
    assert not now.is_active or affiliations.of(now).roles == ()


def test_pupil_of_no_class_is_still_written_about(cast: Cast) -> None:
    halima, thread = helping.somebody(), _hansen(cast)
    helping.let_help(cast, halima)
    everybody = made.class_thread(cast)
    Membership.objects.filter(person=cast.nora).update(ends=clock.today())
    assert _reads(halima, thread)
    assert not _reads(halima, everybody)


def test_helper_holds_nothing_else(cast: Cast, django_assert_num_queries: Any) -> None:
    halima = helping.somebody()
    helping.let_help(cast, halima)
    with django_assert_num_queries(1):
        held = affiliations.of(halima)
    assert held.helped_children == {cast.nora.pk}
    assert cast.class_6a.pk in held.helped_scopes
    assert not held.readable_children | held.groups | held.schools | held.led_schools
    assert not held.child_scope_pairs | held.pupil_scopes | held.staff_scopes


def test_helper_of_one_child_with_a_child_of_their_own(cast: Cast) -> None:
    helping.let_help(cast, cast.anne)
    held = affiliations.of(cast.fresh("anne"))
    assert held.helped_children == {cast.nora.pk}
    assert held.child_groups == {cast.class_6b.pk, cast.class_8a.pk}
    thread = made.class_thread(cast)
    assert visibility.sides_of(cast.fresh("anne"), thread) == [Side.HELPER]


def test_nothing_is_asked_of_a_helper(cast: Cast) -> None:
    halima = helping.somebody()
    helping.let_help(cast, halima)
    made.announcement(cast)
    (row,) = visibility.visible_conversations(halima).annotate(
        asked=visibility.is_asked(halima), meant=visibility.is_addressed(halima)
    )
    assert (row.asked, row.meant) == (False, True)
