"""Sensitive conversations for tests, made through the actions."""

from dataclasses import replace

from messaging.actions import conversations, groups
from messaging.actions.courier import courier
from messaging.choices import ReplyPolicy
from messaging.models import Conversation
from tests.cast import Cast
from tests.messaging import conversations as made


def sensitive_home(cast: Cast, home_key: str = "hansen") -> Conversation:
    """Tone writes to one of Nora's homes, and marks it as sensitive."""
    draft = replace(made.draft("Timen hos BUP er flyttet"), title="Om BUP", is_sensitive=True)
    started = conversations.start_with_homes(
        actor=cast.fresh("tone"), pupils=[cast.nora], draft=draft
    )
    courier.wait(10)
    return next(each for each in started if each.home_key == home_key)


def sensitive_group(cast: Cast, policy: ReplyPolicy = ReplyPolicy.SENDER) -> Conversation:
    """Tone writes to the homes of Nora and Jonas in one thread."""
    started = groups.start_with_homes_together(
        actor=cast.fresh("tone"),
        pupils=[cast.nora, cast.people["jonas"]],
        reply_policy=policy,
        draft=replace(made.draft("Møte om klassemiljøet"), is_sensitive=True),
    )
    courier.wait(10)
    return started
