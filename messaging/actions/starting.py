"""What every start of a conversation is made of: its row, its places, its first message."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from messaging import policies
from messaging.actions.attaching import Cover
from messaging.actions.messages import clean_body, write
from messaging.actions.standing_in import let_substitutes_in
from messaging.asking import Asked
from messaging.choices import Kind, ReplyPolicy, Side
from messaging.models import Conversation, Message, Participant
from schools import clock
from schools.actions import audit
from schools.exceptions import InvalidInput
from schools.models import Person
from schools.names import search_key

LONGEST_TITLE = 120


@dataclass(frozen=True)
class Draft:
    """What the sender wrote. ``client_token`` makes sending it again harmless.

    ``asks``: what staff ask beside it; ``holds_until``: the last day it holds.
    ``forwards``: a message that it passes on; whether it may, the caller has asked.
    ``cover``: the picture of an announcement.
    """

    title: str
    body: str
    client_token: uuid.UUID
    file_uuids: Sequence[str] = ()
    asks_confirmation: bool = False
    is_sensitive: bool = False
    asks: Asked | None = None
    holds_until: dt.date | None = None
    forwards: Message | None = None
    cover: Cover | None = None

    def of_one(self, recipient: str) -> "Draft":
        """The same for one of several: its token is made from the sender's, the same next time."""
        token = uuid.uuid5(self.client_token, recipient)
        return replace(self, client_token=token)

    def passing_on(self, message: Message) -> "Draft":
        """The same, with a message it passes on."""
        return replace(self, forwards=message)

    def with_cover(self, cover: Cover | None) -> "Draft":
        """The same, with a picture above it."""
        return replace(self, cover=cover)


def once(*, actor: Person, draft: Draft, start: Callable[[], Conversation]) -> Conversation:
    """Start, or find what the same token started: before this try, or beside it."""
    if sent := _sent(actor, draft):
        return sent
    try:
        with transaction.atomic():
            return start()
    except IntegrityError:
        sent = _sent(actor, draft)
        if sent is None:
            raise
        return sent


def _sent(actor: Person, draft: Draft) -> Conversation | None:
    message = (
        Message.objects.filter(author=actor, client_token=draft.client_token)
        .select_related("conversation")
        .first()
    )
    return message.conversation if message else None


def create(
    *,
    actor: Person,
    kind: Kind,
    school_id: int,
    draft: Draft,
    reply_policy: ReplyPolicy = ReplyPolicy.ALL,
) -> Conversation:
    """The row. Raises InvalidInput (``title``, ``is_sensitive``, ``holds_until``)."""
    title = title_of(draft)
    if draft.is_sensitive and not policies.can_be_sensitive(kind):
        raise InvalidInput(_("What a whole class reads cannot be sensitive."), "is_sensitive")
    if draft.holds_until and draft.holds_until < clock.today():
        raise InvalidInput(_("That day has passed. Choose a later one."), "holds_until")
    return Conversation.objects.create(
        kind=kind,
        title=title,
        search_key=search_key(title)[:LONGEST_TITLE],
        school_id=school_id,
        created_by=actor,
        created_at=clock.now(),
        last_at=clock.now(),
        reply_policy=reply_policy,
        is_sensitive=draft.is_sensitive,
        holds_until=draft.holds_until if kind == Kind.ANNOUNCEMENT else None,
    )


def let_in(
    conversation: Conversation, places: Iterable[tuple[Person, Side, Person | None]]
) -> None:
    """People from the first message on: who, in which capacity, a guardian for which pupil."""
    Participant.objects.bulk_create(
        Participant(
            conversation=conversation, person=person, side=side, pupil=pupil, starts=clock.today()
        )
        for person, side, pupil in places
    )
    if conversation.state:
        let_substitutes_in(conversation)


def send_first(
    *, actor: Person, conversation: Conversation, side: Side, draft: Draft
) -> Conversation:
    """The first message of a conversation of this transaction. Raises InvalidInput (``body``)."""
    write(
        actor=actor,
        conversation=conversation,
        side=side,
        body=clean_body(draft.body, has_files=bool(draft.file_uuids)),
        client_token=draft.client_token,
        asks_confirmation=draft.asks_confirmation and side == Side.STAFF,
        file_uuids=draft.file_uuids,
        asks=draft.asks if side == Side.STAFF else None,
        forwards=draft.forwards,
        cover=draft.cover if conversation.kind == Kind.ANNOUNCEMENT else None,
    )
    audit.record(
        actor=actor,
        action="conversation.start",
        about=conversation,
        school_id=conversation.school_id,
        kind=conversation.kind,
    )
    return conversation


def check_title(title: str) -> None:
    """Raises InvalidInput (``title``) for one that says nothing."""
    if not title.strip():
        raise InvalidInput(_("Give it a heading, so that readers know what it is about."), "title")


def clean_title(title: str) -> str:
    """On one line. Raises InvalidInput (``title``) for one that says nothing or is too long."""
    check_title(title)
    return _short_enough(" ".join(title.split()))


def title_of(draft: Draft) -> str:
    """The heading, or the first line of the text. Raises InvalidInput (``title``)."""
    first_line = next(iter(draft.body.strip().splitlines()), "")
    title = " ".join((draft.title.strip() or first_line).split())
    return _short_enough(title) if draft.title.strip() else title[:LONGEST_TITLE]


def _short_enough(title: str) -> str:
    if len(title) > LONGEST_TITLE:
        message = _("The heading is too long: at most %(limit)s characters.")
        raise InvalidInput(message % {"limit": LONGEST_TITLE}, "title")
    return title
