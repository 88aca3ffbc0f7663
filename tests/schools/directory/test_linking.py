"""Which person here an account of the directory means (docs/adr/0002-linking.md)."""

import datetime as dt
import threading

import pytest
from django.db import connection

from schools import affiliations, clock, signals
from schools.actions.directory import (
    NotLinked,
    link_directory_person,
    update_directory_memberships,
)
from schools.choices import MemberRole, Source
from schools.directory.entitlements import GroupClaim
from schools.directory.profiles import DirectoryPerson
from schools.models import AuditEntry, ExternalId, Group, Membership, Person

SYSTEM = "directory:skole"


def found(*names, stable_id="u-1", **values):
    return DirectoryPerson(stable_id=stable_id, user_names=frozenset(names), **values)


def link(person):
    return link_directory_person(actor=None, system=SYSTEM, found=person)


def refused(person):
    people, links = Person.objects.count(), ExternalId.objects.count()
    with pytest.raises(NotLinked):
        link(person)
    assert (Person.objects.count(), ExternalId.objects.count()) == (people, links)


@pytest.mark.parametrize("name", ["nora", "NORA"])
def test_first_sign_in_links_by_user_name(cast, name):
    assert link(found(name, "nora@skolebro.test")) == cast.nora
    row = ExternalId.objects.get(person=cast.nora)
    assert (row.system, row.value) == (SYSTEM, "u-1")
    assert AuditEntry.objects.filter(action="directory_linked", actor=None).count() == 1


def test_first_sign_in_links_by_eppn_as_user_name(cast):
    Person.objects.filter(pk=cast.nora.pk).update(username="Nora99@skolebro.test")
    assert link(found("nora99", "nora99@skolebro.test")) == cast.nora


def test_first_sign_in_links_by_lin(known):
    person = found("jb0417", lins=frozenset({"skolebro.test:elev:17", "other"}))
    assert link(person) == known.jonas


def test_first_sign_in_links_by_national_number(known):
    numbers = frozenset({"018112 51387", "not a number"})
    assert link(found("per99", national_numbers=numbers)) == known.per


def test_first_sign_in_links_by_the_registers_eppn(cast):
    ExternalId.objects.create(person=cast.jonas, system="eppn", value="kj2@skolebro.test")
    assert link(found("kj2", "KJ2@Skolebro.test")) == cast.jonas


def test_several_keys_of_one_person_are_one_match(known):
    person = found("jonas", lins=frozenset({"skolebro.test:elev:17"}))
    assert link(person) == known.jonas


def test_staff_link_by_user_name(cast):
    assert link(found("sissel")) == cast.sissel


def test_later_sign_in_follows_the_stable_id(cast):
    link(found("nora"))
    assert link(found("new.name")) == cast.nora
    assert link(found("jonas", lins=frozenset({"x"}))) == cast.nora
    assert ExternalId.objects.count() == 1


def test_nobody_is_refused(cast):
    refused(found("stranger"))


def test_two_people_are_refused(known):
    refused(found("nora", lins=frozenset({"skolebro.test:elev:17"})))


def test_name_and_email_never_link(cast):
    refused(found("Nora Hansen", "nora@skolebro.test"))


def test_guardians_made_up_user_name_never_links(cast):
    refused(found("kari"))


@pytest.mark.parametrize("name", ["sverre", "torleif"])
def test_ex_staff_do_not_link_by_user_name(cast, name):
    refused(found(name))


def test_user_name_used_again_does_not_open_the_first_account(cast):
    link(found("nora"))
    refused(found("nora", stable_id="u-2"))


def test_another_directory_may_link_the_same_person(cast):
    link(found("nora"))
    other = link_directory_person(actor=None, system="directory:b", found=found("nora"))
    assert other == cast.nora


def test_two_first_sign_ins_at_once_make_one_link(committed_db, cast):
    start, people = threading.Barrier(4), []

    def run():
        try:
            start.wait(10)
            people.append(link(found("nora")).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert set(people) == {cast.nora.pk}
    assert ExternalId.objects.filter(system=SYSTEM).count() == 1


def test_two_entries_at_once_link_one_person_once(committed_db, cast):
    """Two accounts with the same user name, the second made for somebody new."""
    outcomes = _both_at_once(lambda number: link(found("nora", stable_id=f"u-{number}")))
    assert sorted(outcomes) == ["NotLinked", "linked"]
    assert ExternalId.objects.filter(person=cast.nora, system=SYSTEM).count() == 1


def test_two_entries_at_once_would_both_link_without_the_lock(committed_db, cast):
    """The twin: the same race with the check and the write apart."""
    checked = threading.Barrier(2)

    def unguarded(number):
        assert not ExternalId.objects.filter(person=cast.nora, system=SYSTEM).exists()
        checked.wait(10)
        ExternalId.objects.create(person=cast.nora, system=SYSTEM, value=f"u-{number}")

    assert _both_at_once(unguarded) == ["linked", "linked"]


def _both_at_once(action):
    start, outcomes = threading.Barrier(2), []

    def run(number):
        try:
            start.wait(10)
            action(number)
            outcomes.append("linked")
        except NotLinked:
            outcomes.append("NotLinked")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[number]) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return outcomes


# --- memberships


def claim(local_id, role=MemberRole.PUPIL, *, org="974000001", name="", starts=None, ends=None):
    return GroupClaim(org, local_id, name, role, starts, ends)


def update(person, *claims, system=SYSTEM):
    update_directory_memberships(actor=None, person=person, system=system, claims=claims)


def directory_rows(person):
    rows = Membership.objects.filter(person=person, source=Source.DIRECTORY).order_by("pk")
    return [(row.group.name, row.role, row.ends) for row in rows]


@pytest.fixture
def changed_roles():
    people = []

    def hear(person_ids, **_rest):
        people.extend(person_ids)

    signals.roles_changed.connect(hear)
    yield people
    signals.roles_changed.disconnect(hear)


def test_claim_becomes_a_dated_membership(cast, changed_roles):
    last = clock.today() + dt.timedelta(days=200)
    update(cast.nora, claim("6b", ends=last))
    assert directory_rows(cast.nora) == [("6B", MemberRole.PUPIL, last)]
    assert cast.class_6b.pk in affiliations.of(cast.nora).pupil_groups
    assert changed_roles == [cast.nora.pk]


@pytest.mark.parametrize(
    ("local_id", "name"), [("6B", ""), ("6b-2026", "6B"), ("sats-id-77", "ukjent")]
)
def test_group_is_found_by_its_key_or_name(cast, local_id, name):
    Group.objects.filter(pk=cast.class_6b.pk).update(source_key="SATS-ID-77")
    update(cast.nora, claim(local_id, name=name))
    assert [row[0] for row in directory_rows(cast.nora)] == ["6B"]


def test_same_claims_again_change_nothing(cast, changed_roles):
    update(cast.nora, claim("6b"))
    update(cast.nora, claim("6b"))
    assert len(directory_rows(cast.nora)) == 1
    assert changed_roles == [cast.nora.pk]
    assert AuditEntry.objects.filter(action="directory_memberships").count() == 1


def test_claim_that_is_gone_ends_its_row_today(cast, changed_roles):
    update(cast.nora, claim("6b"))
    update(cast.nora)
    assert directory_rows(cast.nora) == [("6B", MemberRole.PUPIL, clock.today())]
    assert cast.class_6b.pk not in affiliations.of(cast.nora).pupil_groups
    assert changed_roles == [cast.nora.pk] * 2


def test_claim_that_comes_back_opens_its_row_again(cast):
    update(cast.nora, claim("6b"))
    update(cast.nora)
    update(cast.nora, claim("6b"))
    assert directory_rows(cast.nora) == [("6B", MemberRole.PUPIL, None)]


def test_rows_of_other_sources_are_left_alone(cast):
    update(cast.nora)
    assert cast.class_6a.pk in affiliations.of(cast.nora).pupil_groups


def test_rows_of_another_directory_are_left_alone(cast):
    update(cast.nora, claim("6b"), system="directory:b")
    update(cast.nora)
    assert [row[2] for row in directory_rows(cast.nora)] == [None]


def test_what_another_source_already_says_is_not_added(cast, changed_roles):
    update(cast.nora, claim("6a"))
    assert directory_rows(cast.nora) == []
    assert changed_roles == []


def test_unknown_groups_are_reported_and_not_created(cast, caplog):
    groups = Group.objects.count()
    update(cast.nora, claim("9z"), claim("6b", org="999999999"))
    assert Group.objects.count() == groups
    assert directory_rows(cast.nora) == []
    assert "no group 9z at 974000001" in caplog.text
    assert "nora" not in caplog.text.lower()


def test_group_with_two_candidates_is_not_guessed(cast):
    Group.objects.create(school=cast.lade, name="6B", grade=6)
    update(cast.nora, claim("6b"))
    assert directory_rows(cast.nora) == []


def test_group_of_another_school_is_not_taken(cast):
    update(cast.nora, claim("8a"))
    assert directory_rows(cast.nora) == []


@pytest.mark.parametrize(("first", "last"), [(1, 9), (-9, 0)])
def test_claims_outside_their_dates_give_nothing(cast, first, last):
    day = clock.today()
    starts, ends = (day + dt.timedelta(days=number) for number in (first, last))
    update(cast.nora, claim("6b", starts=starts, ends=ends))
    assert directory_rows(cast.nora) == []
