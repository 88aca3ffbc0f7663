"""Roster runs as pages need them."""

import uuid as uuids
from typing import Any

from django.core.paginator import Page, Paginator

from schools import policies
from schools.choices import RunState
from schools.exceptions import NotVisible
from schools.models import Person, RosterRun
from schools.roster import progress
from schools.roster.texts import KINDS, explain
from schools.visibility import visible_runs

PER_PAGE = 20
_BUSY = (RunState.WAITING, RunState.READING, RunState.WRITING)


def runs_page(viewer: Person, number: str | None = None) -> Page[RosterRun]:
    """Runs the viewer may see, newest first, twenty a page. Two queries.

    Raises NotVisible for those who have nothing to do with imports.
    """
    if not policies.can_follow_imports(viewer):
        raise NotVisible
    runs = visible_runs(viewer).select_related("requested_by").defer("report")
    return Paginator(runs, PER_PAGE).get_page(number)


def visible_run(viewer: Person, uuid: uuids.UUID) -> RosterRun:
    """One run. Raises NotVisible."""
    run = visible_runs(viewer).select_related("requested_by").filter(uuid=uuid).first()
    if run is None:
        raise NotVisible
    return run


def run_table(run: RosterRun) -> list[dict[str, Any]]:
    """Kinds of rows by name with their counts, for a run that has got so far."""
    return [
        {"name": name, **run.counts[kind]} for kind, name in KINDS.items() if kind in run.counts
    ]


def run_report(run: RosterRun) -> list[dict[str, Any]]:
    """Remarks with their words, errors first."""
    return [{**item, "text": explain(item["code"])} for item in run.report]


def is_busy(run: RosterRun) -> bool:
    """The worker has it."""
    return run.state in _BUSY


def percent(run: RosterRun) -> int:
    """How far it has come: 0 to 100."""
    return progress.of(run.uuid) if is_busy(run) else 100


def may_import(viewer: Person) -> bool:
    """Whether to show the form and the buttons."""
    return policies.can_import_roster(viewer)
