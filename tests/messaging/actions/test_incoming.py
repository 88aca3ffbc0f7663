"""Answers by e-mail: from a real mail server over LMTP into the right conversation, or refused."""

import smtplib
import uuid
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from messaging.actions import drafts, incoming, notices
from messaging.channels import lmtp, reply_address
from messaging.choices import DeliveryState
from messaging.models import Conversation, Delivery, Message, ReadState
from schools import clock
from schools.models import Guardianship
from tests.cast import Cast
from tests.messaging import conversations as made
from tests.schools.files import samples

DOMAIN = "svar.skolebro.test"


@pytest.fixture(autouse=True)
def mail_domain(settings: Any) -> None:
    settings.MAIL_DOMAIN = DOMAIN


@pytest.fixture
def home(cast: Cast) -> Conversation:
    """Tone and Nora's first home."""
    return made.home_threads(cast, "nora")[0]


def mail_from(sender: str = "kari@privat.test", text: str = "Ja, det går fint.") -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = sender, "SV: Ny melding fra skolen"
    mail["Message-ID"] = f"<{uuid.uuid4()}@privat.test>"
    mail.set_content(text)
    return mail


def taken(address: str, mail: EmailMessage, sender: str = "kari@privat.test") -> str:
    return incoming.take(address, sender, mail.as_bytes())


def last(talk: Conversation) -> Message:
    return Message.objects.filter(conversation=talk).latest("seq")


def test_an_answer_stands_in_the_conversation_without_what_it_quotes(
    cast: Cast, home: Conversation
) -> None:
    text = "Ja, det går fint.\n\nons. 25. nov. 2026 kl. 13:00 skrev Skolebro:\n> Les den her\n"
    address = reply_address.address_for(home.uuid, cast.kari.uuid)
    assert taken(address, mail_from(text=text)) == lmtp.TAKEN
    assert (last(home).author, last(home).body) == (cast.kari, "Ja, det går fint.")


def test_an_answer_by_mail_is_no_reading_and_leaves_what_was_begun_on_the_page(
    cast: Cast, home: Conversation
) -> None:
    drafts.save_draft(actor=cast.fresh("kari"), conversation=home, body="Begynt")
    address = reply_address.address_for(home.uuid, cast.kari.uuid)
    assert taken(address, mail_from()) == lmtp.TAKEN
    mine = ReadState.objects.get(person=cast.kari, conversation=home)
    assert (mine.draft, mine.last_read_seq) == ("Begynt", 0)


def test_an_answer_in_html_only_is_read(cast: Cast, home: Conversation) -> None:
    mail = mail_from()
    mail.set_content("<p>Hei <b>Tone</b></p><blockquote>gammelt</blockquote>", subtype="html")
    address = reply_address.address_for(home.uuid, cast.kari.uuid)
    assert taken(address, mail) == lmtp.TAKEN
    assert "Hei Tone" in last(home).body
    assert "<" not in last(home).body


def test_an_attachment_comes_along_and_a_small_logo_does_not(
    cast: Cast, home: Conversation
) -> None:
    mail = mail_from()
    mail.add_attachment(samples.picture(), maintype="image", subtype="jpeg", filename="skjema.jpg")
    mail.add_attachment(
        samples.picture(),
        maintype="image",
        subtype="jpeg",
        filename="logo.jpg",
        disposition="inline",
    )
    address = reply_address.address_for(home.uuid, cast.kari.uuid)
    assert taken(address, mail) == lmtp.TAKEN
    names = last(home).attachments.values_list("file__name", flat=True)
    assert list(names) == ["skjema.jpg"]


def test_the_same_mail_twice_is_one_message(cast: Cast, home: Conversation) -> None:
    mail, address = mail_from(), reply_address.address_for(home.uuid, cast.kari.uuid)
    assert {taken(address, mail), taken(address, mail)} == {lmtp.TAKEN}
    assert last(home).seq == 2


def _forged(cast: Cast, home: Conversation) -> str:
    address = reply_address.address_for(home.uuid, cast.kari.uuid)
    return address.replace("svar+", "svar+a", 1)


def _of_a_stranger(cast: Cast, home: Conversation) -> str:
    return reply_address.address_for(home.uuid, cast.people["mona"].uuid)


def _of_a_closed_account(cast: Cast, home: Conversation) -> str:
    return reply_address.address_for(home.uuid, cast.people["gone"].uuid)


def _of_a_removed_guardian(cast: Cast, home: Conversation) -> str:
    Guardianship.objects.filter(guardian=cast.kari).update(ends=clock.today())
    return reply_address.address_for(home.uuid, cast.kari.uuid)


@pytest.mark.parametrize(
    "address_of", [_forged, _of_a_stranger, _of_a_closed_account, _of_a_removed_guardian]
)
def test_an_answer_that_is_not_theirs_to_give_is_refused(
    cast: Cast, home: Conversation, address_of: Callable[[Cast, Conversation], str]
) -> None:
    assert taken(address_of(cast, home), mail_from()) == lmtp.REFUSED
    assert last(home).seq == 1


def test_an_automatic_answer_is_taken_and_forgotten(cast: Cast, home: Conversation) -> None:
    mail = mail_from()
    mail["Auto-Submitted"] = "auto-replied"
    address = reply_address.address_for(home.uuid, cast.kari.uuid)
    assert taken(address, mail) == lmtp.TAKEN
    assert taken(address, mail_from(), sender="") == lmtp.TAKEN
    assert last(home).seq == 1


def test_an_answer_in_a_charset_that_says_what_no_text_may_hold_is_taken(
    cast: Cast, home: Conversation
) -> None:
    address = reply_address.address_for(home.uuid, cast.kari.uuid)
    raw = b"Message-ID: <1@x>\r\nContent-Type: text/plain; charset=unicode_escape\r\n\r\nJa \\ud800"
    assert incoming.take(address, "kari@privat.test", raw) == lmtp.TAKEN
    assert last(home).body.startswith("Ja")


def test_an_empty_answer_and_a_huge_one_are_refused(
    cast: Cast, home: Conversation, settings: Any
) -> None:
    address = reply_address.address_for(home.uuid, cast.kari.uuid)
    assert taken(address, mail_from(text="\n")) == lmtp.REFUSED
    settings.MAIL_MOST_BYTES = 100
    assert taken(address, mail_from()) == lmtp.REFUSED


_RETURNED = """\
From: MAILER-DAEMON@privat.test
Content-Type: multipart/report; report-type=delivery-status; boundary=x

--x
Content-Type: text/plain

Sorry
--x
Content-Type: message/delivery-status

Reporting-MTA: dns; privat.test

Action: {action}
Status: {status}

--x--
"""


@pytest.mark.parametrize(
    ("action", "status", "state"),
    [
        ("failed", "5.1.1", DeliveryState.DEAD),
        ("failed", "5.2.2", DeliveryState.FAILED),
        ("delayed", "4.4.1", DeliveryState.WAITING),
    ],
)
def test_returned_mail_marks_its_notice(
    cast: Cast, home: Conversation, action: str, status: str, state: DeliveryState
) -> None:
    notices.expand_waiting()
    row = Delivery.objects.get(person=cast.kari)
    address = reply_address.return_path_for(uuid.UUID(int=row.pk))
    raw = _RETURNED.format(action=action, status=status).encode()
    assert incoming.take(address, "", raw) == lmtp.TAKEN
    row.refresh_from_db()
    assert row.state == state


def test_nothing_else_is_taken(cast: Cast) -> None:
    assert taken(f"post@{DOMAIN}", mail_from()) == lmtp.REFUSED


def test_without_a_domain_the_command_says_what_to_set(settings: Any) -> None:
    settings.MAIL_DOMAIN = ""
    with pytest.raises(CommandError, match="SKOLEBRO_MAIL_DOMAIN"):
        call_command("receive_mail")


@pytest.fixture
def listener() -> Iterator[lmtp.Listener]:
    running = lmtp.Listener("127.0.0.1", 0, incoming.take)
    running.start()
    yield running
    running.stop()


@pytest.mark.slow
def test_from_the_mail_server_into_the_conversation(
    committed_db: None, cast: Cast, listener: lmtp.Listener
) -> None:
    talk = made.home_threads(cast, "nora")[0]
    address = reply_address.address_for(talk.uuid, cast.kari.uuid)
    with smtplib.LMTP("127.0.0.1", listener.port) as server:
        server.sendmail("kari@privat.test", [address.upper()], mail_from().as_bytes())
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            server.sendmail("kari@privat.test", [_forged(cast, talk)], mail_from().as_bytes())
    assert last(talk).body == "Ja, det går fint."
