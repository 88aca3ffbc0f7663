"""Collecting, merging and compiling texts."""

import gettext
from pathlib import Path
from typing import Any

import pytest

from config.translations import Book, as_text, collect, compile_book, merged, problems

_PYTHON = '_("Send")\nngettext("%(count)s home", "%(count)s homes", n)\n'
_TEMPLATE = """{% load i18n %}
  <p>{% translate "It's sent" %}</p>
    {% blocktranslate count n=total trimmed %}
      {{ n }} answer
    {% plural %}
      {{ n }} answers
    {% endblocktranslate %}
<a title="{% trans 'Open' context 'door' %}">{% icon "x" label=_("Close") %}</a>
"""


@pytest.fixture
def app(tmp_path: Path, settings: Any) -> str:
    settings.BASE_DIR = tmp_path
    (tmp_path / "post/templates/post").mkdir(parents=True)
    (tmp_path / "post/views.py").write_text(_PYTHON)
    (tmp_path / "post/templates/post/page.html").write_text(_TEMPLATE)
    return "post"


def _write(book: Book, content: str) -> None:
    book.path.parent.mkdir(parents=True, exist_ok=True)
    book.path.write_text(content)


def test_collect_finds_python_and_templates(app: str) -> None:
    found = {message.id: message.context for message in collect(app) if message.id}
    assert found == {
        "Send": None,
        ("%(count)s home", "%(count)s homes"): None,
        "It's sent": None,
        ("%(n)s answer", "%(n)s answers"): None,
        "Open": "door",
        "Close": None,
    }


def test_merged_keeps_translations_and_drops_what_is_gone(app: str) -> None:
    book = Book(app, "nb")
    _write(book, 'msgid "Send"\nmsgstr "Send nå"\n\nmsgid "Old"\nmsgstr "Gammel"\n')
    content = as_text(book, merged(book, collect(app)))
    assert 'msgstr "Send nå"' in content
    assert "Gammel" not in content


def test_merged_twice_changes_nothing(app: str) -> None:
    book = Book(app, "nn")
    _write(book, as_text(book, merged(book, collect(app))))
    assert book.path.read_text() == as_text(book, merged(book, collect(app)))


def test_problems_name_missing_fuzzy_and_placeholders(app: str) -> None:
    book = Book(app, "nb")
    _write(
        book,
        '#, fuzzy\nmsgid "Send"\nmsgstr "Sende"\n\n'
        'msgid "%(count)s home"\nmsgid_plural "%(count)s homes"\n'
        'msgstr[0] "%(count)s hjem"\nmsgstr[1] "%(tall)s hjem"\n',
    )
    found = problems(book, merged(book, collect(app)))
    assert "fuzzy: 'Send'" in found
    assert "other placeholders: '%(count)s home'" in found
    assert "missing: 'Close'" in found


def test_problems_of_english_are_none(app: str) -> None:
    book = Book(app, "en")
    assert problems(book, merged(book, collect(app))) == []


def test_compiled_book_speaks_plurals(app: str) -> None:
    book = Book(app, "nb")
    _write(
        book,
        as_text(book, merged(book, collect(app)))
        .replace('msgstr[0] ""', 'msgstr[0] "ett"')
        .replace('msgstr[1] ""', 'msgstr[1] "flere"'),
    )
    compile_book(book)
    with book.path.with_suffix(".mo").open("rb") as file:
        texts = gettext.GNUTranslations(file)
    assert texts.ngettext("%(count)s home", "%(count)s homes", 1) == "ett"
    assert texts.ngettext("%(count)s home", "%(count)s homes", 2) == "flere"
