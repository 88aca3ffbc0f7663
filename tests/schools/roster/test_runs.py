"""A bundle's way by the pages and the worker: upload, look, start, leave."""

import datetime as dt

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from schools import clock
from schools.actions import roster, roster_files, roster_runs
from schools.choices import PositionRole, RunState
from schools.exceptions import Conflict, InvalidInput, NotAllowed, NotVisible
from schools.files import vault
from schools.models import AuditEntry, Person, PrivateFile, RosterRun
from schools.queries.roster import runs_page, visible_run
from schools.roster import progress
from schools.roster.bundle import Bundle
from schools.visibility import run_viewers, visible_files, visible_runs
from tests.cast import Cast
from tests.schools.roster.bundles import YEAR, bring_in, codes, person_of, small, zipped

pytestmark = pytest.mark.django_db


def upload(cast: Cast, **options: int) -> RosterRun:
    content = small(**options).to_bytes()  # type: ignore[arg-type]
    return roster_files.upload_bundle(
        actor=cast.marit, upload=SimpleUploadedFile("C:\\temp\\eksport.zip", content)
    )


def test_bundle_is_looked_at_before_it_is_brought_in(cast: Cast) -> None:
    run = upload(cast)
    assert (run.state, run.file_name) == (RunState.WAITING, "eksport.zip")
    roster_runs.read_run(run_id=run.pk)
    run.refresh_from_db()
    assert (run.state, run.counts["people"]["created"]) == (RunState.PREVIEW, 28)
    assert not Person.objects.filter(username="elev0000").exists()
    roster.start_run(actor=cast.marit, run=run)
    roster_runs.write_run(run_id=run.pk)
    run.refresh_from_db()
    assert (run.state, run.requested_by) == (RunState.DONE, cast.marit)
    assert person_of("p0").username == "elev0000"
    assert progress.of(run.uuid) == 100
    actions = AuditEntry.objects.filter(object_id=str(run.pk), actor=cast.marit)
    assert set(actions.values_list("action", flat=True)) == {
        "roster.uploaded",
        "roster.started",
        "roster.imported",
    }


def test_worker_may_do_each_step_twice(cast: Cast) -> None:
    run = upload(cast)
    for _ in range(2):
        roster_runs.read_run(run_id=run.pk)
    run.refresh_from_db()
    roster.start_run(actor=cast.marit, run=run)
    for _ in range(2):
        roster_runs.write_run(run_id=run.pk)
    assert Person.objects.filter(username="elev0000").count() == 1


def test_bundle_is_deleted_when_it_has_ended(
    cast: Cast, django_capture_on_commit_callbacks: "pytest.FixtureRequest"
) -> None:
    run = upload(cast)
    assert run.file is not None
    name = run.file.storage_name
    for viewer in (cast.marit, cast.sissel):
        assert not visible_files(viewer).filter(pk=run.file.pk).exists()
    roster_runs.read_run(run_id=run.pk)
    run.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        roster.drop_run(actor=cast.marit, run=run)
    run.refresh_from_db()
    assert (run.state, run.file) == (RunState.FAILED, None)
    assert not PrivateFile.objects.filter(storage_name=name).exists()
    assert not vault.storage().exists(name)


def test_stopped_run_needs_a_yes(cast: Cast) -> None:
    bring_in(small(pupils=30))
    run = upload(cast, pupils=2)
    roster_runs.read_run(run_id=run.pk)
    run.refresh_from_db()
    assert run.state == RunState.STOPPED
    with pytest.raises(Conflict):
        roster.start_run(actor=cast.marit, run=run)
    roster.start_run(actor=cast.marit, run=run, confirm_ends=True)
    roster_runs.write_run(run_id=run.pk)
    run.refresh_from_db()
    assert run.state == RunState.DONE
    with pytest.raises(Conflict):
        roster.start_run(actor=cast.marit, run=run)
    with pytest.raises(Conflict):
        roster.drop_run(actor=cast.marit, run=run)


def test_only_administrators_import(cast: Cast) -> None:
    run = upload(cast)
    file = SimpleUploadedFile("a.zip", small().to_bytes())
    for person in (cast.sissel, cast.ida, cast.kari):
        with pytest.raises(NotAllowed):
            roster_files.upload_bundle(actor=person, upload=file)
        with pytest.raises(NotAllowed):
            roster.start_run(actor=person, run=run)
        with pytest.raises(NotAllowed):
            roster.drop_run(actor=person, run=run)


def test_wrong_uploads_are_refused(cast: Cast, settings: object) -> None:
    with pytest.raises(InvalidInput) as refusal:
        roster_files.upload_bundle(
            actor=cast.marit, upload=SimpleUploadedFile("a.zip", b"no zip at all")
        )
    assert refusal.value.field == "file"
    settings.ROSTER_MAX_BYTES = 1000  # type: ignore[attr-defined]
    with pytest.raises(InvalidInput):
        upload(cast)
    assert not RosterRun.objects.exists()


def test_lost_runs_are_queued_again_and_old_ones_left(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(roster_files, "ask_worker", lambda run: asked.append(run.pk))
    lost, looked_at = upload(cast), upload(cast)
    roster_runs.read_run(run_id=looked_at.pk)
    roster_files.sweep_runs()
    assert asked == []
    with time_machine.travel(clock.now() + dt.timedelta(days=8), tick=False):
        roster_files.sweep_runs()
    looked_at.refresh_from_db()
    assert asked == [lost.pk]
    assert (looked_at.state, looked_at.file) == (RunState.FAILED, None)


# --- pages


def test_pages_lead_from_upload_to_result(cast: Cast, client: Client) -> None:
    client.force_login(cast.marit)
    file = SimpleUploadedFile("eksport.zip", small().to_bytes())
    answer = client.post("/inntak/", {"file": file})
    run = RosterRun.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/inntak/{run.uuid}/")
    page = client.get(f"/inntak/{run.uuid}/").content.decode()
    assert "<progress" in page
    assert client.get(f"/inntak/{run.uuid}/framdrift/").status_code == 200
    roster_runs.read_run(run_id=run.pk)
    assert client.get(f"/inntak/{run.uuid}/framdrift/").status_code == 204
    page = client.get(f"/inntak/{run.uuid}/").content.decode()
    assert f"/inntak/{run.uuid}/start/" in page
    assert client.post(f"/inntak/{run.uuid}/start/").status_code == 302
    roster_runs.write_run(run_id=run.pk)
    page = client.get(f"/inntak/{run.uuid}/").content.decode()
    assert f"/inntak/{run.uuid}/start/" not in page
    assert client.post(f"/inntak/{run.uuid}/start/").status_code == 409
    assert client.post(f"/inntak/{run.uuid}/slett/").status_code == 409


def test_refused_upload_says_why_at_the_field(cast: Cast, client: Client) -> None:
    client.force_login(cast.marit)
    answer = client.post("/inntak/", {"file": SimpleUploadedFile("a.zip", b"no")})
    assert answer.status_code == 422
    assert "file-error" in answer.content.decode()


def _of_one_school(system: str = "Lades eget") -> Bundle:
    """Of Lade alone, as the cast has it."""
    bundle = Bundle(system=system)
    bundle.add_year("2026", *YEAR).add_school("lade", "Lade skole", org_number="974000001")
    bundle.add_class("7b", "7B", school="lade", year="2026", grade=7)
    return bundle.add_pupil("p", "elev9", "Ny", "Elev", school="lade", classes=["7b"], grade=7)


def _of_both_schools() -> Bundle:
    bundle = _of_one_school()
    bundle.add_school("rosenborg", "Rosenborg skole", org_number="974000002")
    return bundle.add_class("8b", "8B", school="rosenborg", year="2026", grade=8)


def _seers(cast: Cast, run: RosterRun) -> set[str]:
    """By both directions, which must agree."""
    found = {name for name in cast.people if visible_runs(cast.fresh(name)).filter(pk=run.pk)}
    assert set(run_viewers(run)) == {cast.people[name] for name in found}
    return found


def test_ict_contacts_look_but_do_not_import(cast: Cast, client: Client) -> None:
    file = SimpleUploadedFile("lade.zip", _of_one_school().to_bytes())
    run = roster_files.upload_bundle(actor=cast.marit, upload=file)
    roster_runs.read_run(run_id=run.pk)
    client.force_login(cast.ida)
    assert 'type="file"' not in client.get("/inntak/").content.decode()
    page = client.get(f"/inntak/{run.uuid}/")
    assert page.status_code == 200
    assert "/start/" not in page.content.decode()
    assert client.post(f"/inntak/{run.uuid}/start/").status_code == 403
    assert client.post(f"/inntak/{run.uuid}/slett/").status_code == 403
    file = SimpleUploadedFile("a.zip", small().to_bytes())
    assert client.post("/inntak/", {"file": file}).status_code == 403


def test_ict_contacts_see_what_covers_their_schools_alone(cast: Cast) -> None:
    assert _seers(cast, bring_in(_of_one_school())) == {"marit", "ida"}
    assert _seers(cast, bring_in(_of_both_schools())) == {"marit"}
    cast.ida.positions.create(school=cast.rosenborg, role=PositionRole.ICT)
    assert _seers(cast, bring_in(_of_both_schools())) == {"marit", "ida"}


def test_a_school_where_something_ends_is_covered_too(cast: Cast) -> None:
    bring_in(_of_both_schools())
    assert _seers(cast, bring_in(_of_one_school(), confirm_ends=True)) == {"marit"}
    assert _seers(cast, bring_in(_of_one_school())) == {"marit", "ida"}


def test_a_run_whose_schools_are_not_known_is_the_administrators(cast: Cast) -> None:
    run = upload(cast)
    assert _seers(cast, run) == {"marit"}
    roster_runs.read_run(run_id=run.pk)  # its schools are new
    run.refresh_from_db()
    assert not run.schools.exists()
    done = bring_in(small())
    assert {school.name for school in done.schools.all()} == {"Lade skole", "Ila skole"}
    assert _seers(cast, bring_in(zipped({"manifest.csv": "x"}))) == {"marit"}


def test_ones_own_uploads_are_seen_while_one_is_a_contact(cast: Cast) -> None:
    run = upload(cast)
    RosterRun.objects.update(requested_by=cast.ida)
    run.refresh_from_db()
    assert _seers(cast, run) == {"marit", "ida"}
    cast.ida.positions.update(ends=clock.today())
    assert _seers(cast, run) == {"marit"}


def test_a_run_of_other_schools_does_not_exist_for_a_contact(cast: Cast, client: Client) -> None:
    run = bring_in(_of_both_schools())
    client.force_login(cast.ida)
    page = client.get("/inntak/")
    assert page.status_code == 200
    assert str(run.uuid) not in page.content.decode()
    for way, method in (("", client.get), ("framdrift/", client.get), ("start/", client.post)):
        assert method(f"/inntak/{run.uuid}/{way}").status_code == 404, way


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_runs_costs_the_same(
    cast: Cast, client: Client, count: int, django_assert_max_num_queries: object
) -> None:
    for _ in range(count):
        upload(cast)
    client.force_login(cast.marit)
    with django_assert_max_num_queries(10):  # type: ignore[operator]
        client.get("/inntak/")


def test_refused_upload_is_reported_and_deleted(cast: Cast) -> None:
    content = zipped({"manifest.csv": small().files()["manifest.csv"]})
    run = roster_files.upload_bundle(
        actor=cast.marit, upload=SimpleUploadedFile("tom.zip", content)
    )
    roster_runs.read_run(run_id=run.pk)
    run.refresh_from_db()
    assert (run.state, run.file) == (RunState.FAILED, None)
    assert codes(run) == {"only_manifest"}


def test_runs_are_hidden_from_others(cast: Cast) -> None:
    run = upload(cast)
    for person in (None, cast.sissel, cast.tone, cast.kari, cast.gone):
        assert not visible_runs(person).exists()
    for person in (cast.sissel, cast.tone):
        with pytest.raises(NotVisible):
            visible_run(person, run.uuid)
        with pytest.raises(NotVisible):
            runs_page(person)
    assert set(run_viewers(run)) == {cast.marit}
