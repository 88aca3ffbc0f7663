"""Mail that comes in: what a person answered, and mail of ours that was returned.

What is in a mail is anybody's: senders are not proven by it, and nothing here raises for
content but ``Unreadable``.
"""

import email
import email.header
import email.utils
import re
from dataclasses import dataclass, field
from email.message import Message

from django.conf import settings

from messaging.channels import mail_text, smtp_answers
from messaging.channels.outcomes import Outcome, Result

_MOST_ATTACHMENTS = 20
_LONGEST_NAME = 100
_AUTOMATIC_PRECEDENCE = {"bulk", "junk", "list", "auto_reply"}
_AUTOMATIC_SUBJECT = re.compile(
    r"\s*(automatisk svar|autosvar|fraværende|ikke til stede|automatic reply|autoreply"
    r"|out of (the )?office|automatische antwort|abwesenheit)\b",
    re.IGNORECASE,
)
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,250}>")
_FAILED = "failed"


class Unreadable(ValueError):
    """No mail, one that is larger than this site takes, or one that is nested to do harm."""


@dataclass(frozen=True)
class Attachment:
    """A file as it came; name and type are what the sender says."""

    name: str
    content_type: str
    content: bytes
    is_inline: bool = False


@dataclass(frozen=True)
class Answer:
    """What a person wrote, without what was quoted and without signature."""

    text: str
    attachments: list[Attachment] = field(default_factory=list)
    message_id: str = ""
    sender: str = ""
    is_automatic: bool = False  # never answer it, and never show it as the person's words


@dataclass(frozen=True)
class Bounce:
    """A mail of ours that was not delivered after all."""

    message_id: str  # ours, in angle brackets; empty when the report does not say
    status: str  # RFC 3463, such as 5.1.1; empty when the report does not say

    @property
    def is_permanent(self) -> bool:
        """Another attempt would fail alike."""
        return not self.status.startswith("4.")

    @property
    def outcome(self) -> Outcome:
        """GONE when the address is dead; else this mail is lost and the address may be right."""
        is_dead = smtp_answers.is_dead_address(self.status)
        return Outcome(Result.GONE if is_dead else Result.REFUSED, reason=f"bounce_{self.status}")


def read_answer(raw: bytes, *, envelope_sender: str | None = None) -> Answer:
    """What the mail says. Raises Unreadable.

    ``envelope_sender``: as the mail server gave it; empty means that a machine wrote the mail.
    """
    message = _parsed(raw)
    leaves = _leaves(message)
    return Answer(
        # some charsets can say what no text may hold
        text=mail_text.without_quotes(_text(leaves)).encode("utf-8", "replace").decode(),
        attachments=_attachments(leaves),
        message_id=_identifier(message, "Message-ID"),
        sender=email.utils.parseaddr(_header(message, "From"))[1],
        is_automatic=envelope_sender == "" or _is_automatic(message),
    )


def read_bounce(raw: bytes) -> Bounce | None:
    """None for all that does not report a failure, as a mere delay. Raises Unreadable.

    Reads delivery status notifications (RFC 3464), those of Exchange, whose status may only be
    in the diagnostic, and the older form that names X-Failed-Recipients.
    """
    message = _parsed(raw)
    leaves = _leaves(message)
    reports = [leaf for leaf in leaves if leaf.get_content_type() == "message/delivery-status"]
    if reports:
        return _from_report(message, leaves, reports[0])
    if message["X-Failed-Recipients"]:
        said = _STATUS.search(_text(leaves))
        return Bounce(_returned_id(message, leaves), said[1] if said else "")
    return None


def _parsed(raw: bytes) -> Message:
    if len(raw) > settings.MAIL_MOST_BYTES:
        raise Unreadable("too large")
    try:
        return email.message_from_bytes(raw)
    except RecursionError as fault:
        raise Unreadable("nested too deeply") from fault


def _leaves(message: Message) -> list[Message]:
    """Parts in their order; a mail inside the mail is one."""
    leaves: list[Message] = []
    waiting = [message]
    while waiting:
        part = waiting.pop()
        content = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(content, list):
            waiting += [inner for inner in reversed(content) if isinstance(inner, Message)]
        else:
            leaves.append(part)
    return leaves


def _text(leaves: list[Message]) -> str:
    shown = [leaf for leaf in leaves if not _is_file(leaf)]
    plain = [_plain(leaf) for leaf in shown if leaf.get_content_type() == "text/plain"]
    if any(text.strip() for text in plain):
        return "\n".join(plain)
    pages = [_decoded(leaf) for leaf in shown if leaf.get_content_type() == "text/html"]
    return "\n".join(mail_text.from_html(page) for page in pages)


def _plain(leaf: Message) -> str:
    text = _decoded(leaf)
    if str(leaf.get_param("format", "")).lower() == "flowed":
        return mail_text.unwrapped(text)
    return text


def _decoded(leaf: Message) -> str:
    """Whatever the charset is said to be: the right one, else UTF-8, else that of Windows."""
    content = _content(leaf)
    for charset in (leaf.get_content_charset() or "utf-8", "utf-8"):
        try:
            return content.decode(charset)
        except (LookupError, ValueError):
            continue
    return content.decode("cp1252", "replace")


def _content(leaf: Message) -> bytes:
    if leaf.get_content_maintype() == "message":
        return b"\r\n".join(
            part.as_bytes() for part in leaf.get_payload() if isinstance(part, Message)
        )
    content = leaf.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _is_file(leaf: Message) -> bool:
    is_text = leaf.get_content_type() in {"text/plain", "text/html"}
    return not is_text or leaf.get_content_disposition() == "attachment" or bool(_name(leaf))


def _attachments(leaves: list[Message]) -> list[Attachment]:
    files = [leaf for leaf in leaves if _is_file(leaf)][:_MOST_ATTACHMENTS]
    return [
        Attachment(
            name=_name(leaf) or "vedlegg",
            content_type=leaf.get_content_type(),
            content=_content(leaf),
            is_inline=leaf.get_content_disposition() == "inline" or bool(leaf["Content-ID"]),
        )
        for leaf in files
    ]


def _name(leaf: Message) -> str:
    """Without folders, line breaks and other letters that are not to be seen."""
    try:
        given = _readable(leaf.get_filename() or "")
    except (LookupError, ValueError):
        return "vedlegg"
    last = re.split(r"[\\/]", given)[-1]
    return "".join(letter for letter in last if letter.isprintable()).strip()[:_LONGEST_NAME]


def _header(message: Message, name: str) -> str:
    return _readable(str(message.get(name, "")))


def _readable(value: str) -> str:
    try:
        return str(email.header.make_header(email.header.decode_header(value)))
    except (LookupError, ValueError):
        return value


def _identifier(message: Message, name: str) -> str:
    found = _MESSAGE_ID.search(str(message.get(name, "")))
    return found[0] if found else ""


def _is_automatic(message: Message) -> bool:
    """RFC 3834, and what programs do that do not know it."""
    names = {name.lower() for name in message.keys()}  # noqa: SIM118 -- iterating is by number
    submitted = str(message.get("Auto-Submitted", "no")).strip().lower()
    precedence = str(message.get("Precedence", "")).strip().lower()
    return (
        not submitted.startswith("no")
        or precedence in _AUTOMATIC_PRECEDENCE
        or any(name.startswith("x-auto") for name in names)
        or "list-id" in names
        or str(message.get("Return-Path", "-")).strip() == "<>"
        or message.get_content_type() == "multipart/report"
        or bool(_AUTOMATIC_SUBJECT.match(_header(message, "Subject")))
    )


def _from_report(message: Message, leaves: list[Message], report: Message) -> Bounce | None:
    """The first recipient that failed; each of our mails has one."""
    groups = [group for group in report.get_payload() if isinstance(group, Message)]
    for group in groups:
        if str(group.get("Action", "")).strip().lower() == _FAILED:
            return Bounce(_returned_id(message, leaves), _status(group))
    return None


def _status(group: Message) -> str:
    """Exchange may say 5.0.0 and what it means in the diagnostic."""
    said = _STATUS.search(str(group.get("Status", "")))
    closer = _STATUS.search(str(group.get("Diagnostic-Code", "")))
    if closer and (said is None or said[1].endswith(".0.0")):
        return closer[1]
    return said[1] if said else ""


def _returned_id(message: Message, leaves: list[Message]) -> str:
    """From the returned mail or its headers; else from what the report answers."""
    for leaf in leaves:
        if leaf.get_content_type() in {"message/rfc822", "text/rfc822-headers"}:
            returned = email.message_from_bytes(_content(leaf))
            if found := _identifier(returned, "Message-ID"):
                return found
    return _identifier(message, "In-Reply-To") or _identifier(message, "References")
