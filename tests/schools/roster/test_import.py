"""What an import makes of a bundle, and that it makes nothing twice."""

import datetime as dt

import pytest

from schools import affiliations
from schools.choices import Access, GroupKind, MemberRole, PositionRole, RunState, Source
from schools.models import (
    AuditEntry,
    ExternalId,
    Group,
    Guardianship,
    Membership,
    Person,
    Position,
    RosterRun,
    School,
    SchoolYear,
)
from tests.schools.roster.bundles import bring_in, codes, person_of, small, writes

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_import_makes_people_places_and_relations(version: str) -> None:
    run = bring_in(small(version))
    assert run.state == RunState.DONE
    assert School.objects.get(org_number="975278921").name == "Lade skole"
    year = SchoolYear.objects.get(name="2026/2027")
    assert (year.starts, year.ends) == (dt.date(2026, 8, 1), dt.date(2027, 8, 1))
    seven = Group.objects.get(name="7B")
    assert (seven.kind, seven.grade, seven.ends) == (GroupKind.CLASS, 7, dt.date(2027, 8, 1))
    maths = Group.objects.get(name="7B matematikk")
    assert (maths.kind, maths.subject_code) == (GroupKind.TEACHING, "MAT01-05")
    pupil = person_of("p0")
    assert (pupil.username, pupil.given_name, pupil.is_protected) == ("elev0000", "Elev0", False)
    assert not pupil.has_usable_password()
    assert pupil.search_key == "elev0 prøve elev0000"
    assert affiliations.of(pupil).pupil_groups == {seven.pk, maths.pk}
    assert affiliations.of(person_of("g0")).children == {pupil.pk}
    assert affiliations.of(person_of("g0b")).children == {pupil.pk}


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_roles_follow_from_the_source(version: str) -> None:
    bring_in(small(version))
    held = Membership.objects.filter(person=person_of("t1"))
    assert dict(held.values_list("group__name", "role")) == {
        "7B": MemberRole.CONTACT_TEACHER,
        "7B matematikk": MemberRole.TEACHER,
    }
    assert Membership.objects.get(person=person_of("t2")).role == MemberRole.ASSISTANT
    leader = Position.objects.get(person=person_of("r1"))
    # 1.1 has one word for every administrator: the one that gives less is used
    expected = PositionRole.LEADER if version == "1.2" else PositionRole.OFFICE
    assert (leader.role, leader.school and leader.school.name) == (expected, "Lade skole")


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_second_run_changes_nothing(version: str) -> None:
    first = bring_in(small(version))
    entries = AuditEntry.objects.count()
    second = bring_in(small(version))
    assert writes(first) > 0
    assert (second.state, writes(second)) == (RunState.DONE, 0)
    assert AuditEntry.objects.count() == entries
    assert RosterRun.objects.count() == 2


def test_ten_changed_rows_change_ten() -> None:
    bundle = small()
    bring_in(bundle)
    for number in range(7):
        bundle.row("users", f"p{number}")["familyName"] = "Nytt-Navn"
    bundle.row("classes", "7b")["title"] = "7 Blå"
    bundle.row("orgs", "ila")["name"] = "Ila barneskole"
    bundle.row("users", "g3")["metadata.parentalResponsibility"] = "none"
    run = bring_in(bundle)
    assert run.counts["people"]["changed"] == 7
    assert [run.counts[kind]["changed"] for kind in ("groups", "schools", "guardianships")] == [
        1
    ] * 3
    assert writes(run) == 10
    assert (
        Person.objects.filter(family_name="Nytt-Navn", search_key__contains="nytt-navn").count()
        == 7
    )


def test_rows_that_vanish_end_today_and_return() -> None:
    bundle = small(pupils=30)
    bring_in(bundle)
    place = Membership.objects.get(person=person_of("t2"))
    row = bundle.row("enrollments", "t2.7b.teacher")
    bundle.remove("enrollments", "t2.7b.teacher")
    run = bring_in(bundle)
    place.refresh_from_db()
    assert (run.counts["memberships"]["ended"], place.ends is not None) == (1, True)
    assert person_of("t2").is_active
    bundle.tables["enrollments"].append(row)
    run = bring_in(bundle)
    place.refresh_from_db()
    assert (run.counts["memberships"]["changed"], place.ends) == (1, None)


def test_rows_of_others_are_never_ended() -> None:
    bundle = small(pupils=30)
    bring_in(bundle)
    group = Group.objects.get(name="7B")
    ours = Membership.objects.create(
        person=person_of("t1"), group=group, role=MemberRole.TEACHER, source=Source.OFFICE
    )
    other_system = Membership.objects.create(
        person=person_of("t1"),
        group=group,
        role=MemberRole.ASSISTANT,
        source=Source.ROSTER,
        source_key="annet system:",
    )
    assert writes(bring_in(bundle)) == 0
    for row in (ours, other_system):
        row.refresh_from_db()
        assert row.ends is None


def test_vanished_account_is_closed_when_nothing_is_left() -> None:
    bundle = small(pupils=30)
    bring_in(bundle)
    teacher, aide = person_of("t1"), person_of("t2")
    epoch = teacher.session_epoch
    Position.objects.create(
        person=aide, school=School.objects.get(name="Ila skole"), role=PositionRole.ASSISTANT
    )
    for table in ("users", "roles", "enrollments"):
        for key in list(bundle.tables[table]):
            if key.get("userSourcedId", key["sourcedId"]) in {"t1", "t2"}:
                bundle.remove(table, key["sourcedId"])
    run = bring_in(bundle)
    teacher.refresh_from_db()
    aide.refresh_from_db()
    assert run.counts["accounts"]["ending"] == 1
    assert (teacher.is_active, teacher.session_epoch) == (False, epoch + 1)
    assert aide.is_active  # the office gave her a position
    assert AuditEntry.objects.filter(action="roster.account_ended").count() == 1
    assert writes(bring_in(bundle)) == 0


def test_returning_account_is_opened_but_not_one_closed_here() -> None:
    bundle = small(pupils=30)
    bring_in(bundle)
    bundle.row("users", "t1")["enabledUser"] = "false"
    assert "disabled" in codes(bring_in(bundle))
    assert not person_of("t1").is_active
    Person.objects.filter(pk=person_of("t2").pk).update(is_active=False)
    bundle.row("users", "t1")["enabledUser"] = "true"
    bring_in(bundle)
    assert person_of("t1").is_active
    assert not person_of("t2").is_active


def test_national_numbers_are_kept_as_keyed_hash_and_join_people() -> None:
    number = "05831451264"
    bundle = small()
    bundle.row("users", "t1")["identifier"] = number
    bundle.add_guardian("tg", "Tore", "Lærer", children={"p3": "full"}, national_number=number)
    run = bring_in(bundle)
    assert person_of("tg") == person_of("t1")
    assert "same_person" in codes(run)
    held = affiliations.of(person_of("t1"))
    assert held.children == {person_of("p3").pk}
    assert held.staff_groups
    assert ExternalId.objects.filter(system="national-number").count() == 1
    assert not ExternalId.objects.filter(value__contains=number).exists()
    assert number not in str(run.report)
    assert writes(bring_in(bundle)) == 0


def test_teacher_who_is_a_parent_has_one_account_in_1_1() -> None:
    bundle = small("1.1")
    bundle.add_children("t1", {"p2": "full"})
    bring_in(bundle)
    assert affiliations.of(person_of("t1")).children == {person_of("p2").pk}


def test_feide_names_are_kept() -> None:
    bundle = small()
    bundle.row("users", "p1")["userIds"] = "{Feide:Elev1@trondheim.example}"
    bring_in(bundle)
    assert ExternalId.objects.get(system="eppn").value == "elev1@trondheim.example"


def test_taken_email_and_username_stay_with_their_owner() -> None:
    admin = Person.objects.create_user(
        "sjef", email="sjef@example.no", given_name="S", family_name="J"
    )
    bundle = small()
    bundle.row("users", "g1")["email"] = "Sjef@example.no"
    bundle.row("users", "g2")["username"] = "SJEF"
    bundle.row("users", "g4")["email"] = "g5@example.no"
    run = bring_in(bundle)
    assert {"email_taken", "username_taken"} <= codes(run)
    admin.refresh_from_db()
    assert (admin.username, admin.email) == ("sjef", "sjef@example.no")
    assert person_of("g1").email == ""
    assert person_of("g2").username.startswith("u")
    assert (person_of("g4").email, person_of("g5").email) == ("g5@example.no", "")
    assert writes(bring_in(bundle)) == 0


def test_administrators_keep_their_names_and_nobody_becomes_one() -> None:
    bundle = small()
    bundle.add_role("t1", "districtAdministrator", "lade")
    bundle.add_role("t1", "systemAdministrator", "lade")
    run = bring_in(bundle)
    assert "high_role" in codes(run)
    assert not Position.objects.filter(role=PositionRole.MUNICIPAL_ADMIN).exists()
    assert not Person.objects.filter(is_superuser=True).exists()
    Person.objects.filter(pk=person_of("t1").pk).update(is_superuser=True)
    bundle.row("users", "t1").update(username="ny", email="ny@example.no")
    assert "guarded_account" in codes(bring_in(bundle))
    assert (person_of("t1").username, person_of("t1").email) == ("tea0101", "")


def test_household_makes_homes() -> None:
    bundle = small()
    bundle.add_guardian("g1b", "Samme", "Hjem", children={"p1": "full"}, household="h1")
    bring_in(bundle)
    rows = Guardianship.objects.filter(pupil=person_of("p1"))
    assert set(rows.values_list("household_key", flat=True)) == {"h1"}
    assert rows.filter(access=Access.FULL).count() == 2
