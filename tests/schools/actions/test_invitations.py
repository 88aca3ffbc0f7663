"""Invitations: who may, what they hold, and that they open a door once."""

import datetime as dt
import re
import threading

import pytest
import time_machine
from django.core import mail
from django.db import connection

from schools import clock, tasks
from schools.actions import invitations
from schools.exceptions import InvalidInput, NotAllowed
from schools.models import AuditEntry, ExternalId, Guardianship, Invitation, Person
from schools.signin import tokens

NEW = "Sommerferie i uke 28"


@pytest.fixture
def code(cast):
    """A fresh code for Kari."""
    return invitations.invite_on_paper(actor=cast.sissel, people=[cast.kari])[0].code


@pytest.fixture
def link(cast, django_capture_on_commit_callbacks):
    """The secret in the mail to Kari."""
    row = invitations.invite_by_mail(actor=cast.sissel, person=cast.kari)
    tasks.send_invitation(row.pk)
    return secret_in_mail()


def secret_in_mail():
    return re.search(r"/invitasjon/([^/\s]+)/", mail.outbox[-1].body)[1]


def accept(secret, password=NEW):
    return invitations.accept_invitation(actor=None, secret=secret, password=password)


# --- who may invite whom


@pytest.mark.parametrize("name", ["sissel", "hanne"])
def test_leader_and_office_invite_people_of_their_school(cast, name):
    row = invitations.invite_by_mail(actor=cast.people[name], person=cast.kari)
    assert row.person == cast.kari
    assert row.expires_at - row.created_at == dt.timedelta(days=14)
    entry = AuditEntry.objects.get(action="invited")
    assert (entry.actor, entry.object_id) == (cast.people[name], str(cast.kari.pk))


@pytest.mark.parametrize("name", ["tone", "kari", "nora", "ida", "marit", "bjarne", "torleif"])
def test_others_do_not_invite(cast, name):
    for person in (cast.kari, cast.nora, cast.odd):
        with pytest.raises(NotAllowed):
            invitations.invite_by_mail(actor=cast.people[name], person=person)
        with pytest.raises(NotAllowed):
            invitations.invite_on_paper(actor=cast.people[name], people=[person])
    assert not Invitation.objects.exists()


def test_protected_people_are_invited_by_named_staff_only(cast):
    with pytest.raises(NotAllowed):
        invitations.invite_on_paper(actor=cast.sissel, people=[cast.amira])
    assert invitations.invite_on_paper(actor=cast.hanne, people=[cast.amira])


def test_person_without_email_is_invited_on_paper(cast):
    Person.objects.filter(pk=cast.kari.pk).update(email="")
    with pytest.raises(InvalidInput):
        invitations.invite_by_mail(actor=cast.sissel, person=cast.fresh("kari"))
    (sheet,) = invitations.invite_on_paper(actor=cast.sissel, people=[cast.fresh("kari")])
    assert sheet.expires_at - clock.now() > dt.timedelta(days=29)


def test_invite_all_by_mail_names_those_without_an_address(cast):
    cast.ola.email = ""
    people = [cast.kari, cast.ola, cast.erik]
    assert invitations.invite_all_by_mail(actor=cast.sissel, people=people) == [cast.ola]
    assert Invitation.objects.count() == 2


def test_one_refused_person_means_nobody_is_invited(cast):
    with pytest.raises(NotAllowed):
        invitations.invite_on_paper(actor=cast.sissel, people=[cast.kari, cast.stian])
    assert not Invitation.objects.exists()


def test_people_of_the_directory_and_closed_accounts_are_not_invited(cast):
    ExternalId.objects.create(person=cast.odd, system="directory:skole", value="u-1")
    cast.kari.is_active = False
    for person in (cast.odd, cast.kari):
        with pytest.raises(InvalidInput):
            invitations.invite_on_paper(actor=cast.sissel, people=[person])


@pytest.mark.parametrize("who", ["tuva", "marit"])
def test_code_on_paper_for_those_who_work_elsewhere_is_refused(cast, who):
    """Whoever holds the code is the person: a child at the school is not enough."""
    Guardianship.objects.get_or_create(
        guardian=cast.people[who],
        pupil=cast.per,
        defaults={"responsibility": "full", "access": "full"},
    )
    with pytest.raises(InvalidInput):
        invitations.invite_on_paper(actor=cast.hanne, people=[cast.fresh(who)])
    assert invitations.invite_by_mail(actor=cast.hanne, person=cast.fresh(who))
    assert invitations.invite_on_paper(actor=cast.hanne, people=[cast.odd])


def test_code_on_paper_does_not_replace_a_password(cast):
    cast.with_password("kari", "erik")
    with pytest.raises(InvalidInput):
        invitations.invite_on_paper(actor=cast.hanne, people=[cast.kari])
    Person.objects.filter(pk=cast.erik.pk).update(email="")
    # without an address there is no other way
    assert invitations.invite_on_paper(actor=cast.hanne, people=[cast.fresh("erik")])


# --- what is sent and stored


def test_mail_has_a_link_and_nothing_about_pupils(cast, link):
    (letter,) = mail.outbox
    assert letter.to == ["kari@skolebro.test"]
    text = letter.subject + letter.body
    for word in ("Nora", "Hansen", "Kari", "Lade", "6A", "kari"):
        assert word not in text
    assert f"http://localhost:8000/invitasjon/{link}/" in letter.body


def test_secrets_are_stored_only_as_keyed_hashes(code, settings):
    (row,) = Invitation.objects.all()
    assert row.token_hash == tokens.hashed(code)
    assert code.replace("-", "") not in row.token_hash.upper()
    settings.SECRET_KEY = "another" * 8
    assert row.token_hash != tokens.hashed(code)


def test_codes_have_no_letters_that_look_alike():
    codes = "".join(tokens.new_code() for _ in range(200))
    assert not set(codes) & set("0O1IL2Z5S8BUV")
    assert len({tokens.new_code() for _ in range(200)}) == 200


def test_mail_is_sent_once_though_the_task_runs_twice(cast):
    row = invitations.invite_by_mail(actor=cast.sissel, person=cast.kari)
    tasks.send_invitation(row.pk)
    tasks.send_invitation(row.pk)
    assert len(mail.outbox) == 1


def test_mail_of_a_lost_task_is_found_again(cast):
    row = invitations.invite_by_mail(actor=cast.sissel, person=cast.kari)
    invitations.invite_on_paper(actor=cast.sissel, people=[cast.erik])
    assert invitations.unsent_invitations() == [row.pk]
    tasks.send_invitation(row.pk)
    assert invitations.unsent_invitations() == []


def test_mail_that_cannot_be_sent_stays_unsent(cast, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    row = invitations.invite_by_mail(actor=cast.sissel, person=cast.kari)
    with pytest.raises(OSError, match="refused"):
        invitations.send_invitation(invitation_id=row.pk)
    assert invitations.unsent_invitations() == [row.pk]


def test_ended_invitation_is_not_mailed(cast):
    row = invitations.invite_by_mail(actor=cast.sissel, person=cast.kari)
    invitations.invite_on_paper(actor=cast.sissel, people=[cast.kari])
    tasks.send_invitation(row.pk)
    assert mail.outbox == []


# --- accepting


@pytest.mark.parametrize("kind", ["code", "link"])
def test_accepting_sets_the_password(cast, request, kind):
    assert accept(request.getfixturevalue(kind)) == cast.kari
    assert cast.fresh("kari").check_password(NEW)
    assert AuditEntry.objects.filter(action="invitation_accepted", actor=cast.kari).count() == 1


@pytest.mark.parametrize(
    "change", [str.lower, lambda code: code.replace("-", " "), "  {}\n".format]
)
def test_code_may_be_typed_as_one_likes(cast, code, change):
    assert accept(change(code)) == cast.kari


def test_link_is_exact(link):
    with pytest.raises(InvalidInput):
        accept(link.swapcase())


@pytest.mark.parametrize("kind", ["code", "link"])
def test_invitation_works_once(cast, request, kind):
    secret = request.getfixturevalue(kind)
    accept(secret)
    with pytest.raises(InvalidInput):
        accept(secret, "Et annet passord 17")
    assert cast.fresh("kari").check_password(NEW)


@pytest.mark.parametrize(("kind", "days"), [("code", 30), ("link", 14)])
def test_invitation_runs_out(cast, request, kind, days):
    secret = request.getfixturevalue(kind)
    later = clock.now() + dt.timedelta(days=days)
    with time_machine.travel(later, tick=False), pytest.raises(InvalidInput):
        accept(secret)
    assert not cast.fresh("kari").has_usable_password()


def test_newer_invitation_ends_the_older(cast, code):
    newer = invitations.invite_on_paper(actor=cast.sissel, people=[cast.kari])[0].code
    with pytest.raises(InvalidInput):
        accept(code)
    assert accept(newer) == cast.kari


@pytest.mark.parametrize("secret", ["", " ", "AAAA-CCCC-DDDD", "x" * 5000, "æøå", "\0"])
def test_guessed_secret_opens_nothing(code, secret):
    with pytest.raises(InvalidInput):
        accept(secret)


def test_hash_in_the_table_is_no_secret(code):
    with pytest.raises(InvalidInput):
        accept(Invitation.objects.get().token_hash)


@pytest.mark.parametrize("password", ["", "kort", "1234567890", "password123", "kari.hansen"])
def test_weak_password_leaves_the_invitation_open(cast, code, password):
    Person.objects.filter(pk=cast.kari.pk).update(username="kari.hansen")
    with pytest.raises(InvalidInput) as caught:
        accept(code, password)
    assert caught.value.field == "password"
    assert accept(code) == cast.kari


def test_invitation_of_a_closed_or_linked_account_opens_nothing(cast, code):
    ExternalId.objects.create(person=cast.kari, system="directory:skole", value="u-1")
    with pytest.raises(InvalidInput):
        accept(code)
    ExternalId.objects.all().delete()
    Person.objects.filter(pk=cast.kari.pk).update(is_active=False)
    with pytest.raises(InvalidInput):
        accept(code)


def test_two_at_once_use_an_invitation_once(committed_db, cast):
    code = invitations.invite_on_paper(actor=cast.sissel, people=[cast.kari])[0].code
    start, done = threading.Barrier(4), []

    def run(number):
        try:
            start.wait(10)
            accept(code, f"Passord nummer {number} her")
            done.append(number)
        except InvalidInput:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(done) == 1
    assert cast.fresh("kari").check_password(f"Passord nummer {done[0]} her")


def test_two_at_once_would_use_it_twice_without_the_lock(committed_db, cast):
    """The twin: the same race with the check and the write apart."""
    code = invitations.invite_on_paper(actor=cast.sissel, people=[cast.kari])[0].code
    checked, done = threading.Barrier(2), []

    def run():
        try:
            row = Invitation.objects.get(token_hash=tokens.hashed(code), used_at=None)
            checked.wait(10)
            row.used_at = clock.now()
            row.save()
            done.append(row.pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(done) == 2


# --- a forgotten password


def ask(person):
    invitations.request_new_password(actor=None, person=person)


def test_request_sends_a_link_for_two_hours(cast):
    cast.with_password("kari")
    ask(cast.kari)
    row = Invitation.objects.get()
    assert row.expires_at - row.created_at == dt.timedelta(hours=2)
    tasks.send_invitation(row.pk)
    assert accept(secret_in_mail()) == cast.kari


def test_request_again_within_five_minutes_sends_nothing(cast):
    cast.with_password("kari")
    ask(cast.kari)
    ask(cast.kari)
    assert Invitation.objects.count() == 1


def test_request_does_not_end_what_the_office_gave(cast, code):
    cast.with_password("kari")
    with time_machine.travel(clock.now() + dt.timedelta(minutes=6), tick=False):
        ask(cast.kari)
        assert Invitation.objects.count() == 2
        assert accept(code) == cast.kari


def test_request_of_those_who_cannot_use_it_does_nothing(cast):
    cast.with_password("odd", "gone")
    ExternalId.objects.create(person=cast.odd, system="directory:skole", value="u-1")
    for person in (cast.kari, cast.odd, cast.gone):
        ask(person)
    assert not Invitation.objects.exists()
