"""Who may react to, quote and forward messages: one row per route and method."""

import uuid
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


def _first_of_home(objects: Any) -> dict[str, Any]:
    thread = objects.home_thread
    return {"key": thread.uuid, "message": thread.messages.get(seq=1).uuid}


def _to(name: str) -> Any:
    """Passed on into one of the conversations there are."""
    return lambda objects: {
        "conversation": getattr(objects, name).uuid,
        "body": "Se her",
        "client_token": uuid.uuid4(),
    }


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
    # staff pass on what they wrote or what was written to them, not what they oversee
    Row("message_forward", only("r", "TC", f="GU GO"), kwargs=_together),
    Row("message_forward", only("r", "TC", f="PU PC GU GO SA"), kwargs=_announced),
    # the home reads the class thread; the class does not read the home's
    Row(
        "message_forward",
        only("w", "TC", f="GU GO"),
        "POST",
        kwargs=_together,
        data=_to("home_thread"),
    ),
    Row(
        "message_forward",
        only("i", "TC", f="GU"),
        "POST",
        kwargs=_first_of_home,
        data=_to("reacted_thread"),
    ),
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
