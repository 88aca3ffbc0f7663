"""What the office decides, and vouches for."""

import datetime as dt

import pytest
from django.test import Client

from schools import affiliations, clock
from schools.actions.declarations import vouch, withdraw
from schools.actions.guardianships import decide_guardianship
from schools.actions.people import name_handler, unname_handler
from schools.choices import (
    Access,
    MemberRole,
    PositionRole,
    Protection,
    Responsibility,
    Source,
    Vouched,
)
from schools.exceptions import Conflict, InvalidInput, NotAllowed, NotVisible
from schools.models import (
    AuditEntry,
    Group,
    Guardianship,
    Membership,
    Person,
    Position,
    ProtectionHandler,
    School,
    SourceDeclaration,
)
from schools.queries.office import omissions, waiting_count
from schools.roster.wanted import system_key
from schools.visibility import visible_people
from tests.cast import Cast
from tests.schools.roster.bundles import SYSTEM, bring_in, person_of, small, writes

pytestmark = pytest.mark.django_db
KEY = system_key(SYSTEM)


@pytest.fixture
def lade(db: None) -> School:
    """A school whose register says nothing about responsibility and protection."""
    bring_in(small(metadata=False))
    return School.objects.get(name="Lade skole")


def staff(school: School | None, role: PositionRole, name: str) -> Person:
    person = Person.objects.create_user(name, given_name=name.title(), family_name="Kontor")
    Position.objects.create(person=person, school=school, role=role)
    return person


@pytest.fixture
def head(lade: School) -> Person:
    return staff(lade, PositionRole.LEADER, "rektor")


def again(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)


# --- one guardian


def _row(cast: Cast) -> Guardianship:
    return Guardianship.objects.get(guardian=cast.kjell, pupil=cast.jonas)


def test_office_lets_a_guardian_in(cast: Cast) -> None:
    row = decide_guardianship(actor=cast.hanne, row=_row(cast), access=Access.FULL)
    assert (row.responsibility, row.source) == (Responsibility.FULL, Source.OFFICE)
    assert affiliations.of(again(cast.kjell)).children == {cast.jonas.pk}
    entry = AuditEntry.objects.get(action="guardianship_decided")
    assert (entry.actor, entry.details["access"]) == (cast.hanne, "full")


def test_office_lets_a_guardian_read_for_a_time(cast: Cast) -> None:
    ends = clock.today() + dt.timedelta(days=30)
    decide_guardianship(actor=cast.sissel, row=_row(cast), access=Access.INFORMATION, ends=ends)
    assert affiliations.of(again(cast.kjell)).informed_children == {cast.jonas.pk}
    assert not affiliations.of(again(cast.kjell), on=ends).readable_children


@pytest.mark.parametrize("days", [None, 0, -1, 400])
def test_reading_for_a_time_needs_a_sound_end(cast: Cast, days: int | None) -> None:
    ends = None if days is None else clock.today() + dt.timedelta(days=days)
    with pytest.raises(InvalidInput) as refusal:
        decide_guardianship(actor=cast.sissel, row=_row(cast), access=Access.INFORMATION, ends=ends)
    assert refusal.value.field == "ends"
    assert _row(cast).quarantined


def test_office_refuses_and_cannot_decide_twice(cast: Cast) -> None:
    decide_guardianship(actor=cast.sissel, row=_row(cast), access=Access.NONE)
    assert not affiliations.of(again(cast.kjell)).readable_children
    with pytest.raises(Conflict):
        decide_guardianship(actor=cast.sissel, row=_row(cast), access=Access.FULL)


@pytest.mark.parametrize("responsibility", [Responsibility.NONE, Responsibility.INFORMATION])
def test_office_gives_no_full_access_against_the_register(
    cast: Cast, responsibility: Responsibility
) -> None:
    Guardianship.objects.filter(pk=_row(cast).pk).update(
        responsibility=responsibility, access=Access.NONE
    )
    with pytest.raises(InvalidInput) as refusal:
        decide_guardianship(actor=cast.sissel, row=_row(cast), access=Access.FULL)
    assert refusal.value.field == "access"


def test_others_decide_nothing(cast: Cast) -> None:
    for person in (cast.bjarne, cast.marit, cast.tone, cast.kjell, cast.mona, cast.ida):
        with pytest.raises(NotVisible):
            decide_guardianship(actor=person, row=_row(cast), access=Access.FULL)
    assert waiting_count(cast.bjarne) == 0
    assert waiting_count(cast.sissel) == 1


def test_protected_homes_are_not_in_the_list(cast: Cast) -> None:
    Guardianship.objects.filter(guardian=cast.leila).update(quarantined=True)
    assert waiting_count(cast.sissel) == 1  # Jonas only
    assert waiting_count(cast.hanne) == 2  # she is named for Amira


# --- a source


def test_vouching_lets_in_those_who_waited(lade: School, head: Person) -> None:
    found = {(each.vouched, each.waiting) for each in omissions(head)}
    assert found == {(Vouched.GUARDIANS, 13), (Vouched.NO_PROTECTED, 12)}
    vouch(actor=head, system=KEY, vouched=Vouched.GUARDIANS, school=lade)
    assert affiliations.of(person_of("g0")).children == {person_of("p0").pk}
    assert person_of("p0").is_protected
    vouch(actor=head, system=KEY, vouched=Vouched.NO_PROTECTED, school=lade)
    assert {person_of(key).protection for key in ("p0", "g0", "g0b")} == {Protection.NONE}
    assert visible_people(again(head)).filter(pk=person_of("p0").pk).exists()
    assert omissions(again(head)) == []
    declared = SourceDeclaration.objects.get(vouched=Vouched.GUARDIANS)
    assert (declared.declared_by, declared.school) == (head, lade)
    assert AuditEntry.objects.filter(action="source_vouched", actor=head).count() == 2
    vouch(actor=head, system=KEY, vouched=Vouched.GUARDIANS, school=lade)
    assert SourceDeclaration.objects.count() == 2


def test_import_agrees_with_what_was_vouched_for(lade: School, head: Person) -> None:
    vouch(actor=head, system=KEY, vouched=Vouched.GUARDIANS, school=lade)
    vouch(actor=head, system=KEY, vouched=Vouched.NO_PROTECTED, school=lade)
    assert writes(bring_in(small(metadata=False))) == 0


def test_vouching_holds_for_ones_own_school_only(lade: School, head: Person) -> None:
    ila = School.objects.get(name="Ila skole")
    other = staff(ila, PositionRole.LEADER, "annen")
    moved = person_of("p1")
    Membership.objects.create(
        person=moved, group=Group.objects.get(name="1A"), role=MemberRole.PUPIL
    )
    vouch(actor=other, system=KEY, vouched=Vouched.GUARDIANS, school=ila)
    assert not Guardianship.objects.exclude(access=Access.NONE).exists()
    vouch(actor=head, system=KEY, vouched=Vouched.GUARDIANS, school=lade)
    assert Guardianship.objects.get(pupil=moved).access == Access.FULL  # both have
    with pytest.raises(NotAllowed):
        vouch(actor=head, system=KEY, vouched=Vouched.NO_PROTECTED, school=ila)
    with pytest.raises(NotAllowed):
        vouch(actor=head, system=KEY, vouched=Vouched.NO_PROTECTED)


def test_administrator_vouches_for_all_schools(lade: School) -> None:
    admin = staff(None, PositionRole.MUNICIPAL_ADMIN, "admin")
    vouch(actor=admin, system=KEY, vouched=Vouched.GUARDIANS)
    assert not Guardianship.objects.filter(quarantined=True).exists()
    with pytest.raises(NotAllowed):
        vouch(actor=admin, system=KEY, vouched=Vouched.GUARDIANS, school=lade)


def test_taking_back_closes_again(lade: School, head: Person) -> None:
    for kind in Vouched:
        vouch(actor=head, system=KEY, vouched=kind, school=lade)
    for declaration in SourceDeclaration.objects.all():
        withdraw(actor=head, declaration=declaration)
        withdraw(actor=head, declaration=declaration)
    assert not Guardianship.objects.exclude(access=Access.NONE).exists()
    assert {person_of(key).protection for key in ("p0", "g0")} == {Protection.UNSTATED}
    assert writes(bring_in(small(metadata=False))) == 0
    vouch(actor=head, system=KEY, vouched=Vouched.GUARDIANS, school=lade)
    assert affiliations.of(person_of("g0")).children


def test_vouching_against_the_source_is_refused(lade: School, head: Person) -> None:
    Guardianship.objects.filter(guardian=person_of("g0")).update(responsibility=Responsibility.NONE)
    Person.objects.filter(pk=person_of("p1").pk).update(protection=Protection.STRICT)
    for kind in Vouched:
        with pytest.raises(InvalidInput):
            vouch(actor=head, system=KEY, vouched=kind, school=lade)
    with pytest.raises(NotVisible):
        vouch(actor=head, system="another", vouched=Vouched.GUARDIANS, school=lade)
    assert not SourceDeclaration.objects.exists()


# --- named staff


def test_leader_names_somebody_who_then_knows(cast: Cast) -> None:
    assert not visible_people(cast.tone).filter(pk=cast.amira.pk).exists()
    row = name_handler(actor=cast.sissel, username="AMIRA", handler_username="tone")
    assert visible_people(again(cast.tone)).filter(pk=cast.amira.pk).exists()
    assert AuditEntry.objects.get(action="handler_named").actor == cast.sissel
    name_handler(actor=cast.sissel, username="amira", handler_username="tone")
    assert AuditEntry.objects.filter(action="handler_named").count() == 1
    with pytest.raises(NotVisible):  # Sissel is not named herself
        unname_handler(actor=cast.sissel, row=row)
    unname_handler(actor=cast.hanne, row=row)
    assert not visible_people(again(cast.tone)).filter(pk=cast.amira.pk).exists()
    name_handler(actor=cast.sissel, username="amira", handler_username="tone")
    assert visible_people(again(cast.tone)).filter(pk=cast.amira.pk).exists()


@pytest.mark.parametrize(
    ("actor", "person", "handler", "field"),
    [
        ("sissel", "nora", "tone", "person"),  # not protected
        ("sissel", "nobody", "tone", "person"),
        ("bjarne", "amira", "tuva", "person"),  # another school
        ("tone", "amira", "tone", "person"),
        ("marit", "amira", "tone", "person"),
        ("sissel", "amira", "tuva", "handler"),
        ("sissel", "amira", "kari", "handler"),
        ("sissel", "amira", "sverre", "handler"),  # has left
    ],
)
def test_naming_is_refused(cast: Cast, actor: str, person: str, handler: str, field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        name_handler(actor=cast.people[actor], username=person, handler_username=handler)
    assert refusal.value.field == field
    assert ProtectionHandler.objects.count() == 1


# --- pages


def test_work_list_names_who_waits_and_no_protected_home(cast: Cast, client: Client) -> None:
    client.force_login(cast.sissel)
    page = client.get("/kontor/").content.decode()
    assert "Kjell Rø" in page
    assert "Haddad" not in page
    assert "Amira" not in client.get("/kontor/vernet/").content.decode()
    client.force_login(cast.hanne)
    assert "Amira Haddad" in client.get("/kontor/vernet/").content.decode()
    client.force_login(cast.bjarne)
    assert "Kjell" not in client.get("/kontor/").content.decode()


def test_decision_by_form(cast: Cast, client: Client) -> None:
    client.force_login(cast.sissel)
    address = f"/kontor/foresatte/{cast.kjell.uuid}/{cast.jonas.uuid}/"
    answer = client.post(address, {"access": "information", "ends": "2020-01-01"})
    assert answer.status_code == 422
    assert "2020-01-01" in answer.content.decode()
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"access": "full"}).status_code == 302
    assert client.post(address, {"access": "none"}).status_code == 409
    assert _row(cast).access == Access.FULL


def test_vouching_by_form(lade: School, head: Person, client: Client) -> None:
    client.force_login(head)
    data = {"system": KEY, "vouched": "guardians", "school": str(lade.uuid)}
    assert KEY in client.get("/kontor/").content.decode()
    assert client.post("/kontor/gar-god-for/", {"system": KEY}).status_code == 422
    assert client.post("/kontor/gar-god-for/", data).status_code == 302
    assert Guardianship.objects.filter(access=Access.FULL).count() == 13
    assert client.post("/kontor/trekk-tilbake/", {}).status_code == 422
    assert client.post("/kontor/trekk-tilbake/", data).status_code == 302
    assert client.post("/kontor/trekk-tilbake/", data).status_code == 404
    Guardianship.objects.filter(guardian=person_of("g0")).update(responsibility=Responsibility.NONE)
    assert client.post("/kontor/gar-god-for/", data).status_code == 422


def test_naming_by_form(cast: Cast, client: Client) -> None:
    client.force_login(cast.hanne)
    answer = client.post("/kontor/vernet/", {"person": "ukjent", "handler": "tone"})
    assert answer.status_code == 422
    assert "ukjent" in answer.content.decode()
    assert client.post("/kontor/vernet/", {"person": "amira", "handler": "tone"}).status_code == 302
    end = f"/kontor/vernet/{cast.amira.uuid}/{cast.tone.uuid}/avslutt/"
    assert client.post(end).status_code == 302
    assert client.post(end).status_code == 404


def test_today_says_who_waits(cast: Cast, client: Client) -> None:
    client.force_login(cast.sissel)
    assert "/kontor/" in client.get("/i-dag/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_work_list_costs_the_same(
    cast: Cast, client: Client, count: int, django_assert_max_num_queries: object
) -> None:
    for name in ("nora", "lise", "per")[: count - 1]:
        Guardianship.objects.create(
            guardian=cast.kjell, pupil=cast.people[name], quarantined=True, access=Access.NONE
        )
    client.force_login(cast.sissel)
    with django_assert_max_num_queries(13):  # type: ignore[operator]
        client.get("/kontor/")


def test_nobody_decides_about_oneself(cast: Cast) -> None:
    row = _row(cast)
    Guardianship.objects.filter(pk=row.pk).update(guardian=cast.hanne)
    mine = Guardianship.objects.get(pk=row.pk)
    with pytest.raises(NotAllowed):
        decide_guardianship(actor=cast.hanne, row=mine, access=Access.FULL)
    assert not affiliations.of(again(cast.hanne)).readable_children
    assert decide_guardianship(actor=cast.sissel, row=mine, access=Access.FULL)
