"""Users of a bundle as people, two users with one national number as one person."""

import hashlib

from schools.roster import cells, metadata
from schools.roster.numbers import is_national_number, keyed_hash
from schools.roster.reader import Row, Tables
from schools.roster.report import Report
from schools.roster.wanted import Wanted, WantedPerson

_NAME = 150


def read_people(tables: Tables, wanted: Wanted, report: Report) -> dict[str, str]:
    """Fill in the people; the answer maps every user id that counts to its person's key."""
    owner: dict[str, str] = {}
    by_number: dict[str, str] = {}
    for key, row in tables["users"].items():
        if row["enabledUser"].casefold() in {"false", "0"}:
            report.warn("disabled", row.file, row.number, column="enabledUser")
            continue
        person = _person(key, row, wanted.system, report)
        first = by_number.setdefault(person.number_hash, key) if person.number_hash else key
        if first == key:
            wanted.people[key] = person
        else:
            report.warn("same_person", row.file, row.number, value=first)
            _merge(wanted.people[first], person)
        owner[key] = first
    return owner


def made_username(system: str, key: str) -> str:
    """A user name for somebody without one: says nothing, and is the same at every import."""
    return "u" + hashlib.sha256(f"{system}:{key}".encode()).hexdigest()[:10]


def _person(key: str, row: Row, system: str, report: Report) -> WantedPerson:
    ids = cells.user_ids(row, report)
    number = cells.national_number(row, ids)
    given, family = _names(row, report)
    return WantedPerson(
        key=key,
        keys=[key],
        username=_username(key, row, system, report),
        given_name=given,
        family_name=family,
        email=cells.email(row, report),
        mobile=cells.mobile(row, report),
        row=row.number,
        number_hash=keyed_hash(number) if number else "",
        eppns=cells.eppns(ids),
        protection=metadata.protection(row, report),
    )


def _names(row: Row, report: Report) -> tuple[str, str]:
    """The names a person goes by, where the source has them (1.2)."""
    given = row["preferredGivenName"] or row["givenName"]
    middle = row["preferredMiddleName"] or row["middleName"]
    family = row["preferredFamilyName"] or row["familyName"]
    if not (given or family):
        report.refuse("no_name", row.file, row.number)
    return f"{given} {middle}".strip()[:_NAME], family[:_NAME]


def _username(key: str, row: Row, system: str, report: Report) -> str:
    text = row["username"][:_NAME]
    if is_national_number(text):
        report.refuse("number_as_id", row.file, row.number, column="username")
    if not text:
        report.warn("no_username", row.file, row.number, column="username")
    return text or made_username(system, key)


def _merge(person: WantedPerson, other: WantedPerson) -> None:
    person.keys += other.keys
    person.email = person.email or other.email
    person.mobile = person.mobile or other.mobile
    person.eppns += other.eppns
    person.protection = metadata.stricter_protection(person.protection, other.protection)
