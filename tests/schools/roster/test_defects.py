"""The defects of exports in the field: put right with a remark, or refused with one."""

import pytest

from schools.choices import RunState
from schools.models import Group, Membership, Person, RosterRun
from schools.roster import archive, lines
from schools.roster.texts import EXPLANATIONS
from tests.schools.roster.bundles import (
    bring_in,
    codes,
    edited,
    person_of,
    small,
    writes,
    zipped,
)

pytestmark = pytest.mark.django_db


def _as_is(files: dict[str, str | bytes]) -> None:
    """The same people as from the clean bundle, and only a remark more."""
    assert Person.objects.filter(external_ids__system="oneroster").count() == 28
    assert Membership.objects.count() == 27
    assert files


def test_clean_bundle_has_nothing_to_remark_on() -> None:
    assert bring_in(small()).report == []


@pytest.mark.parametrize(
    ("name", "old", "new", "code"),
    [
        ("classes.csv", "termSourcedIds", "termSourcedId", "column_name"),
        ("classes.csv", "classType", "ClassType", "column_name"),
        ("manifest.csv", "source.systemCode", "propertyName,value\r\nsource.systemCode", ""),
        ("users.csv", "p1,,,true", "p1,active,2026-08-01T00:00:00Z,true", "bulk_status"),
        ("orgs.csv", "sourcedId,status", "status,sourcedId", ""),
        ("manifest.csv", "oneroster.version,1.2\r\n", "", "no_version"),
        ("manifest.csv", "file.roles,bulk", "file.roles,absent", "declared_absent"),
    ],
)
def test_defect_is_put_right(name: str, old: str, new: str, code: str) -> None:
    files = edited(small(), name, old, new)
    if "status,sourcedId" in new:
        files[name] = str(files[name]).replace("lade,,,", ",lade,,").replace("ila,,,", ",ila,,")
        code = "column_order"
    run = bring_in(files)
    assert run.state == RunState.DONE, run.report
    assert codes(run) == ({code} if code else set())
    _as_is(files)


def test_missing_manifest_is_guessed() -> None:
    for version in ("1.1", "1.2"):
        files = dict(small(version).files())
        del files["manifest.csv"]
        run = bring_in(files, system="Test SIS")
        assert run.state == RunState.DONE
        assert "no_manifest" in codes(run)


def test_folder_byte_order_mark_and_mac_leftovers() -> None:
    files = {name: b"\xef\xbb\xbf" + text.encode() for name, text in small().files().items()}
    content = zipped({**files, "__MACOSX/._users.csv": b"x"}, folder="")
    assert bring_in(content).state == RunState.DONE
    run = bring_in(zipped(dict(files), folder="eksport/"))
    assert (run.state, codes(run)) == (RunState.DONE, {"nested"})
    assert writes(run) == 0


@pytest.mark.parametrize(("grades", "grade"), [("7", 7), ("07", 7), ("KG", None)])
def test_grades_are_numbers(grades: str, grade: int | None) -> None:
    bundle = small()
    bundle.row("classes", "7b")["grades"] = grades
    bring_in(bundle)
    assert Group.objects.get(name="7B").grade == grade


def test_inactive_rows_are_not_there() -> None:
    bundle = small()
    bundle.row("users", "p1")["status"] = "inactive"
    bundle.row("users", "p2")["status"] = "tobedeleted"
    run = bring_in(bundle)
    assert {"ended_status", "unknown_user"} <= codes(run)
    assert not Person.objects.filter(username__in=["elev0001", "elev0002"]).exists()


def test_bare_commas_in_lists() -> None:
    files = edited(small(), "users.csv", '"g0,g0b"', "g0,g0b")
    run = bring_in(files)
    assert (run.state, codes(run)) == (RunState.DONE, {"bare_commas"})
    _as_is(files)


def test_bare_commas_elsewhere_are_refused() -> None:
    run = bring_in(edited(small(), "orgs.csv", "Lade skole", "Lade, skole"))
    assert (run.state, codes(run)) == (RunState.FAILED, {"cell_count"})
    assert run.report[0]["row"] == 2


def test_orphans_are_skipped_by_row() -> None:
    bundle = small()
    bundle.row("enrollments", "p1.7b.student")["userSourcedId"] = "nobody"
    bundle.row("enrollments", "p2.7b.student")["classSourcedId"] = "nowhere"
    bundle.row("enrollments", "p3.7b.student")["schoolSourcedId"] = "ila"
    bundle.row("users", "p4")["agentSourcedIds"] = "g4,ghost"
    run = bring_in(bundle)
    assert {"unknown_user", "unknown_class", "other_school", "unknown_agent"} <= codes(run)
    assert {"row", "column", "file", "value"} <= run.report[0].keys()
    assert Membership.objects.filter(group__name="7B").count() == 11


def test_odd_ids_are_kept() -> None:
    bundle = small()
    text = bundle.files()["users.csv"].replace("t1,,,", "fc:t1,,,")
    files = {**bundle.files(), "users.csv": text}
    for name in ("roles.csv", "enrollments.csv"):
        files[name] = files[name].replace(",t1,", ",fc:t1,")
    run = bring_in(dict(files))
    assert codes(run) == {"odd_id"}
    assert person_of("fc:t1").username == "tea0101"


def test_pupil_teaches_nobody_and_teacher_is_no_pupil() -> None:
    bundle = small()
    bundle.add_enrollment("p1", "1a", role="teacher")
    bundle.add_enrollment("t1", "1a", role="student")
    assert "skipped_role" in codes(bring_in(bundle))
    assert not Membership.objects.filter(group__name="1A").exists()


def test_number_columns_are_not_read() -> None:
    bundle = small()
    bundle.row("users", "p1")["metadata.fnr"] = "05831451264"
    run = bring_in(bundle)
    assert codes(run) == {"number_column"}
    assert not Person.objects.filter(external_ids__system="national-number").exists()


# --- refused


@pytest.mark.parametrize(
    ("name", "old", "new", "code"),
    [
        ("users.csv", "p1,,,true", "p2,,,true", "double_id"),
        ("users.csv", "p1,,,true", "05831451264,,,true", "number_as_id"),
        ("users.csv", "elev0001", "05831451264", "number_as_id"),
        ("users.csv", "p1,,,true", ",,,true", "no_id"),
        ("users.csv", "Elev1,Prøve", ",", "no_name"),
        ("users.csv", "username", "givenName", "double_column"),
        ("users.csv", "familyName", "surname", "missing_column"),
        ("users.csv", "Elev1,", 'El"ev"1",', ""),
        ("users.csv", "Elev1,", '"Elev1,', "quotes"),
        ("orgs.csv", "NO975278921", "", "no_org_number"),
        ("orgs.csv", "NO975278921", "NO974000008", "double_org_number"),
        ("manifest.csv", "file.users,bulk", "file.users,delta", "delta"),
        ("manifest.csv", "oneroster.version,1.2", "oneroster.version,2.0", "bad_version"),
    ],
)
def test_defect_is_refused(name: str, old: str, new: str, code: str) -> None:
    run = bring_in(edited(small(), name, old, new))
    if code:
        assert (run.state, code in codes(run)) == (RunState.FAILED, True)
        assert not Person.objects.exists()
    assert RosterRun.objects.get().report == run.report


def test_other_encodings_and_separators_are_refused() -> None:
    files = small().files()
    latin = {name: text.encode("cp1252") for name, text in files.items()}
    assert codes(bring_in(dict(latin))) == {"encoding"}
    wide = {name: text.encode("utf-16") for name, text in files.items()}
    assert "encoding" in codes(bring_in(dict(wide)))
    semicolons = {name: text.replace(",", ";") for name, text in files.items()}
    semicolons["manifest.csv"] = files["manifest.csv"]
    assert codes(bring_in(dict(semicolons))) == {"semicolons"}
    assert not Person.objects.exists()


def test_broken_zips_are_refused() -> None:
    content = zipped(dict(small().files()))
    assert codes(bring_in(b"PK\x03\x04 not really")) == {"not_a_zip"}
    assert codes(bring_in(b"")) == {"not_a_zip"}
    assert codes(bring_in(content[: len(content) // 2])) == {"not_a_zip"}
    start = content.index(b"users.csv") + 200
    damaged = content[:start] + bytes(200) + content[start + 200 :]
    assert codes(bring_in(damaged)) & {"not_a_zip", "quotes", "not_text", "encoding"}
    assert not Person.objects.exists()


@pytest.mark.parametrize("name", ["users.csv", "roles.csv", "enrollments.csv", "orgs.csv"])
def test_missing_file_is_refused(name: str) -> None:
    files = dict(small().files())
    del files[name]
    run = bring_in(files)
    assert (run.state, codes(run)) == (RunState.FAILED, {"missing_file"})


def test_manifest_alone_changes_nothing() -> None:
    run = bring_in({"manifest.csv": small().files()["manifest.csv"]})
    assert codes(run) == {"only_manifest"}


def test_ten_megabyte_line_is_refused() -> None:
    run = bring_in(edited(small(), "users.csv", "Elev1,", "x" * 10_000_000 + ","))
    assert codes(run) & {"line_too_long", "too_large"}
    run = bring_in(edited(small(), "users.csv", "Elev1,", "xæ" * (lines.MAX_LINE // 2) + ","))
    assert codes(run) & {"line_too_long", "too_large"}


def test_bomb_is_refused_before_it_is_unpacked() -> None:
    files = dict(small().files())
    files["users.csv"] = "0" * (archive.MAX_RATIO * 200_000)
    assert codes(bring_in(files)) == {"too_large"}
    many = {**small().files(), **{f"x{n}.csv": "" for n in range(archive.MAX_MEMBERS)}}
    assert codes(bring_in(dict(many))) == {"too_many_members"}


def test_repeated_remarks_are_counted_not_listed() -> None:
    bundle = small(pupils=60)
    for number in range(60):
        bundle.row("users", f"g{number}")["email"] = "not an address"
    run = bring_in(bundle)
    assert len(run.report) == 25
    assert sum(item["times"] for item in run.report) == 60
    assert run.counts["warnings"] == 60


def test_line_break_in_a_cell_and_repeated_header() -> None:
    files = edited(small(), "users.csv", "Elev1,", '"Elev\r\n1",')
    text = str(files["users.csv"])
    files["users.csv"] = text + text.split("\r\n", 1)[0] + "\r\n"
    run = bring_in(files)
    assert codes(run) == {"line_break", "double_header"}
    assert person_of("p1").given_name == "Elev 1"


def test_every_remark_has_words() -> None:
    import re
    from pathlib import Path

    source = "".join(path.read_text() for path in Path("schools/roster").glob("*.py"))
    said = set(re.findall(r'(?:warn|refuse|stop|once)\(\s*"(\w+)"', source))
    assert said <= EXPLANATIONS.keys()
