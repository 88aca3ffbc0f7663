"""What happens when Django or another app says that something was done."""

from typing import Any

from django.db import connections
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from devices.models import nets


@receiver(post_migrate, dispatch_uid="devices.nets")
def put_up_nets(sender: Any, using: str, **_: Any) -> None:
    """After every ``migrate`` the database refuses overbooking by itself again."""
    connection = connections[using]
    if sender.name == "devices" and _has_tables(connection):
        nets.install(connection)


def _has_tables(connection: Any) -> bool:
    return {"devices_claim", "devices_bookable"} <= set(connection.introspection.table_names())
