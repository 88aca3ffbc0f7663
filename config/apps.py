"""Wiring of the whole site."""

from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created

# One connection keeps the plans of this many statements; the pages have some three hundred,
# and the library's hundred would have the server plan the same ones again and again.
STATEMENTS_KEPT = 500


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        """Called once, when all apps are loaded."""
        connection_created.connect(_keep_statements, dispatch_uid="keep-statements")


def _keep_statements(*, connection: Any, **_other: Any) -> None:
    if connection.vendor == "postgresql":
        connection.connection.prepared_max = STATEMENTS_KEPT
