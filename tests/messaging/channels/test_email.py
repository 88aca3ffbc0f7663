"""What each behaviour of a mail server means for one e-mail."""

import time
from collections.abc import Iterator
from typing import Any

import pytest

from messaging.channels.email import Mailer
from messaging.channels.outcomes import UNREACHABLE, Outcome, Result
from tests.messaging.channels.smtp_server import OK, MailServer, mail_server


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    with mail_server(settings) as running:
        yield running


def send(mailer: Mailer, to: str = "kari@skolebro.test", message_id: str = "<1@x>") -> Outcome:
    return mailer.send(
        to=to,
        subject="Ny melding fra skolen",
        text="Les den her",
        html="<p>Les den her</p>",
        message_id=message_id,
        headers={"List-Unsubscribe": "<https://skolebro.test/av>"},
    )


def test_a_mail_has_two_forms_its_own_name_and_asks_for_no_answer(server: MailServer) -> None:
    with Mailer() as mailer:
        assert send(mailer).result == Result.DELIVERED
    [mail] = server.taken
    assert mail["Message-ID"] == "<1@x>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe"] == "<https://skolebro.test/av>"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


@pytest.mark.parametrize(
    ("answer", "result"),
    [
        ("450 4.2.1 mailbox busy", Result.LATER),
        ("550 5.1.1 no such user", Result.GONE),
        ("550 5.7.1 not welcome", Result.REFUSED),
    ],
)
def test_a_recipient_that_is_refused(server: MailServer, answer: str, result: Result) -> None:
    server.at_recipient = lambda address: answer if address.startswith("kari") else OK
    with Mailer() as mailer:
        refused = send(mailer)
        assert send(mailer, to="erik@skolebro.test").result == Result.DELIVERED
    assert refused == Outcome(result, reason=answer[:3])


@pytest.mark.parametrize(
    ("answer", "result"),
    [("451 4.3.0 try again", Result.LATER), ("554 5.6.0 no", Result.REFUSED)],
)
def test_content_that_is_refused(server: MailServer, answer: str, result: Result) -> None:
    server.at_content = lambda address: answer
    with Mailer() as mailer:
        assert send(mailer).result == result


def test_a_server_that_hangs_up_after_the_content_may_have_it(server: MailServer) -> None:
    server.drops_after_content = True
    with Mailer() as mailer:
        assert send(mailer).result == Result.UNKNOWN
        server.drops_after_content = False
        assert send(mailer).result == Result.DELIVERED
    assert len(server.taken) == 2


def test_a_server_that_never_answers_the_content_may_have_it(
    server: MailServer, settings: Any
) -> None:
    settings.EMAIL_TIMEOUT = 0.3

    def slowly(address: str) -> str:
        time.sleep(1)
        return OK

    server.at_content = slowly
    with Mailer() as mailer:
        assert send(mailer).result == Result.UNKNOWN


def test_nobody_answers(server: MailServer) -> None:
    server.stop()
    with Mailer() as mailer:
        assert send(mailer).reason == UNREACHABLE
        server.start()
        assert send(mailer).result == Result.DELIVERED
