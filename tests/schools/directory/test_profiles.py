"""What entries mean, and what a typed name becomes in a filter; no network."""

import datetime as dt
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schools.choices import MemberRole
from schools.directory import entitlements, profiles
from schools.directory.config import DirectoryConfig
from schools.directory.profiles import Entry

NOW = dt.datetime(2026, 11, 23, 8, 15, tzinfo=dt.UTC)
TODAY = NOW.date()


def config(**values):
    base = {"name": "skole", "urls": (), "base_dn": "", "bind_dn": "", "bind_password": ""}
    return DirectoryConfig(**{**base, **values})


def entry(**values):
    raw = {}
    for name, value in values.items():
        found = value if isinstance(value, list) else [value]
        raw[name.lower()] = tuple(
            item if isinstance(item, bytes) else str(item).encode() for item in found
        )
    return Entry("uid=x,dc=x", raw)


def noredu(**values):
    return profiles.NorEdu(config()).read(entry(**values), NOW)


def ad(**values):
    table = "CN=7B,OU=Klasser,DC=elev|975278921|7B|student; CN=L,DC=elev|NO975278921|7B|faculty"
    return profiles.ActiveDirectory(config(profile="ad", group_table=table)).read(
        entry(**values), NOW
    )


GROUP_6A = "urn:mace:feide.no:go:group:b::NO975278964:6A:2014-08-01:2015-06-15:student:Klasse%206A"


# --- norEdu


def test_noredu_reads_names_and_numbers():
    found = noredu(
        uid="olanor123",
        eduPersonPrincipalName="olanor123@skotthyll.no",
        norEduPersonLIN=["skotthyll.no:elev:1042", "annen:1"],
        norEduPersonNIN="01811251387",
        entryUUID="8D6B3C1E-0000-4000-8000-000000000001",
    )
    assert found.user_names == {"olanor123", "olanor123@skotthyll.no"}
    assert found.lins == {"skotthyll.no:elev:1042", "annen:1"}
    assert found.national_numbers == {"01811251387"}
    assert found.stable_id == "8d6b3c1e-0000-4000-8000-000000000001"
    assert found.open


def test_noredu_without_stable_id_has_none():
    assert not noredu(uid="x").stable_id


@pytest.mark.parametrize("state", [{"pwdAccountLockedTime": "000001010000Z"}, {"pwdReset": "TRUE"}])
def test_noredu_locked_or_must_change_is_closed(state):
    assert not noredu(uid="x", **state).open


def test_noredu_pwd_reset_false_is_open():
    assert noredu(uid="x", pwdReset="FALSE").open


def test_pupils_entry_never_makes_a_teacher():
    teaching = GROUP_6A.replace("student", "faculty")
    pupil = noredu(eduPersonAffiliation="student", eduPersonEntitlement=[teaching, GROUP_6A])
    teacher = noredu(eduPersonAffiliation="faculty", eduPersonEntitlement=[teaching])
    assert [claim.role for claim in pupil.claims] == [MemberRole.PUPIL]
    assert [claim.role for claim in teacher.claims] == [MemberRole.TEACHER]


def test_values_with_control_characters_are_left_out():
    found = noredu(uid=["good", "ba\x00d", "ba\nd", ""])
    assert found.user_names == {"good"}


def test_values_are_bounded():
    found = noredu(uid=[f"navn{number}" for number in range(10_000)])
    assert len(found.user_names) == 500


# --- entitlements


def test_entitlement_becomes_a_claim():
    (claim,) = entitlements.claims_of([GROUP_6A])
    assert claim == entitlements.GroupClaim(
        "975278964",
        "6a",
        "Klasse 6A",
        MemberRole.PUPIL,
        dt.date(2014, 8, 1),
        dt.date(2015, 6, 16),
    )


def test_claim_holds_to_the_end_of_its_last_day():
    (claim,) = entitlements.claims_of([GROUP_6A])
    days = ["2014-07-31", "2014-08-01", "2015-06-15", "2015-06-16"]
    held = [claim.holds_on(dt.date.fromisoformat(day)) for day in days]
    assert held == [False, True, True, False]


def test_claim_without_dates_always_holds():
    open_ended = "urn:mace:feide.no:go:group:u:MAT0006:no987654321:6a-matte:::student:Matematikk"
    (claim,) = entitlements.claims_of([open_ended])
    assert claim.holds_on(TODAY)
    assert claim.org_number == "987654321"


@pytest.mark.parametrize(
    "value",
    [
        "urn:mace:feide.no:go:groupid:b:NO975278921:7b-2026:2026-08-01:2027-07-31",
        "urn:mace:feide.no:go:grep:http://psi.udir.no/laereplan/aarstrinn/aarstrinn7",
        "urn:mace:example.no:go:group:b::NO975278964:6A:2014-08-01:2015-06-15:student:6A",
        GROUP_6A + ":more",
        GROUP_6A.replace("2014-08-01", "2014-13-01"),
        GROUP_6A.replace("2014-08-01", "i fjor"),
        GROUP_6A.replace("student", "member"),
        GROUP_6A.replace("NO975278964", "NOabc"),
        GROUP_6A.replace(":6A:", "::"),
        GROUP_6A + "x" * 1000,
        "",
        "urn",
    ],
)
def test_other_entitlements_are_passed_over(value):
    assert entitlements.claims_of([value]) == ()


def test_entitlements_are_bounded():
    many = [GROUP_6A.replace(":6A:", f":{number}:") for number in range(10_000)]
    assert len(entitlements.claims_of(many)) == 500


@given(st.text())
def test_any_text_as_entitlement_is_no_fault(text):
    entitlements.claims_of([text, f"urn:mace:feide.no:go:group:{text}"])


# --- Active Directory


def filetime(moment):
    return int((moment - dt.datetime(1601, 1, 1, tzinfo=dt.UTC)).total_seconds()) * 10_000_000


def test_ad_reads_names_and_guid():
    guid = uuid.UUID("12345678-1234-5678-1234-567812345678")
    found = ad(
        sAMAccountName="kar0314",
        userPrincipalName="kar0314@elev.test",
        objectGUID=guid.bytes_le,
        userAccountControl=512,
        pwdLastSet=filetime(NOW),
        accountExpires=0,
    )
    assert found.user_names == {"kar0314", "kar0314@elev.test"}
    assert found.stable_id == str(guid)
    assert found.open


@pytest.mark.parametrize("guid", [b"short", b""])
def test_ad_with_a_broken_guid_has_no_stable_id(guid):
    assert not ad(objectGUID=guid).stable_id
    assert not ad(sAMAccountName="x").stable_id


@pytest.mark.parametrize(
    "state",
    [
        {"userAccountControl": 514},
        {"accountExpires": filetime(NOW)},
        {"accountExpires": filetime(NOW - dt.timedelta(days=1))},
        {"pwdLastSet": 0},
        {"lockoutTime": filetime(NOW)},
    ],
)
def test_ad_account_that_may_not_sign_in_is_closed(state):
    assert not ad(sAMAccountName="x", **state).open


@pytest.mark.parametrize(
    "state",
    [
        {},
        {"accountExpires": 0x7FFFFFFFFFFFFFFF},
        {"accountExpires": 0x7FFFFFFFFFFFFFFE},
        {"accountExpires": filetime(NOW + dt.timedelta(days=1))},
        {"lockoutTime": 0},
        {"userAccountControl": "ikke et tall"},
    ],
)
def test_ad_account_that_may_sign_in_is_open(state):
    assert ad(sAMAccountName="x", **state).open


def test_ad_groups_follow_from_the_table():
    found = ad(memberOf=["cn=7b,ou=klasser,dc=elev", "CN=L,DC=elev", "CN=Ukjent,DC=elev"])
    assert [(claim.org_number, claim.local_id, claim.role) for claim in found.claims] == [
        ("975278921", "7b", MemberRole.PUPIL),
        ("975278921", "7b", MemberRole.TEACHER),
    ]


def test_ad_reads_configured_number_attributes():
    reader = profiles.ActiveDirectory(
        config(lin_attribute="employeeID", national_number_attribute="employeeNumber")
    )
    found = reader.read(entry(employeeID="17", employeeNumber="01811251387"), NOW)
    assert (found.lins, found.national_numbers) == ({"17"}, {"01811251387"})


# --- filters


def test_filter_holds_the_typed_name_as_a_value_only():
    made = profiles.search_filter(config(), "*)(uid=*")
    assert made == (
        "(&(objectClass=norEduPerson)"
        "(|(uid=\\2a\\29\\28uid\\3d\\2a)(eduPersonPrincipalName=\\2a\\29\\28uid\\3d\\2a)))"
    )


def test_filter_is_joined_with_the_configured_one():
    made = profiles.search_filter(config(enabled_filter="(status=active)"), "nora")
    assert made.startswith("(&(&(objectClass=norEduPerson)")
    assert made.endswith("(status=active))")


@given(st.text())
def test_escaped_text_has_no_meaning_in_a_filter(text):
    assert not set(profiles.escaped(text)) & set("*()\0= ")


def test_wanted_attributes_are_those_that_are_read():
    assert "userPassword" not in profiles.wanted_attributes(config())
    assert "memberOf" in profiles.wanted_attributes(config(profile="ad"))
    assert "employeeID" in profiles.wanted_attributes(config(lin_attribute="employeeID"))
