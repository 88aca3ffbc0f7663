"""Schools, school years, classes and teaching groups of a bundle."""

import datetime as dt
import re

from schools.choices import GroupKind
from schools.roster import cells
from schools.roster.numbers import is_org_number
from schools.roster.reader import Row, Tables
from schools.roster.report import Report
from schools.roster.wanted import Wanted, WantedGroup, WantedSchool, WantedYear

_KINDS = {"homeroom": GroupKind.CLASS, "scheduled": GroupKind.TEACHING}
_ORG_NUMBER = re.compile(r"(?:NO)?\s*(\d{3})\s?(\d{3})\s?(\d{3})", re.IGNORECASE)
_NAME = 120


def read_schools(tables: Tables, wanted: Wanted, report: Report) -> None:
    """Every org of type school, by organisation number."""
    numbers: set[str] = set()
    for key, row in tables["orgs"].items():
        if row["type"].casefold() != "school":
            continue
        number = _org_number(row, report)
        if number and number in numbers:
            report.refuse("double_org_number", row.file, row.number, value=number)
        numbers.add(number)
        wanted.schools[key] = WantedSchool(key, row["name"][:_NAME], number)


def read_years(tables: Tables, wanted: Wanted, report: Report) -> None:
    """Sessions of type schoolYear, named after the two calendar years."""
    for row in tables["academicSessions"].values():
        if row["type"].casefold() != "schoolyear":
            continue
        starts, ends = _session(row, tables.version, report)
        if starts and ends and starts < ends:
            name = f"{starts.year}/{starts.year + 1}"
            wanted.years[name] = WantedYear(name, starts, ends)
    if not wanted.years:
        report.once("no_year", "academicSessions.csv")


def read_groups(tables: Tables, wanted: Wanted, report: Report) -> None:
    """Classes, dated by their terms."""
    for key, row in tables["classes"].items():
        school = wanted.schools.get(row["schoolSourcedId"])
        if school is None:
            report.warn("unknown_school", row.file, row.number, column="schoolSourcedId")
            continue
        group = _group(key, row, tables, report)
        wanted.groups[key] = group
        if group.grade and group.kind == GroupKind.CLASS:
            school.grades.add(group.grade)


def _group(key: str, row: Row, tables: Tables, report: Report) -> WantedGroup:
    kind = _KINDS.get(row["classType"].casefold())
    if kind is None:
        report.warn("class_type", row.file, row.number, column="classType")
    starts, ends = _terms(row, tables, report)
    return WantedGroup(
        key=key,
        school=row["schoolSourcedId"],
        kind=kind or GroupKind.TEACHING,
        name=(row["title"] or row["classCode"] or key)[:_NAME],
        grade=cells.grade(row, report),
        subject_code=_subject(row),
        starts=starts,
        ends=ends,
    )


def _subject(row: Row) -> str:
    """A Grep code, bare or as an address (https://psi.udir.no/kl06/MAT01-05)."""
    codes = row.words("subjectCodes")
    return codes[0].rsplit("/", 1)[-1][:20] if codes else ""


def _terms(row: Row, tables: Tables, report: Report) -> tuple[dt.date | None, dt.date | None]:
    days = []
    for key in row.words("termSourcedIds"):
        session = tables["academicSessions"].get(key)
        if session is None:
            report.warn("unknown_term", row.file, row.number, column="termSourcedIds", value=key)
            continue
        days.append(_session(session, tables.version, report))
    starts = [first for first, _ in days if first]
    ends = [last for _, last in days if last]
    return min(starts, default=None), max(ends, default=None)


def _session(row: Row, version: str, report: Report) -> tuple[dt.date | None, dt.date | None]:
    starts = cells.date(row, "startDate", report)
    ends = cells.last_day(row, "endDate", version, report)
    if starts and ends and ends < starts:
        report.warn("dates_swapped", row.file, row.number)
        return None, None
    return starts, ends


def _org_number(row: Row, report: Report) -> str:
    found = _ORG_NUMBER.fullmatch(row["identifier"]) or _ORG_NUMBER.fullmatch(row["sourcedId"])
    if found is None:
        report.refuse("no_org_number", row.file, row.number, column="identifier")
        return ""
    number = "".join(found.groups())
    if not is_org_number(number):
        report.warn("odd_org_number", row.file, row.number, column="identifier", value=number)
    return number
