"""The whole seed in a database: it is a test of the importer and of every action it calls."""

import datetime as dt

import pytest
from django.contrib.auth import authenticate

from config.demo_accounts import ACCOUNTS, PASSWORD
from config.seed import sow
from schools import affiliations, clock
from schools.choices import Access
from schools.models import Guardianship, Membership, Person, School
from schools.models.dated import on_day

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

OSLO_NOON = dt.time(12)


@pytest.mark.parametrize(
    "day",
    [
        dt.date(2026, 8, 18),  # the second day of school
        dt.date(2026, 12, 26),  # in the holiday: anchored to the next school day
    ],
)
def test_the_seed_grows_on_any_day(day: dt.date) -> None:
    with clock.set_to(clock.at(day, OSLO_NOON)):
        sow.sow()
        assert School.objects.count() == 3
        assert not sow.is_empty()
        _only_printed_accounts_sign_in()
        _the_cast_is_what_the_accounts_say()


def _only_printed_accounts_sign_in() -> None:
    able = [person.username for person in Person.objects.all() if person.has_usable_password()]
    assert sorted(able) == sorted(account.username for account in ACCOUNTS)
    assert authenticate(None, username=ACCOUNTS[0].username, password=PASSWORD)


def _the_cast_is_what_the_accounts_say() -> None:
    def held(username: str) -> affiliations.Affiliations:
        return affiliations.of(Person.objects.get(username=username))

    assert held("kommune.admin").is_municipal_admin
    assert held("rektor.lade").led_schools
    assert held("ikt.lade").ict_schools
    assert held("larer.per").staff_groups
    assert held("larer.per").children
    assert len(held("foresatt.amina").child_schools) == 2
    assert not held("utenfor").schools & held("foresatt.ola").schools
    jonas = Guardianship.objects.filter(pupil__username="elev.jonas", access=Access.FULL)
    assert len(set(jonas.values_list("household_key", flat=True))) == 2
    gone = Membership.objects.filter(person__username="vikar.siri")
    assert gone.exists()
    assert not gone.filter(on_day(clock.today())).exists()
