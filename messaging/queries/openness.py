"""Who sees whose names and answers, in plain words: before sending, and on top of a thread."""

from django.utils.translation import gettext as _

from messaging.choices import Kind, ReplyPolicy, Shape
from messaging.models import Conversation


def of_new_homes(shape: Shape, policy: ReplyPolicy) -> str:
    """What the homes would see of each other."""
    if shape == Shape.GROUP:
        return _together(policy, "")
    if policy == ReplyPolicy.NONE:
        return _("Each home gets its own thread. Nobody can answer.")
    return _("Each home gets its own thread; nobody sees the others' answers.")


def of_new_colleagues(shape: Shape, policy: ReplyPolicy) -> str:
    """The same for colleagues."""
    if shape == Shape.GROUP:
        return _together(policy, "")
    if policy == ReplyPolicy.NONE:
        return _("Each gets a thread of their own. Nobody can answer.")
    return _("Each gets a thread of their own; nobody sees the others' answers.")


def of_thread(conversation: Conversation, sender: str) -> str:
    """On top of the opened thread; empty where it goes without saying.

    ``sender``: who reads the answers, empty for the viewer. That a home has a helper is said to
    all who write in its threads, and not who it is.
    """
    policy = ReplyPolicy(conversation.reply_policy)
    if conversation.kind == Kind.GROUP:
        return _together(policy, sender)
    has_helpers = getattr(conversation, "has_helpers", False)
    if conversation.kind == Kind.HOME or (conversation.kind == Kind.DIRECT and has_helpers):
        return _home(policy, has_helpers=has_helpers)
    if conversation.kind == Kind.CLASS:
        return _class(policy, sender)
    return ""


def _together(policy: ReplyPolicy, sender: str) -> str:
    if policy == ReplyPolicy.ALL:
        return _("Everybody sees everybody's names and answers.")
    if policy == ReplyPolicy.SENDER:
        if not sender:
            return _("Everybody sees everybody's names. Only you read the answers.")
        said = _("Everybody sees everybody's names. Only %(name)s reads the answers.")
        return said % {"name": sender}
    return _("Everybody sees everybody's names. Nobody can answer.")


def _home(policy: ReplyPolicy, *, has_helpers: bool) -> str:
    if has_helpers and policy == ReplyPolicy.NONE:
        return _("Only this home, its helper and the school read this. No answers.")
    if has_helpers:
        return _("Only this home, its helper and the school read this.")
    if policy == ReplyPolicy.NONE:
        return _("Only this home and the school read this. No answers.")
    return _("Only this home and the school read this.")


def _class(policy: ReplyPolicy, sender: str) -> str:
    if policy == ReplyPolicy.ALL:
        return _("Everybody reads all answers.")
    if policy == ReplyPolicy.SENDER:
        said = _("Only %(name)s reads the answers.")
        return said % {"name": sender} if sender else _("Only you read the answers.")
    return _("Nobody can answer.")
