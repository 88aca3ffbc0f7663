"""The neutral fragment of a message, in each language of the interface.

The same bytes go to every reader of a language: what is "mine" is decided in the browser.
"""

from functools import lru_cache

from django.conf import settings
from django.utils import translation
from django.utils.safestring import SafeString

from messaging import looks
from messaging.models import Message
from messaging.queries import cards

MOST_KEPT = 5_000  # fragments of one process, some 1.5 kB each


def message_html(card: cards.MessageCard) -> SafeString:
    """The message's list item in the active language; drawn once a process.

    All that the fragment shows stands in the card, so a changed message is another card.
    """
    return _drawn(card, translation.get_language())


@lru_cache(maxsize=MOST_KEPT)
def _drawn(card: cards.MessageCard, _language: str) -> SafeString:
    return looks.draw(card)


def in_all_languages(message: Message) -> dict[str, str]:
    """Language code to fragment; the message is loaded through ``with_card_parts``."""
    html: dict[str, str] = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            html[code] = message_html(cards.card(message))
    return html
