"""The office's pages of invitations, and the doors of those who were invited."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from schools.actions import invitations
from schools.models import Invitation, Membership, Person
from schools.queries import invitations as queries
from tests.factories import GroupFactory, GuardianshipFactory, PositionFactory

NEW = "Sommerferie i uke 28"
OFFICE = "/kontor/invitasjoner/"


def group_address(group):
    return reverse("invitations_group", kwargs={"uuid": group.uuid})


def send(client, people, how="mail"):
    keys = [str(person.uuid) for person in people]
    return client.post(f"{OFFICE}send/", {"people": keys, "how": how})


@pytest.fixture
def code(cast):
    return invitations.invite_on_paper(actor=cast.sissel, people=[cast.kari])[0].code


# --- the office


def test_office_sees_its_classes_and_how_many_are_missing(cast, sign_in):
    cast.with_password("kari")
    page = sign_in(cast.sissel).get(OFFICE).context["page"]
    # Nora: Erik and Ola; Jonas: Mona and Ivar, not Kjell (quarantine). Geir, Inger: no access.
    assert [(line.group.name, line.missing) for line in page.groups] == [("6A", 4), ("6B", 2)]
    assert cast.odd in page.staff
    assert cast.tuva not in page.staff


def test_protected_pupils_home_is_counted_for_named_staff_only(cast, sign_in):
    named = sign_in(cast.hanne).get(OFFICE).context["page"]
    others = sign_in(cast.sissel).get(OFFICE).context["page"]
    assert named.groups[0].missing == others.groups[0].missing + 1


def test_group_lists_guardians_and_pupils_without_a_way_in(cast, sign_in):
    cast.with_password("kari", "nora")
    page = sign_in(cast.sissel).get(group_address(cast.class_6a)).context["page"]
    assert {person.given_name for person in page.guardians} == {"Erik", "Ola", "Mona", "Ivar"}
    assert {person.given_name for person in page.pupils} == {"Jonas"}


@pytest.mark.parametrize("count", [1, 3])
def test_group_page_costs_the_same_for_one_and_for_many(cast, django_assert_num_queries, count):
    Membership.objects.filter(person=cast.jonas).delete()
    for _ in range(count):
        GuardianshipFactory(pupil=cast.nora)
    with django_assert_num_queries(4):  # affiliations, group, guardians, pupils
        queries.group_page(cast.sissel, cast.class_6a.uuid)


@pytest.mark.parametrize("count", [1, 3])
def test_office_page_costs_the_same_for_one_and_for_many(cast, django_assert_num_queries, count):
    for _ in range(count):
        GroupFactory(school=cast.lade)
        PositionFactory(school=cast.lade)
    with django_assert_num_queries(3):  # affiliations, groups, staff
        queries.office_page(cast.sissel)


def test_office_sends_mails_and_says_who_has_no_address(cast, sign_in):
    Person.objects.filter(pk=cast.ola.pk).update(email="")
    client = sign_in(cast.sissel)
    answer = send(client, [cast.erik, cast.ola, cast.mona])
    assert answer.status_code == 302
    texts = [str(message) for message in client.get(OFFICE).context["messages"]]
    assert len(texts) == 2
    assert set(Invitation.objects.values_list("person__given_name", flat=True)) == {"Erik", "Mona"}


def test_office_prints_sheets_that_are_not_kept(cast, sign_in):
    answer = send(sign_in(cast.sissel), [cast.erik, cast.ola], "paper")
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    for sheet in answer.context["sheets"]:
        assert sheet.code in answer.content.decode()
    assert "http://localhost:8000/invitasjon/kode/" in answer.content.decode()


def test_office_that_chose_nobody_is_told_so(cast, sign_in):
    assert send(sign_in(cast.sissel), []).status_code == 302
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("who", ["stian", "amira", "gone"])
def test_office_cannot_invite_people_it_may_not_see(cast, sign_in, who):
    answer = send(sign_in(cast.sissel), [cast.kari, cast.people[who]])
    assert answer.status_code == 404
    assert not Invitation.objects.exists()


def test_office_with_a_broken_key_is_answered_404(cast, sign_in):
    answer = sign_in(cast.sissel).post(f"{OFFICE}send/", {"people": ["1"], "how": "mail"})
    assert answer.status_code == 404


@pytest.mark.parametrize("who", ["tone", "ida", "kari", "nora", "bjarne"])
def test_others_see_neither_the_class_nor_send(cast, sign_in, who):
    client = sign_in(cast.people[who])
    assert client.get(group_address(cast.class_6a)).status_code == 404
    assert send(client, [cast.kari]).status_code == 404
    assert not Invitation.objects.exists()


def test_menu_has_invitations_for_leaders_only(cast, sign_in):
    assert OFFICE in sign_in(cast.sissel).get("/mer/").content.decode()
    assert OFFICE not in sign_in(cast.tone).get("/mer/").content.decode()


# --- those who were invited

PAGE = "/invitasjon/passord/"


def opened(code, client=None):
    """A client that came by the link."""
    client = client or Client()
    assert client.get(f"/invitasjon/{code}/")["Location"] == PAGE
    return client


def choose(client, password=NEW, again=None):
    return client.post(PAGE, {"password": password, "again": password if again is None else again})


def signed_in_as(client):
    return int(client.session.get("_auth_user_id", 0))


def test_code_leads_to_the_password_and_in(cast, code):
    client = Client()
    typed = code.lower().replace("-", " ")
    assert client.post("/invitasjon/kode/", {"code": typed})["Location"] == PAGE
    assert choose(client)["Location"] == "/i-dag/"
    assert signed_in_as(client) == cast.kari.pk


def test_page_tells_the_user_name_and_neither_stores_nor_shows_the_secret(cast, code):
    answer = opened(code).get(PAGE)
    assert "kari@skolebro.test" in answer.content.decode()
    assert code not in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


def test_invitation_ends_the_session_of_whoever_was_signed_in(cast, sign_in, code):
    client = opened(code, sign_in(cast.tone))
    choose(client)
    assert signed_in_as(client) == cast.kari.pk


@pytest.mark.parametrize(("password", "again"), [("kort", "kort"), (NEW, "noe annet"), ("", "")])
def test_refused_password_is_shown_and_the_invitation_stays(cast, code, password, again):
    client = opened(code)
    answer = choose(client, password, again)
    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert not cast.fresh("kari").has_usable_password()
    assert choose(client).status_code == 302


def test_used_invitation_says_what_to_do(cast, code):
    client, other = opened(code), opened(code)
    choose(client)
    answers = [
        Client().get(f"/invitasjon/{code}/"),
        other.get(PAGE),
        choose(other, "Noe helt annet 9"),
    ]
    answers += [Client().get(PAGE), Client().get("/invitasjon/finnes-ikke/")]
    for answer in answers:
        assert answer.status_code == 404
        assert b"/invitasjon/kode/" in answer.content
    assert cast.fresh("kari").check_password(NEW)


def test_wrong_code_keeps_what_was_typed(cast, code):
    answer = Client().post("/invitasjon/kode/", {"code": "AAAA-CCCC-DDDD"})
    assert answer.status_code == 422
    assert 'value="AAAA-CCCC-DDDD"' in answer.content.decode()


def test_guessing_is_slowed_for_every_door_of_the_address(cast, code):
    client = Client()
    for number in range(60):
        client.get(f"/invitasjon/gjetning{number}/")
    assert client.get(f"/invitasjon/{code}/").status_code == 429
    assert client.post("/invitasjon/kode/", {"code": code}).status_code == 429
    assert client.get(f"/invitasjon/{code}/", REMOTE_ADDR="203.0.113.7").status_code == 302


def test_pupil_outside_the_network_sets_a_password_but_does_not_come_in(cast, settings):
    settings.PUPIL_NETWORKS = ["192.0.2.0/24"]
    code = invitations.invite_on_paper(actor=cast.sissel, people=[cast.nora])[0].code
    client = opened(code)
    assert choose(client)["Location"] == "/konto/login/"
    assert signed_in_as(client) == 0


# --- a forgotten password


def test_request_answers_alike_for_every_address(cast):
    cast.with_password("kari")
    answers = []
    for email in ("KARI@skolebro.test", "erik@skolebro.test", "ingen@skolebro.test"):
        client = Client()
        answer = client.post("/konto/password/glemt/", {"email": email}, follow=True)
        answers.append([str(message) for message in answer.context["messages"]])
    assert answers[0] == answers[1] == answers[2]
    assert Invitation.objects.get().person == cast.kari


def test_request_with_no_address_is_shown_at_the_field(db):
    answer = Client().post("/konto/password/glemt/", {"email": "kari"})
    assert answer.status_code == 422


def test_request_does_not_trust_the_host_of_the_request(cast, settings, mailoutbox):
    from schools import tasks

    cast.with_password("kari")
    answer = Client().post(
        "/konto/password/glemt/",
        {"email": "kari@skolebro.test"},
        headers={"x-forwarded-host": "evil.example"},
    )
    assert answer.status_code == 302
    tasks.send_invitation(Invitation.objects.get().pk)
    assert "evil" not in mailoutbox[0].body
    evil = Client().post("/konto/password/glemt/", {"email": "x@y.no"}, headers={"host": "evil.no"})
    assert evil.status_code == 400


def test_requests_from_one_address_are_slowed(db):
    cache.clear()
    client = Client()
    for _ in range(60):
        client.post("/konto/password/glemt/", {"email": "ingen@skolebro.test"})
    answer = client.post("/konto/password/glemt/", {"email": "ingen@skolebro.test"})
    assert answer.status_code == 429
