"""What Norway needs and OneRoster does not know: responsibility, protection, household.

``metadata.parentalResponsibility`` and ``metadata.household`` stand on the row of the
guardian or of the pupil: one word for all, or as many as ``agentSourcedIds``, in its order.
``metadata.addressProtection`` is one word, on anybody's row.
"""

import hashlib

from schools.choices import Protection, Responsibility
from schools.roster.reader import Row
from schools.roster.report import Report

RESPONSIBILITY = "metadata.parentalResponsibility"
PROTECTION = "metadata.addressProtection"
HOUSEHOLD = "metadata.household"
_WORDS = {
    "full": Responsibility.FULL,
    "info": Responsibility.INFORMATION,
    "none": Responsibility.NONE,
}
_PROTECTIONS = {
    "none": Protection.NONE,
    "confidential": Protection.CONFIDENTIAL,
    "strict": Protection.STRICT,
}
PROTECTION_ORDER = (
    Protection.NONE,
    Protection.UNSTATED,
    Protection.CONFIDENTIAL,
    Protection.STRICT,
)
_LONGEST_KEY = 64
# From least to most: the stricter of two statements holds.
STRICTNESS = (
    Responsibility.UNKNOWN,
    Responsibility.FULL,
    Responsibility.INFORMATION,
    Responsibility.NONE,
)


def responsibilities(row: Row, agents: list[str], report: Report) -> dict[str, Responsibility]:
    """What the row says about each of its agents; agents it says nothing about are left out."""
    stated = {}
    for agent, word in _paired(row, RESPONSIBILITY, agents, report).items():
        if word.casefold() in _WORDS:
            stated[agent] = _WORDS[word.casefold()]
        else:
            report.warn(
                "bad_responsibility", row.file, row.number, column=RESPONSIBILITY, value=word
            )
    return stated


def households(row: Row, agents: list[str], report: Report) -> dict[str, str]:
    """Household key by agent."""
    paired = _paired(row, HOUSEHOLD, agents, report)
    return {agent: household_key(word) for agent, word in paired.items()}


def protection(row: Row, report: Report) -> Protection | None:
    """The stated protection; None when the cell is empty or not understood."""
    word = row[PROTECTION]
    if not word:
        return None
    stated = _PROTECTIONS.get(word.casefold())
    if stated is None:
        report.warn("bad_protection", row.file, row.number, column=PROTECTION, value=word)
    return stated


def stricter(one: Responsibility, other: Responsibility) -> Responsibility:
    """The statement that gives less."""
    return max(one, other, key=STRICTNESS.index)


def stricter_protection(*stated: Protection | None) -> Protection | None:
    """The strictest of what was stated; None when nothing was."""
    found = [each for each in stated if each is not None]
    return max(found, key=PROTECTION_ORDER.index, default=None)


def household_key(text: str) -> str:
    """At most 64 characters; longer ones by their hash."""
    return text if len(text) <= _LONGEST_KEY else hashlib.sha256(text.encode()).hexdigest()


def _paired(row: Row, column: str, agents: list[str], report: Report) -> dict[str, str]:
    words = [word.strip() for word in row[column].split(",")]
    if not any(words) or not agents:
        return {}
    if len(words) == 1:
        words *= len(agents)
    if len(words) != len(agents):
        report.warn("pair_count", row.file, row.number, column=column)
        return {}
    return {agent: word for agent, word in zip(agents, words, strict=True) if word}
