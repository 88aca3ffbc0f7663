"""``manage.py import_roster``."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from schools.models import Person, RosterRun
from tests.schools.roster.bundles import small

pytestmark = pytest.mark.django_db


def test_command_prints_the_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = small().write(tmp_path / "a.zip")
    call_command("import_roster", str(path), "--dry-run")
    assert not RosterRun.objects.exists()
    call_command("import_roster", str(path))
    lines = capsys.readouterr().out.splitlines()
    assert [line.split() for line in lines if line.startswith("people")] == [
        ["people", "28", "0", "0", "0"]
    ] * 2
    assert Person.objects.count() == 28


def test_command_fails_when_nothing_was_brought_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.zip"
    with pytest.raises(CommandError, match="Cannot read"):
        call_command("import_roster", str(path))
    path.write_bytes(b"no")
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("import_roster", str(path))
    call_command("import_roster", str(small(pupils=30).write(path)))
    few = str(small(pupils=2).write(path))
    with pytest.raises(CommandError, match="56 accounts would end"):
        call_command("import_roster", few)
    call_command("import_roster", few, "--confirm-ends")
    assert Person.objects.filter(is_active=False).count() == 56
