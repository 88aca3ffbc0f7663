"""Texts of every app: collected, merged into ``locale/<app>/``, compiled. No gettext programs.

English sentences are the keys. A catalogue keeps what was translated, loses what is no
longer said, and is written in one order, so that two people's changes meet on few lines.
"""

import io
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

TRANSLATED = ("nb", "nn")
LANGUAGES = (*TRANSLATED, "en")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
_HEADER = """msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
_PLACEHOLDER = re.compile(r"%\((\w+)\)")


@dataclass(frozen=True)
class Book:
    """One app's catalogue in one language."""

    app: str
    language: str

    @property
    def path(self) -> Path:
        """The .po file; the .mo lies beside it."""
        locale = Path(settings.BASE_DIR) / "locale" / self.app
        return locale / self.language / "LC_MESSAGES" / "django.po"

    def read(self) -> Catalog:
        """What is translated so far; empty when there is no file."""
        if not self.path.exists():
            return Catalog(locale=self.language)
        with self.path.open("rb") as file:
            return read_po(file, locale=self.language)


def books() -> Iterator[Book]:
    """Every app in every language, the apps as LOCALE_PATHS has them."""
    for path in settings.LOCALE_PATHS:
        for language in LANGUAGES:
            yield Book(Path(path).name, language)


def collect(app: str) -> Catalog:
    """All texts an app says, in Python and templates."""
    found = Catalog()
    root = Path(settings.BASE_DIR)
    for path in sorted((root / app).rglob("*")):
        source = _source(path)
        if not source:
            continue
        name = str(path.relative_to(root))
        for _line, text, _comments, context in extract("python", source, KEYWORDS):
            found.add(text, locations=[(name, 0)], context=context)
    return found


def _source(path: Path) -> io.BytesIO | None:
    """Python to collect from: the file's own, or what Django makes of a template."""
    if path.suffix == ".py" and "migrations" not in path.parts:
        return io.BytesIO(path.read_bytes())
    if path.suffix in {".html", ".txt"} and "templates" in path.parts:
        python = templatize(path.read_text(encoding="utf-8"), origin=str(path))
        # what stands for markup has the markup's indentation, which Python would refuse
        flat = "\n".join(line.strip() for line in python.splitlines())
        return io.BytesIO(flat.encode())
    return None


def merged(book: Book, texts: Catalog) -> Catalog:
    """The catalogue with today's texts: translations kept, nothing guessed."""
    catalogue = book.read()
    catalogue.update(texts, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    return catalogue


def as_text(book: Book, catalogue: Catalog) -> str:
    """The .po file's content."""
    body = io.BytesIO()
    write_po(body, catalogue, width=100, omit_header=True, sort_output=True, include_lineno=False)
    return _HEADER.format(language=book.language) + body.getvalue().decode()


def problems(book: Book, catalogue: Catalog) -> list[str]:
    """What --check refuses: untranslated, fuzzy, or with other placeholders than the text.

    English is the text itself: nothing may stand in its place.
    """
    if book.language not in TRANSLATED:
        own = (each for each in catalogue if each.id and any(_forms(each.string)))
        return [f"not the text: {_forms(each.id)[0]!r}" for each in own]
    found = []
    for message in catalogue:
        if not message.id:
            continue
        if not all(_forms(message.string)):
            found.append(f"missing: {_forms(message.id)[0]!r}")
        elif message.fuzzy:
            found.append(f"fuzzy: {_forms(message.id)[0]!r}")
        elif not _same_placeholders(message):
            found.append(f"other placeholders: {_forms(message.id)[0]!r}")
    return found


def _same_placeholders(message: Message) -> bool:
    wanted = set(_PLACEHOLDER.findall(_forms(message.id)[-1]))
    return set(_PLACEHOLDER.findall(_forms(message.string)[-1])) == wanted


def _forms(text: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [text or ""] if isinstance(text, str | None) else list(text) or [""]


def compile_book(book: Book) -> None:
    """Write the .mo when the .po is newer."""
    target = book.path.with_suffix(".mo")
    if not book.path.exists():
        return
    if target.exists() and target.stat().st_mtime >= book.path.stat().st_mtime:
        return
    # a name of its own: several processes may compile at the same time
    staging = target.with_suffix(f".{os.getpid()}.part")
    with staging.open("wb") as file:
        write_mo(file, book.read())
    staging.replace(target)
