"""A helper is no guardian: at every address of ours they get what somebody without a role gets.

But in conversations that their guardian reads, and in them only what is listed here.
"""

import pytest
from django.test import Client

from messaging.choices import Kind
from messaging.models import Conversation, InterpreterNeed
from tests.access.objects import all_rows
from tests.access.rows import Objects, Row, made
from tests.access.test_access_matrix import _ask, _is, _shown

# As the guardian: what is read, and one's own marks.
_READ = {
    "conversation",
    "conversation_changes",
    "conversation_mute",
    "conversation_pin",
    "conversation_promise",
    "conversation_read",
    "conversation_star",
    "conversation_unread",
    "interpreter_ask",
    "message_reactions",
    "message_report",
}
_REFUSED = {
    "ask_answer",
    "conversation_check",
    "conversation_close",
    "conversation_draft",
    "conversation_later",
    "conversation_leave",
    "conversation_pin_for_all",
    "conversation_sensitive",
    "conversation_take_over",
    "conversation_unpin_for_all",
    "interpreter_arrange",
    "interpreter_end",
    "conversation_weekly",
    "message_change",
    "message_confirm",
    "message_cover",
    "message_forward",
    "message_withdraw",
}
# One's own page, where one can also say that one helps no more.
_OWN = {"GET helpers", "POST helper_end"}
_OF_A_NEED = {"interpreter_arrange", "interpreter_end"}
_WRITE = {"conversation", "interpreter_ask", "message_reactions"}


@pytest.mark.parametrize("row", all_rows(), ids=lambda row: row.name)
def test_helper(row: Row, objects: Objects) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(objects.home_helper)
    answer = _ask(client, row, objects)
    letters = _letters(row, objects)
    assert any(_is(answer, letter) for letter in letters), f"{_shown(answer)}, {letters!r}"


def _letters(row: Row, objects: Objects) -> str:
    nobody, guardian = row.letter("GX"), row.letter("GU")
    if row.name in _OWN:
        return "rw"
    if guardian == "." or row.route not in _READ | _REFUSED or not _is_for_helpers(row, objects):
        return nobody
    if row.route in _REFUSED or (row.method == "POST" and row.route in _WRITE):
        return "fi" if guardian == "i" else "f"
    return guardian


def _is_for_helpers(row: Row, objects: Objects) -> bool:
    """Nothing that is sensitive or where several homes write."""
    key = made(row.kwargs, objects)["key"]
    if row.route in _OF_A_NEED:
        found = InterpreterNeed.objects.get(uuid=key).conversation
    else:
        found = Conversation.objects.get(uuid=key)
    return not found.is_sensitive and found.kind != Kind.GROUP
