"""What the demo does before it serves."""

import gettext
import os
from pathlib import Path
from typing import Any

import pytest

from config import prepare

_CATALOGUE = r"""
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\n"

msgid "Day"
msgstr "Dag"
"""


@pytest.fixture
def catalogue(tmp_path: Path, settings: Any) -> Path:
    path = tmp_path / "schools" / "nb" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(_CATALOGUE)
    settings.LOCALE_PATHS = [tmp_path / "schools"]
    return path


def test_translations_are_compiled(catalogue: Path) -> None:
    assert prepare.compile_translations() == 1
    with catalogue.with_suffix(".mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("Day") == "Dag"


def test_translations_are_compiled_again_only_when_newer(catalogue: Path) -> None:
    prepare.compile_translations()
    assert prepare.compile_translations() == 0
    later = catalogue.with_suffix(".mo").stat().st_mtime + 5
    os.utime(catalogue, (later, later))
    assert prepare.compile_translations() == 1
