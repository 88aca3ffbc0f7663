"""Writing a plan: bulk statements inside the caller's transaction."""

from collections.abc import Callable
from typing import Any

from django.db import models

from schools import clock
from schools.models import AuditEntry, Person
from schools.roster.plan import Plan

Progress = Callable[[int], None]
_BATCH = 1_000


def write(plan: Plan, *, actor: Person | None, progress: Progress = lambda _: None) -> None:
    """Write every part in order; the caller holds the transaction.

    ``progress`` is called with per cent of the rows written.
    """
    total, done = max(plan.writes, 1), 0
    for part in plan.parts.values():
        for some in _batches(part.created):
            table = type(some[0])
            table._default_manager.bulk_create(some)
            done += len(some)
            progress(100 * done // total)
        for some in _batches([*part.changed, *part.ended]):
            type(some[0])._default_manager.bulk_update(some, sorted(part.fields))
            done += len(some)
            progress(100 * done // total)
    _audit(plan, actor)


def _batches(rows: list[Any]) -> list[list[Any]]:
    return [rows[start : start + _BATCH] for start in range(0, len(rows), _BATCH)]


def _audit(plan: Plan, actor: Person | None) -> None:
    """One entry per account closed and per guardian whose access changed: ids, never names."""
    entries = [
        *_entries("roster.account_ended", plan.people.ended, actor),
        *_entries("roster.guardianship_changed", plan.guardianships.changed, actor),
        *_entries("roster.guardianship_ended", plan.guardianships.ended, actor),
    ]
    AuditEntry.objects.bulk_create(entries, batch_size=_BATCH)


def _entries(action: str, rows: list[Any], actor: Person | None) -> list[AuditEntry]:
    return [
        AuditEntry(
            at=clock.now(),
            actor=actor,
            action=action,
            object_type=row._meta.label_lower,
            object_id=str(row.pk),
            details=_details(row),
        )
        for row in rows
    ]


def _details(row: models.Model) -> dict[str, str]:
    return {"access": row.access} if hasattr(row, "access") else {}
