"""Bringing Grep's documents in. What was superseded is kept: assignments point to it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from cms.curriculum import BadDocument, Entry, read_entry
from cms.curriculum.documents import Reference
from cms.models import Aim, AimSet, Curriculum, Year

PACKAGED = Path(__file__).resolve().parents[1] / "curriculum" / "data"
_MODELS: dict[str, Any] = {
    "curriculum": Curriculum,
    "aim_set": AimSet,
    "aim": Aim,
    "year": Year,
}
# An aim names its set, a set its curriculum: the whole comes before its parts.
_ORDER = ("year", "curriculum", "aim_set", "aim")


@dataclass
class GrepResult:
    """What an import did."""

    read: int = 0
    created: int = 0
    changed: int = 0


def import_grep(*, paths: Iterable[Path]) -> GrepResult:
    """Read documents (a file holds one, or a list of them), all or nothing.

    A second run of the same documents changes nothing. Raises BadDocument, which names the file.
    Source: data.udir.no, NLOD.
    """
    entries = [entry for path in paths for entry in _read(path)]
    entries.sort(key=lambda entry: _ORDER.index(entry.kind))
    result = GrepResult(read=len(entries))
    with transaction.atomic():
        for entry in entries:
            _write(entry, result)
    return result


def grep_files(place: Path) -> list[Path]:
    """The JSON files of a folder, or the one file."""
    return sorted(place.glob("*.json")) if place.is_dir() else [place]


def _read(path: Path) -> list[Entry]:
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
        documents = content if isinstance(content, list) else [content]
        return [read_entry(document) for document in documents]
    except (OSError, ValueError, RecursionError, BadDocument) as error:
        message = f"{path.name}: {error}"
        raise BadDocument(message) from error


def _write(entry: Entry, result: GrepResult) -> None:
    fields: dict[str, Any] = {
        "code": entry.code,
        "title": entry.title,
        "is_current": entry.is_current,
    }
    if entry.kind == "curriculum":
        fields |= {
            "short_title": entry.short_title,
            "valid_from": entry.valid_from,
            "valid_to": entry.valid_to,
            "replaced_by": list(entry.replaced_by),
        }
    elif entry.kind == "year":
        fields |= {"number": entry.number}
    else:
        fields |= {"order": entry.order, **_belongs(entry, result)}
    row = _save(_MODELS[entry.kind], entry.uri, fields, result)
    for number, part in enumerate((*entry.aim_sets, *entry.aims), 1):
        _part(part, row, number, result)


def _belongs(entry: Entry, result: GrepResult) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if entry.curriculum:
        found["curriculum"] = _known(Curriculum, entry.curriculum, {}, result)
    if entry.kind == "aim_set":
        found["after_years"] = list(entry.after_years)
        found["used_in_years"] = list(entry.used_in_years)
    elif entry.aim_set:
        above = {"curriculum": found.get("curriculum")}
        found["aim_set"] = _known(AimSet, entry.aim_set, above, result)
    return found


def _part(part: Reference, row: Any, number: int, result: GrepResult) -> None:
    """A part that the whole lists: known by name until its own document comes."""
    if isinstance(row, Curriculum):
        _known(AimSet, part, {"curriculum": row, "order": number}, result)
    elif isinstance(row, AimSet):
        above = {"aim_set": row, "curriculum": row.curriculum, "order": number}
        _known(Aim, part, above, result)


def _known(model: Any, reference: Reference, above: dict[str, Any], result: GrepResult) -> Any:
    """The row a reference means; what is there is only completed, never overwritten."""
    row = model.objects.filter(uri=reference.uri).first()
    if row is None:
        fields = {
            "code": reference.code,
            "title": reference.title,
            "is_current": reference.is_current,
        }
        result.created += 1
        return model.objects.create(uri=reference.uri, **fields, **above)
    missing = {
        name: value
        for name, value in above.items()
        if value is not None and getattr(row, name) is None
    }
    return _update(row, missing, result)


def _save(model: Any, uri: str, fields: dict[str, Any], result: GrepResult) -> Any:
    row = model.objects.filter(uri=uri).first()
    if row is None:
        result.created += 1
        return model.objects.create(uri=uri, **fields)
    return _update(row, fields, result)


def _update(row: Any, fields: dict[str, Any], result: GrepResult) -> Any:
    new = {name: value for name, value in fields.items() if getattr(row, name) != value}
    if new:
        for name, value in new.items():
            setattr(row, name, value)
        row.save(update_fields=list(new))
        result.changed += 1
    return row
