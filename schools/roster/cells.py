"""Cells as values; what cannot be read is said and taken as empty."""

import datetime as dt
import re

from schools.roster.numbers import is_national_number
from schools.roster.reader import Row
from schools.roster.report import Report
from schools.roster.wanted import Term

_EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]+")
_PHONE = re.compile(r"\+?\d{5,15}")
_USER_ID = re.compile(r"\{\s*([^:{}]+?)\s*:\s*([^{}]*?)\s*\}")
_HIGHEST_GRADE = 13
_MAX_EMAIL = 254


def date(row: Row, column: str, report: Report) -> dt.date | None:
    """A date; a time after it is ignored."""
    text = row[column]
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        report.warn("bad_date", row.file, row.number, column=column, value=text)
        return None


def last_day(row: Row, column: str, version: str, report: Report) -> dt.date | None:
    """The first day after: 1.1 writes the last day, 1.2 the first day after it."""
    day = date(row, column, report)
    return day + dt.timedelta(days=1) if day and version == "1.1" else day


def term(row: Row, version: str, report: Report) -> Term | None:
    """beginDate to endDate; None when they are the wrong way round."""
    found = Term(date(row, "beginDate", report), last_day(row, "endDate", version, report))
    if found.starts and found.ends and found.ends < found.starts:
        report.warn("dates_swapped", row.file, row.number)
        return None
    return found


def grade(row: Row, report: Report) -> int | None:
    """The first of the grades, 07 and 7 alike."""
    words = row.words("grades")
    if not words:
        return None
    if words[0].isdecimal() and 1 <= int(words[0]) <= _HIGHEST_GRADE:
        return int(words[0])
    report.warn("bad_grade", row.file, row.number, column="grades", value=words[0])
    return None


def email(row: Row, report: Report) -> str:
    """An address, in small letters."""
    text = row["email"]
    if not text or (_EMAIL.fullmatch(text) and len(text) <= _MAX_EMAIL):
        return text.lower()
    report.warn("bad_email", row.file, row.number, column="email")
    return ""


def mobile(row: Row, report: Report) -> str:
    """A telephone number without spaces: sms, else phone."""
    column = "sms" if row["sms"] else "phone"
    text = re.sub(r"[\s().-]", "", row[column])
    if not text or _PHONE.fullmatch(text):
        return text
    report.warn("bad_phone", row.file, row.number, column=column)
    return ""


def user_ids(row: Row, report: Report) -> list[tuple[str, str]]:
    """Pairs of type (small letters) and identity from ``{Feide:ola@x.no},{…}``."""
    text = row["userIds"]
    found = [(kind.casefold(), value) for kind, value in _USER_ID.findall(text) if value]
    if text and _USER_ID.sub("", text).strip(", "):
        report.warn("bad_user_id", row.file, row.number, column="userIds")
    return found


def national_number(row: Row, ids: list[tuple[str, str]]) -> str:
    """A valid national number among the identities, or empty. Never keep it: hash it."""
    candidates = (row["identifier"], *(value for _, value in ids))
    return next((text for text in candidates if is_national_number(text)), "")


def eppns(ids: list[tuple[str, str]]) -> tuple[str, ...]:
    """Feide names, in small letters."""
    return tuple(value.lower() for kind, value in ids if kind.startswith("feide") and "@" in value)
