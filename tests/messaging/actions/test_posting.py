"""Posting, changing and withdrawing."""

import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection

from messaging.actions import locking, messages, parcels, participants, reading
from messaging.choices import ReplyPolicy, Side
from messaging.models import Conversation, LiveOutbox, Message, ReadState
from schools import clock
from schools.actions.files import store_upload
from schools.exceptions import Conflict, InvalidInput, NotAllowed, NotVisible
from schools.models import AuditEntry, Guardianship
from schools.visibility import file_viewers, visible_files
from tests.cast import Cast, build_cast
from tests.messaging import conversations as made


def post(cast: Cast, conversation: Conversation, name: str = "tone", **more: Any) -> Message:
    given = {"body": "Hei", "client_token": uuid.uuid4()} | more
    return messages.post_message(actor=cast.fresh(name), conversation=conversation, **given)


def test_numbers_and_versions_are_gapless(cast: Cast) -> None:
    thread = made.class_thread(cast)
    for name in ("kari", "mona", "tone"):
        post(cast, thread, name)
    rows = Message.objects.filter(conversation=thread).values_list("seq", "version")
    assert list(rows) == [(1, 1), (2, 2), (3, 3), (4, 4)]


def test_the_same_token_again_is_the_same_message(cast: Cast) -> None:
    thread = made.class_thread(cast)
    token = uuid.uuid4()
    first = post(cast, thread, client_token=token)
    assert post(cast, thread, client_token=token, body="noe annet") == first
    assert thread.messages.count() == 2


def test_a_letter_that_comes_twice_reads_nothing_of_what_came_between(cast: Cast) -> None:
    thread = made.class_thread(cast)
    sent = {"client_token": uuid.uuid4(), "is_present": False}
    post(cast, thread, "kari", **sent)
    post(cast, thread, "mona")
    reading.mark_read(actor=cast.fresh("kari"), conversation=thread, seq=3)
    post(cast, thread, "kari", **sent)
    assert ReadState.objects.get(conversation=thread, person=cast.kari).last_read_seq == 3


def test_a_token_of_another_conversation_is_a_conflict(cast: Cast) -> None:
    token = uuid.uuid4()
    post(cast, made.class_thread(cast), client_token=token)
    with pytest.raises(Conflict):
        post(cast, made.class_thread(cast), client_token=token)


def test_starting_twice_with_one_token_starts_once(cast: Cast) -> None:
    from messaging.actions import conversations

    draft = made.draft()
    started = [
        conversations.start_with_homes(actor=cast.fresh("tone"), pupils=[cast.nora], draft=draft)
        for _ in range(2)
    ]
    assert started[0] == started[1]
    assert Conversation.objects.count() == 2  # Nora has two homes


@pytest.mark.parametrize("body", ["", "  \n ", "\x00"])
def test_an_empty_message_is_refused(cast: Cast, body: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        post(cast, made.class_thread(cast), body=body)
    assert refusal.value.field == "body"


def test_a_long_message_is_refused(cast: Cast) -> None:
    with pytest.raises(InvalidInput):
        post(cast, made.class_thread(cast), body="å" * 10_001)


@pytest.mark.parametrize("policy", [ReplyPolicy.SENDER, ReplyPolicy.NONE])
def test_readers_do_not_answer_where_answers_are_off(cast: Cast, policy: ReplyPolicy) -> None:
    thread = made.class_thread(cast, policy)
    with pytest.raises(NotAllowed):
        post(cast, thread, "kari")
    assert post(cast, thread, "arne").author_side == Side.STAFF


def test_a_guardian_with_information_only_reads(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        post(cast, made.class_thread(cast), "ivar")


def test_an_outsider_finds_nothing(cast: Cast) -> None:
    thread = made.class_thread(cast)
    for name in ("stian", "geir", "inger", "kjell", "sverre", "torleif", "sissel", "marit"):
        with pytest.raises(NotVisible):
            post(cast, thread, name)


def test_the_envelope_goes_to_the_readers_of_that_moment(cast: Cast) -> None:
    thread = made.class_thread(cast)
    Guardianship.objects.filter(guardian=cast.mona).update(ends=clock.today())
    LiveOutbox.objects.all().delete()
    post(cast, thread)
    names = {"kari", "erik", "ola", "ivar", "leila", "tone", "arne"}
    assert LiveOutbox.objects.get().recipients == sorted(cast.people[n].pk for n in names)


def test_the_outbox_holds_nothing_of_what_was_written(cast: Cast) -> None:
    thread = made.class_thread(cast)
    post(cast, thread, body="hemmelig")
    kept = LiveOutbox.objects.order_by("-pk").first()
    assert kept is not None
    assert "hemmelig" not in str(kept.event)
    assert "hemmelig" in str(parcels.packed_again(kept).packed())


def test_a_message_is_noted_without_its_content(cast: Cast) -> None:
    message = post(cast, made.class_thread(cast), body="hemmelig")
    entry = AuditEntry.objects.get(action="message.post")
    assert entry.object_id == str(message.pk)
    assert "hemmelig" not in str(entry.details)


def test_one_may_change_an_own_message_for_a_quarter_of_an_hour(cast: Cast) -> None:
    message = post(cast, made.class_thread(cast))
    edited = messages.edit_message(actor=cast.fresh("tone"), message=message, body="Hei igjen")
    assert (edited.body, edited.version, edited.seq) == ("Hei igjen", 3, 2)
    with (
        time_machine.travel(clock.now() + messages.policies.EDIT_WINDOW * 1.1),
        pytest.raises(NotAllowed),
    ):
        messages.edit_message(actor=cast.fresh("tone"), message=message, body="For sent")


def test_another_reader_may_not_change_it(cast: Cast) -> None:
    message = post(cast, made.class_thread(cast))
    with pytest.raises(NotAllowed):
        messages.edit_message(actor=cast.fresh("kari"), message=message, body="x")
    with pytest.raises(NotAllowed):
        messages.withdraw_message(actor=cast.fresh("kari"), message=message)


def test_an_ex_member_cannot_touch_an_own_old_message(cast: Cast) -> None:
    message = post(cast, made.class_thread(cast), "kari")
    Guardianship.objects.filter(guardian=cast.kari).update(ends=clock.today())
    with pytest.raises(NotVisible):
        messages.withdraw_message(actor=cast.fresh("kari"), message=message)


def test_a_withdrawn_message_shows_nothing_but_that_it_was(cast: Cast) -> None:
    thread = made.class_thread(cast)
    upload = SimpleUploadedFile("brev.txt", b"hei hei", "text/plain")
    file = store_upload(actor=cast.fresh("tone"), upload=upload)
    message = post(cast, thread, file_uuids=[str(file.uuid)])
    assert visible_files(cast.fresh("kari")).filter(pk=file.pk).exists()
    file.refresh_from_db()
    assert cast.kari in file_viewers(file)
    messages.withdraw_message(actor=cast.fresh("tone"), message=message)
    assert not visible_files(cast.fresh("kari")).filter(pk=file.pk).exists()
    assert cast.kari not in file_viewers(file)
    message.refresh_from_db()
    assert message.text == ""
    thread.refresh_from_db()
    assert thread.last_preview == ""


def test_withdrawing_twice_is_withdrawing_once(cast: Cast) -> None:
    message = post(cast, made.class_thread(cast))
    for _ in range(2):
        messages.withdraw_message(actor=cast.fresh("tone"), message=message)
    message.refresh_from_db()
    assert message.version == 3


def test_who_is_added_later_reads_from_then_on(cast: Cast) -> None:
    from messaging.visibility import visible_messages

    (thread, *_) = made.home_threads(cast)
    participants.add_participant(
        actor=cast.fresh("tone"), conversation=thread, person=cast.fresh("odd")
    )
    post(cast, thread, body="ny")
    seen = visible_messages(cast.fresh("odd")).values_list("body", flat=True)
    assert list(seen) == ["ny"]


def test_only_staff_of_the_school_are_added(cast: Cast) -> None:
    (thread, *_) = made.home_threads(cast)
    for stranger in ("tuva", "mona"):
        with pytest.raises(NotVisible):
            participants.add_participant(
                actor=cast.fresh("tone"), conversation=thread, person=cast.fresh(stranger)
            )
    with pytest.raises(NotAllowed):
        participants.add_participant(
            actor=cast.fresh("kari"), conversation=thread, person=cast.fresh("odd")
        )


# --- the same message from many pages at once


def _together(count: int, work: Callable[[int], None]) -> list[Exception]:
    faults: list[Exception] = []
    start = threading.Barrier(count)

    def run(number: int) -> None:
        start.wait(30)
        try:
            work(number)
        except Exception as fault:  # noqa: BLE001 -- the test looks at it
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return faults


def test_a_message_sent_many_times_at_once_arrives_once(committed_db: None) -> None:
    cast = build_cast()
    thread, token = made.class_thread(cast), uuid.uuid4()
    found: list[Message] = []
    faults = _together(8, lambda _n: found.append(post(cast, thread, client_token=token)))
    assert faults == []
    assert len({message.pk for message in found}) == 1
    assert thread.messages.count() == 2


def test_messages_sent_at_once_are_numbered_without_gap(committed_db: None) -> None:
    cast = build_cast()
    thread = made.class_thread(cast)
    assert _together(8, lambda _n: post(cast, thread)) == []
    assert sorted(thread.messages.values_list("seq", flat=True)) == list(range(1, 10))


def test_without_the_lock_the_numbers_collide(
    committed_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin: the guard is off, and the check and the write meet in the middle."""
    cast = build_cast()
    thread = made.class_thread(cast)
    meet = threading.Barrier(2)

    def unguarded(key: uuid.UUID) -> Conversation:
        row = Conversation.objects.get(uuid=key)
        meet.wait(30)
        return row

    if connection.vendor == "sqlite":
        pytest.skip("SQLite's BEGIN IMMEDIATE is a guard of its own")
    monkeypatch.setattr(locking, "lock", unguarded)
    monkeypatch.setattr(locking, "_locked_at_once", lambda *_asked: [])
    failed = _together(2, lambda _n: post(cast, thread))
    assert [type(error) for error in failed] == [IntegrityError]
