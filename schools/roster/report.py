"""What an import has to say: by file, row and column, with why and how to mend it."""

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

_KEPT_OF_A_KIND = 25


class Unreadable(Exception):
    """Nothing more can be understood of the bundle; the report says why."""


@dataclass(frozen=True)
class Finding:
    """One remark. ``code`` is a key of ``texts.EXPLANATIONS``; ``row`` counts the header as 1."""

    level: str
    code: str
    file: str = ""
    row: int = 0
    column: str = ""
    value: str = ""
    times: int = 1


class Report:
    """Collects remarks; after 25 of a kind in one file only their number is kept."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self._seen: Counter[tuple[str, str, str]] = Counter()
        self.refused = False

    def warn(
        self, code: str, file: str = "", row: int = 0, *, column: str = "", value: str = ""
    ) -> None:
        """Something was put right, or left out."""
        self._add(Finding("warning", code, file, row, column, value[:60]))

    def refuse(
        self, code: str, file: str = "", row: int = 0, *, column: str = "", value: str = ""
    ) -> None:
        """Something that stops the whole run."""
        self.refused = True
        self._add(Finding("error", code, file, row, column, value[:60]))

    def once(self, code: str, file: str = "", *, column: str = "", value: str = "") -> None:
        """A remark about a whole file or column, said once however often it is met."""
        if not self._seen[code, file, column]:
            self.warn(code, file, column=column, value=value)
        else:
            self._seen[code, file, column] += 1

    def stop(self, code: str, file: str = "", row: int = 0, *, column: str = "") -> Unreadable:
        """Refuse, and give the exception to raise."""
        self.refuse(code, file, row, column=column)
        return Unreadable(code)

    def stop_if_refused(self) -> None:
        """Raise Unreadable when anything so far was refused."""
        if self.refused:
            raise Unreadable

    @property
    def warnings(self) -> int:
        """How many warnings, those that were not kept included."""
        kinds = {(each.code, each.file, each.column) for each in self.findings}
        levels = {(each.code, each.file, each.column): each.level for each in self.findings}
        return sum(self._seen[kind] for kind in kinds if levels[kind] == "warning")

    def as_rows(self) -> list[dict[str, Any]]:
        """For ``RosterRun.report``: errors first; the last kept one of a kind counts the rest."""
        left = Counter(self._seen)
        rows = []
        for each in self.findings:
            kind = (each.code, each.file, each.column)
            left[kind] -= 1
            rows.append(asdict(each))
        for row in reversed(rows):
            kind = (row["code"], row["file"], row["column"])
            row["times"] += max(left.pop(kind, 0), 0)
        return sorted(rows, key=lambda row: row["level"] != "error")

    def _add(self, finding: Finding) -> None:
        kind = (finding.code, finding.file, finding.column)
        self._seen[kind] += 1
        if self._seen[kind] <= _KEPT_OF_A_KIND:
            self.findings.append(finding)
