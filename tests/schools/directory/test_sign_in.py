"""The sign-in form with a directory behind it: first, second, and every refusal."""

import dataclasses

import pytest
from django.contrib.auth import authenticate
from django.test import Client

from schools import affiliations
from schools.models import AuditEntry, ExternalId, Membership, Person
from schools.signin import refusals
from tests import services
from tests.cast import PASSWORD
from tests.schools.directory.conftest import SECRET


def post(login, password=SECRET, client=None, **extra):
    client = client or Client()
    form = {"login": login, "password": password}
    return client, client.post("/konto/login/", form, **extra)


def person_of(client):
    key = client.session.get("_auth_user_id")
    return Person.objects.get(pk=key) if key else None


@pytest.fixture(autouse=True)
def _directory(use, config, known):
    use(config)


@pytest.fixture
def nothing_created(known):
    """Nobody and nothing new after the test."""

    def count():
        return [model.objects.count() for model in (Person, ExternalId, Membership)]

    before = count()
    yield
    assert count() == before


def refused(login, text, password=SECRET, **extra):
    client, answer = post(login, password, **extra)
    assert answer.status_code == 200
    assert answer.context["form"].non_field_errors() == [text]
    assert person_of(client) is None


@pytest.mark.parametrize("login", ["nora", "NORA@skolebro.test", " nora "])
def test_pupil_signs_in_with_the_account_of_the_network(known, login):
    client, answer = post(login)
    assert answer.status_code == 302
    assert person_of(client) == known.nora
    assert AuditEntry.objects.get(action="signed_in").details == {"door": "DirectoryBackend"}


def test_first_sign_in_links_and_the_second_follows_the_link(known):
    post("jb0417")
    assert ExternalId.objects.filter(person=known.jonas, system="directory:skole").count() == 1
    ExternalId.objects.filter(person=known.jonas, system="lin").delete()
    client, _ = post("jb0417")
    assert person_of(client) == known.jonas


def test_the_password_of_the_network_also_confirms_that_it_is_still_them(known):
    """By the name typed at the sign-in: the account here is called something else."""
    client, _ = post("jb0417")
    for password, status in (("feil", 200), (SECRET, 302)):
        answer = client.post("/konto/reauthenticate/", {"password": password})
        assert answer.status_code == status
    assert len(client.session["account_authentication_methods"]) == 2


def test_memberships_follow_the_directory(known):
    post("nora")
    held = affiliations.of(known.fresh("nora"))
    assert held.pupil_groups == {known.class_6a.pk, known.class_6b.pk}
    assert held.staff_groups == frozenset()
    post("tone")
    assert known.class_6b.pk in affiliations.of(known.fresh("tone")).staff_groups


def test_password_of_the_directory_is_not_kept(known):
    post("nora")
    assert not known.fresh("nora").has_usable_password()


@pytest.mark.usefixtures("nothing_created")
@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("nora", "feil"),
        ("nobody", SECRET),
        ("twice", SECRET),
        ("closed", SECRET),
        ("nor*", SECRET),
        ("*)(uid=*))(|(uid=*", SECRET),
    ],
)
def test_refusals_that_say_no_more_than_wrong(login, password):
    refused(login, refusals.WRONG, password)


@pytest.mark.usefixtures("nothing_created")
@pytest.mark.parametrize("login", ["stranger", "kari", "mixed"])
def test_account_that_means_nobody_or_two_is_told_so(login):
    refused(login, refusals.NOT_LINKED)


@pytest.mark.usefixtures("nothing_created")
@pytest.mark.parametrize("password", ["", " ", "\u00ad", "\0", "x" * 1_000_000])
def test_unusable_password_never_reaches_the_directory(hostile, use, config, password):
    trap = hostile(lambda _op, _bytes: [])
    use(dataclasses.replace(config, urls=(trap.url,), plain_loopback=True))
    client, answer = post("nora", password)
    assert answer.status_code == 200
    assert person_of(client) is None
    assert authenticate(None, username="nora", password=password) is None
    for login in ("", " ", "\0", None):
        assert authenticate(None, username=login, password=SECRET) is None
    assert trap.connections == 0


def test_closed_here_is_closed_though_the_directory_says_yes(known):
    Person.objects.filter(pk=known.nora.pk).update(is_active=False)
    refused("nora", refusals.WRONG)


def test_pupil_outside_the_networks_is_told_why(settings):
    settings.PUPIL_NETWORKS = ["192.0.2.0/24"]
    refused("jb0417", refusals.OUTSIDE, REMOTE_ADDR="203.0.113.5", HTTP_X_REAL_IP="192.0.2.1")
    client, _ = post("jb0417", REMOTE_ADDR="192.0.2.1")
    assert person_of(client)


# --- the directory does not answer


@pytest.fixture
def _down(use, config):
    use(dataclasses.replace(config, urls=(f"ldaps://127.0.0.1:{services.free_port()}",)))


@pytest.mark.usefixtures("_down", "nothing_created")
def test_directory_down_is_said_and_lets_nobody_in():
    refused("nora", refusals.UNREACHABLE)
    refused("nobody", refusals.UNREACHABLE)


@pytest.mark.usefixtures("_down")
def test_directory_down_uses_no_password_from_before(use, config, known):
    use(config)
    assert person_of(post("nora")[0]) == known.nora
    down = dataclasses.replace(config, urls=(f"ldaps://127.0.0.1:{services.free_port()}",))
    use(down)
    refused("nora", refusals.UNREACHABLE)


@pytest.mark.usefixtures("_down")
def test_directory_down_leaves_open_sessions_and_other_adults_alone(use, config, known):
    use(config)
    pupil, _ = post("nora")
    down = dataclasses.replace(config, urls=(f"ldaps://127.0.0.1:{services.free_port()}",))
    use(down)
    known.with_password("kari")
    assert person_of(post("kari", PASSWORD)[0]) == known.kari
    assert pupil.get("/konto/password/change/").status_code == 302  # to the profile: signed in
    assert person_of(pupil) == known.nora


# --- people with a password here


def test_adult_with_the_user_name_of_a_directory_account_signs_in_here(known):
    known.with_password("kari")
    assert person_of(post("kari", PASSWORD)[0]) == known.kari


def test_linked_person_does_not_get_in_by_a_password_here(known):
    post("tone")
    known.with_password("tone")
    refused("tone", refusals.WRONG, PASSWORD)


def test_linked_person_gets_in_by_a_password_when_the_directory_is_given_up(known, settings):
    post("tone")
    known.with_password("tone")
    settings.DIRECTORY = {**settings.DIRECTORY, "urls": []}
    assert person_of(post("tone", PASSWORD)[0]) == known.tone


def test_linked_person_is_shown_where_the_password_belongs(known):
    client, _ = post("nora")
    answer = client.get("/konto/password/change/")
    assert answer["Location"] == "/profil/"


def test_account_closed_after_a_right_password_is_told_so(hostile, use, config, pair, known):
    from tests.schools.directory import hostile as fake

    def answer(operation, message):
        if operation == fake.SEARCH:
            hit = fake.entry("cn=nora", sAMAccountName="nora", objectGUID=b"g" * 16)
            return [hit, fake.result(0x65, fake.SUCCESS)]
        if b"cn=admin" in message:
            return [fake.result(0x61, fake.SUCCESS)]
        text = "80090308: LdapErr: DSID-0C09042A, comment: AcceptSecurityContext error, data 533, v"
        return [fake.result(0x61, fake.WRONG, message=text)]

    server = hostile(answer, pair)
    use(dataclasses.replace(config, urls=(server.url,), profile="ad", enabled_filter=""))
    refused("nora", refusals.CLOSED)
