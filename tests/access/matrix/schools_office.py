"""Roster imports and the school office: their rows, beside the others of ``schools``."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from schools import clock, visibility
from schools.actions.roster_files import upload_bundle
from schools.actions.roster_runs import read_run
from schools.choices import Source, Vouched
from schools.models import Guardianship, RosterRun, SourceDeclaration
from tests.access.pairs import Pair
from tests.access.rows import Objects, Row, only
from tests.cast import Cast
from tests.schools.roster.bundles import small


def _run(objects: Objects) -> dict[str, Any]:
    return {"uuid": objects.roster_run.uuid}


def _kjell(objects: Objects) -> dict[str, Any]:
    return {"guardian": objects.cast.kjell.uuid, "pupil": objects.cast.jonas.uuid}


def _leila(objects: Objects) -> dict[str, Any]:
    return {"guardian": objects.cast.leila.uuid, "pupil": objects.cast.amira.uuid}


def _vouching(objects: Objects) -> dict[str, Any]:
    return {"system": "sis", "vouched": "guardians", "school": str(objects.cast.lade.uuid)}


ROWS: list[Row] = [
    Row("roster_runs", only("r", "MA")),
    Row("roster_runs", only("i", "MA"), "POST"),
    Row("roster_run", only("r", "MA"), kwargs=_run),
    Row("roster_progress", only("n", "MA"), kwargs=_run),
    Row("roster_start", only("w", "MA"), "POST", kwargs=_run),
    Row("roster_drop", only("w", "MA"), "POST", kwargs=_run),
    Row("office", only("r", "SA SB")),
    Row("office_guardian", only("r", "SA"), kwargs=_kjell),
    Row("office_guardian", only("r", ""), kwargs=_leila),
    Row("office_guardian", only("w", "SA"), "POST", kwargs=_kjell, data={"access": "none"}),
    Row("office_vouch", only("w", "SA"), "POST", data=_vouching),
    Row("office_withdraw", only("w", "SA"), "POST", data=_vouching),
    Row("office_protected", only("r", "SA SB")),
    Row(
        "office_protected",
        only("w", "SA", i="SB"),
        "POST",
        data={"person": "amira", "handler": "tone"},
    ),
    Row(
        "office_unname",
        only("w", ""),
        "POST",
        kwargs=lambda objects: {
            "person": objects.cast.amira.uuid,
            "handler": objects.cast.hanne.uuid,
        },
    ),
]

PAIRS: list[Pair] = [
    Pair(
        "roster runs",
        visibility.visible_runs,
        visibility.run_viewers,
        lambda objects: RosterRun.objects.all(),
    ),
    Pair(
        "guardianships",
        visibility.visible_relations,
        visibility.relation_viewers,
        lambda objects: Guardianship.objects.all(),
    ),
]


def objects(cast: Cast) -> dict[str, Any]:
    """A bundle that has been read, and a declaration that may be taken back."""
    # a relation the register left open, so that there is something to vouch for
    Guardianship.objects.filter(guardian=cast.kjell).update(source=Source.ROSTER, source_key="sis:")
    cast.jonas.external_ids.create(system="oneroster", value="sis:jonas")
    SourceDeclaration.objects.create(
        system="sis",
        vouched=Vouched.GUARDIANS,
        school=cast.lade,
        declared_by=cast.sissel,
        declared_at=clock.now(),
    )
    upload = SimpleUploadedFile("eksport.zip", small(pupils=1).to_bytes())
    run = upload_bundle(actor=cast.marit, upload=upload)
    read_run(run_id=run.pk)
    _runs_of_schools(cast)
    return {"roster_run": run}


def _runs_of_schools(cast: Cast) -> None:
    """For the pairs: runs of one school, of the other, of both, and one's own of both."""
    for schools, uploader in (
        ([cast.lade], cast.marit),
        ([cast.rosenborg], None),
        ([cast.lade, cast.rosenborg], cast.marit),
        ([cast.lade, cast.rosenborg], cast.ida),
        ([cast.lade], cast.kari),
    ):
        run = RosterRun.objects.create(
            file_name="eldre.zip", requested_by=uploader, created_at=clock.now()
        )
        run.schools.set(schools)
