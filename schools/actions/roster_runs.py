"""What the worker does with an uploaded bundle; safe to run twice."""

from contextlib import closing

from schools.actions import roster, roster_files
from schools.choices import RunState
from schools.files import vault
from schools.models import RosterRun


def read_run(*, run_id: int) -> None:
    """Read and plan a bundle that waits; then somebody looks at it."""
    run = _claim(run_id, RunState.WAITING, RunState.READING)
    if run is None or run.file is None:
        return
    RosterRun.objects.filter(pk=run.pk).update(state=RunState.READING)
    with closing(vault.storage().open(run.file.storage_name)) as source:
        roster.plan_into(run, source)
    _finish(run)


def write_run(*, run_id: int) -> None:
    """Write a bundle that somebody has looked at and started."""
    run = _claim(run_id, RunState.WRITING)
    if run is None or run.file is None:
        return
    with closing(vault.storage().open(run.file.storage_name)) as source:
        roster.write_into(run, source)
    _finish(run)


def _claim(run_id: int, *states: RunState) -> RosterRun | None:
    runs = RosterRun.objects.select_related("file", "requested_by")
    return runs.filter(pk=run_id, state__in=states).first()


def _finish(run: RosterRun) -> None:
    if run.state in {RunState.DONE, RunState.FAILED}:
        roster_files.drop(run)
    run.save()
