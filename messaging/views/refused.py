"""An answer that was refused, shown where it was given with all that was chosen."""

import uuid
from dataclasses import dataclass, replace

from django.http import QueryDict

from messaging.asking import Given
from messaging.choices import Coming
from messaging.queries.asks import AskView, Line
from messaging.queries.threads import Thread


@dataclass(frozen=True)
class RefusedAnswer:
    """To the ask of which message, for which child, why, and what was given."""

    message: uuid.UUID
    error: str
    post: QueryDict

    def put_in(self, thread: Thread) -> Thread:
        """The thread with it at its place."""
        return replace(thread, asks=tuple(self._in_view(view) for view in thread.asks))

    def _in_view(self, view: AskView) -> AskView:
        if view.uuid != self.message:
            return view
        return replace(view, lines=tuple(self._in_line(line) for line in view.lines))

    def _in_line(self, line: Line) -> Line:
        whose = str(line.child.uuid) if line.child else ""
        if whose != self.post.get("child", whose):
            return line
        return replace(line, error=self.error, typed=self._typed())

    def _typed(self) -> Given:
        coming = self.post.get("coming", "")
        return Given(
            coming=Coming(coming) if coming in Coming.values else None,
            picked=tuple(int(one) for one in self.post.getlist("picked") if _is_small(one)),
            adults=self._number("adults"),
            children=self._number("children"),
        )

    def _number(self, name: str) -> int:
        value = self.post.get(name, "")
        return int(value) if _is_small(value) else 0


def _is_small(value: str) -> bool:
    return value.isdecimal() and len(value) <= 4  # noqa: PLR2004 - of digits
