"""Make the key that this site signs its push messages with."""

from typing import Any

from django.core.management.base import BaseCommand

from messaging.channels import push


class Command(BaseCommand):
    """Writes to the terminal only: the key is kept where the other secrets are."""

    help = "Print the lines for the environment file that switch Web Push on."

    def handle(self, *args: Any, **options: Any) -> None:
        """Two lines; the second wants an address at which push services reach the municipality."""
        self.stdout.write(f"SKOLEBRO_VAPID_PRIVATE_KEY={push.new_private_key()}")
        self.stdout.write("SKOLEBRO_VAPID_SUBJECT=mailto:drift@example.no")
