"""Fills an empty database with made-up schools."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.seed import sow


class Command(BaseCommand):
    """``manage.py seed [--scale municipality]``."""

    help = "Fills an empty, migrated database with made-up schools and people."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--scale", choices=["demo", "municipality"], default="demo")

    def handle(self, *args: Any, **options: Any) -> None:
        if not sow.is_empty():
            raise CommandError("There are schools already. The seed is for an empty database.")
        took = sow.sow(
            lambda line: self.stdout.write(f"  {line} ..."),
            whole_municipality=options["scale"] == "municipality",
        )
        for name, seconds in took.items():
            self.stdout.write(f"{name:<14}{seconds:>7.1f} s")
