"""The listener with a real LMTP client, as the mail server is one."""

import smtplib
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from messaging.channels import lmtp, reply_address
from messaging.channels.lmtp import Listener

_RAW = b"From: kari@example.test\r\nSubject: Sv\r\n\r\nJa.\r\n.\r\nog mer\r\n"


class Desk:
    """What the listener hands the mail to."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str, bytes]] = []
        self.answers: dict[str, str] = {}
        self.breaks = False

    def take(self, recipient: str, sender: str, raw: bytes) -> str:
        if self.breaks:
            raise RuntimeError("database is away")
        self.taken.append((recipient, sender, raw))
        return self.answers.get(recipient, lmtp.TAKEN)


@pytest.fixture
def desk(settings: Any) -> Desk:
    settings.MAIL_DOMAIN = "svar.skolebro.test"
    settings.MAIL_MOST_BYTES = 100_000
    return Desk()


@pytest.fixture
def client(desk: Desk) -> Iterator[smtplib.LMTP]:
    listener = Listener("127.0.0.1", 0, desk.take)
    listener.start()
    with smtplib.LMTP("127.0.0.1", listener.port, timeout=10) as client:
        yield client
    listener.stop()


def _address() -> str:
    return reply_address.address_for(uuid4(), uuid4())


def test_mail_is_handed_over_whole(client: smtplib.LMTP, desk: Desk) -> None:
    address = _address()
    assert client.sendmail("kari@example.test", [address], _RAW) == {}
    assert desk.taken == [(address, "kari@example.test", _RAW)]


def test_returned_mail_comes_without_sender(client: smtplib.LMTP, desk: Desk) -> None:
    address = reply_address.return_path_for(uuid4())
    assert client.sendmail("", [address], _RAW) == {}
    assert desk.taken == [(address, "", _RAW)]


def test_address_that_does_not_verify_is_refused_before_the_content(
    client: smtplib.LMTP, desk: Desk
) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        client.sendmail("kari@example.test", ["svar+abc@svar.skolebro.test"], _RAW)
    (answer,) = refused.value.recipients.values()
    assert answer == (550, b"5.1.1 No such address")
    assert desk.taken == []


def test_each_recipient_has_an_answer_of_its_own(client: smtplib.LMTP, desk: Desk) -> None:
    addresses = [_address() for _ in range(3)]
    desk.answers = {addresses[0]: lmtp.REFUSED, addresses[2]: lmtp.FULL}
    client.ehlo_or_helo_if_needed()
    client.mail("kari@example.test")
    assert [client.rcpt(address)[0] for address in addresses] == [250] * 3
    first = client.data(_RAW)
    assert [first[0], client.getreply()[0], client.getreply()[0]] == [550, 250, 452]
    assert client.noop()[0] == 250


@pytest.mark.parametrize("answer", [lmtp.LATER, lmtp.FULL])
def test_mail_that_cannot_be_taken_now_comes_again(
    client: smtplib.LMTP, desk: Desk, answer: str
) -> None:
    address = _address()
    desk.answers = {address: answer}
    with pytest.raises(smtplib.SMTPDataError) as refused:
        client.sendmail("kari@example.test", [address], _RAW)
    assert refused.value.smtp_code == int(answer[:3])


def test_fault_of_ours_loses_no_mail(client: smtplib.LMTP, desk: Desk) -> None:
    desk.breaks = True
    address = _address()
    with pytest.raises(smtplib.SMTPDataError) as refused:
        client.sendmail("kari@example.test", [address], _RAW)
    assert refused.value.smtp_code == 451
    desk.breaks = False
    assert client.sendmail("kari@example.test", [address], _RAW) == {}


def test_mail_that_is_too_large_is_refused(client: smtplib.LMTP, desk: Desk) -> None:
    client.ehlo_or_helo_if_needed()
    client.mail("kari@example.test")
    client.rcpt(_address())
    assert client.data(b"x\r\n" * 50_000)[0] == 552
    assert desk.taken == []


def test_long_line_is_taken(client: smtplib.LMTP, desk: Desk) -> None:
    raw = b"Subject: x\r\n\r\n" + b"a" * 5000 + b"\r\n"
    assert client.sendmail("kari@example.test", [_address()], raw) == {}
    assert desk.taken[0][2] == raw


def test_recipients_of_one_mail_are_few(client: smtplib.LMTP) -> None:
    client.ehlo_or_helo_if_needed()
    client.mail("kari@example.test")
    codes = [client.rcpt(_address())[0] for _ in range(21)]
    assert codes == [250] * 20 + [452]
