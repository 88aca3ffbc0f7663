"""Try every server of the directory and say what works."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from schools.directory import client
from schools.directory.config import current
from schools.directory.errors import Unreachable


class Command(BaseCommand):
    """Exit status 1 when not one server works."""

    help = "Connect to each LDAP server, encrypt, and bind as the service account."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line a server."""
        try:
            config = current()
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        if config is None:
            self.stdout.write("No directory is set up (SKOLEBRO_LDAP_URLS is empty).")
            return
        works = [self._try(config, url) for url in config.urls]
        if not any(works):
            raise CommandError("No server works.")

    def _try(self, config: Any, url: str) -> bool:
        try:
            client.check(config, url)
        except Unreachable as error:
            self.stdout.write(f"{url}: {error}")
            return False
        self.stdout.write(f"{url}: connected, certificate right, service account accepted")
        return True
