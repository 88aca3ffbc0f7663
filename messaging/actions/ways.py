"""One parcel of notices on its way: worded for the person, given to the channel's door."""

from collections.abc import Callable
from contextlib import ExitStack
from types import TracebackType
from typing import Self

from django.conf import settings
from django.utils import translation

from messaging import wording
from messaging.channels.email import Mailer
from messaging.channels.outcomes import Outcome, Result
from messaging.choices import Channel
from messaging.models import Delivery


class Ways:
    """The doors of one worker's round; connections are kept between parcels."""

    def __init__(self) -> None:
        self._open = ExitStack()
        self._mailer: Mailer | None = None
        self._doors: dict[str, Callable[[list[Delivery]], Outcome]] = {Channel.EMAIL: self._mail}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.close()

    def send(self, parcel: list[Delivery]) -> Outcome:
        """Hand one parcel over, in the person's language. Never raises for the far side."""
        first = parcel[0]
        door = self._doors.get(first.channel)
        if door is None:
            return Outcome(Result.REFUSED, reason="no-such-channel")
        with translation.override(first.person.language or settings.LANGUAGE_CODE):
            return door(parcel)

    def _mail(self, parcel: list[Delivery]) -> Outcome:
        if self._mailer is None:
            self._mailer = self._open.enter_context(Mailer())
        frame = wording.mail(parcel)
        return self._mailer.send(
            to=parcel[0].person.email,
            subject=frame.subject,
            text=frame.text,
            html=frame.html,
            message_id=frame.message_id,
            headers=frame.headers,
        )
