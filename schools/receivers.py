"""Third-party signals that become our actions."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver

from schools.actions import sessions
from schools.models import Person


@receiver(user_logged_in, dispatch_uid="schools.signed_in")
def signed_in(user: Person, **_rest: Any) -> None:
    """Any door: note it."""
    door = str(getattr(user, "backend", "")).rsplit(".", 1)[-1]
    sessions.record_sign_in(actor=user, door=door)


@receiver(user_logged_out, dispatch_uid="schools.signed_out")
def signed_out(user: Person | None, **_rest: Any) -> None:
    """Sockets end with the session."""
    if user is not None:
        sessions.record_sign_out(actor=user)
