"""``manage.py import_grep [FILE_OR_FOLDER]``: the curriculum from Grep's documents."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.actions.curriculum import PACKAGED, grep_files, import_grep
from cms.curriculum import BadDocument


class Command(BaseCommand):
    """Reads documents of data.udir.no; without an argument those that come with the program."""

    help = "Imports curricula, aim sets, aims and years from Grep (JSON of data.udir.no, NLOD)."

    def add_arguments(self, parser: CommandParser) -> None:
        """A file or a folder of files."""
        parser.add_argument("place", nargs="?", type=Path, default=PACKAGED)

    def handle(self, *args: Any, **options: Any) -> None:
        """Says what changed, or what is wrong; then nothing has changed."""
        files = grep_files(options["place"])
        if not files:
            raise CommandError("No JSON files there.")
        try:
            done = import_grep(paths=files)
        except BadDocument as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{done.read} read, {done.created} new, {done.changed} changed.")
        self.stdout.write("Inneholder data under NLOD, tilgjengeliggjort på data.udir.no")
