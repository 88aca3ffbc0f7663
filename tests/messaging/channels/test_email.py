"""Mail against a real server on loopback: what is sent, and what each answer means."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest

from messaging.channels.email import Mailer
from messaging.channels.outcomes import UNREACHABLE, Outcome, Result
from tests.messaging.channels.smtp_server import DROP, OK, MailServer, mail_server

_ID = "<3f1c@skolebro.test>"


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    with mail_server(settings) as server:
        settings.EMAIL_TIMEOUT = 1
        settings.DEFAULT_FROM_EMAIL = "Solvang skole <skole@skolebro.test>"
        yield server


def _send(mailer: Mailer, to: str = "kari@example.test", **changed: Any) -> Outcome:
    given = {
        "subject": "Ny melding fra skolen – åpne den",
        "text": "Du har en ny melding.",
        "html": "<p>Du har en ny melding.</p>",
        "message_id": _ID,
        "headers": {},
    }
    return mailer.send(to=to, **(given | changed))


def test_mail_arrives_as_text_and_html_with_what_programs_look_for(server: MailServer) -> None:
    with Mailer() as mailer:
        outcome = _send(
            mailer,
            headers={"List-Unsubscribe": "<https://skolebro.test/av/x/>"},
            reply_to="svar+abc@skolebro.test",
            return_path="retur+abc@skolebro.test",
        )
    assert outcome == Outcome(Result.DELIVERED, reference=_ID)
    (message,) = server.taken
    assert server.envelopes == [("retur+abc@skolebro.test", ["kari@example.test"])]
    assert message["From"] == "Solvang skole <skole@skolebro.test>"
    assert message["Subject"] == "Ny melding fra skolen – åpne den"
    assert message["Message-ID"] == _ID
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Reply-To"] == "svar+abc@skolebro.test"
    assert message["List-Unsubscribe"] == "<https://skolebro.test/av/x/>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message.get_content_type() == "multipart/alternative"
    parts = [part.get_content_type() for part in message.iter_parts()]
    assert parts == ["text/plain", "text/html"]


def test_mail_without_list_has_no_list_headers(server: MailServer) -> None:
    with Mailer() as mailer:
        _send(mailer, html="")
    message = server.taken[0]
    assert message["List-Unsubscribe"] is None
    assert message["List-Unsubscribe-Post"] is None
    assert message.get_content_type() == "text/plain"
    assert server.envelopes[0][0] == "skole@skolebro.test"


def test_many_mails_take_one_connection(server: MailServer) -> None:
    with Mailer() as mailer:
        outcomes = [_send(mailer, to=f"p{number}@example.test") for number in range(5)]
    assert {outcome.result for outcome in outcomes} == {Result.DELIVERED}
    assert (len(server.taken), server.connections) == (5, 1)


@pytest.mark.parametrize(
    ("answer", "result", "reason"),
    [
        ("450 4.2.1 Try again", Result.LATER, "smtp_450_4.2.1"),
        ("452 4.2.2 <kari@example.test> mailbox full", Result.LATER, "smtp_452_4.2.2"),
        ("550 5.1.1 <kari@example.test>: no such user", Result.GONE, "smtp_550_5.1.1"),
        ("550 5.1.10 null MX", Result.GONE, "smtp_550_5.1.10"),
        ("550 5.1.8 your sender's domain", Result.REFUSED, "smtp_550_5.1.8"),
        ("550 5.7.1 not from you", Result.REFUSED, "smtp_550_5.7.1"),
        ("550 no", Result.REFUSED, "smtp_550"),
    ],
)
def test_refused_recipient_does_not_touch_the_next(
    server: MailServer, answer: str, result: Result, reason: str
) -> None:
    server.at_recipient = lambda address: answer if address.startswith("kari") else OK
    with Mailer() as mailer:
        assert _send(mailer) == Outcome(result, _ID, reason)
        assert _send(mailer, to="ola@example.test").result == Result.DELIVERED
    assert server.connections == 1


@pytest.mark.parametrize(
    ("answer", "result"),
    [("451 4.3.0 disk", Result.LATER), ("554 5.1.1 spam", Result.REFUSED)],
)
def test_refused_content_is_never_a_dead_address(
    server: MailServer, answer: str, result: Result
) -> None:
    asked: list[str] = []
    with Mailer() as mailer:
        _send(mailer)
        server.at_content = lambda address: asked.append(address) or answer  # type: ignore[func-returns-value]
        assert _send(mailer).result == result
    assert (len(server.taken), len(asked)) == (1, 1)


def test_refused_data_command_leaves_nothing_half_begun(server: MailServer) -> None:
    server.at_recipient = lambda address: "250 taken, and forgotten"  # so that DATA gets 503
    with Mailer() as mailer:
        assert _send(mailer).reason == "smtp_503"
        server.at_recipient = lambda address: OK
        assert _send(mailer).result == Result.DELIVERED


def test_refused_sender_is_not_the_recipients_fault(server: MailServer) -> None:
    server.at_sender = "550 5.1.8 unknown domain"
    with Mailer() as mailer:
        assert _send(mailer) == Outcome(Result.REFUSED, _ID, "smtp_550_5.1.8")


def test_drop_after_content_is_unknown_and_the_next_mail_reconnects(server: MailServer) -> None:
    server.at_content = lambda address: DROP
    with Mailer() as mailer:
        assert _send(mailer) == Outcome(Result.UNKNOWN, _ID, "no_answer")
        server.at_content = lambda address: OK
        assert _send(mailer).result == Result.DELIVERED
    assert server.connections == 2


def test_silence_after_content_is_unknown(server: MailServer) -> None:
    server.seconds = 3
    with Mailer() as mailer:
        assert _send(mailer) == Outcome(Result.UNKNOWN, _ID, "no_answer")


def test_drop_before_content_is_tried_later(server: MailServer) -> None:
    server.at_sender = DROP
    with Mailer() as mailer:
        assert _send(mailer) == Outcome(Result.LATER, _ID, "hung_up")


@pytest.mark.parametrize("parting", [DROP, "421 4.4.2 idle for too long"])
def test_connection_that_went_stale_costs_no_mail(server: MailServer, parting: str) -> None:
    with Mailer() as mailer:
        _send(mailer)
        server.at_next_sender = parting
        assert _send(mailer).result == Result.DELIVERED
    assert (len(server.taken), server.connections) == (2, 2)


def test_nobody_listening_is_tried_later(server: MailServer) -> None:
    server.stop()
    with Mailer() as mailer:
        assert _send(mailer) == Outcome(Result.LATER, "no_connection", UNREACHABLE)
        server.start()
        assert _send(mailer).result == Result.DELIVERED


def test_server_that_never_greets_is_tried_later(settings: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_BACKEND = "messaging.channels.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = silent.getsockname()[:2]
        settings.EMAIL_TIMEOUT = 1
        with Mailer() as mailer:
            assert _send(mailer).reason == UNREACHABLE


def test_server_that_lacks_the_encryption_asked_for_gets_nothing(
    server: MailServer, settings: Any
) -> None:
    settings.EMAIL_USE_TLS = True
    with Mailer() as mailer:
        assert _send(mailer).result == Result.LATER
    assert server.taken == []


@pytest.mark.parametrize("to", ["kari@example.test\nBcc: all@example.test", "no address", ""])
def test_malformed_address_is_dead(server: MailServer, to: str) -> None:
    with Mailer() as mailer:
        assert _send(mailer, to=to) == Outcome(Result.GONE, _ID, "malformed_address")
    assert server.taken == []


def test_line_break_in_a_header_is_refused_without_breaking_the_next(server: MailServer) -> None:
    with Mailer() as mailer:
        outcome = _send(mailer, subject="Hei\nBcc: all@example.test")
        assert outcome == Outcome(Result.REFUSED, _ID, "malformed")
        assert _send(mailer).result == Result.DELIVERED


def test_any_backend_of_django_will_do(mailoutbox: list[Any]) -> None:
    with Mailer() as mailer:
        assert _send(mailer).result == Result.DELIVERED
    assert mailoutbox[0].extra_headers["Message-ID"] == _ID
