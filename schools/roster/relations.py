"""Who is where and who stands for whom: roles, enrollments, agents of a bundle."""

from collections import defaultdict
from dataclasses import dataclass, field

from schools.choices import GroupKind, MemberRole, Responsibility
from schools.roster import cells, metadata
from schools.roster.reader import Row, Tables
from schools.roster.report import Report
from schools.roster.wanted import (
    GUARDIAN_ROLES,
    HIGH_ROLES,
    POSITIONS,
    Term,
    Triple,
    Wanted,
    WantedGuardianship,
)

_SILENT = frozenset({"student", *GUARDIAN_ROLES, "relative"})


@dataclass
class Relations:
    """Reads the relations of one bundle; ``owner`` maps user ids to people's keys."""

    tables: Tables
    wanted: Wanted
    owner: dict[str, str]
    report: Report
    roles: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def read(self) -> None:
        """All of them, in the order they build on each other."""
        self._read_roles()
        self._read_enrollments()
        self._read_agents()

    # --- roles at schools

    def _read_roles(self) -> None:
        if self.tables.version == "1.1":
            for key, row in self.tables["users"].items():
                for org in row.words("orgSourcedIds") or [""]:
                    self._take_role(key, org, Term(None, None), row)
            return
        for row in self.tables["roles"].values():
            term = cells.term(row, self.tables.version, self.report)
            if term is not None:
                self._take_role(row["userSourcedId"], row["orgSourcedId"], term, row)

    def _take_role(self, user: str, org: str, term: Term, row: Row) -> None:
        person, role = self.owner.get(user), row["role"].casefold()
        if person is None:
            if user not in self.tables["users"]:
                self._warn("unknown_user", row, "userSourcedId", user)
            return
        self.roles[person].add(role)
        if role == "student":
            self.wanted.people[person].is_pupil = True
        if self._is_position(role, org, row):
            self._place(self.wanted.positions, (person, org, POSITIONS[role]), term, row)

    def _is_position(self, role: str, org: str, row: Row) -> bool:
        if role in HIGH_ROLES:
            self._warn("high_role", row, "role", row["role"])
        elif role in POSITIONS and org in self.wanted.schools:
            return True
        elif role in POSITIONS:
            known = org in self.tables["orgs"]
            self._warn("not_a_school" if known else "unknown_school", row, "orgSourcedId", org)
        elif role not in _SILENT:
            self._warn("skipped_role", row, "role", row["role"])
        return False

    # --- places in classes

    def _read_enrollments(self) -> None:
        for row in self.tables["enrollments"].values():
            key, user = row["classSourcedId"], row["userSourcedId"]
            person, group = self.owner.get(user), self.wanted.groups.get(key)
            if group is None:
                self._warn("unknown_class", row, "classSourcedId", key)
            elif person is None:
                if user not in self.tables["users"]:
                    self._warn("unknown_user", row, "userSourcedId", user)
            elif row["schoolSourcedId"] not in {"", group.school}:
                self._warn("other_school", row, "schoolSourcedId", row["schoolSourcedId"])
            else:
                self._enroll(person, key, row)

    def _enroll(self, person: str, group: str, row: Row) -> None:
        role = self._member_role(person, group, row)
        term = cells.term(row, self.tables.version, self.report)
        if role is None:
            self._warn("skipped_role", row, "role", row["role"])
        elif term is not None:
            self._place(self.wanted.memberships, (person, group, role), term, row)

    def _member_role(self, person: str, group: str, row: Row) -> MemberRole | None:
        """A pupil teaches nobody, and nobody becomes a pupil by being put into a class."""
        role, held = row["role"].casefold(), self.roles[person]
        if role == "student":
            return MemberRole.PUPIL if "student" in held else None
        if role not in {"teacher", "aide"} or not held & POSITIONS.keys():
            return None
        homeroom = self.wanted.groups[group].kind == GroupKind.CLASS
        if homeroom and role == "teacher" and row["primary"].casefold() in {"true", "1"}:
            return MemberRole.CONTACT_TEACHER
        aide = role == "aide" or held & POSITIONS.keys() == {"aide"}
        return MemberRole.ASSISTANT if aide else MemberRole.TEACHER

    def _place(self, places: dict[Triple, Term], key: Triple, term: Term, row: Row) -> None:
        if key in places:
            if places is self.wanted.memberships:
                self._warn("same_place_twice", row)
            term = places[key].joined(term)
        places[key] = term

    # --- guardians

    def _read_agents(self) -> None:
        for key, row in self.tables["users"].items():
            person = self.owner.get(key)
            if person is None or not row["agentSourcedIds"]:
                continue
            agents = row.words("agentSourcedIds")
            rights = metadata.responsibilities(row, agents, self.report)
            homes = metadata.households(row, agents, self.report)
            for agent in agents:
                pair = self._pair(person, agent, row)
                if pair is not None:
                    self._stand(pair, rights.get(agent), homes.get(agent, ""), row)

    def _pair(self, person: str, agent: str, row: Row) -> tuple[str, str] | None:
        other = self.owner.get(agent)
        if other is None:
            if agent not in self.tables["users"]:
                self._warn("unknown_agent", row, "agentSourcedIds", agent)
            return None
        people = self.wanted.people
        guardian, pupil = (other, person) if people[person].is_pupil else (person, other)
        if not people[pupil].is_pupil or not self._may_stand(guardian) or guardian == pupil:
            self._warn("not_a_guardian", row, "agentSourcedIds", agent)
            return None
        return guardian, pupil

    def _may_stand(self, person: str) -> bool:
        """1.1 has one role per user: there a teacher may be a guardian too."""
        held = self.roles[person]
        allowed = GUARDIAN_ROLES | (POSITIONS.keys() if self.tables.version == "1.1" else set())
        return bool(held & allowed)

    def _stand(
        self, pair: tuple[str, str], stated: Responsibility | None, home: str, row: Row
    ) -> None:
        relation = self.wanted.guardianships.setdefault(pair, WantedGuardianship())
        if stated is not None:
            before = relation.responsibility
            relation.responsibility = metadata.stricter(before, stated)
            if before not in {Responsibility.UNKNOWN, stated}:
                self._warn("responsibility_differs", row, metadata.RESPONSIBILITY)
        relation.household = relation.household or home

    def _warn(self, code: str, row: Row, column: str = "", value: str = "") -> None:
        self.report.warn(code, row.file, row.number, column=column, value=value)
