"""What others in this process may listen to after a commit."""

from collections.abc import Callable

from django.db import transaction

_listeners: list[Callable[[int], None]] = []


def listen(listener: Callable[[int], None]) -> None:
    """Be told the school whose week changed; after the commit, never inside it."""
    _listeners.append(listener)


def notify(school_id: int) -> None:
    """Tell the listeners when the transaction holds."""
    transaction.on_commit(lambda: _tell(school_id))


def _tell(school_id: int) -> None:
    for listener in _listeners:
        listener(school_id)
