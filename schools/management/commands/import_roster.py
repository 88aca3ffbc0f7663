"""Bring a OneRoster CSV bundle (1.1 or 1.2, bulk zip) in."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from schools.actions.roster import import_bundle
from schools.choices import RunState
from schools.models import RosterRun
from schools.roster.texts import explain

_KINDS = (
    "schools",
    "years",
    "groups",
    "people",
    "identities",
    "memberships",
    "positions",
    "guardianships",
)


class Command(BaseCommand):
    """``manage.py import_roster FILE [--dry-run] [--confirm-ends] [--system NAME]``."""

    help = "Bring a OneRoster CSV bundle in: all of it or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file and the three choices."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would change")
        parser.add_argument(
            "--confirm-ends", action="store_true", help="go on although many accounts end"
        )
        parser.add_argument("--system", default="", help="name of the source, if not in the file")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run it, print the table; exit code 1 when nothing was brought in."""
        began = time.monotonic()
        run = self._run(options)
        self._print_report(run)
        self._print_counts(run)
        self.stdout.write(f"{run.get_state_display()} ({time.monotonic() - began:.1f} s)")
        if run.state == RunState.STOPPED:
            ending = run.counts["accounts"]["ending"]
            message = f"{ending} accounts would end. Check, then add --confirm-ends."
            raise CommandError(message)
        if run.state == RunState.FAILED:
            raise CommandError("Refused. Nothing was changed.")

    def _run(self, options: dict[str, Any]) -> RosterRun:
        path: Path = options["file"]
        try:
            with path.open("rb") as source:
                return import_bundle(
                    actor=None,
                    source=source,
                    file_name=path.name,
                    system=options["system"],
                    dry_run=options["dry_run"],
                    confirm_ends=options["confirm_ends"],
                )
        except OSError as error:
            message = f"Cannot read {path}: {error.strerror}"
            raise CommandError(message) from error

    def _print_report(self, run: RosterRun) -> None:
        for item in run.report:
            place = ":".join(str(part) for part in (item["file"], item["row"]) if part)
            about = " ".join(part for part in (place, item["column"], item["value"]) if part)
            times = f" (x {item['times']})" if item["times"] > 1 else ""
            self.stdout.write(f"{item['level']}: {about}: {explain(item['code'])}{times}")

    def _print_counts(self, run: RosterRun) -> None:
        self.stdout.write(f"{'':<14}{'new':>8}{'changed':>9}{'ended':>8}{'same':>9}")
        for kind in _KINDS:
            if counts := run.counts.get(kind):
                numbers = (counts["created"], counts["changed"], counts["ended"])
                new, changed, ended = numbers
                same = counts["unchanged"]
                self.stdout.write(f"{kind:<14}{new:>8}{changed:>9}{ended:>8}{same:>9}")
