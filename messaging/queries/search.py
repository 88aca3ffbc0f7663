"""Conversations and messages in the one search."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from messaging.queries import finding
from messaging.visibility import visible_conversations
from schools import spoken
from schools.models import Person
from schools.names import search_key
from schools.registries import Hit


def find_conversations(viewer: Person, words: str, limit: int) -> Sequence[Hit]:
    """Conversations the viewer reads whose heading holds all the words, newest first. One query.

    None that is sensitive: its heading is shown on its own page only.
    """
    found = visible_conversations(viewer).filter(is_sensitive=False)
    for word in search_key(words).split():
        found = found.filter(search_key__contains=word)
    return [
        Hit(
            kind=_("Messages"),
            title=row.title,
            subtitle=f"{row.get_kind_display()}, {spoken.when(row.last_at, 'date')}",
            url=reverse("conversation", args=[row.uuid]),
            icon="mail",
        )
        for row in found[:limit]
    ]


def find_messages(viewer: Person, words: str, limit: int) -> Sequence[Hit]:
    """The newest messages that hold the words, with some of what they say. At most six queries."""
    found = finding.find(viewer, words, most=limit)
    return [
        Hit(
            kind=_("What messages say"),
            title=hit.title,
            subtitle=f"{hit.author}, {spoken.when(hit.at, 'date')}: {hit.text}",
            url=hit.address,
            icon="mail",
        )
        for hit in found.hits
    ]
