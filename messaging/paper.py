"""What a letter says. In an envelope to the guardian, so it may carry the message itself."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from messaging import sensitivity
from messaging.asking import ON_PAPER
from messaging.channels.sheet import Sheet
from messaging.choices import Kind, Side
from messaging.models import Ask, HomeLetter, Message
from messaging.queries import cards
from schools import clock

# Written by the school to homes; between two people, nobody else may print it.
_ON_PAPER = {Kind.HOME, Kind.GROUP, Kind.CLASS, Kind.ANNOUNCEMENT}


def carries_words(message: Message) -> bool:
    """Whether the message's own words may stand in a letter, else only that there is one.

    What staff wrote to homes, and nothing that looks sensitive: paper lies about in bags and
    printers, and what is sensitive is read after signing in, or said.
    """
    if message.author_side != Side.STAFF or message.conversation.kind not in _ON_PAPER:
        return False
    if message.conversation.is_sensitive:
        return False
    ask = ask_of(message)
    words = [message.conversation.title, message.text, *(ask.options if ask else ())]
    return not sensitivity.in_words("\n".join(words))


def ask_of(message: Message) -> Ask | None:
    """What it asks. A query, unless that was loaded with it."""
    return getattr(message, "ask", None)


def edition_beside_boxes(message: Message, ask: Ask | None) -> int:
    """The edition of the text that stands on a sheet with boxes to tick; 0 where there are none.

    ``ask``: what it asks of this guardian. None after the last day, nor where the sheet does not
    carry the message.
    """
    if ask is None or ask.has_closed or not carries_words(message):
        return 0
    return ask.edition


def sheet(letter: HomeLetter, message: Message, ask: Ask | None = None) -> Sheet:
    """The letter to be printed, in the guardian's language but for the message's own words.

    ``message``: the letter's, loaded through ``cards.with_card_parts`` and completed. ``ask``:
    what it asks of this guardian.
    """
    language = language_of(letter)
    with translation.override(language):
        html = render_to_string("messaging/letter_text.html", _words(letter, message, ask))
    return Sheet(language, html, address(letter), letter.code)


def language_of(letter: HomeLetter) -> str:
    """The guardian's own, if it is one of the interface's."""
    chosen = letter.guardian.language
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def address(letter: HomeLetter) -> str:
    """What the QR code leads to: the message for the guardian, writing down for staff."""
    return settings.BASE_URL + reverse("letter", args=[letter.code])


def _words(letter: HomeLetter, message: Message, ask: Ask | None) -> dict[str, object]:
    has_boxes = edition_beside_boxes(message, ask) > 0
    return {
        "guardian": letter.guardian.get_full_name(),
        "pupil": letter.pupil.get_full_name(),
        "school": message.conversation.school.name,
        "today": clock.today(),
        "card": cards.card(message) if carries_words(message) else None,
        "title": message.conversation.shown_title,
        "sent_at": message.created_at,
        "asks_confirmation": message.asks_confirmation,
        "ask": ask,
        "has_boxes": has_boxes,
        "choices": ON_PAPER,
        "is_answer_wanted": message.asks_confirmation or (ask and not ask.has_closed),
        "site_name": settings.SITE_NAME,
    }
