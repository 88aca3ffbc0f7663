"""What the demo does before it serves."""

from pathlib import Path
from typing import Any

import pytest

from config import prepare

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_var(tmp_path: Path, settings: Any) -> None:
    settings.VAR_DIR = tmp_path


def test_a_database_that_no_stamp_speaks_of_is_migrated() -> None:
    assert prepare.needs_migrating()


def test_a_database_with_the_stamp_of_these_migrations_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "migrated").write_text(prepare._fingerprint())
    assert not prepare.needs_migrating()


def test_a_database_with_another_stamp_is_migrated(tmp_path: Path) -> None:
    (tmp_path / "migrated").write_text("of other migrations")
    assert prepare.needs_migrating()


def test_starting_over_leaves_a_server_database_alone(settings: Any) -> None:
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        pytest.skip("the embedded database is what it is for")
    with pytest.raises(RuntimeError, match="yourself"):
        prepare.start_over()
