"""Staff see in the list of readers who reads in a guardian's place."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from messaging import visibility
from messaging.choices import Kind, ReplyPolicy
from messaging.models import Conversation
from messaging.queries import helping as queries
from messaging.queries import openness, threads
from schools.choices import HelpScope, Role
from schools.models import HelperAppointment, Person
from tests import helping
from tests.cast import Cast
from tests.messaging import conversations as made


def _hansen(cast: Cast) -> Conversation:
    return next(each for each in made.home_threads(cast) if each.home_key == "hansen")


@pytest.mark.parametrize("start", [made.class_thread, made.announcement, _hansen])
def test_both_directions(cast: Cast, start: Callable[[Cast], Conversation]) -> None:
    conversation = start(cast)
    rows = [
        helping.let_help(cast, helping.somebody("Halima")),
        helping.let_help(cast, helping.somebody("Greta"), scope=HelpScope.COMMON),
        helping.let_help(cast, helping.somebody("Skjult", protection="strict")),
        helping.let_help(cast, cast.anne, guardian="mona", pupil="jonas"),
    ]
    for person in Person.objects.all():
        seen = visibility.followed_helpers(person, conversation)
        seen_keys = set(seen.values_list("pk", flat=True))
        listed = {
            row.pk
            for row in HelperAppointment.objects.all()
            if visibility.helper_followers(conversation, row).filter(pk=person.pk).exists()
        }
        assert seen_keys == listed, person
    assert rows[0] in visibility.followed_helpers(cast.fresh("tone"), conversation)


def test_reader_list_says_whom_they_help(cast: Cast, sign_in: Callable[..., Client]) -> None:
    helping.let_help(cast, helping.somebody())
    thread = _hansen(cast)
    address = reverse("conversation_readers", args=[thread.uuid])
    text = sign_in(cast.tone).get(address).content.decode()
    assert "Halima Omar" in text
    assert "Kari Hansen" in text


def test_people_of_a_thread_are_told_apart_from_who_helps(
    cast: Cast, sign_in: Callable[..., Client]
) -> None:
    helping.let_help(cast, helping.somebody())
    address = reverse("conversation_people", args=[_hansen(cast).uuid])
    assert "Halima Omar" in sign_in(cast.tone).get(address).content.decode()


def test_who_has_gone_is_not_shown(cast: Cast) -> None:
    halima = helping.somebody()
    row = helping.let_help(cast, halima)
    thread = _hansen(cast)
    tone = cast.fresh("tone")
    assert len(queries.helpers_in(tone, thread)) == 1
    Person.objects.filter(pk=halima.pk).update(is_active=False)
    assert not queries.helpers_in(tone, thread)
    assert not visibility.helper_followers(thread, row)


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same(cast: Cast, django_assert_num_queries: Any, count: int) -> None:
    for number in range(count):
        helping.let_help(cast, helping.somebody(f"H{number}"))
    thread, tone = _hansen(cast), cast.fresh("tone")
    with django_assert_num_queries(4):  # affiliations, ways, whether staff, rows
        assert len(queries.helpers_in(tone, thread)) == count


@pytest.mark.parametrize("start", [_hansen, made.direct, made.class_thread])
def test_list_of_readers_says_who_helps(
    cast: Cast, sign_in: Callable[..., Client], start: Callable[[Cast], Conversation]
) -> None:
    helping.let_help(cast, helping.somebody(), scope=HelpScope.HOME)
    address = reverse("conversation_readers", args=[start(cast).uuid])
    assert "Halima Omar" in sign_in(cast.tone).get(address).content.decode()


def test_where_nobody_helps_one_question_tells(cast: Cast, django_assert_num_queries: Any) -> None:
    row = helping.let_help(cast, helping.somebody())
    thread, tone = made.class_thread(cast), cast.fresh("tone")
    assert len(queries.helpers_in(tone, thread, {row.pupil_id})) == 1
    with django_assert_num_queries(1):
        assert not queries.helpers_in(tone, thread, {cast.kari.pk, tone.pk})


@pytest.mark.parametrize("start", [_hansen, made.direct])
def test_all_who_write_there_are_told_that_the_home_has_a_helper(
    cast: Cast, start: Callable[[Cast], Conversation]
) -> None:
    thread = start(cast)
    before = threads.thread(cast.fresh("tone"), thread.uuid, Role.TEACHER).head.openness
    row = helping.let_help(cast, helping.somebody(), scope=HelpScope.COMMON)
    assert threads.thread(cast.fresh("tone"), thread.uuid, Role.TEACHER).head.openness == before
    row.scope = HelpScope.HOME
    row.save(update_fields=["scope"])
    for name, role in (("tone", Role.TEACHER), ("kari", Role.GUARDIAN)):
        said = threads.thread(cast.fresh(name), thread.uuid, role).head.openness
        assert said != before
        assert "Halima" not in said


def test_a_home_thread_without_answers_says_that_it_has_a_helper() -> None:
    thread = Conversation(kind=Kind.HOME, reply_policy=ReplyPolicy.NONE)
    before = openness.of_thread(thread, "")
    thread.__dict__["has_helpers"] = True
    assert openness.of_thread(thread, "") != before
