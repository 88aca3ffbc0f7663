"""Asks and answers for tests, made through the actions."""

from typing import Any

from messaging import targets
from messaging.actions import announcing, ask_answers
from messaging.asking import Asked, Given
from messaging.choices import AskKind, Coming, Part
from messaging.models import Ask, AskAnswer
from tests.cast import Cast
from tests.messaging.conversations import draft

BOTH = (Part.GUARDIANS, Part.PUPILS)


def asked_of(kind: AskKind, **fields: Any) -> Asked:
    """Something asked; without more, of each home, with no last day."""
    return Asked(kind, **fields)


def rsvp(**fields: Any) -> Asked:
    """Who comes, at most two adults and three children."""
    return Asked(AskKind.RSVP, **{"most_adults": 2, "most_children": 3} | fields)


def poll(**fields: Any) -> Asked:
    """Where to go: two options."""
    return Asked(AskKind.POLL, **{"options": ("Skogen", "Sjøen")} | fields)


def asked(
    cast: Cast, asks: Asked, parts: tuple[Part, ...] = BOTH, name: str = "tone", **fields: Any
) -> Ask:
    """Tone announces it to 6A."""
    started = announcing.announce(
        actor=cast.fresh(name),
        to=[targets.of_group(cast.class_6a.pk, part) for part in parts],
        draft=draft("Vi drar på tur", asks=asks, **fields),
    )
    return Ask.objects.select_related("message", "conversation").get(conversation=started)


def coming(adults: int = 0, children: int = 0, choice: Coming = Coming.YES) -> Given:
    """So many come."""
    return Given(coming=choice, adults=adults, children=children)


def picked(*places: int, edition: int = 1) -> Given:
    """These options; without any, an agreement."""
    return Given(edition=edition, picked=places)


def say(cast: Cast, name: str, ask: Ask, given: Given, child: str = "") -> AskAnswer:
    """Somebody answers."""
    return ask_answers.answer_ask(
        actor=cast.fresh(name),
        message=ask.message,
        given=given,
        child=cast.people[child] if child else None,
    )
