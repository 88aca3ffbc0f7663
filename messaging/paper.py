"""What a letter says. In an envelope to the guardian, so it may carry the message itself."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from messaging import sensitivity
from messaging.channels.sheet import Sheet
from messaging.choices import Kind, Side
from messaging.models import HomeLetter, Message
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
    return not sensitivity.in_words(f"{message.conversation.title}\n{message.text}")


def sheet(letter: HomeLetter, message: Message) -> Sheet:
    """The letter to be printed, in the guardian's language but for the message's own words.

    ``message``: the letter's, loaded through ``cards.with_card_parts`` and completed.
    """
    language = language_of(letter)
    with translation.override(language):
        html = render_to_string("messaging/letter_text.html", _words(letter, message))
    return Sheet(language, html, address(letter), letter.code)


def language_of(letter: HomeLetter) -> str:
    """The guardian's own, if it is one of the interface's."""
    chosen = letter.guardian.language
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def address(letter: HomeLetter) -> str:
    """What the QR code leads to: the message for the guardian, writing down for staff."""
    return settings.BASE_URL + reverse("letter", args=[letter.code])


def _words(letter: HomeLetter, message: Message) -> dict[str, object]:
    return {
        "guardian": letter.guardian.get_full_name(),
        "pupil": letter.pupil.get_full_name(),
        "school": message.conversation.school.name,
        "today": clock.today(),
        "card": cards.card(message) if carries_words(message) else None,
        "title": message.conversation.shown_title,
        "sent_at": message.created_at,
        "asks_confirmation": message.asks_confirmation,
        "site_name": settings.SITE_NAME,
    }
