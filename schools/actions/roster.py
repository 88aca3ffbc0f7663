"""Bringing OneRoster bundles in: read and plan, look at it, then all or nothing."""

import logging
from typing import IO

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from schools import clock, policies, signals
from schools.actions import audit, roster_files
from schools.choices import RunState
from schools.exceptions import Conflict, NotAllowed
from schools.models import Person, RosterRun
from schools.roster import apply, progress
from schools.roster.diff import make_plan
from schools.roster.interpret import load
from schools.roster.plan import Plan
from schools.roster.report import Report, Unreadable
from schools.roster.wanted import Wanted

_log = logging.getLogger(__name__)
_READ, _PLANNED = 20, 40  # per cent


def import_bundle(
    *,
    actor: Person | None,
    source: IO[bytes],
    file_name: str,
    system: str = "",
    dry_run: bool = False,
    confirm_ends: bool = False,
) -> RosterRun:
    """Bring a bundle in at once, for the command line and the demo. ``actor`` None: the system.

    The run's ``state`` says how it went: DONE; STOPPED when many accounts would end and
    ``confirm_ends`` is not given; FAILED when it was refused; after a ``dry_run`` PREVIEW,
    and nothing is kept, not even the run. Raises NotAllowed.
    """
    _check(actor)
    run = RosterRun(
        file_name=file_name[:255],
        requested_by=actor,
        created_at=clock.now(),
        counts={"confirmed": True} if confirm_ends else {},
    )
    if dry_run:
        return plan_into(run, source, system=system)
    run.save()
    return write_into(run, source, system=system)


def plan_into(run: RosterRun, source: IO[bytes], *, system: str = "") -> RosterRun:
    """Fill in counts, report and state of a run without writing anything of the bundle."""
    report = Report()
    try:
        wanted = load(source, report, system=system)
        progress.put(run.uuid, _READ)
        _note(run, make_plan(wanted, report), report)
    except Unreadable:
        _refuse(run, report)
    return run


def write_into(run: RosterRun, source: IO[bytes], *, system: str = "") -> RosterRun:
    """Read, plan and write a saved run. All or nothing; the run is saved in any case."""
    report = Report()
    try:
        wanted = load(source, report, system=system)
        progress.put(run.uuid, _READ)
        with transaction.atomic():
            _write(run, wanted, report)
    except Unreadable:
        _refuse(run, report)
    except DatabaseError:
        _log.exception("roster run %s", run.uuid)
        report.refuse("failed")
        _refuse(run, report)
    run.save()
    return run


def start_run(*, actor: Person, run: RosterRun, confirm_ends: bool = False) -> RosterRun:
    """Let the worker write a run that has been looked at.

    Raises NotAllowed; Conflict when it is not waiting for that, or when many accounts
    would end and that is not confirmed.
    """
    _check(actor)
    with transaction.atomic():
        held = RosterRun.objects.select_for_update().get(pk=run.pk)
        if held.state not in {RunState.PREVIEW, RunState.STOPPED}:
            raise Conflict(_("This import has been started or ended already."))
        if held.state == RunState.STOPPED and not confirm_ends:
            raise Conflict(_("Many accounts would end. Tick the box if that is right."))
        held.state = RunState.WRITING
        held.counts = {**held.counts, "confirmed": confirm_ends}
        held.save(update_fields=["state", "counts"])
        audit.record(actor=actor, action="roster.started", about=held, confirmed=confirm_ends)
        transaction.on_commit(lambda: roster_files.ask_worker(held))
    return held


def drop_run(*, actor: Person, run: RosterRun) -> RosterRun:
    """Leave a bundle that has been looked at: its file is deleted. Raises NotAllowed, Conflict."""
    _check(actor)
    with transaction.atomic():
        held = RosterRun.objects.select_for_update().get(pk=run.pk)
        if held.state not in {RunState.PREVIEW, RunState.STOPPED}:
            raise Conflict(_("This import has been started or ended already."))
        held.state = RunState.FAILED
        held.finished_at = clock.now()
        roster_files.drop(held)
        held.save()
        audit.record(actor=actor, action="roster.dropped", about=held)
    return held


def _check(actor: Person | None) -> None:
    if actor is not None and not policies.can_import_roster(actor):
        raise NotAllowed(_("Only administrators of the municipality bring in roster files."))


def _write(run: RosterRun, wanted: Wanted, report: Report) -> None:
    _queue_up()
    plan = make_plan(wanted, report)
    progress.put(run.uuid, _PLANNED)
    _note(run, plan, report)
    if run.state == RunState.STOPPED:
        return
    actor = run.requested_by
    apply.write(plan, actor=actor, progress=lambda done: _advance(run, done))
    _cover(run, plan)  # new schools have their rows now
    _tell(plan)
    run.state = RunState.DONE
    run.finished_at = clock.now()
    if plan.writes:
        audit.record(actor=actor, action="roster.imported", about=run, writes=plan.writes)


def _queue_up() -> None:
    """One run at a time: all of them lock the first run's row before they plan."""
    RosterRun.objects.select_for_update().order_by("pk").first()


def _note(run: RosterRun, plan: Plan, report: Report) -> None:
    confirmed = bool(run.counts.get("confirmed"))
    run.system = plan.system
    run.counts = {**plan.counts(), "confirmed": confirmed, "warnings": report.warnings}
    run.state = RunState.PREVIEW
    if plan.ends_many and not confirmed:
        report.warn("many_end", "users.csv", value=str(plan.losing))
        run.state = RunState.STOPPED
    run.report = report.as_rows()
    _cover(run, plan)


def _cover(run: RosterRun, plan: Plan) -> None:
    """Name the schools by which people see the run: all of them, or none."""
    if not run.pk:  # a dry run is not kept
        return
    are_saved = all(school.pk for school in plan.covered)
    run.schools.set(plan.covered if are_saved else [])


def _refuse(run: RosterRun, report: Report) -> None:
    run.state = RunState.FAILED
    run.finished_at = clock.now()
    run.report = report.as_rows()
    run.counts = {"warnings": report.warnings}


def _advance(run: RosterRun, percent: int) -> None:
    progress.put(run.uuid, _PLANNED + percent * (100 - _PLANNED) // 100)


def _tell(plan: Plan) -> None:
    for person in plan.people.ended:
        signals.access_ended.send(sender=Person, person=person)
    touched = plan.touched_people()
    if touched:
        signals.roles_changed.send(sender=Person, person_ids=touched)
