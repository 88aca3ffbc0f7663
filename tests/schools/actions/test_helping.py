"""A guardian lets somebody help: asking, accepting, changing, ending."""

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.core import mail

from schools import affiliations, clock, tasks
from schools.actions import helper_invitations, helping
from schools.choices import Access, HelpScope, Protection, Role
from schools.exceptions import InvalidInput, NotVisible
from schools.models import (
    AuditEntry,
    ExternalId,
    Guardianship,
    HelperAppointment,
    HelperInvitation,
    Invitation,
    Person,
)
from schools.queries import helping as asking
from schools.visibility.helping import appointment_viewers, visible_appointments
from tests import helping as made
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def _terms(days: int = 30, scope: HelpScope = HelpScope.HOME) -> helping.Terms:
    return helping.Terms(scope=scope, last_day=clock.today() + dt.timedelta(days=days))


def _invite(cast: Cast, name: str = "kari", child: str = "nora", **given: Any) -> HelperInvitation:
    values = {"name": "Halima Omar", "email": "halima@hjelp.test", "terms": _terms()} | given
    children = [cast.people[child]]
    return helping.invite_helper(actor=cast.fresh(name), children=children, **values)


def _secret(row: HelperInvitation) -> str:
    tasks.send_helper_invitation(row.pk)
    found = re.search(r"/hjelper/([^/\s]+)/", mail.outbox[-1].body)
    assert found
    return found[1]


def test_who_is_invited_and_accepts_helps(cast: Cast) -> None:
    secret, halima = _secret(_invite(cast)), made.somebody()
    assert affiliations.of(halima).roles == ()
    helper_invitations.accept_help(actor=halima, secret=secret)
    assert affiliations.of(halima).roles == (Role.HELPER,)
    row = HelperAppointment.objects.get()
    assert (row.helper, row.guardian, row.pupil) == (halima, cast.kari, cast.nora)
    assert row.starts == clock.today()
    assert row.ends == clock.today() + dt.timedelta(days=31)
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert actions >= {"helper_invited", "helper_accepted"}


def test_mail_names_no_pupil_and_no_school_and_is_sent_once(cast: Cast) -> None:
    row = _invite(cast)
    _secret(row)
    tasks.send_helper_invitation(row.pk)
    (sent,) = mail.outbox
    assert sent.to == ["halima@hjelp.test"]
    assert "Kari Hansen" in sent.body
    for word in ("Nora", "Lade", "6A"):
        assert word not in sent.subject + sent.body


def test_mail_that_was_lost_is_sent_by_the_sweep(cast: Cast) -> None:
    row = _invite(cast)
    assert helper_invitations.unsent_helper_invitations() == [row.pk]
    _secret(row)
    assert helper_invitations.unsent_helper_invitations() == []


def test_secret_opens_once(cast: Cast) -> None:
    secret = _secret(_invite(cast))
    helper_invitations.accept_help(actor=made.somebody(), secret=secret)
    greta = made.somebody("Greta")
    with pytest.raises(InvalidInput):
        helper_invitations.accept_help(actor=greta, secret=secret)
    assert asking.asked(secret) is None


def test_secret_runs_out(cast: Cast) -> None:
    secret = _secret(_invite(cast))
    assert asking.asked(secret)
    with time_machine.travel(clock.now() + dt.timedelta(days=15), tick=False):
        assert asking.asked(secret) is None
        with pytest.raises(InvalidInput):
            helper_invitations.accept_help(actor=made.somebody(), secret=secret)


def test_new_invitation_to_the_same_address_ends_the_older(cast: Cast) -> None:
    first = _secret(_invite(cast))
    second = _secret(_invite(cast, email="Halima@hjelp.test"))
    assert asking.asked(first) is None
    assert asking.asked(second)
    assert len(asking.page(cast.fresh("kari")).mine) == 1


def test_invitation_that_the_guardian_has_ended_is_over(cast: Cast) -> None:
    secret = _secret(_invite(cast))
    helping.end_help(actor=cast.fresh("kari"), appointment=HelperAppointment.objects.get())
    assert asking.asked(secret) is None


@pytest.mark.parametrize(
    ("name", "child"),
    [("kari", "jonas"), ("ivar", "jonas"), ("geir", "nora"), ("leila", "amira"), ("tone", "nora")],
)
def test_only_for_children_one_has_full_access_to(cast: Cast, name: str, child: str) -> None:
    with pytest.raises(NotVisible):
        _invite(cast, name, child)
    assert not HelperInvitation.objects.exists()


@pytest.mark.parametrize("days", [-1, 366])
def test_last_day_is_within_a_year(cast: Cast, days: int) -> None:
    with pytest.raises(InvalidInput) as refused:
        _invite(cast, terms=_terms(days))
    assert refused.value.field == "last_day"
    assert _invite(cast, terms=_terms(365))


def test_who_reads_what_is_common_answers_nothing(cast: Cast) -> None:
    last_day = clock.today() + dt.timedelta(days=9)
    with pytest.raises(InvalidInput) as refused:
        _invite(cast, terms=helping.Terms(HelpScope.COMMON, last_day, may_answer=True))
    assert refused.value.field == "may_answer"


def test_some_child_must_be_chosen_and_not_oneself(cast: Cast) -> None:
    with pytest.raises(InvalidInput) as refused:
        helping.invite_helper(
            actor=cast.fresh("kari"), children=[], name="H", email="h@h.test", terms=_terms()
        )
    assert refused.value.field == "children"
    with pytest.raises(InvalidInput) as refused:
        _invite(cast, email="KARI@skolebro.test")
    assert refused.value.field == "email"


def test_at_most_ten_a_day(cast: Cast) -> None:
    for number in range(10):
        _invite(cast, email=f"h{number}@hjelp.test")
    with pytest.raises(InvalidInput):
        _invite(cast, email="h10@hjelp.test")


@pytest.mark.parametrize("name", ["kari", "jonas"])
def test_guardian_and_pupils_do_not_accept(cast: Cast, name: str) -> None:
    secret = _secret(_invite(cast))
    with pytest.raises(InvalidInput):
        helper_invitations.accept_help(actor=cast.fresh(name), secret=secret)
    assert HelperAppointment.objects.get().helper is None


# --- an account for who has none


def test_unknown_address_gets_an_account_and_a_link(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    secret = _secret(_invite(cast))
    with django_capture_on_commit_callbacks():
        helper_invitations.ask_for_account(actor=None, secret=secret)
    person = Person.objects.get(email="halima@hjelp.test")
    assert (person.given_name, person.family_name) == ("Halima", "Omar")
    assert not person.has_usable_password()
    assert affiliations.of(person).roles == ()
    tasks.send_invitation(Invitation.objects.get(person=person).pk)
    assert mail.outbox[-1].to == ["halima@hjelp.test"]
    helper_invitations.ask_for_account(actor=None, secret=secret)
    assert Person.objects.filter(email__iexact="halima@hjelp.test").count() == 1
    assert Invitation.objects.count() == 1


def test_one_name_is_enough(cast: Cast) -> None:
    row = _invite(cast)
    HelperInvitation.objects.update(name="Halima")
    helper_invitations.ask_for_account(actor=None, secret=_secret(row))
    assert Person.objects.get(email="halima@hjelp.test").get_full_name() == "Halima"


def test_known_address_gets_a_link_and_no_second_account(cast: Cast) -> None:
    cast.with_password("ola")
    secret = _secret(_invite(cast, email="OLA@skolebro.test"))
    before = Person.objects.count()
    helper_invitations.ask_for_account(actor=None, secret=secret)
    assert Person.objects.count() == before
    assert Invitation.objects.get().person == cast.ola


def test_account_of_the_pupil_network_gets_no_link(cast: Cast) -> None:
    ExternalId.objects.create(person=cast.odd, system="directory:ad", value="1")
    secret = _secret(_invite(cast, email="odd@skolebro.test"))
    helper_invitations.ask_for_account(actor=None, secret=secret)
    assert not Invitation.objects.exists()


def test_wrong_secret_makes_no_account(cast: Cast) -> None:
    before = Person.objects.count()
    with pytest.raises(InvalidInput):
        helper_invitations.ask_for_account(actor=None, secret="gjettet")
    assert Person.objects.count() == before


# --- changing and ending


def test_guardian_changes_the_terms(cast: Cast) -> None:
    row = made.let_help(cast, made.somebody())
    terms = _terms(3, HelpScope.COMMON)
    helping.change_terms(actor=cast.fresh("kari"), appointment=row, terms=terms)
    row.refresh_from_db()
    assert (row.scope, row.ends) == (HelpScope.COMMON, clock.today() + dt.timedelta(days=4))
    with pytest.raises(InvalidInput):
        helping.change_terms(actor=cast.fresh("kari"), appointment=row, terms=_terms(-1))
    for name in ("erik", "sissel"):
        with pytest.raises(NotVisible):
            helping.change_terms(actor=cast.fresh(name), appointment=row, terms=terms)


@pytest.mark.parametrize("who", ["guardian", "helper"])
def test_terms_of_what_was_ended_meanwhile_are_not_changed(cast: Cast, who: str) -> None:
    row = made.let_help(cast, made.somebody())
    helping.end_help(actor=getattr(row, who), appointment=row)
    with pytest.raises(NotVisible):
        helping.change_terms(actor=cast.fresh("kari"), appointment=row, terms=_terms())
    row.refresh_from_db()
    assert row.ends == clock.today()
    assert affiliations.of(Person.objects.get(pk=row.helper_id)).roles == ()


def test_terms_are_not_changed_after_the_last_day(cast: Cast) -> None:
    row = made.let_help(cast, made.somebody())
    assert row.ends is not None
    with time_machine.travel(clock.at(row.ends, dt.time(0, 1))), pytest.raises(NotVisible):
        helping.change_terms(actor=cast.fresh("kari"), appointment=row, terms=_terms())


def test_helper_does_not_change_the_terms(cast: Cast) -> None:
    halima = made.somebody()
    row = made.let_help(cast, halima)
    with pytest.raises(NotVisible):
        helping.change_terms(actor=halima, appointment=row, terms=_terms(300))


@pytest.mark.parametrize("who", ["guardian", "helper"])
def test_each_of_both_ends_it_at_once(cast: Cast, who: str) -> None:
    row = made.let_help(cast, made.somebody())
    helping.end_help(actor=getattr(row, who), appointment=row)
    helping.end_help(actor=getattr(row, who), appointment=row)
    assert affiliations.of(Person.objects.get(pk=row.helper_id)).roles == ()
    assert AuditEntry.objects.filter(action="helper_ended").count() == 1


@pytest.mark.parametrize("name", ["erik", "tone", "sissel"])
def test_others_do_not_end_it(cast: Cast, name: str) -> None:
    row = made.let_help(cast, made.somebody())
    with pytest.raises(NotVisible):
        helping.end_help(actor=cast.fresh(name), appointment=row)


def test_guardian_who_lost_the_right_learns_no_new_name(cast: Cast) -> None:
    row = made.let_help(cast, made.somebody())
    kari = cast.fresh("kari")
    assert visible_appointments(kari).filter(pk=row.pk).exists()
    Guardianship.objects.filter(guardian=kari, pupil=cast.nora).update(access=Access.NONE)
    Person.objects.filter(pk=cast.nora.pk).update(protection=Protection.STRICT)
    row.refresh_from_db()
    assert not visible_appointments(cast.fresh("kari")).exists()
    assert not appointment_viewers(row).exists()


def test_invitation_ends_with_the_right_of_who_invites(cast: Cast) -> None:
    _invite(cast)
    assert asking.open_invitations().exists()
    Guardianship.objects.filter(guardian=cast.kari, pupil=cast.nora).update(access=Access.NONE)
    assert not asking.open_invitations().exists()
