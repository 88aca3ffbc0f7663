"""Sent once, at its time on the wall clock, as far as its author may still write."""

import datetime as dt
import uuid
from collections.abc import Iterator

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from messaging.actions import drafts, messages, reading, scheduling
from messaging.choices import NotSent, ReplyPolicy
from messaging.models import Conversation, Message, ScheduledMessage
from messaging.queries import inbox, threads
from messaging.tasks import send_scheduled
from schools import clock
from schools.choices import Role
from schools.exceptions import Conflict, InvalidInput, NotAllowed, NotVisible
from schools.models import Guardianship, Membership
from tests.cast import Cast, build_cast
from tests.messaging import conversations as made

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


@pytest.fixture
def thread(cast: Cast) -> Conversation:
    return made.class_thread(cast)


def _when(scheduled: ScheduledMessage) -> dt.datetime:
    return clock.at(scheduled.day, scheduled.time)


def _bodies(thread: Conversation) -> list[str]:
    return list(thread.messages.order_by("seq").values_list("body", flat=True))[1:]


def test_it_is_sent_at_its_time_and_once(cast: Cast, thread: Conversation) -> None:
    waiting = made.scheduled(cast, thread)
    with time_machine.travel(_when(waiting) - dt.timedelta(seconds=1), tick=False):
        send_scheduled()
        assert _bodies(thread) == []
    with time_machine.travel(_when(waiting), tick=False):
        for _twice in range(2):
            send_scheduled()
    sent = Message.objects.get(body="God morgen")
    assert (sent.author, sent.created_at) == (cast.kari, _when(waiting))
    assert not ScheduledMessage.objects.exists()


@pytest.mark.parametrize(
    ("asked_on", "day", "utc_hour"),
    [("2026-03-27", "2026-03-30", 5), ("2026-10-23", "2026-10-26", 6)],
)
def test_summer_time_does_not_move_it(asked_on: str, day: str, utc_hour: int) -> None:
    with time_machine.travel(f"{asked_on}T10:00:00Z", tick=False):
        cast = build_cast()
        thread = made.class_thread(cast)
        made.scheduled(cast, thread, day=dt.date.fromisoformat(day))
    due = dt.datetime.fromisoformat(f"{day}T{utc_hour:02}:30:00+00:00")
    for moment, expected in ((due - dt.timedelta(seconds=1), 0), (due, 1)):
        with time_machine.travel(moment, tick=False):
            assert scheduling.send_due() == expected


@pytest.mark.parametrize(
    ("day", "time", "field"),
    [
        ("2026-03-26", "07:30", "time"),
        ("2026-03-27", "11:00", "time"),
        ("0001-01-01", "00:00", "time"),
        ("2026-03-29", "02:30", "time"),
        ("2027-03-28", "07:30", "day"),
        ("9999-12-31", "23:59", "day"),
    ],
)
def test_a_time_that_will_not_do_is_refused_and_the_text_kept(
    day: str, time: str, field: str
) -> None:
    with time_machine.travel("2026-03-27T10:00:00Z", tick=False):  # 11 on the wall
        cast = build_cast()
        thread = made.class_thread(cast)
        moment = {"day": dt.date.fromisoformat(day), "time": dt.time.fromisoformat(time)}
        with pytest.raises(InvalidInput) as refusal:
            made.scheduled(cast, thread, **moment)
        assert refusal.value.field == field
        client = Client()
        client.force_login(cast.fresh("kari"))
        given = {"body": "Husk meg", "client_token": uuid.uuid4(), "day": day, "time": time}
        page = client.post(reverse("conversation_later", args=[thread.uuid]), given)
        assert page.status_code == 422
        assert "Husk meg</textarea>" in page.text
        assert f'value="{time}"' in page.text
        assert str(refusal.value) in page.text
    assert not ScheduledMessage.objects.exists()


def test_asked_for_twice_it_waits_once(cast: Cast, thread: Conversation) -> None:
    token = uuid.uuid4()
    first = made.scheduled(cast, thread, client_token=token)
    assert made.scheduled(cast, thread, client_token=token) == first
    assert ScheduledMessage.objects.count() == 1


def test_what_was_sent_at_once_does_not_wait_too(cast: Cast, thread: Conversation) -> None:
    token = uuid.uuid4()
    messages.post_message(
        actor=cast.fresh("kari"), conversation=thread, body="Hei", client_token=token
    )
    with pytest.raises(Conflict):
        made.scheduled(cast, thread, client_token=token)


def test_who_may_not_write_schedules_nothing(cast: Cast) -> None:
    thread = made.class_thread(cast, ReplyPolicy.SENDER)
    with pytest.raises(NotAllowed):
        made.scheduled(cast, thread)
    with pytest.raises(NotVisible):
        made.scheduled(cast, thread, "stian")


def test_a_twenty_first_is_refused(
    cast: Cast, thread: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scheduling, "MOST_WAITING", 1)
    made.scheduled(cast, thread)
    with pytest.raises(InvalidInput):
        made.scheduled(cast, thread)
    assert ScheduledMessage.objects.count() == 1


def test_only_its_author_is_shown_it(cast: Cast, thread: Conversation) -> None:
    waiting = made.scheduled(cast, thread)
    seen = threads.thread(cast.fresh("kari"), thread.uuid, Role.GUARDIAN).scheduled
    assert [row.pk for row in seen] == [waiting.pk]
    for name, role in (("tone", Role.TEACHER), ("mona", Role.GUARDIAN)):
        assert threads.thread(cast.fresh(name), thread.uuid, role).scheduled == ()


def test_whose_right_has_ended_sends_nothing_and_is_told_why(cast: Cast) -> None:
    thread = made.class_thread(cast)
    waiting, other = made.scheduled(cast, thread), made.scheduled(cast, thread, "mona")
    Guardianship.objects.filter(guardian=cast.kari).update(ends=clock.today())
    with time_machine.travel(_when(waiting), tick=False):
        assert scheduling.send_due() == 1  # the other one goes on
    assert Message.objects.filter(body=other.body).get().author == cast.mona
    waiting.refresh_from_db()
    assert waiting.not_sent == NotSent.GONE


def test_what_a_teacher_wrote_is_not_sent_as_a_guardian(cast: Cast) -> None:
    """Tone reads on as a guardian when she no longer teaches the class."""
    thread = made.class_thread(cast)
    waiting = made.scheduled(cast, thread, "tone")
    Guardianship.objects.filter(guardian=cast.kari).update(guardian=cast.tone)
    Membership.objects.filter(person=cast.tone).update(ends=clock.today())
    thread.participants.all().delete()
    with time_machine.travel(_when(waiting), tick=False):
        assert scheduling.send_due() == 0
    waiting.refresh_from_db()
    assert waiting.not_sent == NotSent.MAY_NOT
    client = Client()
    client.force_login(cast.fresh("tone"))
    page = client.get(reverse("conversation", args=[thread.uuid]))
    assert "Ikke sendt." in page.text


def test_what_its_author_has_not_read_stays_unread(cast: Cast, thread: Conversation) -> None:
    waiting = made.scheduled(cast, thread)
    drafts.save_draft(actor=cast.fresh("kari"), conversation=thread, body="Begynt")
    with time_machine.travel(_when(waiting), tick=False):
        scheduling.send_due()
    seen = threads.thread(cast.fresh("kari"), thread.uuid, Role.GUARDIAN)
    assert (seen.first_unread, seen.draft) == (1, "Begynt")


def test_who_had_read_all_has_read_their_own_too(cast: Cast, thread: Conversation) -> None:
    reading.mark_read(actor=cast.fresh("kari"), conversation=thread, seq=1)
    waiting = made.scheduled(cast, thread)
    with time_machine.travel(_when(waiting), tick=False):
        scheduling.send_due()
    assert inbox.unread_count(cast.fresh("kari")) == 0


def test_the_draft_ends_when_it_waits(cast: Cast, thread: Conversation) -> None:
    drafts.save_draft(actor=cast.fresh("kari"), conversation=thread, body="God")
    made.scheduled(cast, thread)
    assert threads.thread(cast.fresh("kari"), thread.uuid, Role.GUARDIAN).draft == ""


@pytest.fixture
def kari(cast: Cast) -> Iterator[Client]:
    client = Client()
    client.force_login(cast.fresh("kari"))
    return client


def test_it_is_changed_on_its_page(cast: Cast, thread: Conversation, kari: Client) -> None:
    waiting = made.scheduled(cast, thread)
    address = reverse("scheduled_change", args=[thread.uuid, waiting.uuid])
    assert address in kari.get(reverse("conversation", args=[thread.uuid])).text
    assert 'value="07:30"' in kari.get(address).text
    given = {"body": "Nytt", "day": waiting.day.isoformat(), "time": "09:15"}
    assert kari.post(address, given).status_code == 302
    waiting.refresh_from_db()
    assert (waiting.body, waiting.time) == ("Nytt", dt.time(9, 15))
    refused = kari.post(address, given | {"day": "2020-01-01", "body": "Enda et"})
    assert refused.status_code == 422
    assert "Enda et" in refused.text


def test_it_is_sent_at_once_or_removed(cast: Cast, thread: Conversation, kari: Client) -> None:
    first, second = made.scheduled(cast, thread), made.scheduled(cast, thread)
    kari.post(reverse("scheduled_send", args=[thread.uuid, first.uuid]))
    kari.post(reverse("scheduled_remove", args=[thread.uuid, second.uuid]))
    assert _bodies(thread) == ["God morgen"]
    assert not ScheduledMessage.objects.exists()
    gone = kari.post(reverse("scheduled_send", args=[thread.uuid, first.uuid]))
    assert gone.status_code == 404


def test_files_are_not_kept_for_later(cast: Cast, thread: Conversation, kari: Client) -> None:
    day = clock.today() + dt.timedelta(days=1)
    given = {"body": "Hei", "client_token": uuid.uuid4(), "day": day, "time": "07:30"}
    given["files"] = SimpleUploadedFile("a.txt", b"Hei")
    page = kari.post(reverse("conversation_later", args=[thread.uuid]), given)
    assert page.status_code == 422
    assert "Hei</textarea>" in page.text
