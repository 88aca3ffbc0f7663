"""Signals of others that this app answers: ended access and changed roles close sockets."""

from typing import Any

from django.dispatch import receiver

from messaging import events
from messaging.actions import outbox
from schools import signals


@receiver(signals.access_ended, dispatch_uid="messaging-access-ended")
def end_sockets(person: Any, **_kwargs: Any) -> None:
    """Sign-out everywhere, new password, deactivation."""
    outbox.control(message=events.end_people([person.pk]))


@receiver(signals.roles_changed, dispatch_uid="messaging-roles-changed")
def renew_sockets(person_ids: Any, **_kwargs: Any) -> None:
    """Whoever may still come in, comes back and asks anew what they may read."""
    outbox.control(message=events.end_people(sorted(person_ids)))
