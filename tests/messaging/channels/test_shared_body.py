"""One body for all who are sent the same, and nothing of one receiver in another's mail."""

import email
from email import policy
from typing import Any

from django.core.mail import EmailMultiAlternatives

from messaging.channels.shared_body import SharedBody

_TEXT = "Du har en ny melding – åpne den.\n.En linje med punktum\nFrom oven\n"


def _mail(kind: type[EmailMultiAlternatives], to: str, **changed: Any) -> EmailMultiAlternatives:
    mail = kind(
        subject="Ny melding – åpne",
        body=_TEXT,
        from_email="retur@skolebro.test",
        to=[to],
        headers={"Message-ID": f"<{to}>", "Date": "Fri, 27 Nov 2026 19:00:10 -0000", **changed},
    )
    mail.attach_alternative("<p>Du har en ny melding – åpne den.</p>", "text/html")
    return mail


def _read(mail: EmailMultiAlternatives, linesep: str = "\n") -> Any:
    return email.message_from_bytes(mail.message().as_bytes(linesep=linesep), policy=policy.default)


def test_it_reads_as_a_mail_that_was_made_for_one() -> None:
    ours, plain = (_read(_mail(kind, "a@b.test")) for kind in (SharedBody, EmailMultiAlternatives))
    for name in ("Subject", "From", "To", "Message-ID", "Date", "MIME-Version"):
        assert ours.get_all(name) == plain.get_all(name)
    assert ours.get_content_type() == plain.get_content_type() == "multipart/alternative"
    parts = [(part.get_content_type(), part.get_content()) for part in ours.iter_parts()]
    assert parts == [(part.get_content_type(), part.get_content()) for part in plain.iter_parts()]
    assert parts[0][1].strip() == _TEXT.strip()


def test_heads_are_each_receivers_own_and_the_body_is_kept() -> None:
    first, second = (_read(_mail(SharedBody, to)) for to in ("a@b.test", "c@d.test"))
    assert (first["To"], second["To"]) == ("a@b.test", "c@d.test")
    assert (first["Message-ID"], second["Message-ID"]) == ("<a@b.test>", "<c@d.test>")
    assert first.get_boundary() == second.get_boundary()
    assert "a@b.test" not in second.as_string()


def test_servers_get_the_ends_of_lines_that_they_want() -> None:
    sent = _mail(SharedBody, "a@b.test").message().as_bytes(linesep="\r\n")
    assert sent.count(b"\n") == sent.count(b"\r\n")


def test_another_text_has_another_body() -> None:
    other = _mail(SharedBody, "a@b.test")
    other.body = "Noe annet"
    assert "Noe annet" in _read(other).get_body(("plain",)).get_content()
