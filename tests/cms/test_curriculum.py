"""Grep's documents come in as they are, twice the same."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from cms.actions.curriculum import PACKAGED, grep_files, import_grep
from cms.curriculum import BadDocument
from cms.models import Aim, AimSet, Curriculum, Year

pytestmark = pytest.mark.django_db


def test_packaged_documents_come_in() -> None:
    done = import_grep(paths=grep_files(PACKAGED))
    assert done.read == 5
    assert Curriculum.objects.get(code="NOR01-06").aim_sets.filter(code="KV110").exists()
    aims = AimSet.objects.get(code="KV9").aims.values_list("code", flat=True)
    assert list(aims) == ["KM98", "KM99"]
    assert Aim.objects.get(code="KM1").curriculum.code == "MAT01-05"
    # the year whose short form says "sprakk" where it means "verdi"
    assert Year.objects.get().number == 10


def test_second_run_changes_nothing() -> None:
    import_grep(paths=grep_files(PACKAGED))
    again = import_grep(paths=grep_files(PACKAGED))
    assert (again.created, again.changed) == (0, 0)


def test_order_of_documents_does_not_matter() -> None:
    import_grep(paths=list(reversed(grep_files(PACKAGED))))
    for path in reversed(grep_files(PACKAGED)):
        assert import_grep(paths=[path]).changed == 0


def test_wording_falls_back_to_what_it_was_laid_down_in() -> None:
    import_grep(paths=grep_files(PACKAGED))
    aim = Aim.objects.get(code="KM1")
    for language in ("nb", "nn", "en"):
        with translation.override(language):
            assert aim.text.startswith("samanlikne ulike storleikar")


def test_superseded_entry_is_kept(tmp_path: Path) -> None:
    document = json.loads((PACKAGED / "kompetansemaal-K1.json").read_text())
    import_grep(paths=[PACKAGED / "kompetansemaal-K1.json"])
    document["status"] = "http://psi.udir.no/kl06/status_utgaatt"
    (tmp_path / "ny.json").write_text(json.dumps(document))
    assert import_grep(paths=[tmp_path / "ny.json"]).changed == 1
    assert not Aim.objects.get(code="KM1").is_current


@pytest.mark.parametrize("content", ["", "{", "[1]", '{"kode": "X"}', '{"grep-type": "x/verb"}'])
def test_bad_document_changes_nothing_and_names_the_file(tmp_path: Path, content: str) -> None:
    good = tmp_path / "a.json"
    good.write_text((PACKAGED / "aarstrinn10.json").read_text())
    (tmp_path / "b.json").write_text(content)
    with pytest.raises(BadDocument, match=r"b\.json"):
        import_grep(paths=grep_files(tmp_path))
    with pytest.raises(CommandError):
        call_command("import_grep", tmp_path)
    assert not Year.objects.exists()
