"""Who is let in by an import, who is hidden, and when an import stops."""

import pytest
from django.db import DatabaseError, models

from schools import affiliations, clock
from schools.choices import (
    Access,
    Protection,
    Responsibility,
    RunState,
    Source,
    Vouched,
)
from schools.models import ExternalId, Guardianship, Membership, Person, SourceDeclaration
from schools.roster.wanted import system_key
from schools.visibility.people import visible_people
from tests.schools.roster.bundles import SYSTEM, bring_in, codes, person_of, small, writes

pytestmark = pytest.mark.django_db


@pytest.fixture
def head(db: None) -> Person:
    return Person.objects.create_user("rektor", given_name="R", family_name="K")


def vouch(head: Person, kind: Vouched) -> None:
    SourceDeclaration.objects.create(
        system=system_key(SYSTEM), vouched=kind, declared_by=head, declared_at=clock.now()
    )


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_bundle_without_metadata_lets_nobody_in(version: str) -> None:
    run = bring_in(small(version, metadata=False))
    assert {"no_responsibility", "no_protection"} <= codes(run)
    assert Guardianship.objects.count() == 13
    assert not Guardianship.objects.filter(quarantined=False).exists()
    assert not Guardianship.objects.exclude(access=Access.NONE).exists()
    for guardian in Person.objects.filter(guardianships__isnull=False):
        assert not affiliations.of(guardian).readable_children
        assert visible_people(guardian).exclude(pk=guardian.pk).count() == 0


def test_pupils_of_unknown_protection_are_hidden() -> None:
    bring_in(small(metadata=False))
    pupil = person_of("p0")
    assert pupil.protection == Protection.UNSTATED
    assert person_of("g0").protection == Protection.UNSTATED
    assert person_of("t1").protection == Protection.NONE
    for viewer in (person_of("t1"), person_of("r1"), person_of("p1")):
        assert not visible_people(viewer).filter(pk=pupil.pk).exists()


def test_vouched_source_lets_in_and_shows(head: Person) -> None:
    vouch(head, Vouched.GUARDIANS)
    vouch(head, Vouched.NO_PROTECTED)
    bring_in(small(metadata=False))
    assert affiliations.of(person_of("g0")).children == {person_of("p0").pk}
    assert person_of("p0").protection == Protection.NONE
    row = Guardianship.objects.get(guardian=person_of("g0"))
    assert row.responsibility == Responsibility.UNKNOWN
    assert writes(bring_in(small(metadata=False))) == 0


def test_vouching_says_nothing_about_empty_cells(head: Person) -> None:
    """A source that has the column, and leaves a cell empty, has not stated anything."""
    vouch(head, Vouched.GUARDIANS)
    vouch(head, Vouched.NO_PROTECTED)
    bundle = small()
    bundle.row("users", "g0")["metadata.parentalResponsibility"] = ""
    bundle.row("users", "p5")["metadata.addressProtection"] = ""
    assert "unstated_protection" in codes(bring_in(bundle))
    assert Guardianship.objects.get(guardian=person_of("g0")).quarantined
    assert person_of("p5").protection == Protection.UNSTATED


@pytest.mark.parametrize(
    ("word", "responsibility"),
    [("none", Responsibility.NONE), ("info", Responsibility.INFORMATION)],
)
def test_guardian_without_responsibility_gets_nothing(
    word: str, responsibility: Responsibility
) -> None:
    bundle = small()
    bundle.row("users", "g0")["metadata.parentalResponsibility"] = word
    bring_in(bundle)
    row = Guardianship.objects.get(guardian=person_of("g0"))
    assert (row.responsibility, row.access) == (responsibility, Access.NONE)
    assert not row.quarantined
    assert not affiliations.of(person_of("g0")).readable_children


def test_stricter_of_two_statements_holds() -> None:
    bundle = small()
    bundle.row("users", "p0")["metadata.parentalResponsibility"] = "none,full"  # g0, g0b
    run = bring_in(bundle)
    assert "responsibility_differs" in codes(run)
    assert not affiliations.of(person_of("g0")).readable_children
    assert affiliations.of(person_of("g0b")).readable_children


def test_lost_responsibility_closes() -> None:
    bundle = small()
    bring_in(bundle)
    bundle.row("users", "g0")["metadata.parentalResponsibility"] = "none"
    bring_in(bundle)
    assert not affiliations.of(person_of("g0")).readable_children


@pytest.mark.parametrize("word", ["confidential", "strict"])
def test_protection_covers_the_home_but_not_who_has_no_responsibility(word: str) -> None:
    bundle = small()
    bundle.row("users", "p0")["metadata.addressProtection"] = word
    bundle.row("users", "g0b")["metadata.parentalResponsibility"] = "none"
    bring_in(bundle)
    assert person_of("p0").protection == word
    assert person_of("g0").protection == word
    assert person_of("g0b").protection == Protection.NONE
    bundle.row("users", "p0")["metadata.addressProtection"] = "none"
    bring_in(bundle)
    assert {person_of(key).protection for key in ("p0", "g0")} == {Protection.NONE}


def test_silent_source_takes_no_protection_away(head: Person) -> None:
    bundle = small()
    bundle.row("users", "p0")["metadata.addressProtection"] = "strict"
    bring_in(bundle)
    vouch(head, Vouched.NO_PROTECTED)
    bundle.metadata = False
    bring_in(bundle, confirm_ends=True)
    assert person_of("p0").protection == Protection.STRICT
    assert person_of("g0").protection == Protection.STRICT


def test_office_decision_stands_until_the_register_is_stricter() -> None:
    bundle = small(metadata=False)
    bring_in(bundle)
    Guardianship.objects.filter(guardian=person_of("g0")).update(
        responsibility=Responsibility.FULL,
        access=Access.FULL,
        quarantined=False,
        source=Source.OFFICE,
    )
    assert writes(bring_in(bundle)) == 0
    bundle.metadata = True
    bundle.row("users", "g0")["metadata.parentalResponsibility"] = "none"
    assert "office_differs" in codes(bring_in(bundle))
    row = Guardianship.objects.get(guardian=person_of("g0"))
    assert (row.access, row.quarantined) == (Access.NONE, True)
    assert not affiliations.of(person_of("g0")).readable_children


def test_guardian_let_in_by_the_office_waits_again_when_the_register_drops_them() -> None:
    bundle = small(metadata=False)
    bring_in(bundle)
    guardian = person_of("g0b")
    Guardianship.objects.filter(guardian=guardian).update(
        access=Access.FULL, quarantined=False, source=Source.OFFICE
    )
    for child in ("p0",):
        bundle.row("users", child)["agentSourcedIds"] = "g0"
    bundle.row("users", "g0b")["agentSourcedIds"] = ""
    assert "office_vanished" in codes(bring_in(bundle))
    assert Guardianship.objects.get(guardian=guardian).quarantined


def test_many_ends_stop_and_ask() -> None:
    bundle = small(pupils=30)
    bring_in(bundle)
    fewer = small(pupils=8)  # 22 pupils and 22 guardians are gone
    run = bring_in(fewer)
    assert (run.state, run.counts["accounts"]["ending"]) == (RunState.STOPPED, 44)
    assert "many_end" in codes(run)
    assert Person.objects.filter(is_active=True, external_ids__system="oneroster").count() == 64
    assert bring_in(fewer, dry_run=True).state == RunState.STOPPED
    assert bring_in(fewer, confirm_ends=True).state == RunState.DONE
    assert not person_of("p29").is_active


def test_export_without_enrollments_stops_too() -> None:
    bundle = small(pupils=30)
    bring_in(bundle)
    bundle.tables["enrollments"] = bundle.tables["enrollments"][:1]
    run = bring_in(bundle)
    assert run.state == RunState.STOPPED
    assert not Membership.objects.filter(ends__isnull=False).exists()


def test_dry_run_keeps_nothing() -> None:
    run = bring_in(small(), dry_run=True)
    assert (run.state, run.pk) == (RunState.PREVIEW, None)
    assert writes(run) > 0
    assert not Person.objects.exists()


def test_fault_in_the_middle_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A real refusal of the database while the last table is written."""
    bundle = small()
    original = models.QuerySet.bulk_create

    def failing(self: "models.QuerySet[models.Model]", *args: object, **kwargs: object) -> object:
        if self.model is Guardianship:
            raise DatabaseError("disk full")
        return original(self, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(models.QuerySet, "bulk_create", failing)
    run = bring_in(bundle)
    assert (run.state, codes(run) >= {"failed"}) == (RunState.FAILED, True)
    assert not Person.objects.exists()
    assert not ExternalId.objects.exists()
