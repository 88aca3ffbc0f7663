"""How many signs of each kind stand on messages: the same for every reader."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from messaging.choices import ICONS, ReactionKind
from messaging.models import Message, Reaction
from schools.models import Person


@dataclass(frozen=True)
class Tally:
    """One kind of sign on one message."""

    kind: ReactionKind
    count: int

    @property
    def icon(self) -> str:
        """The name of its picture."""
        return ICONS[self.kind]


def tally(messages: Iterable[Message], viewer: Person | None = None) -> None:
    """Give each of these messages its ``tallies``, and the viewer's own kind: ``reacted_by_me``.

    One query where any of them has one, else none.
    """
    by_key = {message.pk: message for message in messages}
    for message in by_key.values():
        message.__dict__["tallies"], message.__dict__["reacted_by_me"] = [], None
    wanted = [key for key, message in by_key.items() if message.reaction_count]
    if not wanted:
        return
    rows = Reaction.objects.filter(message__in=wanted).values_list("message", "kind").order_by()
    own = Q(person=viewer.pk if viewer else None)
    for key, kind, count, mine in rows.annotate(Count("pk"), mine=Count("pk", filter=own)):
        held = by_key[key].__dict__
        held["tallies"].append(Tally(ReactionKind(kind), count))
        if mine:
            held["reacted_by_me"] = ReactionKind(kind)


def tallies_of(message: Message) -> tuple[Tally, ...]:
    """What ``tally`` found, in one order for everybody; nothing on a withdrawn message."""
    if message.withdrawn_at is not None:
        return ()
    order = list(ReactionKind)
    found: list[Tally] = message.__dict__.get("tallies", [])
    return tuple(sorted(found, key=lambda one: order.index(one.kind)))
