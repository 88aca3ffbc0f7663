"""People of a bundle against people we know: linked by source id, else by national number."""

from typing import Any

from schools.choices import Protection
from schools.models import ExternalId, Person
from schools.roster.humans import made_username
from schools.roster.known import EPPN, SOURCED, Known
from schools.roster.numbers import SYSTEM as NUMBER
from schools.roster.plan import Plan
from schools.roster.report import Report
from schools.roster.wanted import Wanted, WantedPerson

FILE = "users.csv"


class PeopleDiff:
    """Fills ``plan.people`` and ``plan.identities``; ``found`` maps keys to people."""

    def __init__(self, plan: Plan, known: Known, wanted: Wanted, report: Report) -> None:
        self.plan = plan
        self.known = known
        self.wanted = wanted
        self.report = report
        self.found: dict[str, Person] = {}
        self.reopened: set[int] = set()
        self._met: set[int] = set()

    def run(self, protections: dict[str, Protection | None]) -> dict[str, Person]:
        """Compare everybody; ``protections`` None leaves what is."""
        for key, wanted in self.wanted.people.items():
            person = self.match(wanted)
            if person is None:
                person = self._create(wanted, protections[key])
            elif person.pk not in self._met:
                self._met.add(person.pk)
                self._change(person, wanted, protections[key])
            self.found[key] = person
            self._identify(person, wanted)
        return self.found

    def match(self, wanted: WantedPerson) -> Person | None:
        """The person this is: by any of the source's ids, else by the number's hash."""
        for key in wanted.keys:
            if key in self.known.people:
                return self.known.people[key]
        return self.known.by_number.get(wanted.number_hash)

    def _create(self, wanted: WantedPerson, protection: Protection | None) -> Person:
        person = Person(
            username=self._free_username(wanted),
            email=self._free_email(wanted, None),
            mobile=wanted.mobile,
            given_name=wanted.given_name,
            family_name=wanted.family_name,
            protection=protection or Protection.NONE,
        )
        person.set_unusable_password()
        person.refresh_keys()
        self.plan.people.created.append(person)
        return person

    def _change(self, person: Person, wanted: WantedPerson, protection: Protection | None) -> None:
        values: dict[str, Any] = {
            "given_name": wanted.given_name,
            "family_name": wanted.family_name,
            "mobile": wanted.mobile or person.mobile,
            "protection": protection or person.protection,
            "username": self._kept_username(person, wanted),
            "email": self._kept_email(person, wanted),
        }
        if person.pk in self.reopened:
            values["is_active"] = True
        if self.plan.people.put(person, values):
            person.refresh_keys()
            self.plan.people.fields |= {"search_key", "sort_key"}

    # --- names that must be one person's alone

    def _free_username(self, wanted: WantedPerson) -> str:
        name = wanted.username
        if name.lower() in self.known.usernames:
            self._warn("username_taken", wanted, "username")
            name = made_username(self.wanted.system, wanted.key)
        self.known.usernames[name.lower()] = None
        return name

    def _kept_username(self, person: Person, wanted: WantedPerson) -> str:
        name = wanted.username
        if name == person.username or name == made_username(self.wanted.system, wanted.key):
            return person.username
        if person.pk in self.known.guarded:
            self._warn("guarded_account", wanted, "username")
            return person.username
        if self.known.usernames.get(name.lower(), person.pk) != person.pk:
            self._warn("username_taken", wanted, "username")
            return person.username
        self.known.usernames[name.lower()] = person.pk
        return name

    def _free_email(self, wanted: WantedPerson, owner: int | None) -> str:
        email = wanted.email
        if not email:
            return ""
        if email in self.known.emails:
            self._warn("email_taken", wanted, "email")
            return ""
        self.known.emails[email] = owner
        return email

    def _kept_email(self, person: Person, wanted: WantedPerson) -> str:
        """An empty cell takes no address away: the person may have given it here."""
        if not wanted.email or wanted.email == person.email.lower():
            return person.email
        if person.pk in self.known.guarded:
            self._warn("guarded_account", wanted, "email")
            return person.email
        return self._free_email(wanted, person.pk) or person.email

    # --- identities

    def _identify(self, person: Person, wanted: WantedPerson) -> None:
        pairs = [(SOURCED, self.known.key(key)) for key in wanted.keys]
        pairs += [(NUMBER, wanted.number_hash)] if wanted.number_hash else []
        pairs += [(EPPN, eppn) for eppn in dict.fromkeys(wanted.eppns)]
        for system, value in pairs:
            if (system, value) not in self.known.identities:
                self.known.identities[system, value] = person.pk or 0
                row = ExternalId(person=person, system=system, value=value)
                self.plan.identities.created.append(row)
            elif self.known.identities[system, value] == person.pk:
                self.plan.identities.unchanged += 1
            else:
                column = "userIds" if system == EPPN else "identifier"
                self._warn("number_elsewhere", wanted, column)

    def _warn(self, code: str, wanted: WantedPerson, column: str) -> None:
        self.report.warn(code, FILE, wanted.row, column=column, value=wanted.key)
