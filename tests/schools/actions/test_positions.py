"""Who works where."""

import pytest

from schools import affiliations
from schools.actions import positions
from schools.choices import PositionRole
from schools.exceptions import Conflict, NotAllowed
from schools.models import AuditEntry, Person, Position
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_the_first_administrator_has_no_actor_and_no_password() -> None:
    person = positions.create_first_administrator(
        username="drift", given_name="Nils", family_name="Granmo"
    )
    assert affiliations.of(person).is_municipal_admin
    assert not person.has_usable_password()


def test_a_second_first_administrator_is_refused(cast: Cast) -> None:
    with pytest.raises(Conflict):
        positions.create_first_administrator(username="en", given_name="En", family_name="Til")
    assert not Person.objects.filter(username="en").exists()


def test_the_office_appoints_an_ict_contact_once(cast: Cast) -> None:
    for _ in range(2):
        positions.appoint(
            actor=cast.hanne, person=cast.odd, role=PositionRole.ICT, school=cast.lade
        )
    assert Position.objects.filter(person=cast.odd, role=PositionRole.ICT).count() == 1
    assert cast.lade.pk in affiliations.of(cast.odd).ict_schools
    assert AuditEntry.objects.filter(action="appointed").exists()


@pytest.mark.parametrize(
    ("who", "role"),
    [
        ("hanne", PositionRole.LEADER),
        ("hanne", PositionRole.OFFICE),
        ("bjarne", PositionRole.TEACHER),
        ("tone", PositionRole.ICT),
        ("kari", PositionRole.TEACHER),
    ],
)
def test_nobody_appoints_above_or_beside_their_place(
    cast: Cast, who: str, role: PositionRole
) -> None:
    with pytest.raises(NotAllowed):
        positions.appoint(actor=cast.people[who], person=cast.odd, role=role, school=cast.lade)


def test_the_municipality_appoints_leaders_and_administrators(cast: Cast) -> None:
    positions.appoint(actor=cast.marit, person=cast.odd, role=PositionRole.LEADER, school=cast.lade)
    positions.appoint(actor=cast.marit, person=cast.odd, role=PositionRole.MUNICIPAL_ADMIN)
    held = affiliations.of(cast.odd)
    assert cast.lade.pk in held.led_schools
    assert held.is_municipal_admin
