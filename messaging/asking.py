"""What a sender asks and what a reader answers: a leaf, so that forms and actions mean the same."""

import datetime as dt
import hashlib
from dataclasses import asdict, dataclass
from typing import Any

from messaging.choices import AskKind, Coming, Per, Results

FEWEST_OPTIONS, MOST_OPTIONS = 2, 8
LONGEST_OPTION = 80
MOST_COMING = 20  # of adults and of children, from one home
ON_PAPER = (Coming.YES, Coming.NO)  # a sheet is filled in once


@dataclass(frozen=True)
class Asked:
    """A question beside a message; what its kind has no use for stays as it is here.

    ``closes_on``: the last municipal day one may answer. ``most_adults``, ``most_children``: how
    many may be said to come; 0: not asked. ``is_open``: the sender sees who chose what.
    """

    kind: AskKind
    per: Per = Per.HOME
    closes_on: dt.date | None = None
    most_adults: int = 0
    most_children: int = 0
    options: tuple[str, ...] = ()
    several: bool = False
    results: Results = Results.SENDER
    is_open: bool = False


@dataclass(frozen=True)
class Given:
    """One answer. ``edition``: of the text that the reader had before them.

    ``picked``: places of the chosen options, from 0.
    """

    edition: int = 1
    coming: Coming | None = None
    adults: int = 0
    children: int = 0
    picked: tuple[int, ...] = ()


def kept(asked: Asked) -> dict[str, Any]:
    """The question as plain values, for JSON; ``read_kept`` reads them."""
    day = asked.closes_on
    return asdict(asked) | {"closes_on": day.isoformat() if day else None}


def read_kept(values: dict[str, Any]) -> Asked:
    """What ``kept`` made."""
    day = values["closes_on"]
    return Asked(
        **values
        | {
            "kind": AskKind(values["kind"]),
            "per": Per(values["per"]),
            "closes_on": dt.date.fromisoformat(day) if day else None,
            "options": tuple(values["options"]),
            "results": Results(values["results"]),
        }
    )


def text_hash(body: str) -> str:
    """SHA-256 of a text in UTF-8: it tells whether two are the same to the letter."""
    return hashlib.sha256(body.encode()).hexdigest()
