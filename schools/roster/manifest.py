"""manifest.csv: which version, from which system, and that it is a complete export."""

from dataclasses import dataclass

from schools.roster import lines
from schools.roster.archive import Archive
from schools.roster.report import Report
from schools.roster.tables import COLUMNS, MANIFEST

UNNAMED = "OneRoster"


@dataclass(frozen=True)
class Manifest:
    """What the bundle says about itself."""

    version: str
    system: str


def read(archive: Archive, report: Report) -> Manifest:
    """The manifest, or a guess with a warning. Raises Unreadable for deltas and other versions."""
    if MANIFEST not in archive.members:
        report.warn("no_manifest")
        return Manifest(_guess(archive), UNNAMED)
    said = _properties(archive, report)
    if set(archive.members) == {MANIFEST}:
        raise report.stop("only_manifest", "manifest.csv")
    version = _version(said, archive, report)
    for table in COLUMNS[version]:
        _check_table(table, said.get(f"file.{table}", ""), archive, report)
    name = said.get("source.systemName") or said.get("source.systemCode") or UNNAMED
    return Manifest(version, name)


def _properties(archive: Archive, report: Report) -> dict[str, str]:
    with archive.open(MANIFEST) as stream:
        rows = lines.cells_of(stream, "manifest.csv", report)
        return {
            cells[0]: cells[1] for _, cells in rows if len(cells) > 1 and cells[0] != "propertyName"
        }


def _version(said: dict[str, str], archive: Archive, report: Report) -> str:
    version = said.get("oneroster.version", "")
    if not version:
        report.warn("no_version", "manifest.csv")
        return _guess(archive)
    if version not in COLUMNS:
        report.refuse("bad_version", "manifest.csv", value=version)
        report.stop_if_refused()
    return version


def _guess(archive: Archive) -> str:
    return "1.2" if "roles" in archive.members else "1.1"


def _check_table(table: str, said: str, archive: Archive, report: Report) -> None:
    file = f"{table}.csv"
    if said.casefold() == "delta":
        raise report.stop("delta", file)
    if said.casefold() == "absent" and table in archive.members:
        report.warn("declared_absent", file)
