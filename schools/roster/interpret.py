"""From tables to what there should be."""

from typing import IO

from schools.roster import humans, metadata, places
from schools.roster.reader import Tables, read
from schools.roster.relations import Relations
from schools.roster.report import Report
from schools.roster.wanted import Wanted, system_key


def load(source: IO[bytes], report: Report, *, system: str = "") -> Wanted:
    """Read a bundle and make sense of it; nothing of the database is asked.

    Raises Unreadable when the bundle is refused; the report says why.
    """
    return interpret(read(source, report, system=system), report)


def interpret(tables: Tables, report: Report) -> Wanted:
    """Resolve every reference inside the bundle. Raises Unreadable."""
    wanted = Wanted(
        system_key(tables.system),
        says_responsibility=tables.has("users", metadata.RESPONSIBILITY),
        says_protection=tables.has("users", metadata.PROTECTION),
    )
    places.read_schools(tables, wanted, report)
    places.read_years(tables, wanted, report)
    places.read_groups(tables, wanted, report)
    owner = humans.read_people(tables, wanted, report)
    report.stop_if_refused()
    Relations(tables, wanted, owner, report).read()
    _say_what_is_not_said(wanted, report)
    return wanted


def _say_what_is_not_said(wanted: Wanted, report: Report) -> None:
    if not wanted.says_responsibility and wanted.guardianships:
        report.warn("no_responsibility", "users.csv", column=metadata.RESPONSIBILITY)
    if not wanted.says_protection:
        report.warn("no_protection", "users.csv", column=metadata.PROTECTION)
        return
    for person in wanted.people.values():
        if person.is_pupil and person.protection is None:
            report.warn("unstated_protection", "users.csv", person.row, column=metadata.PROTECTION)
