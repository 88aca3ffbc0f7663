"""Marking as sensitive, what is kept outside afterwards, and the log of openings."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from messaging import policies, wording
from messaging.actions import (
    conversations,
    delivering,
    incoming,
    messages,
    notices,
    parcels,
    private_answers,
    reports,
    sensitive,
)
from messaging.channels import lmtp, reply_address
from messaging.choices import Channel, Kind, NoticeClass, Part, ReplyPolicy, ReportReason, Timing
from messaging.models import (
    Conversation,
    Delivery,
    LiveOutbox,
    Message,
    NoticeWish,
    SensitiveOpening,
)
from schools.actions.files import store_all
from schools.exceptions import InvalidInput, NotAllowed, NotVisible
from schools.models import AuditEntry, PrivateFile
from tests import helping
from tests.cast import Cast
from tests.messaging import conversations as made
from tests.messaging.channels.smtp_server import MailServer, mail_server
from tests.messaging.live.pages import OpenPage
from tests.messaging.sensitive_threads import sensitive_group, sensitive_home

NOON = dt.datetime(2026, 11, 25, 12, 0, tzinfo=dt.UTC)
DIGEST = {
    "notice_class": NoticeClass.SCHOOL,
    "channel": Channel.EMAIL,
    "timing": Timing.DIGEST,
}


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    with mail_server(settings) as running:
        yield running


@pytest.fixture
def home(cast: Cast) -> Conversation:
    return next(each for each in made.home_threads(cast) if each.home_key == "hansen")


def post(cast: Cast, thread: Conversation, name: str = "tone", **fields: Any) -> Message:
    given = {"body": "Timen hos BUP", "client_token": uuid.uuid4()} | fields
    return messages.post_message(actor=cast.fresh(name), conversation=thread, **given)


# --- marking


def test_a_conversation_begun_as_sensitive_is_so_from_its_first_message(cast: Cast) -> None:
    thread = sensitive_home(cast)
    assert thread.is_sensitive
    assert thread.last_preview == ""


def test_what_a_whole_class_reads_cannot_be_sensitive(cast: Cast) -> None:
    with pytest.raises(InvalidInput) as refused:
        conversations.start_class_thread(
            actor=cast.fresh("tone"),
            group=cast.class_6a,
            parts=[Part.GUARDIANS],
            reply_policy=ReplyPolicy.ALL,
            draft=replace(made.draft(), is_sensitive=True),
        )
    assert refused.value.field == "is_sensitive"
    assert not Conversation.objects.exists()


def test_staff_mark_a_thread_once_and_its_list_forgets_what_was_said(
    cast: Cast, home: Conversation
) -> None:
    before = home.version
    for _ in range(2):
        sensitive.mark_sensitive(actor=cast.fresh("tone"), conversation=home)
    home.refresh_from_db()
    assert (home.is_sensitive, home.last_preview, home.version) == (True, "", before + 1)
    assert AuditEntry.objects.filter(action="conversation.mark_sensitive").count() == 1


def test_open_page_of_a_helper_looks_anew_and_finds_nothing(cast: Cast, home: Conversation) -> None:
    halima = helping.somebody()
    helping.let_help(cast, halima)
    page = OpenPage(halima, home.uuid)
    assert page.thread == home.uuid
    LiveOutbox.objects.all().delete()
    sensitive.mark_sensitive(actor=cast.fresh("tone"), conversation=home)
    for row in LiveOutbox.objects.select_related("conversation").order_by("pk"):
        envelope = parcels.packed_again(row).packed()
        if halima.pk in envelope["recipients"]:
            page.hear(envelope["event"])
    assert page.thread is None
    assert page.state() == page.fresh().state()


def test_who_only_answers_does_not_mark_but_who_began_it_does(
    cast: Cast, home: Conversation
) -> None:
    with pytest.raises(NotAllowed):
        sensitive.mark_sensitive(actor=cast.fresh("kari"), conversation=home)
    begun = made.direct(cast)
    sensitive.mark_sensitive(actor=cast.fresh("kari"), conversation=begun)
    begun.refresh_from_db()
    assert begun.is_sensitive


def test_an_outsider_and_a_class_thread_are_refused(cast: Cast, home: Conversation) -> None:
    with pytest.raises(NotVisible):
        sensitive.mark_sensitive(actor=cast.fresh("mona"), conversation=home)
    with pytest.raises(NotAllowed):
        sensitive.mark_sensitive(
            actor=cast.fresh("tone"), conversation=made.class_thread(cast).uuid
        )


def test_marking_and_writing_are_both_done_or_neither(cast: Cast, home: Conversation) -> None:
    given = {"actor": cast.fresh("tone"), "conversation": home, "client_token": uuid.uuid4()}
    with pytest.raises(InvalidInput):
        sensitive.post_sensitive(**given, body=" ")
    home.refresh_from_db()
    assert not home.is_sensitive
    message = sensitive.post_sensitive(**given, body="Timen hos BUP")
    home.refresh_from_db()
    assert (home.is_sensitive, home.last_preview, message.seq) == (True, "", 2)


def test_answers_to_a_sensitive_thread_are_sensitive(cast: Cast) -> None:
    thread = sensitive_group(cast)
    own = private_answers.answer_sender(
        actor=cast.fresh("kari"), conversation=thread, draft=made.draft("Vi kommer")
    )
    assert own.is_sensitive
    assert own.title == thread.title


def test_nothing_sensitive_is_carried_elsewhere(cast: Cast, home: Conversation) -> None:
    assert not policies.is_confined(home)
    assert policies.is_confined(sensitive_home(cast))
    assert policies.can_be_sensitive(Kind.GROUP)
    assert not policies.can_be_sensitive(Kind.ANNOUNCEMENT)


def test_a_withdrawn_message_leaves_nothing_in_the_list_either(cast: Cast) -> None:
    thread = sensitive_home(cast)
    message = post(cast, thread)
    messages.edit_message(actor=cast.fresh("tone"), message=message, body="En annen tid")
    thread.refresh_from_db()
    assert thread.last_preview == ""


def test_no_page_is_told_what_it_says(cast: Cast) -> None:
    post(cast, sensitive_home(cast))
    rows = LiveOutbox.objects.select_related("conversation").order_by("pk")
    told = [parcels.packed_again(row).packed()["event"] for row in rows]
    assert [event["type"] for event in told] == ["posted"] * 3  # two homes were written to
    assert not any({"html", "preview"} & {*event} for event in told)
    assert "BUP" not in str(told)


def test_what_is_left_from_before_the_marking_says_nothing(cast: Cast, home: Conversation) -> None:
    row = LiveOutbox.objects.create(
        conversation=home,
        event={"type": "posted", "message": str(home.messages.get().uuid)},
        recipients=[cast.kari.pk],
        created_at=NOON,
    )
    assert "html" in parcels.packed_again(row).packed()["event"]
    sensitive.mark_sensitive(actor=cast.fresh("tone"), conversation=home)
    row = LiveOutbox.objects.select_related("conversation").get(pk=row.pk)
    packed = parcels.packed_again(row).packed()
    assert packed == {"recipients": [cast.kari.pk], "event": row.event}


# --- notices and mail


def test_it_is_told_at_once_to_who_has_all_else_collected(
    cast: Cast, now: time_machine.Traveller, server: MailServer
) -> None:
    NoticeWish.objects.create(person=cast.kari, **DIGEST)
    sensitive_home(cast)
    notices.expand_waiting()
    row = Delivery.objects.get(person=cast.kari)
    assert (row.is_digest, row.due_at) == (False, NOON + dt.timedelta(seconds=30))
    now.shift(31)
    delivering.deliver_due()
    [mail] = server.sent_to("kari@skolebro.test")
    assert mail["Subject"] == "Ny melding fra skolen"


def test_what_is_marked_before_the_collecting_is_not_collected(
    cast: Cast, now: time_machine.Traveller, server: MailServer, home: Conversation
) -> None:
    NoticeWish.objects.create(person=cast.kari, **DIGEST)
    made.class_thread(cast)
    notices.expand_waiting()
    sensitive.mark_sensitive(actor=cast.fresh("tone"), conversation=home)
    now.move_to(NOON.replace(hour=16, minute=1))
    delivering.deliver_due()
    subjects = [mail["Subject"] for mail in server.sent_to("kari@skolebro.test")]
    assert subjects == ["Ny melding fra skolen"] * 2


def test_it_is_not_answered_by_mail(cast: Cast, settings: Any) -> None:
    settings.MAIL_DOMAIN = "svar.skolebro.test"
    thread = sensitive_home(cast)
    notices.expand_waiting()
    rows = Delivery.objects.filter(person=cast.kari).select_related(
        "notice__conversation", "person"
    )
    assert wording.mail([rows.get()]).reply_to == ""
    address = reply_address.address_for(thread.uuid, cast.kari.uuid)
    raw = b"From: kari@privat.test\nMessage-ID: <1@privat.test>\n\nTakk\n"
    assert incoming.take(address, "kari@privat.test", raw) == lmtp.REFUSED
    assert thread.messages.count() == 1
    begun = reply_address.address_for(made.direct(cast).uuid, cast.kari.uuid)
    assert incoming.take(begun, "kari@privat.test", raw) == lmtp.TAKEN


# --- openings


def opened() -> list[tuple[str, str]]:
    rows = SensitiveOpening.objects.order_by("pk").values_list("person__username", "side")
    return list(rows)


def test_an_opening_is_one_row_a_quarter_of_an_hour(
    cast: Cast, now: time_machine.Traveller
) -> None:
    thread = sensitive_home(cast)
    kari, tone = cast.fresh("kari"), cast.fresh("tone")
    assert sensitive.record_opening(actor=kari, conversation=thread)
    now.shift(14 * 60)
    assert not sensitive.record_opening(actor=kari, conversation=thread)
    assert sensitive.record_opening(actor=tone, conversation=thread)
    now.shift(60)
    assert sensitive.record_opening(actor=kari, conversation=thread)
    assert opened() == [("kari", "guardian"), ("tone", "staff"), ("kari", "guardian")]
    assert AuditEntry.objects.filter(action="conversation.open_sensitive").count() == 3


def test_who_does_not_read_it_opens_nothing(cast: Cast) -> None:
    with pytest.raises(NotVisible):
        sensitive.record_opening(actor=cast.fresh("mona"), conversation=sensitive_home(cast))
    assert opened() == []


def test_a_receiver_of_reports_opens_it_as_no_reader(cast: Cast) -> None:
    thread = sensitive_home(cast)
    report = made.report(cast, thread)
    assert sensitive.record_report_opening(actor=cast.fresh("sissel"), report=report)
    assert not sensitive.record_report_opening(actor=cast.fresh("sissel"), report=report)
    with pytest.raises(NotVisible):
        sensitive.record_report_opening(actor=cast.fresh("tone"), report=report)
    assert opened() == [("sissel", "")]
    assert SensitiveOpening.objects.get().report == report


def with_file(cast: Cast, thread: Conversation) -> PrivateFile:
    upload = SimpleUploadedFile("plan.txt", b"Hei")
    (file,) = store_all(actor=cast.fresh("tone"), uploads=[upload])
    post(cast, thread, file_uuids=[str(file.uuid)])
    return PrivateFile.objects.get(pk=file.pk)


def test_opening_a_file_is_an_opening(cast: Cast) -> None:
    thread = sensitive_home(cast)
    file = with_file(cast, thread)
    message = thread.messages.get(seq=2)
    reports.report_message(
        actor=cast.fresh("kari"), message=message, reason=ReportReason.OTHER, words=""
    )
    assert sensitive.record_file_opening(actor=cast.fresh("kari"), file_id=file.pk)
    assert sensitive.record_file_opening(actor=cast.fresh("sissel"), file_id=file.pk)
    with pytest.raises(NotVisible):
        sensitive.record_file_opening(actor=cast.fresh("mona"), file_id=file.pk)
    assert opened() == [("kari", "guardian"), ("sissel", "")]


def test_a_file_that_is_not_sensitive_has_no_openings(cast: Cast, home: Conversation) -> None:
    file = with_file(cast, home)
    with pytest.raises(NotVisible):
        sensitive.record_file_opening(actor=cast.fresh("kari"), file_id=file.pk)
