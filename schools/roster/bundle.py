"""Writing OneRoster bundles: for the demo's people, for tests, and for trying an import.

    bundle = Bundle(version="1.2", system="Demo")
    bundle.add_school("lade", "Lade skole", org_number="975278921")
    bundle.add_year("2026", dt.date(2026, 8, 1), dt.date(2027, 8, 1))
    bundle.add_class("7b", "7B", school="lade", year="2026", grade=7)
    bundle.add_pupil("p1", "kar0314", "Kari", "Prøve", school="lade", classes=["7b"], grade=7)
    bundle.add_guardian("g1", "Ola", "Prøve", children={"p1": "full"}, household="h1")
    bundle.add_staff("t1", "tea0101", "Tore", "Lærer", role="teacher", schools=["lade"])
    bundle.add_teaching("t1", "7b", primary=True)
    bundle.write(path)

Guardians' rows carry ``metadata.parentalResponsibility`` and ``metadata.household`` in
the order of their ``agentSourcedIds``; ``metadata=False`` writes none of the three columns.
"""

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from schools.roster.tables import COLUMNS, METADATA

Row = dict[str, str]
_ROLES_11 = {"principal": "administrator", "siteAdministrator": "administrator"}


class Bundle:
    """Rows of one bulk export, in memory; every method that adds returns the bundle."""

    def __init__(
        self, version: str = "1.2", system: str = "Skolebro demo", *, metadata: bool = True
    ) -> None:
        self.version = version
        self.system = system
        self.metadata = metadata
        self.tables: dict[str, list[Row]] = {name: [] for name in COLUMNS[version]}
        self._by_id: dict[tuple[str, str], Row] = {}

    def add_school(self, key: str, name: str, *, org_number: str, owner: str = "") -> "Bundle":
        """A school; ``org_number`` of nine digits becomes ``identifier``."""
        row = {"name": name, "type": "school", "identifier": f"NO{org_number}"}
        return self._add("orgs", key, {**row, "parentSourcedId": owner})

    def add_year(self, key: str, starts: dt.date, ends: dt.date) -> "Bundle":
        """A school year; ``ends`` is the first day after it (1.1 writes the last day)."""
        last = ends if self.version == "1.2" else ends - dt.timedelta(days=1)
        row = {
            "title": f"{starts.year}/{ends.year}",
            "type": "schoolYear",
            "startDate": starts.isoformat(),
            "endDate": last.isoformat(),
            "schoolYear": str(ends.year),
        }
        return self._add("academicSessions", key, row)

    def add_class(
        self,
        key: str,
        title: str,
        *,
        school: str,
        year: str,
        grade: int | None = None,
        subject_code: str = "",
    ) -> "Bundle":
        """A class, or with a Grep ``subject_code`` a teaching group."""
        course = f"{school}-{subject_code or grade or 'x'}"
        if ("courses", course) not in self._by_id:
            about = {"title": subject_code or f"{grade}. trinn", "orgSourcedId": school}
            self._add("courses", course, {**about, "schoolYearSourcedId": year})
        row = {
            "title": title,
            "grades": f"{grade:02d}" if grade else "",
            "courseSourcedId": course,
            "classType": "scheduled" if subject_code else "homeroom",
            "schoolSourcedId": school,
            "termSourcedIds": year,
            "subjectCodes": subject_code,
        }
        return self._add("classes", key, row)

    def add_pupil(
        self,
        key: str,
        username: str,
        given_name: str,
        family_name: str,
        *,
        school: str,
        classes: Iterable[str] = (),
        grade: int | None = None,
        protection: str = "none",
        national_number: str = "",
        email: str = "",
    ) -> "Bundle":
        """A pupil with enrollments; ``protection``: none, confidential, strict."""
        row = self._person(username, given_name, family_name, email, "", national_number)
        row |= {"grades": f"{grade:02d}" if grade else "", METADATA[1]: protection}
        self._add_user(key, row, "student", [school])
        for group in classes:
            self.add_enrollment(key, group, role="student")
        return self

    def add_guardian(
        self,
        key: str,
        given_name: str,
        family_name: str,
        *,
        children: Mapping[str, str],
        username: str = "",
        household: str | Sequence[str] = "",
        email: str = "",
        mobile: str = "",
        national_number: str = "",
    ) -> "Bundle":
        """A guardian; ``children`` maps pupil keys to full, info or none (right or not).

        ``household``: one key for all the children, or one each in their order.
        """
        row = self._person(username or key, given_name, family_name, email, mobile, national_number)
        self._add_user(key, row, "guardian", self._schools_of(children))
        return self.add_children(key, children, household=household)

    def add_children(
        self, key: str, children: Mapping[str, str], *, household: str | Sequence[str] = ""
    ) -> "Bundle":
        """Make a user who is here already (a teacher, say) the guardian of these pupils.

        1.1 has one role per user: there the children's own rows say who stands for them.
        """
        row = self._by_id["users", key]
        row["agentSourcedIds"] = ",".join(children)
        row[METADATA[0]] = ",".join(children.values())
        row[METADATA[2]] = household if isinstance(household, str) else ",".join(household)
        for child in children:
            listed = self._by_id["users", child]
            known = listed.get("agentSourcedIds", "")
            listed["agentSourcedIds"] = f"{known},{key}" if known else key
        if self.version == "1.2":
            for school in self._schools_of(children):
                self._add_role(key, "guardian", school)
        return self

    def add_staff(
        self,
        key: str,
        username: str,
        given_name: str,
        family_name: str,
        *,
        role: str,
        schools: Sequence[str],
        email: str = "",
        mobile: str = "",
        national_number: str = "",
    ) -> "Bundle":
        """Staff; ``role``: teacher, aide, principal, siteAdministrator."""
        row = self._person(username, given_name, family_name, email, mobile, national_number)
        return self._add_user(key, row, role, schools)

    def add_role(self, key: str, role: str, school: str) -> "Bundle":
        """One more role of a user, 1.2 only."""
        self._add_role(key, role, school)
        return self

    def add_teaching(
        self,
        user: str,
        group: str,
        *,
        primary: bool = False,
        begins: dt.date | None = None,
        ends: dt.date | None = None,
    ) -> "Bundle":
        """Staff in a class; ``primary`` in a homeroom class is a contact teacher."""
        return self.add_enrollment(
            user, group, role="teacher", primary=primary, begins=begins, ends=ends
        )

    def add_enrollment(
        self,
        user: str,
        group: str,
        *,
        role: str,
        primary: bool = False,
        begins: dt.date | None = None,
        ends: dt.date | None = None,
    ) -> "Bundle":
        """A place in a class; ``ends`` is the first day without it (1.1 writes the last day)."""
        last = ends - dt.timedelta(days=1) if ends and self.version == "1.1" else ends
        row = {
            "classSourcedId": group,
            "schoolSourcedId": self._by_id["classes", group]["schoolSourcedId"],
            "userSourcedId": user,
            "role": role,
            "primary": "true" if primary else "false",
            "beginDate": begins.isoformat() if begins else "",
            "endDate": last.isoformat() if last else "",
        }
        return self._add("enrollments", f"{user}.{group}.{role}", row)

    def row(self, table: str, key: str) -> Row:
        """A row as it will be written, open to change."""
        return self._by_id[table, key]

    def remove(self, table: str, key: str) -> "Bundle":
        """Take a row out again."""
        self.tables[table].remove(self._by_id.pop((table, key)))
        return self

    def write(self, path: Path | str) -> Path:
        """Write the zip and return its path."""
        (target := Path(path)).write_bytes(self.to_bytes())
        return target

    def to_bytes(self) -> bytes:
        """The zip."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in self.files().items():
                # ZipInfo has no time of its own: same content, same file
                archive.writestr(zipfile.ZipInfo(name), text.encode(), zipfile.ZIP_DEFLATED)
        return buffer.getvalue()

    def files(self) -> dict[str, str]:
        """The text of every file by its name; tables without rows are left out."""
        filled = {name: rows for name, rows in self.tables.items() if rows}
        texts = {f"{name}.csv": self._table(name, rows) for name, rows in filled.items()}
        return {"manifest.csv": self._manifest(filled), **texts}

    def _manifest(self, filled: Iterable[str]) -> str:
        rows = [
            ("propertyName", "value"),
            ("manifest.version", "1.0"),
            ("oneroster.version", self.version),
            *((f"file.{name}", "bulk" if name in filled else "absent") for name in self.tables),
            ("file.demographics", "absent"),
            ("source.systemName", self.system),
            ("source.systemCode", self.system),
        ]
        return _text(rows)

    def _table(self, name: str, rows: Sequence[Row]) -> str:
        header = list(COLUMNS[self.version][name])
        if name == "users" and self.metadata:
            header += METADATA
        header += sorted({column for row in rows for column in row} - {*header, *METADATA})
        return _text([header, *([row.get(column, "") for column in header] for row in rows)])

    def _person(self, username: str, given: str, family: str, *reach: str) -> Row:
        email, mobile, number = reach
        return {
            "enabledUser": "true",
            "username": username,
            "givenName": given,
            "familyName": family,
            "identifier": number,
            "email": email,
            "sms": mobile,
        }

    def _add_user(self, key: str, row: Row, role: str, schools: Sequence[str]) -> "Bundle":
        if self.version == "1.1":
            row |= {"role": _ROLES_11.get(role, role), "orgSourcedIds": ",".join(schools)}
            return self._add("users", key, row)
        self._add("users", key, {**row, "primaryOrgSourcedId": schools[0] if schools else ""})
        for school in schools:
            self._add_role(key, role, school)
        return self

    def _add_role(self, user: str, role: str, school: str) -> None:
        key = f"{user}.{role}.{school}"
        if ("roles", key) in self._by_id:
            return
        row = {"userSourcedId": user, "role": role, "orgSourcedId": school}
        self._add("roles", key, {**row, "roleType": "primary"})

    def _schools_of(self, children: Iterable[str]) -> list[str]:
        if self.version == "1.1":
            found = [self._by_id["users", child]["orgSourcedIds"] for child in children]
        else:
            found = [self._by_id["users", child]["primaryOrgSourcedId"] for child in children]
        return list(dict.fromkeys(found))

    def _add(self, table: str, key: str, row: Row) -> "Bundle":
        row = {"sourcedId": key, **row}
        self.tables[table].append(row)
        self._by_id[table, key] = row
        return self


def _text(rows: Iterable[Sequence[str]]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows(rows)
    return buffer.getvalue()
