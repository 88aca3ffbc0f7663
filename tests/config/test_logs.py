"""The log tells of a refusal in one line."""

import io
import logging
import sys

from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.urls import reverse

from config.logs import Line
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


def test_a_refusal_with_a_cause_keeps_its_trace() -> None:
    for cause, has_trace in ((None, False), (ImproperlyConfigured("proxies"), True)):
        try:
            raise PermissionDenied from cause
        except PermissionDenied:
            record = logging.LogRecord("x", logging.WARNING, "", 0, "no", (), sys.exc_info())
        assert ("proxies" in Line("{message}", style="{").format(record)) is has_trace
        assert record.exc_info, "other handlers have it too"
