"""The neutral fragment of a message, in each language of the interface.

The same bytes go to every reader of a language: what is "mine" is decided in the browser.
"""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from messaging.models import Message
from messaging.queries import cards


def message_html(card: cards.MessageCard) -> str:
    """The message's list item in the active language."""
    return render_to_string("messaging/partials/_message.html", {"card": card})


def in_all_languages(message: Message) -> dict[str, str]:
    """Language code to fragment; the message is loaded through ``with_card_parts``."""
    html = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            html[code] = message_html(cards.card(message))
    return html
