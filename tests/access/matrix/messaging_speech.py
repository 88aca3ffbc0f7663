"""Who may react to, quote and forward messages: one row per route and method."""

from typing import Any

from messaging import visibility
from messaging.actions import reacting
from messaging.choices import ReactionKind
from messaging.models import Reaction
from tests.access.pairs import Pair
from tests.access.rows import Row, only
from tests.cast import Cast
from tests.messaging import conversations as made

_READERS = "PU PC GU GO TC SA"


def _announced(objects: Any) -> dict[str, Any]:
    thread = objects.reacted_announcement
    return {"key": thread.uuid, "message": thread.messages.get().uuid}


def _together(objects: Any) -> dict[str, Any]:
    thread = objects.reacted_thread
    return {"key": thread.uuid, "message": thread.messages.get().uuid}


_LIKE = {"kind": "like"}

ROWS: list[Row] = [
    Row("message_reactions", only("r", _READERS), kwargs=_announced),
    Row("message_reactions", only("r", _READERS), kwargs=_announced, query="?del=valg"),
    # to one's own message there is nothing to react
    Row(
        "message_reactions",
        only("w", "PU PC GU GO SA", f="TC"),
        "POST",
        kwargs=_announced,
        data=_LIKE,
    ),
    Row(
        "message_reactions",
        only("i", "PU PC GU GO SA", f="TC"),
        "POST",
        kwargs=_announced,
        data={"kind": "done"},
    ),
    Row("message_reactions", only("i", "GU GO TC"), "POST", kwargs=_together, data={"kind": "x"}),
    Row("message_reactions", only("w", "GU GO", f="TC"), "POST", kwargs=_together),
]

PAIRS: list[Pair] = [
    Pair(
        "reactions",
        visibility.visible_reactions,
        visibility.reaction_viewers,
        lambda objects: Reaction.objects.select_related("message__conversation"),
    ),
]


def objects(cast: Cast) -> dict[str, object]:
    """An announcement and a thread of a class, with a sign on each."""
    announced, thread = made.announcement(cast), made.class_thread(cast)
    for one in (announced, thread):
        reacting.react(
            actor=cast.fresh("kari"), message=one.messages.get(), kind=ReactionKind.HEART
        )
    return {"reacted_announcement": announced, "reacted_thread": thread}
