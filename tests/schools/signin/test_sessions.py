"""What ends sessions: password change, closing, signing out everywhere (H07, H08)."""

import pytest
from django.test import Client

from schools import signals
from schools.actions import accounts
from schools.choices import PositionRole
from schools.exceptions import InvalidInput, NotAllowed
from schools.models import AuditEntry, Person, Position, School
from tests.schools.signin.conftest import PASSWORD

pytestmark = pytest.mark.django_db
NEW = "Sommerferie i uke 28"


@pytest.fixture
def ended():
    """People whose access was said to have ended."""
    people = []

    def hear(person, **_rest):
        people.append(person.pk)

    signals.access_ended.connect(hear)
    yield people
    signals.access_ended.disconnect(hear)


@pytest.fixture
def office(db):
    school = School.objects.create(name="Lade skole", slug="lade", org_number="975278921")
    person = Person.objects.create_user("kontoret", given_name="Kontor", family_name="Lade")
    Position.objects.create(person=person, school=school, role=PositionRole.OFFICE)
    return person


@pytest.fixture
def colleague(office):
    person = Person.objects.create_user("vikar", PASSWORD, given_name="Vik", family_name="Ar")
    school = School.objects.get()
    Position.objects.create(person=person, school=school, role=PositionRole.ASSISTANT)
    return person


def signed_in(client):
    return client.get("/konto/password/change/").status_code == 200


@pytest.fixture
def two_clients(guardian, enter):
    return enter("berit.moen")[0], enter("berit.moen")[0]


def test_password_change_ends_the_other_sessions(guardian, two_clients, ended):
    here, elsewhere = two_clients
    form = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert here.post("/konto/password/change/", form).status_code == 302
    assert signed_in(here)
    assert not signed_in(elsewhere)
    assert ended == [guardian.pk]
    guardian.refresh_from_db()
    assert guardian.session_epoch == 1
    assert AuditEntry.objects.filter(action="password_changed", actor=guardian).count() == 1


@pytest.mark.parametrize(
    ("old", "new"), [("feil", NEW), (PASSWORD, "kort"), (PASSWORD, "passord123")]
)
def test_password_change_with_something_wrong_changes_nothing(guardian, two_clients, old, new):
    here, elsewhere = two_clients
    form = {"oldpassword": old, "password1": new, "password2": new}
    if new == "passord123":
        form["password2"] = "passord124"
    assert here.post("/konto/password/change/", form).status_code == 200
    assert signed_in(elsewhere)
    guardian.refresh_from_db()
    assert guardian.check_password(PASSWORD)


def test_weak_password_is_refused_in_our_words(guardian, two_clients):
    here, _ = two_clients
    form = {"oldpassword": PASSWORD, "password1": "kort", "password2": "kort"}
    answer = here.post("/konto/password/change/", form, headers={"accept-language": "en"})
    assert answer.context["form"].errors["password1"] == [
        "The password is too short. Use at least 10 characters."
    ]


def test_change_password_of_another_is_refused(guardian, other):
    with pytest.raises(NotAllowed):
        accounts.change_password(actor=other, person=guardian, password=NEW)


def test_change_password_to_a_weak_one_is_refused(guardian):
    with pytest.raises(InvalidInput) as caught:
        accounts.change_password(actor=guardian, person=guardian, password="kort")
    assert caught.value.field == "password"
    guardian.refresh_from_db()
    assert guardian.check_password(PASSWORD)


def test_sign_out_everywhere_ends_all_sessions(guardian, other, two_clients, ended, enter):
    untouched, _ = enter("arne.lie")
    here, elsewhere = two_clients
    assert here.post("/konto/overalt/").status_code == 302
    assert not signed_in(here)
    assert not signed_in(elsewhere)
    assert signed_in(untouched)
    assert guardian.pk in ended


def test_sign_out_everywhere_by_get_changes_nothing(guardian, two_clients):
    here, _ = two_clients
    assert here.get("/konto/overalt/").status_code == 405
    assert signed_in(here)


def test_sign_out_everywhere_of_another_is_refused(guardian, other):
    with pytest.raises(NotAllowed):
        accounts.sign_out_everywhere(actor=other, person=guardian)


def test_office_signs_its_people_out(colleague, office, enter):
    client, _ = enter("vikar")
    accounts.sign_out_everywhere(actor=office, person=colleague)
    assert not signed_in(client)


def test_closing_an_account_ends_its_sessions(colleague, office, ended, enter):
    client, _ = enter("vikar")
    accounts.close_account(actor=office, person=colleague)
    accounts.close_account(actor=office, person=colleague)
    assert not signed_in(client)
    assert ended == [colleague.pk]
    assert AuditEntry.objects.filter(action="account_closed").count() == 1
    assert not signed_in(enter("vikar")[0])


def test_reopening_an_account_lets_in_again(colleague, office, enter):
    accounts.close_account(actor=office, person=colleague)
    accounts.reopen_account(actor=office, person=colleague)
    accounts.reopen_account(actor=office, person=colleague)
    assert signed_in(enter("vikar")[0])
    assert AuditEntry.objects.filter(action="account_reopened").count() == 1


def test_closing_an_account_of_another_school_is_refused(guardian, office):
    with pytest.raises(NotAllowed):
        accounts.close_account(actor=office, person=guardian)
    with pytest.raises(NotAllowed):
        accounts.reopen_account(actor=office, person=guardian)


def test_closing_ones_own_account_is_refused(office):
    with pytest.raises(InvalidInput):
        accounts.close_account(actor=office, person=office)


def test_sign_out_says_that_sockets_must_close(guardian, enter, ended):
    client, _ = enter("berit.moen")
    client.post("/konto/logout/")
    assert ended == [guardian.pk]


def test_signed_out_visitor_may_post_the_sign_out(db):
    assert Client().post("/konto/logout/").status_code == 302
