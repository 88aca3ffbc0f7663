"""The door for people with a password of their own (H01-H11)."""

import ipaddress
import re
import statistics
import time

import pytest
from django.contrib.auth import authenticate
from django.contrib.sessions.models import Session
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import NoReverseMatch, reverse

from schools import affiliations, clock
from schools.choices import GroupKind, MemberRole, PositionRole
from schools.models import AuditEntry, Group, Membership, Person, Position, School
from schools.signin import networks, refusals
from tests.schools.signin.conftest import PASSWORD, is_signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "login",
    ["berit.moen", "BERIT.MOEN", "berit.moen@example.no", "  Berit.Moen@Example.NO "],
)
def test_sign_in_by_user_name_or_email_in_any_case(guardian, enter, login):
    client, answer = enter(login)
    assert answer.status_code == 302
    assert is_signed_in(client)


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("berit.moen", "feil passord"),
        ("berit.moen", PASSWORD + " "),
        ("berit.moen", PASSWORD.upper()),
        ("ingen.slik", PASSWORD),
        ("ingen@example.no", PASSWORD),
        ("berit.moen", "x" * 1_000_000),
        ("b" * 10_000, PASSWORD),
        ("%", PASSWORD),
        ("berit_moen", PASSWORD),
    ],
)
def test_sign_in_with_something_wrong_is_one_text(guardian, enter, login, password):
    client, answer = enter(login, password)
    assert answer.status_code == 200
    assert answer.context["form"].non_field_errors() == [refusals.WRONG]
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    ("login", "password"),
    [("", PASSWORD), ("  ", PASSWORD), ("berit.moen", ""), ("berit\0moen", PASSWORD)],
)
def test_sign_in_with_a_field_missing_is_shown_at_the_field(guardian, enter, login, password):
    client, answer = enter(login, password)
    assert answer.status_code == 200
    assert not is_signed_in(client)


def test_sign_in_of_a_closed_account_says_no_more_than_wrong(guardian, enter):
    Person.objects.filter(pk=guardian.pk).update(is_active=False)
    client, answer = enter("berit.moen")
    assert answer.context["form"].non_field_errors() == [refusals.WRONG]
    assert not is_signed_in(client)


@pytest.mark.parametrize("password", ["", " ", None, "\0", "!", "\u00ad", b"x", ["x"]])
def test_backends_refuse_what_is_no_password(guardian, password):
    guardian.set_unusable_password()
    guardian.save()
    assert authenticate(None, username="berit.moen", password=password) is None


@pytest.mark.parametrize("login", ["", " ", None, "\0", "\u00ad", b"berit.moen", ["berit.moen"]])
def test_backends_refuse_what_is_no_user_name(guardian, login):
    assert authenticate(None, username=login, password=PASSWORD) is None


def test_sign_in_prefers_the_user_name_to_the_address_of_another(guardian, other, enter):
    Person.objects.filter(pk=other.pk).update(username="berit.moen@example.no")
    client, _ = enter("berit.moen@example.no")
    assert int(client.session["_auth_user_id"]) == other.pk


def test_sign_in_changes_the_session_id(guardian, enter):
    client = Client()
    session = client.session
    session["child"] = 1
    session.save()
    before = session.session_key
    enter("berit.moen", client=client)
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_sign_in_and_out_are_noted(guardian, enter):
    client, _ = enter("berit.moen")
    client.post("/konto/logout/")
    noted = (
        AuditEntry.objects.filter(actor=guardian).order_by("pk").values_list("action", flat=True)
    )
    assert list(noted) == ["signed_in", "signed_out"]


def test_sign_out_kills_a_copied_cookie(guardian, enter):
    client, _ = enter("berit.moen")
    thief = Client()
    thief.cookies["sessionid"] = client.cookies["sessionid"].value
    client.post("/konto/logout/")
    answer = thief.get("/konto/password/change/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/konto/login/")


def test_sign_in_page_does_not_lead_away(guardian, enter):
    client = Client()
    data = {"login": "berit.moen", "password": PASSWORD, "next": "https://evil.example/"}
    assert "evil" not in client.post("/konto/login/", data)["Location"]


def test_sign_in_without_token_is_refused(guardian):
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/konto/login/", {"login": "berit.moen", "password": PASSWORD})
    assert answer.status_code == 403
    assert not is_signed_in(client)


# --- limits


@pytest.mark.slow
def test_500_right_sign_ins_from_one_address_succeed(db, enter):
    people = [
        Person(username=f"elev{number}", email="", given_name="E", family_name=str(number))
        for number in range(500)
    ]
    for person in people:
        person.set_password(PASSWORD)
    Person.objects.bulk_create(people)
    started = time.monotonic()
    client, results = Client(), []
    for person in people:
        client.cookies.clear()
        results.append(enter(person.username, client=client)[1].status_code)
    assert results == [302] * 500
    assert time.monotonic() - started < 60


def test_account_under_attack_is_slowed_and_others_untouched(guardian, other, enter):
    for number in range(6):
        enter("berit.moen", "gjetning", address=f"203.0.113.{number}")
    client, answer = enter("berit.moen")
    assert answer.context["form"].non_field_errors() == [refusals.SLOWED]
    assert not is_signed_in(client)
    assert is_signed_in(enter("arne.lie")[0])


def test_spellings_of_one_account_share_a_counter(guardian, enter):
    spellings = [
        "berit.moen",
        "BERIT.moen",
        "berit.moen@example.no",
        "Berit.Moen@EXAMPLE.no",
        " berit.moen",
    ]
    for login in spellings:
        enter(login, "gjetning")
    _, answer = enter("berit.moen", HTTP_HOST="localhost")
    assert answer.context["form"].non_field_errors() == [refusals.SLOWED]


def test_wrong_names_of_nobody_are_slowed_alike(db, enter):
    answers = [enter("ingen.slik", "gjetning")[1] for _ in range(6)]
    assert answers[-1].context["form"].non_field_errors() == [refusals.SLOWED]


def test_limit_counts_the_true_address(settings, guardian, enter):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1200/m/ip", "login_failed": "3/m/ip"}
    for number in range(4):
        headers = {"HTTP_X_FORWARDED_FOR": f"10.0.0.{number}", "HTTP_X_REAL_IP": f"10.1.0.{number}"}
        _, answer = enter(f"navn{number}", "gjetning", **headers)
    assert answer.context["form"].non_field_errors() == [refusals.SLOWED]


def test_limit_counts_the_address_that_the_proxy_saw(settings, guardian, enter):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    settings.ACCOUNT_RATE_LIMITS = {"login": "1200/m/ip", "login_failed": "3/m/ip"}
    for number in range(4):
        forwarded = f"10.0.0.{number}, 203.0.113.9"
        _, answer = enter(f"navn{number}", "gjetning", HTTP_X_FORWARDED_FOR=forwarded)
    assert answer.context["form"].non_field_errors() == [refusals.SLOWED]


def cpu_of_a_refusal(login):
    """Median, so that a busy machine does not decide."""
    times = []
    for _ in range(9):
        started = time.thread_time()
        assert authenticate(None, username=login, password="gjetning") is None
        times.append(time.thread_time() - started)
    return statistics.median(times)


@pytest.mark.usefixtures("real_hashers")
def test_unknown_names_and_accounts_without_password_take_as_long(guardian, other):
    guardian.set_password(PASSWORD)
    guardian.save()
    other.set_unusable_password()
    other.save()
    known = cpu_of_a_refusal("berit.moen")
    for login in ("ingen.slik", "ingen@example.no", "arne.lie"):
        assert 0.5 < cpu_of_a_refusal(login) / known < 2


@pytest.mark.usefixtures("real_hashers")
def test_passwords_are_argon2id(guardian):
    guardian.set_password(PASSWORD)
    assert guardian.password.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")


# --- pupils' networks


@pytest.fixture
def pupil(guardian):
    school = School.objects.create(name="Lade skole", slug="lade", org_number="975278921")
    group = Group.objects.create(school=school, kind=GroupKind.CLASS, name="7B", grade=7)
    person = Person.objects.create_user("kar0314", PASSWORD, given_name="Kari", family_name="Prøve")
    Membership.objects.create(
        person=person, group=group, role=MemberRole.PUPIL, starts=clock.today()
    )
    return person


@pytest.fixture
def _school_network(settings):
    settings.PUPIL_NETWORKS = ["192.0.2.0/24", "2001:db8:1::/48"]


@pytest.mark.usefixtures("_school_network")
@pytest.mark.parametrize("address", ["192.0.2.44", "2001:db8:1:2::3", "::ffff:192.0.2.44"])
def test_pupil_signs_in_from_school(pupil, enter, address):
    assert is_signed_in(enter("kar0314", address=address)[0])


@pytest.mark.usefixtures("_school_network")
@pytest.mark.parametrize("address", ["192.0.3.1", "2001:db8:2::1", "127.0.0.1"])
def test_pupil_from_outside_is_told_why(pupil, enter, address):
    spoofed = {"HTTP_X_REAL_IP": "192.0.2.44", "HTTP_X_FORWARDED_FOR": "192.0.2.44"}
    client, answer = enter("kar0314", address=address, **spoofed)
    assert answer.context["form"].non_field_errors() == [refusals.OUTSIDE]
    assert not is_signed_in(client)


@pytest.mark.usefixtures("_school_network")
def test_pupil_from_outside_with_a_wrong_password_learns_nothing(pupil, enter):
    _, answer = enter("kar0314", "gjetning", address="203.0.113.1")
    assert answer.context["form"].non_field_errors() == [refusals.WRONG]


@pytest.mark.usefixtures("_school_network")
def test_others_sign_in_from_anywhere(pupil, guardian, enter):
    school = School.objects.get()
    Position.objects.create(person=pupil, school=school, role=PositionRole.ASSISTANT)
    affiliations.forget(pupil)
    assert is_signed_in(enter("kar0314", address="203.0.113.1")[0])
    assert is_signed_in(enter("berit.moen", address="203.0.113.1")[0])


def test_network_that_is_none_is_named(settings):
    settings.PUPIL_NETWORKS = ["192.0.2.0/99"]
    with pytest.raises(ImproperlyConfigured, match="SKOLEBRO_PUPIL_NETWORKS"):
        networks.configured()


def test_address_that_is_none_is_outside():
    network = (ipaddress.ip_network("192.0.2.0/24"),)
    assert not networks.is_inside("not an address", network)
    assert not networks.is_inside("", network)


def test_fewer_proxies_than_trusted_is_refused(settings, guardian, enter):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    client, answer = enter("berit.moen", HTTP_X_FORWARDED_FOR="192.0.2.1")
    assert answer.status_code == 403
    assert not is_signed_in(client)


# --- doors that are not there


@pytest.mark.parametrize(
    "path",
    [
        "/konto/signup/",
        "/konto/email/",
        "/konto/confirm-email/",
        "/konto/confirm-email/abc/",
        "/konto/password/set/",
        "/konto/login/code/confirm/",
        "/admin/",
        "/django-admin/",
        "/drift/",
    ],
)
def test_unused_doors_do_not_exist(guardian, enter, path):
    client, _ = enter("berit.moen")
    assert client.get(path).status_code == 404
    assert client.post(path, {"username": "ny", "password1": PASSWORD}).status_code == 404
    assert Person.objects.count() == 1


def test_names_of_unused_doors_do_not_resolve():
    for name in ("account_signup", "account_email", "account_set_password"):
        with pytest.raises(NoReverseMatch):
            reverse(name)


@pytest.mark.parametrize("method", ["get", "post"])
def test_wagtails_own_sign_in_leads_to_ours(guardian, method):
    client = Client()
    credentials = {"username": "berit.moen", "password": PASSWORD}
    answer = getattr(client, method)("/cms/login/", credentials)
    assert re.match(r"/konto/login/", answer["Location"])
    assert not is_signed_in(client)


def test_wagtails_password_reset_does_not_exist(guardian, enter):
    client, _ = enter("berit.moen")
    assert client.get("/cms/password_reset/").status_code == 404
