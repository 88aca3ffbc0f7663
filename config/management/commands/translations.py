"""``manage.py translations``: collect, merge and compile the texts of every app."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.translations import as_text, books, collect, compile_book, merged, problems


class Command(BaseCommand):
    """Brings locale/ up to date with the code."""

    help = "Updates and compiles locale/; --check only says what is missing in nb and nn."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Which of the steps."""
        parser.add_argument("apps", nargs="*", help="only these apps")
        parser.add_argument("--check", action="store_true", help="change nothing, fail on gaps")
        parser.add_argument("--compile-only", action="store_true", help="only write .mo files")

    def handle(self, *apps: str, **options: Any) -> None:
        """One line per problem, then how many."""
        wanted = options["apps"]
        chosen = [book for book in books() if not wanted or book.app in wanted]
        if options["compile_only"]:
            for book in chosen:
                compile_book(book)
            return
        texts = {app: collect(app) for app in {book.app for book in chosen}}
        found = []
        for book in chosen:
            catalogue = merged(book, texts[book.app])
            content = as_text(book, catalogue)
            lines = problems(book, catalogue)
            if options["check"]:
                if not book.path.exists() or book.path.read_text(encoding="utf-8") != content:
                    lines.append("out of date: run manage.py translations")
            else:
                _write(book.path, content)
                compile_book(book)
            found += [f"{book.app} {book.language} {line}" for line in lines]
        for line in found:
            self.stdout.write(line)
        if options["check"] and found:
            message = f"{len(found)} texts or catalogues are not ready."
            raise CommandError(message)


def _write(path: Any, content: str) -> None:
    if path.exists() and path.read_text(encoding="utf-8") == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
