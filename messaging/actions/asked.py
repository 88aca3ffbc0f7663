"""The rows of what a message asks, written with the message; for actions only."""

from django.utils.translation import gettext as _

from messaging.asking import (
    FEWEST_OPTIONS,
    LONGEST_OPTION,
    MOST_COMING,
    MOST_OPTIONS,
    Asked,
)
from messaging.choices import AskKind, Part, Side
from messaging.models import Ask, AskText, Audience, Conversation, Message, Participant
from schools import clock
from schools.exceptions import InvalidInput


def check(asked: Asked | None) -> None:
    """Raises InvalidInput (``closes_on``, ``options``, ``most_adults``) for what nobody answers."""
    if asked is None:
        return
    if asked.closes_on and asked.closes_on < clock.today():
        raise InvalidInput(_("That day has passed. Choose a later one."), "closes_on")
    if asked.kind == AskKind.POLL:
        _check_options(asked.options)
    if asked.kind == AskKind.RSVP and max(asked.most_adults, asked.most_children) > MOST_COMING:
        message = _("At most %(limit)s from each home.") % {"limit": MOST_COMING}
        raise InvalidInput(message, "most_adults")


def _check_options(options: tuple[str, ...]) -> None:
    if not FEWEST_OPTIONS <= len(options) <= MOST_OPTIONS:
        message = _("Give %(least)s to %(most)s different options, one a line.")
        limits = {"least": FEWEST_OPTIONS, "most": MOST_OPTIONS}
        raise InvalidInput(message % limits, "options")
    if len(set(options)) != len(options):
        raise InvalidInput(_("Two of the options are the same."), "options")
    if any(len(option) > LONGEST_OPTION for option in options):
        message = _("An option is too long: at most %(limit)s characters.")
        raise InvalidInput(message % {"limit": LONGEST_OPTION}, "options")


def put(message: Message, asked: Asked) -> None:
    """Beside a message that was just written, in its transaction. Raises as ``check``."""
    check(asked)
    conversation = message.conversation
    ask = Ask.objects.create(
        message=message,
        conversation=conversation,
        kind=asked.kind,
        per=asked.per,
        for_staff=_is_for_staff(conversation),
        closes_on=asked.closes_on,
        most_adults=asked.most_adults,
        most_children=asked.most_children,
        options=list(asked.options),
        several=asked.several,
        results=asked.results,
        is_open=asked.is_open,
    )
    _keep_text(ask, message)


def renew(message: Message) -> bool:
    """The text of a message was changed: what was agreed to was the text before.

    Answers to the earlier edition stay as evidence and count no longer. Who comes, and what is
    preferred, is not asked anew. Returns whether something is.
    """
    ask: Ask | None = getattr(message, "ask", None)
    if ask is None or ask.kind != AskKind.AGREE:
        return False
    ask.edition += 1
    ask.save(update_fields=["edition"])
    _keep_text(ask, message)
    return True


def _keep_text(ask: Ask, message: Message) -> None:
    since = message.edited_at or message.created_at
    AskText.objects.create(ask=ask, edition=ask.edition, body=message.body, since=since)


def _is_for_staff(conversation: Conversation) -> bool:
    """Nobody but staff reads it: they are not just reading along."""
    audiences = Audience.objects.filter(conversation=conversation).exclude(part=Part.STAFF)
    places = Participant.objects.filter(conversation=conversation).exclude(side=Side.STAFF)
    return not audiences.exists() and not places.exists()
