"""Signs on messages: one's own, and whose they are for those who may see it."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from messaging import policies
from messaging.choices import ICONS, Kind, ReactionKind, ReplyPolicy, Side
from messaging.models import Conversation, Message, Reaction
from messaging.queries import cards
from messaging.queries.cards import MessageCard
from messaging.queries.tallies import Tally, tallies_of
from messaging.visibility import sides_of, visible_reactions
from schools import clock
from schools.choices import Protection
from schools.models import Person
from schools.queries.naming import beyond_name
from schools.visibility.people import standing

MOST_NAMED = 100


@dataclass(frozen=True)
class Own:
    """The viewer's own sign on a message."""

    uuid: UUID
    kind: ReactionKind


@dataclass(frozen=True)
class Line:
    """One kind of sign: how many, and the names that the viewer may see."""

    tally: Tally
    mine: bool
    names: tuple[str, ...]

    @property
    def unnamed(self) -> int:
        """How many are not named to the viewer."""
        return self.tally.count - len(self.names) - int(self.mine)


@dataclass(frozen=True)
class ReactionsPage:
    """What stands on one message, and what the viewer may put there."""

    card: MessageCard
    lines: tuple[Line, ...]
    mine: ReactionKind | None
    choices: tuple[tuple[ReactionKind, str], ...]
    seen_by_all: bool


def own_on(messages: Iterable[Message]) -> tuple[Own, ...]:
    """The viewer's own signs on messages that were completed for them. No query."""
    return tuple(
        Own(row.uuid, row.__dict__["reacted_by_me"])
        for row in messages
        if row.__dict__["reacted_by_me"] and row.withdrawn_at is None
    )


def own_in(viewer: Person, conversation: Conversation, newest: int) -> tuple[Own, ...]:
    """The same on the ``newest`` messages of a conversation. One query where there are any."""
    if not getattr(conversation, "has_reacted", True):
        return ()
    recent = {"message__seq__gt": conversation.last_seq - newest}
    rows = visible_reactions(viewer).filter(
        person=viewer.pk, message__conversation=conversation.pk, **recent
    )
    found = rows.order_by("message__seq").values_list("message__uuid", "kind")
    return tuple(Own(key, ReactionKind(kind)) for key, kind in found)


def reactions(viewer: Person, message: Message) -> ReactionsPage:
    """Of a message the viewer reads, ready for a card. Two queries.

    At most 100 are named, and a protected person to nobody.
    """
    conversation = message.conversation
    named: dict[str, list[str]] = {}
    mine: ReactionKind | None = message.__dict__["reacted_by_me"]
    for row in _others(viewer, message):
        if not _is_hidden(row, conversation):
            named.setdefault(row.kind, []).append(row.person.get_full_name())
    may = policies.can_react(viewer, message, conversation, sides_of(viewer, conversation))
    return ReactionsPage(
        card=cards.card(message),
        lines=tuple(
            Line(one, one.kind == mine, tuple(named.get(one.kind, ())))
            for one in tallies_of(message)
        ),
        mine=mine,
        choices=tuple((kind, ICONS[kind]) for kind in policies.reactions_to(message) if may),
        seen_by_all=conversation.reply_policy == ReplyPolicy.ALL,
    )


def _others(viewer: Person, message: Message) -> QuerySet[Reaction]:
    theirs = standing(clock.today()).filter(guardian=OuterRef("person"))
    protected = theirs.exclude(pupil__protection=Protection.NONE)
    rows = visible_reactions(viewer).filter(message=message.pk).exclude(person=viewer.pk)
    named = rows.select_related("person").defer(*beyond_name("person"))
    marked = named.annotate(has_protected=Exists(protected))
    return marked.order_by("reacted_at", "pk")[:MOST_NAMED]


def _is_hidden(row: Reaction, conversation: Conversation) -> bool:
    """As the writers of messages: see ``cards.author_name``."""
    to_many = conversation.kind in {Kind.GROUP, Kind.CLASS, Kind.ANNOUNCEMENT}
    tells = getattr(row, "has_protected", True) and to_many and row.side == Side.GUARDIAN
    return bool(tells or row.person.is_protected)
