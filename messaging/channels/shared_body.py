"""Mail whose text and page are put together once for all who are sent the same.

Of the time that a mail takes, most goes into its two parts, which are the same for a thousand
receivers; what differs is above them.
"""

from functools import lru_cache
from typing import Any

from django.core.mail import EmailMessage, EmailMultiAlternatives


class SharedBody(EmailMultiAlternatives):
    """As its parent, for texts that hold nothing of the person."""

    def message(self, **_policy: Any) -> Any:
        """What the backend writes: the head made for this receiver, the body as it is kept."""
        if not self.alternatives:
            return super().message()
        head = EmailMessage(
            subject=self.subject,
            from_email=self.from_email,
            to=self.to,
            headers=self.extra_headers,
        ).message()
        kind, encoding, body = _body(self.body, tuple(self.alternatives))
        head.replace_header("Content-Type", kind)
        head.replace_header("Content-Transfer-Encoding", encoding)
        return _Whole(head, body)


class _Whole:
    """The two of Python's calls that Django's backends make."""

    def __init__(self, head: Any, body: bytes) -> None:
        self._head, self._body = head, body

    def get_charset(self) -> None:
        """None: a message of several parts has none."""

    def as_bytes(self, unixfrom: bool = False, linesep: str = "\n") -> bytes:
        """All of it, with these ends of lines."""
        head: bytes = self._head.as_bytes(unixfrom, linesep)
        return head + self._body.replace(b"\n", linesep.encode())


@lru_cache(maxsize=64)
def _body(text: str, alternatives: tuple[Any, ...]) -> tuple[str, str, bytes]:
    """Type with the boundary, encoding, and what comes after the head's empty line."""
    whole = EmailMultiAlternatives(body=text, alternatives=list(alternatives)).message()
    _head, _empty, body = whole.as_bytes().partition(b"\n\n")
    return whole["Content-Type"], whole.get("Content-Transfer-Encoding", "8bit"), body
