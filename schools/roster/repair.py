"""Lists that were written without quotation marks, put together where only one way makes sense."""

import re

LISTS = frozenset(
    {
        "orgSourcedIds",
        "agentSourcedIds",
        "userIds",
        "grades",
        "termSourcedIds",
        "subjects",
        "subjectCodes",
        "periods",
        "resourceSourcedIds",
    }
)
# What a cell of a column must look like for a guess to be right; others may be anything.
_SHAPES = {
    "status": re.compile(r"(active|inactive|tobedeleted)?", re.IGNORECASE),
    "enabledUser": re.compile(r"(true|false|1|0)?", re.IGNORECASE),
    "role": re.compile(r"[A-Za-z]+"),
    "classType": re.compile(r"homeroom|scheduled", re.IGNORECASE),
    "grades": re.compile(r"(\d{1,2}(,\d{1,2})*)?"),
    "userIds": re.compile(r"(\{[^{}]*\}(,\{[^{}]*\})*)?"),
    "email": re.compile(r"([^@,\s]+@[^@,\s]+)?"),
    "sms": re.compile(r"[+\d ()-]*"),
    "phone": re.compile(r"[+\d ()-]*"),
    "metadata.addressProtection": re.compile(r"(none|confidential|strict)?", re.IGNORECASE),
    "metadata.parentalResponsibility": re.compile(
        r"((full|info|none)(,(full|info|none))*)?", re.IGNORECASE
    ),
}


def without_bare_commas(cells: list[str], names: list[str]) -> list[str] | None:
    """The row with one list put together again, or None when no or several ways make sense."""
    extra = len(cells) - len(names)
    ways = []
    for place, name in enumerate(names):
        if name in LISTS and all(cells[place : place + extra + 1]):
            joined = ",".join(cells[place : place + extra + 1])
            way = [*cells[:place], joined, *cells[place + extra + 1 :]]
            if _makes_sense(way, names):
                ways.append(way)
    return ways[0] if len(ways) == 1 else None


def _makes_sense(cells: list[str], names: list[str]) -> bool:
    return all(
        name not in _SHAPES or _SHAPES[name].fullmatch(cell)
        for name, cell in zip(names, cells, strict=True)
    )
