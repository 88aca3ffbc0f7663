"""The project's own files, as the architecture tests read them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.databases import APPS, ROOT


@dataclass(frozen=True)
class Source:
    """One Python file."""

    path: Path

    @property
    def name(self) -> str:
        """Path from the top of the checkout."""
        return str(self.path.relative_to(ROOT))

    @property
    def text(self) -> str:
        """Its content."""
        return self.path.read_text(encoding="utf-8")

    @property
    def tree(self) -> ast.Module:
        """Its syntax."""
        return ast.parse(self.text, str(self.path))

    def imports(self) -> set[str]:
        """Dotted names of the modules it imports, also inside functions."""
        found: set[str] = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
        return found

    def lies_in(self, *places: str) -> bool:
        """Whether it is one of these files or under one of these folders (``schools/files/``)."""
        return any(self.name == place or self.name.startswith(place) for place in places)

    def is_layer(self, *layers: str) -> bool:
        """Whether it is ``<app>/<layer>.py`` or under ``<app>/<layer>/``, or a sub-package's."""
        parts = self.name.removesuffix(".py").split("/")
        return any(layer in parts[1:] for layer in layers)


def python(*, migrations: bool = False) -> Iterator[Source]:
    """Every Python file of the apps."""
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if migrations or "migrations" not in path.parts:
                yield Source(path)


def templates() -> Iterator[Path]:
    """Every template of the apps."""
    for app in APPS:
        yield from sorted((ROOT / app).rglob("templates/**/*.html"))
