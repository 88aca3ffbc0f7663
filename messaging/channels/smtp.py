"""Django's SMTP backend on a connection that remembers whether the content has gone out."""

import smtplib

from django.core.mail.backends import smtp

_GO_AHEAD = 354  # the only answer that is followed by content


class _Remembering:
    """Mixed into smtplib's connections: what the server said last."""

    last_code = 0

    def getreply(self) -> tuple[int, bytes]:
        """Read one answer; while it does not come, ``last_code`` is that of the one before."""
        code, text = super().getreply()  # type: ignore[misc]
        self.last_code = code
        return code, text


class _Plain(_Remembering, smtplib.SMTP):
    pass


class _Encrypted(_Remembering, smtplib.SMTP_SSL):
    pass


class EmailBackend(smtp.EmailBackend):
    """For ``EMAIL_BACKEND``: settings as Django's own."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """What ``open`` connects with."""
        return _Encrypted if self.use_ssl else _Plain

    @property
    def awaits_verdict(self) -> bool:
        """Content was sent and the server has not said what becomes of it."""
        return getattr(self.connection, "last_code", 0) == _GO_AHEAD
