"""Mail of which all is put together once that many are sent the same of.

Making a mail takes a millisecond, as long as all else that is done for it. Its two parts and most
of its head are the same for a thousand receivers; what is each one's own stands above them.
"""

from collections.abc import Iterable
from email.message import Message
from email.utils import format_datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, forbid_multi_line_headers
from django.utils.timezone import now

# Of the head: with the receiver's address, the lines that nobody else's mail has.
_OWN = frozenset({"message-id", "date", "reply-to", "list-unsubscribe"})
_Header = tuple[str, str]


class SharedBody(EmailMultiAlternatives):
    """As its parent, for a subject and texts that hold nothing of the person."""

    def message(self, **_policy: Any) -> Any:
        """What the backend writes. Raises ValueError for a line break in the head."""
        if not self.alternatives:
            return super().message()
        given = {"From": self.from_email, "Date": format_datetime(now()), **self.extra_headers}
        own = [(name, value) for name, value in given.items() if name.lower() in _OWN]
        common = tuple(each for each in given.items() if each not in own)
        texts = (self.subject, self.body, tuple(self.alternatives))
        return _Whole(_head([("To", ", ".join(self.to)), *own]), _rest(*texts, common))


class _Whole:
    """The two of Python's calls that Django's backends make."""

    def __init__(self, head: bytes, rest: bytes) -> None:
        self._head, self._rest = head, rest

    def get_charset(self) -> None:
        """None: a message of several parts has none."""

    def as_bytes(self, unixfrom: bool = False, linesep: str = "\n") -> bytes:
        """All of it, with these ends of lines."""
        return (self._head + self._rest).replace(b"\n", linesep.encode())


def _head(lines: Iterable[_Header]) -> bytes:
    head = Message()
    for name, value in lines:
        name_, value_ = forbid_multi_line_headers(name, value, settings.DEFAULT_CHARSET)
        head[name_] = value_
    return head.as_bytes().removesuffix(b"\n")  # the empty line comes after the rest of the head


@lru_cache(maxsize=64)
def _rest(
    subject: str, text: str, alternatives: tuple[Any, ...], common: tuple[_Header, ...]
) -> bytes:
    """The head's other lines, and what comes below it."""
    whole = EmailMultiAlternatives(
        subject=subject, body=text, alternatives=list(alternatives), headers=dict(common)
    ).message()
    for name in ("Date", "Message-ID"):  # made up where they are not given
        del whole[name]
    sent: bytes = whole.as_bytes()
    return sent
