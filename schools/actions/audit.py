"""The one way to write the audit log."""

from typing import Any

from django.db import models

from schools import clock
from schools.models import AuditEntry, Person
from schools.statements import insert


def record(
    *,
    actor: Person | None,
    action: str,
    about: models.Model,
    school_id: int | None = None,
    **details: Any,
) -> AuditEntry:
    """Append an entry in the caller's transaction. ``details`` hold ids and words, never content.

    ``actor`` None means the system itself (imports by schedule, sweeps).
    """
    entry = AuditEntry(
        at=clock.now(),
        actor=actor,
        action=action,
        school_id=school_id,
        object_type=about._meta.label_lower,
        object_id=str(about.pk),
        details=details,
    )
    insert(entry)
    return entry
