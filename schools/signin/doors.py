"""Signing in without the form: only right after the person set the password."""

from django.contrib.auth import login
from django.http import HttpRequest

from schools.models import Person
from schools.signin.backends import PasswordBackend


def enter(request: HttpRequest, person: Person, password: str) -> bool:
    """Start a session for the person; False where the form would refuse too."""
    found = PasswordBackend().authenticate(request, username=person.username, password=password)
    if found is None:
        return False
    login(request, found, backend=f"{PasswordBackend.__module__}.{PasswordBackend.__name__}")
    return True
