"""Who is let in: the directory of the pupil network first, then passwords of our own."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import QuerySet
from django.http import HttpRequest

from schools.actions.directory import (
    NotLinked,
    link_directory_person,
    update_directory_memberships,
)
from schools.directory import client, errors
from schools.directory import config as directory
from schools.models import Person
from schools.signin import networks, refusals
from schools.signin.finding import is_linked, person_for
from schools.signin.guards import usable
from schools.statements import written_once


class SchoolBackend(ModelBackend):
    """What the two doors have in common."""

    def get_user(self, user_id: int) -> Person | None:
        """The person of a session, while active. One query, at every request."""
        found = _people(user_id)
        return found[0] if found and self.user_can_authenticate(found[0]) else None

    def admit(self, request: HttpRequest | None, person: Person) -> Person | None:
        """The person, unless inactive or a pupil outside the networks of the school."""
        if not self.user_can_authenticate(person):
            return None
        if not networks.may_sign_in_from(request, person):
            refusals.note(request, refusals.OUTSIDE)
            return None
        return person


@written_once("key")
def _people(key: int) -> QuerySet[Person]:
    return Person.objects.filter(pk=key)


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
        if not person.check_password(password or "") or self._is_directorys(person):
            return None
        return self.admit(request, person)

    def _is_directorys(self, person: Person) -> bool:
        """Once linked, the directory alone decides: who is closed there stays out here."""
        config = directory.current()
        return config is not None and is_linked(person, config.system)


class DirectoryBackend(SchoolBackend):
    """The pupil network's directory, where one is configured."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        email: str | None = None,
        **_other: Any,
    ) -> Person | None:
        """The linked person; whatever goes wrong is a reason on the request, never a fault."""
        config = directory.current()
        login = username or email
        if config is None or not usable(login) or not usable(password):
            return None
        try:
            found = client.sign_in(config, (login or "").strip(), password or "")
            person = link_directory_person(actor=None, system=config.system, found=found)
        except (errors.DirectoryError, NotLinked) as error:
            if reason := _REASONS.get(type(error)):
                refusals.note(request, reason)
            return None
        update_directory_memberships(
            actor=None, person=person, system=config.system, claims=found.claims
        )
        return self.admit(request, person)


_REASONS = {
    errors.Unreachable: refusals.UNREACHABLE,
    client.Busy: refusals.UNREACHABLE,
    errors.Closed: refusals.CLOSED,
    NotLinked: refusals.NOT_LINKED,
}
