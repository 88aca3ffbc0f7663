"""Signals of others that this app answers: closed sockets, and words that can be found."""

from typing import Any

from django.db import connections
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from messaging import events
from messaging.actions import outbox
from messaging.models import words
from schools import signals


@receiver(signals.access_ended, dispatch_uid="messaging-access-ended")
def end_sockets(person: Any, **_kwargs: Any) -> None:
    """Sign-out everywhere, new password, deactivation."""
    outbox.control(message=events.end_people([person.pk]))


@receiver(signals.roles_changed, dispatch_uid="messaging-roles-changed")
def renew_sockets(person_ids: Any, **_kwargs: Any) -> None:
    """Whoever may still come in, comes back and asks anew what they may read."""
    outbox.control(message=events.end_people(sorted(person_ids)))


@receiver(post_migrate, dispatch_uid="messaging.words")
def put_up_words(sender: Any, using: str, **_: Any) -> None:
    """After every ``migrate`` SQLite keeps the words of messages again."""
    connection = connections[using]
    if sender.name == "messaging" and _has_table(connection):
        words.install(connection)


def _has_table(connection: Any) -> bool:
    return "messaging_message" in connection.introspection.table_names()
