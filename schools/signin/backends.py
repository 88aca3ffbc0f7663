"""Who is let in: the directory of the pupil network first, then passwords of our own."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from schools.models import Person
from schools.signin import networks, refusals
from schools.signin.finding import person_for
from schools.signin.guards import usable


class SchoolBackend(ModelBackend):
    """What the two doors have in common."""

    def admit(self, request: HttpRequest | None, person: Person) -> Person | None:
        """The person, unless inactive or a pupil outside the networks of the school."""
        if not self.user_can_authenticate(person):
            return None
        if not networks.may_sign_in_from(request, person):
            refusals.note(request, refusals.OUTSIDE)
            return None
        return person


class PasswordBackend(SchoolBackend):
    """User name or e-mail, any case, with a password kept here."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        email: str | None = None,
        **_other: Any,
    ) -> Person | None:
        """The person whose password this is; an unknown name takes just as long."""
        login = email or username
        if not usable(login) or not usable(password):
            return None
        person = person_for(login or "")
        if person is None:
            Person().set_password(password)  # as slow as a wrong password
            return None
        return self.admit(request, person) if person.check_password(password or "") else None


class DirectoryBackend(SchoolBackend):
    """The pupil network's directory; refuses everybody until it is set up."""

    def authenticate(  # type: ignore[override]
        self, request: HttpRequest | None, **credentials: str
    ) -> Person | None:
        """Nobody yet."""
        return None
