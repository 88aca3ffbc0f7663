"""What is filled into a look is what the template draws, in every language."""

import datetime as dt
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from messaging import looks
from messaging.choices import Side
from messaging.queries.cards import MessageCard, Original

PLAIN = MessageCard(
    uuid=UUID("0e6c2a52-3f55-4d2c-9f5e-5b7f0a4f7c11"),
    conversation=UUID("b1a4c7de-8a36-4f5c-8a0e-0f4d8f0a9e22"),
    seq=7,
    version=9,
    author_uuid=UUID("c7d2f0a1-1d0e-4a5f-9c3b-2f6a7b8c9d33"),
    author="Kari <Nordmann> & 'Ola' \"Å\"",
    initials="KN",
    side=Side.STAFF,
    text="Hei <b>alle</b> & velkommen!\nSe https://skolebro.test/?a=1&b=2 {{ card.seq }} 🙂",
    created_at=dt.datetime(2026, 11, 28, 23, 5, 6, 7, tzinfo=dt.UTC),
    day=dt.date(2026, 11, 29),
    edited=False,
    withdrawn=False,
    removed=False,
    asks_confirmation=False,
    files=(),
)
LOOKS: dict[str, dict[str, Any]] = {
    "plain": {},
    "without words": {"text": ""},
    "changed": {"edited": True},
    "withdrawn": {"withdrawn": True},
    "removed": {"withdrawn": True, "removed": True},
    "asks for a confirmation": {"asks_confirmation": True},
    "asks who comes": {"asks": "rsvp", "answer_by": dt.date(2026, 12, 1)},
    "by a guardian": {"side": Side.GUARDIAN},
    "by a helper": {"side": Side.HELPER, "in_place_of": "Ola <Nordmann>"},
    "with a quote": {
        "quote": Original(
            seen=True, author="Ola", text="Hva?", uuid=UUID(int=5), conversation=UUID(int=6), seq=3
        )
    },
    "words of a stand-in": {"text": "stand-in-author stand-in-text 320070001 søndag 17. juni"},
    "numbers of a stand-in": {"seq": 320_070_002, "version": 320_070_001},
    "summer": {
        "created_at": dt.datetime(2026, 6, 5, 22, 30, tzinfo=dt.UTC),
        "day": dt.date(2026, 6, 6),
    },
}


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
@pytest.mark.parametrize("look", LOOKS)
def test_filled_look_is_what_the_template_draws(look: str, language: str) -> None:
    card = replace(PLAIN, **LOOKS[look])
    with translation.override(language):
        for _time in ("written", "kept"):
            assert looks.draw(card) == render_to_string(looks.TEMPLATE, {"card": card})


def test_look_is_kept_for_messages_that_differ_in_words_alone() -> None:
    with translation.override("nb"):
        looks.draw(PLAIN)
        kept = looks._look.cache_info().currsize
        looks.draw(replace(PLAIN, uuid=uuid4(), text="Noe annet", author="Per", seq=8))
        assert looks._look.cache_info().currsize == kept
        looks.draw(replace(PLAIN, edited=not PLAIN.edited, side=Side.PUPIL))
        assert looks._look.cache_info().currsize == kept + 1
