"""The log tells of a refusal in one line."""

import io
import logging

from django.urls import reverse

from tests.cast import Cast
from tests.messaging import conversations as made


def test_a_refusal_is_one_line(cast: Cast, sign_in) -> None:
    message = made.class_thread(cast).messages.get()
    path = reverse("message_change", args=[message.conversation.uuid, message.uuid])
    [console] = [
        handler
        for handler in logging.getLogger().handlers
        if type(handler) is logging.StreamHandler
    ]
    told = io.StringIO()
    before = console.setStream(told)
    try:
        assert sign_in(cast.kari).get(path).status_code == 403
    finally:
        console.setStream(before)
    assert "Forbidden" in told.getvalue()
    assert told.getvalue().count("\n") == 1
