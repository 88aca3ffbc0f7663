"""Accounts that need help, on Today of the ICT contact and the leader."""

import dataclasses

import pytest

from schools.choices import Role
from schools.directory import status
from schools.directory.config import DirectoryConfig
from schools.models import ExternalId, Person
from schools.registries import PanelContext
from schools.signin.panel import accounts_panel

CONFIG = DirectoryConfig("skole", ("ldaps://ldap.test",), "dc=x", "cn=x", "secret")


def panel(person, role=Role.ICT):
    return accounts_panel(PanelContext(viewer=person, role=role))


@pytest.fixture
def _configured(settings):
    settings.DIRECTORY = dataclasses.asdict(CONFIG)


def test_panel_counts_staff_and_pupils_without_a_way_in(cast):
    before = panel(cast.ida).data.missing
    cast.with_password("odd")
    ExternalId.objects.create(person=cast.nora, system="directory:skole", value="u-1")
    assert panel(cast.fresh("ida")).data.missing == before - 2


def test_panel_counts_neither_protected_people_nor_other_schools(cast):
    before = panel(cast.ida).data.missing
    cast.with_password("amira", "magnus", "bjarne")
    assert panel(cast.fresh("ida")).data.missing == before


def test_panel_costs_one_query(cast, django_assert_num_queries):
    from schools import affiliations

    affiliations.of(cast.ida)
    with django_assert_num_queries(1):
        panel(cast.ida)


def test_panel_is_away_when_all_is_well(cast):
    Person.objects.update(password="md5$x$y")
    assert panel(cast.ida) is None


@pytest.mark.usefixtures("_configured")
def test_panel_says_how_the_directory_is(cast, sign_in):
    assert panel(cast.ida).data.directory == status.Status(None, None)
    status.note_failure()
    assert panel(cast.ida).data.directory.is_down
    assert sign_in(cast.ida).get("/i-dag/").status_code == 200
    status.note_answer()
    assert not panel(cast.ida).data.directory.is_down
    assert sign_in(cast.ida).get("/i-dag/").status_code == 200


def test_leader_is_led_to_the_invitations(cast, sign_in):
    assert panel(cast.sissel, Role.LEADER).data.may_invite
    assert b"/kontor/invitasjoner/" in sign_in(cast.sissel).get("/i-dag/").content
