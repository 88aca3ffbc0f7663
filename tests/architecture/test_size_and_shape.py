"""Files stay small and are named by what they hold."""

import re

import pytest

from tests.architecture.sources import python, templates
from tests.databases import APPS, ROOT

MOST_LINES = 300
_SCRIPT = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*type=.(application/json|speculationrules))[^>]*>"
)
_STYLE = re.compile(r"<style[\s>]|\sstyle=|\son[a-z]+=[\"']|href=[\"']javascript:")


def test_files_are_short() -> None:
    paths = [source.path for source in python()]
    paths += [path for app in APPS for path in (ROOT / app).rglob("static/**/*.js")]
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in paths}
    long = [
        f"{path.relative_to(ROOT)}: {lines}"
        for path, lines in lengths.items()
        if lines > MOST_LINES
    ]
    assert not long, "\n".join(long)


@pytest.mark.parametrize("name", ["utils", "helpers", "misc", "common"])
def test_no_module_is_named_after_nothing(name: str) -> None:
    assert not [source.name for source in python() if source.path.stem == name]


def test_templates_have_no_inline_script_or_style() -> None:
    """The content security policy would refuse them, silently for the reader."""
    wrong = [
        f"{path.relative_to(ROOT)}: {found.group()}"
        for path in templates()
        for found in [*_iterate(path.read_text(encoding="utf-8"))]
    ]
    assert not wrong, "\n".join(wrong)


def _iterate(text: str) -> list[re.Match[str]]:
    text = re.sub(r"{[{%].*?[%}]}", "", text)  # {% when day style="date" %} is no markup
    return [*_SCRIPT.finditer(text), *_STYLE.finditer(text)]


@pytest.mark.parametrize(
    ("markup", "refused"),
    [
        ("<script>alert(1)</script>", True),
        ('<script type="module" src="{% static "x.js" %}"></script>', False),
        ('<p style="color: red">', True),
        ('<a onclick="go()">', True),
        ('<link rel="stylesheet" href="x.css">', False),
    ],
)
def test_inline_markup_is_recognised(markup: str, refused: bool) -> None:
    assert bool(_iterate(markup)) == refused
