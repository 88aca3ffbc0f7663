"""A message that is committed and that no page has heard of."""

import uuid

import pytest

from messaging.actions import courier, messages
from messaging.live.publisher import publisher
from messaging.models import Conversation, LiveOutbox
from tests.cast import Cast


def untold_message(cast: Cast, thread: Conversation, monkeypatch: pytest.MonkeyPatch) -> LiveOutbox:
    """Tone has written «rett før»; its row waits, as when the process dies just then."""
    with monkeypatch.context() as patch:
        patch.setattr(publisher, "publish", lambda envelope: False)
        messages.post_message(
            actor=cast.fresh("tone"),
            conversation=thread,
            body="rett før",
            client_token=uuid.uuid4(),
        )
        assert courier.courier.wait(10)
    return LiveOutbox.objects.get()
