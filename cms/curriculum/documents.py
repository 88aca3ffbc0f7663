"""Grep's JSON as values of ours, forgiving where the documents vary.

Texts come wrapped (``{"tekst": [...]}``), bare (``[...]``) or as one string in references;
languages are missing; one year says ``sprakk`` where it means ``verdi``.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

EXPIRED = "utgaatt"
_KINDS = {
    "laereplan": "curriculum",
    "kompetansemaalsett": "aim_set",
    "kompetansemaal": "aim",
    "aarstrinn": "year",
}


class BadDocument(Exception):
    """Not a document of Grep that we read; says what is wrong with it."""


@dataclass(frozen=True)
class Reference:
    """A mention of another entry, which may come later or never."""

    kind: str
    code: str
    uri: str
    title: dict[str, str]
    is_current: bool


@dataclass(frozen=True)
class Entry:
    """One document."""

    kind: str
    code: str
    uri: str
    title: dict[str, str]
    short_title: dict[str, str] = field(default_factory=dict)
    is_current: bool = True
    order: int = 0
    number: int | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    replaced_by: tuple[str, ...] = ()
    after_years: tuple[int, ...] = ()
    used_in_years: tuple[int, ...] = ()
    curriculum: Reference | None = None
    aim_set: Reference | None = None
    aim_sets: tuple[Reference, ...] = ()
    aims: tuple[Reference, ...] = ()


def read_entry(document: Any) -> Entry:
    """One document as an entry. Raises BadDocument for what is not one of the four kinds."""
    if not isinstance(document, dict):
        message = "not a JSON object"
        raise BadDocument(message)
    kind = _kind(document.get("grep-type"))
    if not kind or not document.get("kode") or not document.get("uri"):
        message = "no curriculum, aim set, aim or year of Grep (grep-type, kode, uri)"
        raise BadDocument(message)
    period = document.get("gyldighetsperiode") or {}
    chapter = document.get("kompetansemaal-kapittel") or {}
    return Entry(
        kind=kind,
        code=str(document["kode"]),
        uri=str(document["uri"]),
        title=texts(document.get("tittel")),
        short_title=texts(document.get("kortform")),
        is_current=EXPIRED not in str(document.get("status", "")),
        order=_number(document.get("rekkefoelge")) or 0,
        number=_number(document.get("numerisk-verdi")),
        valid_from=_date(period.get("gyldig-fra")),
        valid_to=_date(period.get("gyldig-til")),
        replaced_by=tuple(str(row["kode"]) for row in _rows(document.get("erstattes-av"))),
        after_years=_years(document.get("etter-aarstrinn")),
        used_in_years=_years(document.get("benyttes-paa-aarstrinn")),
        curriculum=_reference(document.get("tilhoerer-laereplan")),
        aim_set=_reference(document.get("tilhoerer-kompetansemaalsett")),
        aim_sets=_references(chapter.get("kompetansemaalsett")),
        aims=_references(document.get("kompetansemaal")),
    )


def texts(value: Any) -> dict[str, str]:
    """Wording per language code; empty ones are left out."""
    if isinstance(value, str):
        return {"default": value} if value else {}
    rows = value.get("tekst") if isinstance(value, dict) else value
    found = {}
    for row in rows if isinstance(rows, list) else ():
        words = row.get("verdi") or row.get("sprakk") if isinstance(row, dict) else ""
        if words and row.get("spraak"):
            found[str(row["spraak"])] = str(words)
    return found


def _kind(grep_type: Any) -> str:
    name = str(grep_type or "").rsplit("/", 1)[-1].removesuffix("_lk20")
    return _KINDS.get(name, "")


def _rows(value: Any) -> list[dict[str, Any]]:
    rows = value if isinstance(value, list) else []
    return [row for row in rows if isinstance(row, dict) and row.get("kode")]


def _references(value: Any) -> tuple[Reference, ...]:
    return tuple(found for row in _rows(value) if (found := _reference(row)))


def _reference(row: Any) -> Reference | None:
    if not isinstance(row, dict) or not row.get("uri"):
        return None
    return Reference(
        kind=_kind(row.get("grep-type")),
        # MAT1-05 in references is MAT01-05 in its own document; the uri is the identity
        code=str(row["uri"]).rsplit("/", 1)[-1],
        uri=str(row["uri"]),
        title=texts(row.get("tittel")),
        is_current=EXPIRED not in str(row.get("status", "")),
    )


def _years(value: Any) -> tuple[int, ...]:
    numbers = (_number(str(row["kode"]).removeprefix("aarstrinn")) for row in _rows(value))
    return tuple(number for number in numbers if number is not None)


def _number(value: Any) -> int | None:
    try:
        return int(value)
    except (TypeError, ValueError):
        return None


def _date(value: Any) -> dt.date | None:
    text = value.get("dato") if isinstance(value, dict) else None
    try:
        return dt.date.fromisoformat(str(text)[:10]) if text else None
    except ValueError:
        return None
