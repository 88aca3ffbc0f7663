"""Mail as it comes from people, machines and mail servers."""

import email.policy
from email.message import EmailMessage
from typing import Any

import pytest

from messaging.channels import incoming_mail
from messaging.channels.incoming_mail import Bounce, Unreadable
from messaging.channels.outcomes import Outcome, Result

_PDF = b"%PDF-1.7 x"


def _mail(text: str = "Ja, det passer.", **headers: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Kari Nordmann <kari@example.test>"
    message["Subject"] = "Sv: Ny melding fra skolen"
    message["Message-ID"] = "<abc@example.test>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message


def _raw(message: EmailMessage) -> bytes:
    return message.as_bytes(policy=email.policy.SMTP)


def test_answer_has_its_words_and_its_sender() -> None:
    text = "Ja, på torsdag – æøå\n\nfre. 27. nov. 2026 kl. 08:15 skrev Skolen <s@x.test>:\n> Når?\n"
    answer = incoming_mail.read_answer(_raw(_mail(text)))
    assert answer.text == "Ja, på torsdag – æøå"
    assert (answer.message_id, answer.sender) == ("<abc@example.test>", "kari@example.test")
    assert (answer.attachments, answer.is_automatic) == ([], False)


def test_attachments_keep_name_and_content() -> None:
    message = _mail()
    message.add_attachment(_PDF, maintype="application", subtype="pdf", filename="søknad å.pdf")
    message.add_attachment(b"GIF8", maintype="image", subtype="gif", cid="<1>", filename="a/b.gif")
    message.add_attachment("notat", filename="../../etc/notat.txt")
    message.add_attachment(_mail("Videresendt"))
    answer = incoming_mail.read_answer(_raw(message))
    assert answer.text == "Ja, det passer."
    files = answer.attachments
    assert [file.name for file in files] == ["søknad å.pdf", "b.gif", "notat.txt", "vedlegg"]
    assert (files[0].content, files[0].content_type) == (_PDF, "application/pdf")
    assert [file.is_inline for file in files] == [False, True, False, False]
    assert b"Videresendt" in files[3].content


def test_text_alone_is_read_though_there_is_a_page() -> None:
    message = _mail("Ren tekst")
    message.add_alternative("<p>Side</p>", subtype="html")
    assert incoming_mail.read_answer(_raw(message)).text == "Ren tekst"


def test_page_alone_becomes_text() -> None:
    message = EmailMessage()
    message.set_content("<div>Ja, det passer.</div><style>x</style>", subtype="html")
    assert incoming_mail.read_answer(_raw(message)).text == "Ja, det passer."


@pytest.mark.parametrize(
    ("charset", "content"),
    [
        ("utf-8", "Blåbærsyltetøy".encode()),
        ("iso-8859-1", "Blåbærsyltetøy".encode("latin-1")),
        ("utf-8", "Blåbærsyltetøy".encode("cp1252")),  # says one and is the other
        ("us-ascii", "Blåbærsyltetøy".encode()),
        ("x-nobody-knows", "Blåbærsyltetøy".encode()),
    ],
)
def test_charset_may_be_wrong(charset: str, content: bytes) -> None:
    head = f"Content-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    assert incoming_mail.read_answer(head.encode() + content).text == "Blåbærsyltetøy"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff",
        b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n%%%",
        b"From: =?x?q?=\r\nSubject: =?utf-8?b?AAA?=\r\nMessage-ID: <[a\r\n\r\nHei",
        b"Content-Type: multipart/mixed\r\n\r\nHei",
        (
            b"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n"
            b"Content-Disposition: attachment; filename*=nope''%FF%\r\n\r\nx\r\n"
        ),
        b"From: \xe6\xf8\xe5 <a@b.test>\r\nSubject: \xff\r\n\r\nHei",
    ],
)
def test_broken_mail_is_read_as_far_as_it_goes(raw: bytes) -> None:
    incoming_mail.read_answer(raw)
    assert incoming_mail.read_bounce(raw) is None


def test_mail_that_is_too_large_is_not_read(settings: Any) -> None:
    settings.MAIL_MOST_BYTES = 100
    with pytest.raises(Unreadable):
        incoming_mail.read_answer(b"x" * 101)


def test_mail_nested_to_do_harm_is_not_read() -> None:
    raw = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n)
        for n in range(5000)
    )
    with pytest.raises(Unreadable):
        incoming_mail.read_answer(raw)


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "Auto-Generated; x"},
        {"X_Autoreply": "yes"},
        {"X_Auto_Response_Suppress": "All"},
        {"Precedence": "bulk"},
        {"Return_Path": "<>"},
        {"List_Id": "<a.example.test>"},
    ],
)
def test_machines_answer_is_known(headers: dict[str, str]) -> None:
    assert incoming_mail.read_answer(_raw(_mail(**headers))).is_automatic


@pytest.mark.parametrize("subject", ["Automatisk svar: Ny melding", "Out of office", "Fraværende"])
def test_answer_of_one_who_is_away_is_known_by_its_subject(subject: str) -> None:
    message = _mail()
    message.replace_header("Subject", subject)
    assert incoming_mail.read_answer(_raw(message)).is_automatic


def test_mail_without_envelope_sender_is_a_machines() -> None:
    raw = _raw(_mail())
    assert incoming_mail.read_answer(raw, envelope_sender="").is_automatic
    assert not incoming_mail.read_answer(raw, envelope_sender="kari@example.test").is_automatic
    assert not incoming_mail.read_answer(_raw(_mail(Auto_Submitted="no"))).is_automatic


_DSN = """\
From: MAILER-DAEMON@mx.example.test
To: retur+x@skolebro.test
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.example.test.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.test

Final-Recipient: rfc822; kari@example.test
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {diagnostic}

--b
Content-Type: {returned}

From: Skolen <skole@skolebro.test>
Message-ID: <3f1c@skolebro.test>
Subject: Ny melding fra skolen

--b--
"""


def _dsn(
    action: str = "failed",
    status: str = "5.1.1",
    diagnostic: str = "550 5.1.1 no such user",
    returned: str = "message/rfc822",
) -> bytes:
    text = _DSN.format(action=action, status=status, diagnostic=diagnostic, returned=returned)
    return text.replace("\n", "\r\n").encode()


@pytest.mark.parametrize("returned", ["message/rfc822", "text/rfc822-headers"])
def test_returned_mail_says_which_and_why(returned: str) -> None:
    bounce = incoming_mail.read_bounce(_dsn(returned=returned))
    assert bounce == Bounce("<3f1c@skolebro.test>", "5.1.1")
    assert bounce.is_permanent
    assert bounce.outcome == Outcome(Result.GONE, reason="bounce_5.1.1")
    assert incoming_mail.read_answer(_dsn()).is_automatic


@pytest.mark.parametrize(
    ("status", "diagnostic", "expected", "result"),
    [
        ("5.2.2", "552 5.2.2 full", "5.2.2", Result.REFUSED),
        ("5.7.1", "550 5.7.1 spam", "5.7.1", Result.REFUSED),
        # Exchange: the status is general and the diagnostic is not
        (
            "5.0.0",
            "550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found by SMTP address lookup",
            "5.1.10",
            Result.GONE,
        ),
        ("5.1.10", "550 5.1.10 RESOLVER.ADR.RecipientNotFound", "5.1.10", Result.GONE),
        ("", "550 5.1.1 x", "5.1.1", Result.GONE),
        ("4.4.7", "400 4.4.7 delivery time expired", "4.4.7", Result.REFUSED),
    ],
)
def test_status_is_found_where_it_stands(
    status: str, diagnostic: str, expected: str, result: Result
) -> None:
    bounce = incoming_mail.read_bounce(_dsn(status=status, diagnostic=diagnostic))
    assert bounce is not None
    assert (bounce.status, bounce.outcome.result) == (expected, result)
    assert bounce.is_permanent == expected.startswith("5")


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed"])
def test_report_of_no_failure_is_no_bounce(action: str) -> None:
    assert incoming_mail.read_bounce(_dsn(action=action, status="4.4.1")) is None


def test_returned_mail_of_the_older_form_is_known() -> None:
    message = _mail(
        "A message could not be delivered:\n kari@example.test\n 550 5.1.1 unknown",
        X_Failed_Recipients="kari@example.test",
        In_Reply_To="<3f1c@skolebro.test>",
    )
    assert incoming_mail.read_bounce(_raw(message)) == Bounce("<3f1c@skolebro.test>", "5.1.1")


def test_answer_of_a_person_is_no_bounce() -> None:
    assert incoming_mail.read_bounce(_raw(_mail("550 5.1.1"))) is None
