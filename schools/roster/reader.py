"""From a zip to tables of rows, with the defects of the field accepted or named."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO

from schools.roster import lines, manifest, repair
from schools.roster.archive import Archive, open_archive
from schools.roster.numbers import is_national_number
from schools.roster.report import Report
from schools.roster.tables import COLUMNS, METADATA, MISSPELT, NEEDED, NEEDED_11

MAX_ID = 150
_GUID = re.compile(r"[0-9A-Za-z.\-_/@]+")
_NUMBER_COLUMN = re.compile(
    r"fnr|f.?dselsnummer|personnummer|nationalid|national.?number|ssn|\bnin\b|personnin",
    re.IGNORECASE,
)
_ENDED = frozenset({"tobedeleted", "inactive", "deleted"})


class Row:
    """Cells of one row by column name; a column that is not there is empty."""

    __slots__ = ("_cells", "_places", "file", "number")

    def __init__(self, file: str, number: int, cells: list[str], places: dict[str, int]) -> None:
        self.file = file
        self.number = number
        self._cells = cells
        self._places = places

    def __getitem__(self, column: str) -> str:
        place = self._places.get(column)
        return self._cells[place] if place is not None else ""

    def words(self, column: str) -> list[str]:
        """A list cell."""
        return [word for part in self[column].split(",") if (word := part.strip())]


@dataclass
class Tables:
    """A bundle as read: rows by table and id, in file order; which columns were there."""

    version: str
    system: str
    rows: dict[str, dict[str, Row]] = field(default_factory=dict)
    columns: dict[str, frozenset[str]] = field(default_factory=dict)

    def __getitem__(self, table: str) -> dict[str, Row]:
        return self.rows.get(table, {})

    def has(self, table: str, column: str) -> bool:
        """Whether the table has this column at all."""
        return column in self.columns.get(table, frozenset())


def read(source: IO[bytes], report: Report, *, system: str = "") -> Tables:
    """Read a bundle. ``system`` overrides the manifest's name of the source.

    Raises Unreadable when anything is wrong that cannot be put right; the report says what.
    """
    archive = open_archive(source, report)
    about = manifest.read(archive, report)
    tables = Tables(about.version, (system or about.system)[:80])
    needed = NEEDED_11 if about.version == "1.1" else NEEDED
    for table in needed:
        if table not in COLUMNS[about.version]:
            continue
        if table not in archive.members:
            report.refuse("missing_file", f"{table}.csv")
            continue
        _read_table(archive, table, tables, needed[table], report)
    report.stop_if_refused()
    return tables


def _read_table(
    archive: Archive, table: str, tables: Tables, needed: Sequence[str], report: Report
) -> None:
    file = f"{table}.csv"
    with archive.open(table) as stream:
        rows = lines.cells_of(stream, file, report)
        header = next(rows, (1, []))[1]
        standard = COLUMNS[tables.version][table]
        names = _header(header, standard, needed, file, report)
        places = {name: place for place, name in enumerate(names)}
        tables.columns[table] = frozenset(places)
        found = tables.rows.setdefault(table, {})
        for row in _rows(rows, header, names, file, report):
            _keep(Row(file, *row, places), found, report)


def _header(
    header: list[str], standard: Sequence[str], needed: Sequence[str], file: str, report: Report
) -> list[str]:
    if not header:
        raise report.stop("empty_table", file)
    if len(header) == 1 and ";" in header[0]:
        raise report.stop("semicolons", file, 1)
    names = [_column(name, header, standard, file, report) for name in header]
    for name in sorted({name for name in names if names.count(name) > 1 and name}):
        raise report.stop("double_column", file, 1, column=name)
    for name in needed:
        if name not in names:
            report.refuse("missing_column", file, 1, column=name)
    known = [name for name in names if name in standard]
    if known != [name for name in standard if name in known]:
        report.warn("column_order", file, 1)
    return names


def _column(
    name: str, header: list[str], standard: Sequence[str], file: str, report: Report
) -> str:
    if name in standard or name in METADATA:
        return name
    if _NUMBER_COLUMN.search(name):
        report.warn("number_column", file, 1, column=name)
        return ""
    by_case = {known.casefold(): known for known in (*standard, *METADATA)}
    right = MISSPELT.get(name) or by_case.get(name.casefold(), "")
    if right in (*standard, *METADATA) and right not in header:
        report.warn("column_name", file, 1, column=name, value=right)
        return right
    return name


def _rows(
    rows: Iterator[tuple[int, list[str]]],
    header: list[str],
    names: list[str],
    file: str,
    report: Report,
) -> Iterator[tuple[int, list[str]]]:
    for number, cells in rows:
        if cells == header:
            report.warn("double_header", file, number)
        elif len(cells) == len(names):
            yield number, cells
        elif len(cells) < len(names):
            report.warn("short_row", file, number)
            yield number, cells + [""] * (len(names) - len(cells))
        elif (mended := repair.without_bare_commas(cells, names)) is not None:
            report.warn("bare_commas", file, number)
            yield number, mended
        else:
            report.refuse("cell_count", file, number)


def _keep(row: Row, found: dict[str, Row], report: Report) -> None:
    key = row["sourcedId"]
    if _is_ended(row, report):
        return
    if code := _wrong_id(key, found):
        # a national number is never written anywhere, not even into the report
        value = "" if code == "number_as_id" else key
        report.refuse(code, row.file, row.number, column="sourcedId", value=value)
        return
    if not _GUID.fullmatch(key):
        report.once("odd_id", row.file, column="sourcedId", value=key)
    found[key] = row


def _wrong_id(key: str, found: dict[str, Row]) -> str:
    if not key:
        return "no_id"
    if is_national_number(key):
        return "number_as_id"
    if len(key) > MAX_ID:
        return "long_id"
    return "double_id" if key in found else ""


def _is_ended(row: Row, report: Report) -> bool:
    status = row["status"].casefold()
    if status == "active":
        report.once("bulk_status", row.file, column="status")
    elif status:
        code = "ended_status" if status in _ENDED else "odd_status"
        report.warn(code, row.file, row.number, column="status", value=status)
        return True
    return False
