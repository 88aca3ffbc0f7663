"""Several recipients: private threads never meet, and in a group all see what they were told."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from messaging.actions import conversations, groups, messages
from messaging.choices import Kind, ReplyPolicy
from messaging.models import Conversation, Participant
from messaging.queries import reach, threads
from messaging.visibility import conversation_viewers, visible_conversations
from schools.choices import Access, Protection, Responsibility, Role
from schools.exceptions import InvalidInput, NotAllowed, NotVisible
from schools.models import Guardianship
from tests.cast import Cast
from tests.messaging import conversations as made

pytestmark = pytest.mark.both_databases


def _post(cast: Cast, name: str, thread: Conversation) -> None:
    messages.post_message(
        actor=cast.fresh(name), conversation=thread, body="Vi kommer", client_token=uuid.uuid4()
    )


def _page(cast: Cast, name: str, thread: Conversation) -> str:
    client = Client()
    client.force_login(cast.fresh(name))
    answer = client.get(reverse("conversation", args=[thread.uuid]))
    assert answer.status_code == 200
    return answer.text


def test_in_a_group_thread_every_home_reads_names_and_answers(cast: Cast) -> None:
    thread = made.group_thread(cast)
    assert thread.kind == Kind.GROUP
    readers = set(conversation_viewers(thread).values_list("username", flat=True))
    assert readers == {"tone", "kari", "erik", "ola", "mona", "ivar"}
    _post(cast, "mona", thread)
    page = _page(cast, "kari", thread)
    assert "Mona Berg" in page
    assert "Vi kommer" in page
    assert "Everybody sees everybody" in page or "Alle ser navn" in page


def test_a_guardian_of_two_takes_part_for_both_and_stays_when_one_ends(cast: Cast) -> None:
    full = {"responsibility": Responsibility.FULL, "access": Access.FULL}
    row = Guardianship.objects.create(guardian=cast.mona, pupil=cast.nora, **full)
    thread = made.group_thread(cast)
    places = Participant.objects.filter(conversation=thread, person=cast.mona)
    assert set(places.values_list("pupil", flat=True)) == {cast.nora.pk, cast.jonas.pk}
    row.delete()
    assert visible_conversations(cast.fresh("mona")).filter(pk=thread.pk).exists()
    Guardianship.objects.filter(guardian=cast.mona).delete()
    assert not visible_conversations(cast.fresh("mona")).filter(pk=thread.pk).exists()


def test_one_home_is_always_a_private_thread(cast: Cast) -> None:
    thread = made.group_thread(cast, ReplyPolicy.ALL, "jonas")
    assert thread.kind == Kind.GROUP  # Jonas has two homes: Mona's, and Ivar's
    Guardianship.objects.filter(guardian=cast.ivar).delete()
    thread = made.group_thread(cast, ReplyPolicy.ALL, "jonas")
    assert thread.kind == Kind.HOME


def test_a_protected_pupils_home_is_never_put_among_others(cast: Cast) -> None:
    with pytest.raises(InvalidInput) as refusal:
        groups.start_with_homes_together(
            actor=cast.fresh("hanne"),
            pupils=[cast.nora, cast.amira],
            reply_policy=ReplyPolicy.ALL,
            draft=made.draft(),
        )
    assert refusal.value.field == "pupils"


def test_who_became_protected_is_not_named_to_the_other_homes(cast: Cast) -> None:
    thread = made.group_thread(cast)
    _post(cast, "mona", thread)
    cast.jonas.protection = Protection.STRICT
    cast.jonas.save(update_fields=["protection"])
    for name in ("kari", "tone"):
        page = _page(cast, name, thread)
        assert "Mona" not in page
        assert "Berg" not in page


def test_only_those_whose_homes_one_may_write_to(cast: Cast) -> None:
    with pytest.raises(NotVisible):
        made.group_thread(cast, ReplyPolicy.ALL, "nora", "lise")
    with pytest.raises(NotVisible):
        made.group_thread(cast, ReplyPolicy.ALL, "nora", "magnus")


def test_a_thread_without_answers_takes_none_and_waits_for_none(cast: Cast) -> None:
    together = made.group_thread(cast, ReplyPolicy.NONE)
    (alone, *_rest) = conversations.start_with_homes(
        actor=cast.fresh("tone"),
        pupils=[cast.nora],
        draft=made.draft(),
        reply_policy=ReplyPolicy.NONE,
    )
    for thread in (together, alone):
        with pytest.raises(NotAllowed):
            _post(cast, "kari", thread)
        _post(cast, "tone", thread)
    client = Client()
    client.force_login(cast.fresh("kari"))
    assert "row-link" in (listed := client.get(reverse("messages")).text)
    assert "Venter på svar" not in listed
    assert not client.get(reverse("messages"), {"vis": "venter"}).text.count("data-conversation")


def test_readers_of_a_group_are_counted_per_home(cast: Cast) -> None:
    thread = made.group_thread(cast)
    found = reach.reach(cast.fresh("tone"), thread)
    assert [row.title for row in found.homes].count("Nora Hansen") == 2
    assert {name for row in found.homes for name in row.names} == {
        "Kari Hansen",
        "Erik Hansen",
        "Ola Nilsen",
        "Mona Berg",
        "Ivar Berg",
    }


@pytest.mark.parametrize("policy", ReplyPolicy)
def test_colleagues_have_a_thread_each_or_one(cast: Cast, policy: ReplyPolicy) -> None:
    people = [cast.fresh("arne"), cast.fresh("odd")]
    given = {"actor": cast.fresh("tone"), "people": people, "reply_policy": policy}
    each = groups.start_with_each_colleague(**given, draft=made.draft())
    readers = [set(conversation_viewers(one).values_list("username", flat=True)) for one in each]
    assert readers == [{"tone", "arne"}, {"tone", "odd"}]
    one = groups.start_with_colleagues_together(**given, draft=made.draft())
    names = set(conversation_viewers(one).values_list("username", flat=True))
    assert names == {"tone", "arne", "odd"}
    if policy == ReplyPolicy.ALL:
        _post(cast, "odd", one)
    else:
        with pytest.raises(NotAllowed):
            _post(cast, "odd", one)


def test_sending_to_colleagues_twice_is_sending_once(cast: Cast) -> None:
    draft = made.draft()
    for _time in range(2):
        groups.start_with_each_colleague(
            actor=cast.fresh("tone"),
            people=[cast.arne, cast.odd],
            reply_policy=ReplyPolicy.ALL,
            draft=draft,
        )
    assert Conversation.objects.count() == 2


def test_a_colleague_chosen_twice_takes_part_once(cast: Cast) -> None:
    given = {"actor": cast.fresh("tone"), "reply_policy": ReplyPolicy.ALL}
    people = [cast.arne, cast.arne]
    one = groups.start_with_colleagues_together(**given, people=people, draft=made.draft())
    assert one.participants.count() == 2
    assert len(groups.start_with_each_colleague(**given, people=people, draft=made.draft())) == 1


@pytest.mark.parametrize("names", [(), ("tuva", "odd"), ("kari", "odd")])
def test_colleagues_are_staff_of_a_school_of_ones_own(cast: Cast, names: tuple[str, ...]) -> None:
    with pytest.raises((InvalidInput, NotVisible)):
        groups.start_with_colleagues_together(
            actor=cast.fresh("tone"),
            people=[cast.people[name] for name in names],
            reply_policy=ReplyPolicy.ALL,
            draft=made.draft(),
        )


def test_files_go_to_one_colleague_at_a_time(cast: Cast) -> None:
    with pytest.raises(InvalidInput) as refusal:
        groups.start_with_each_colleague(
            actor=cast.fresh("tone"),
            people=[cast.arne, cast.odd],
            reply_policy=ReplyPolicy.ALL,
            draft=made.draft(file_uuids=(str(uuid.uuid4()),)),
        )
    assert refusal.value.field == "files"


def test_what_is_too_many_for_one_thread_is_refused(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(groups, "MOST_TOGETHER", 1)
    with pytest.raises(InvalidInput):
        made.group_thread(cast)
    with pytest.raises(InvalidInput):
        groups.start_with_colleagues_together(
            actor=cast.fresh("tone"),
            people=[cast.arne, cast.odd],
            reply_policy=ReplyPolicy.ALL,
            draft=made.draft(),
        )


def test_the_thread_says_who_sees_what_on_top(cast: Cast) -> None:
    said = {
        policy: threads.thread(
            cast.fresh("kari"), made.group_thread(cast, policy).uuid, Role.GUARDIAN
        ).head.openness
        for policy in ReplyPolicy
    }
    assert len(set(said.values())) == 3
    assert "Tone Lie" in said[ReplyPolicy.SENDER]
