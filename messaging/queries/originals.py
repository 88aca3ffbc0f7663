"""A message that another one is about to quote."""

import uuid

from messaging.queries import cards, threads
from messaging.queries.cards import Original
from schools.exceptions import NotVisible
from schools.models import Person


def quotable(viewer: Person, conversation: uuid.UUID, key: uuid.UUID) -> Original | None:
    """A message in a conversation as the viewer would quote it; None where there is none.

    Two queries.
    """
    try:
        return cards.original(threads.message(viewer, conversation, key))
    except NotVisible:
        return None
