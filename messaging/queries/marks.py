"""What a reader has done in conversations, and what is asked of them there."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import (
    BooleanField,
    Case,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest, Least

from messaging.choices import Side
from messaging.models import (
    Ask,
    Confirmation,
    Conversation,
    Message,
    MessageReport,
    Participant,
    Reaction,
    ReadState,
    RecordedAnswer,
    RecordedConfirmation,
    ScheduledMessage,
    TodayMark,
)
from messaging.queries.asks import unanswered
from messaging.visibility import is_addressed, is_asked, reasons
from schools import affiliations, clock
from schools.models import Person
from schools.models.dated import on_day


class Marks(TypedDict):
    """What ``marked`` adds: how far the viewer has read, and what is asked of them."""

    joined_at: int
    read_to: int
    unread: int
    is_addressed: bool
    is_asked: bool
    to_confirm: bool
    to_answer: bool
    is_over: bool
    is_pinned: bool
    is_pinned_for_all: bool
    is_starred: bool
    is_muted: bool
    has_draft: bool


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    Marked = WithAnnotations[Conversation, Marks]

_ZERO = Value(0, output_field=IntegerField())


def marked(conversations: QuerySet[Conversation], viewer: Person) -> QuerySet[Marked]:
    """With what the viewer has done there, and what is asked of them: ``Marks``."""
    mine = {"person": viewer.pk, "conversation": OuterRef("pk")}
    own = ReadState.objects.filter(**mine)
    read = own.values_list(_read_to())[:1]
    held = affiliations.of(viewer)
    places = Participant.objects.filter(on_day(held.day), **mine)
    if held.helped_children:
        lent = reasons.places(held, Side.HELPER, frozenset()).order_by().values("pk")
        here = Participant.objects.filter(on_day(held.day), conversation=OuterRef("pk"))
        places = here.filter(Q(person=viewer.pk) | Q(pk__in=lent))
    joined = places.order_by("from_seq").values("from_seq")[:1]
    return conversations.annotate(
        joined_at=Coalesce(Subquery(joined), _ZERO),
        read_to=Greatest(Coalesce(Subquery(read), _ZERO), F("joined_at")),
        is_addressed=is_addressed(viewer),
        is_asked=is_asked(viewer),
        is_pinned=Exists(own.filter(pinned_at__isnull=False)),
        is_pinned_for_all=ExpressionWrapper(pinned_for_all(), output_field=BooleanField()),
        is_starred=Exists(own.filter(starred_at__isnull=False)),
        is_muted=Exists(own.filter(muted_at__isnull=False)),
        has_draft=Exists(own.exclude(draft="")),
        to_confirm=ExpressionWrapper(
            Q(Exists(unconfirmed(viewer).filter(conversation=OuterRef("pk"))), is_asked=True),
            output_field=BooleanField(),
        ),
        to_answer=Exists(unanswered(viewer).filter(conversation=OuterRef("pk"))),
        is_over=ExpressionWrapper(
            Q(holds_until__isnull=False, holds_until__lt=clock.today()),
            output_field=BooleanField(),
        ),
    ).annotate(unread=F("last_seq") - F("read_to"))


def pinned_for_all() -> Q:
    """What stands first in every reader's list today."""
    return Q(pinned_until__isnull=False, pinned_until__gte=clock.today())


def holding(conversations: QuerySet[Any]) -> QuerySet[Any]:
    """Those that hold today: what is over is found, and calls for nobody."""
    return conversations.exclude(holds_until__lt=clock.today())


def with_own_words(conversations: QuerySet[Conversation], viewer: Person) -> QuerySet[Conversation]:
    """With what the viewer has written there and not sent.

    ``own_draft``, ``own_drafted_at``, and ``has_scheduled``: whether something waits to be sent;
    ``has_recorded``: whether staff have written down something for them; ``has_asks``: whether
    anything is asked there; ``has_reacted``: whether a sign of theirs stands there;
    ``has_told``: whether a message there says more to them than it does by itself.
    """
    own = ReadState.objects.filter(person=viewer.pk, conversation=OuterRef("pk"))
    scheduled = ScheduledMessage.objects.filter(author=viewer.pk, conversation=OuterRef("pk"))
    open_rows = {"doubted_at": None, "message__conversation": OuterRef("pk")}
    answered = RecordedAnswer.objects.filter(message__author=viewer.pk, **open_rows)
    confirmed = RecordedConfirmation.objects.filter(person=viewer.pk, **open_rows)
    reacted = Reaction.objects.filter(person=viewer.pk, message__conversation=OuterRef("pk"))
    return conversations.annotate(
        own_draft=Subquery(own.values("draft")[:1]),
        own_drafted_at=Subquery(own.values("drafted_at")[:1]),
        has_scheduled=Exists(scheduled),
        has_recorded=Exists(answered) | Exists(confirmed),
        has_asks=Exists(Ask.objects.filter(conversation=OuterRef("pk"))),
        has_reacted=Exists(reacted),
        has_told=_has_told(viewer),
    )


def _has_told(viewer: Person) -> Any:
    """It wants a confirmation, waits for who is on duty or did lately, or is reported."""
    here = {"message__conversation": OuterRef("pk")}
    lately = Q(taken_at=None) | Q(taken_at__gt=clock.now() - dt.timedelta(days=2))
    asking = Message.objects.filter(
        conversation=OuterRef("pk"), asks_confirmation=True, withdrawn_at=None
    )
    for_today = TodayMark.objects.filter(lately, school=OuterRef("school"), **here)
    reported = MessageReport.objects.filter(reporter=viewer.pk, **here)
    return Exists(asking) | Exists(for_today) | Exists(reported)


def _read_to() -> Case:
    """How far it counts as read in the list: before the newest, when it is marked unread."""
    before_newest = Least(F("last_read_seq"), OuterRef("last_seq") - 1)
    return Case(When(marked_unread=True, then=before_newest), default=F("last_read_seq"))


def unconfirmed(viewer: Person) -> QuerySet[Message]:
    """Messages that ask for a confirmation the viewer has not given; their visibility apart."""
    given = Confirmation.objects.filter(person=viewer.pk, message=OuterRef("pk"))
    asking = Message.objects.filter(asks_confirmation=True, withdrawn_at__isnull=True)
    return asking.exclude(author=viewer.pk).exclude(Exists(given))
