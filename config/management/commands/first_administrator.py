"""The one account that is made by hand; everybody else comes from the register."""

from getpass import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from schools.actions import accounts, positions
from schools.exceptions import Conflict, InvalidInput


class Command(BaseCommand):
    """``manage.py first_administrator USERNAME GIVEN FAMILY``."""

    help = "Creates the municipality's first administrator and asks for the password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("given_name")
        parser.add_argument("family_name")
        parser.add_argument("--email", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        password = getpass("Password: ")
        if password != getpass("Again: "):
            raise CommandError("The passwords differ. Nothing was created.")
        try:
            self._create(options, password)
        except (Conflict, InvalidInput) as refusal:
            raise CommandError(f"{refusal} Nothing was created.") from refusal
        self.stdout.write(f"{options['username']} administers the municipality.")

    @staticmethod
    def _create(options: dict[str, Any], password: str) -> None:
        with transaction.atomic():
            person = positions.create_first_administrator(
                username=options["username"],
                given_name=options["given_name"],
                family_name=options["family_name"],
                email=options["email"],
            )
            accounts.change_password(actor=person, person=person, password=password)
