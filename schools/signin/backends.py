"""Who is let in: the directory of the pupil network first, then passwords of our own."""

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from schools.models import Person


class PasswordBackend(ModelBackend):
    """User name or e-mail, any case, with a password kept here."""


class DirectoryBackend(ModelBackend):
    """The pupil network's directory; refuses everybody until it is set up."""

    def authenticate(  # type: ignore[override]
        self, request: HttpRequest | None, **credentials: str
    ) -> Person | None:
        """Nobody yet."""
        return None
