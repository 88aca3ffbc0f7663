"""How long a school waits before the next step for a home that has not read what matters. Pure."""

import datetime as dt
from dataclasses import dataclass

from messaging.choices import Rung, Urgency


@dataclass(frozen=True)
class Ladder:
    """Hours after the step before, the first after the message; None: only when somebody asks."""

    sms: int | None = None
    calls: int | None = None
    letter: int | None = None

    def after(self, rung: str) -> tuple[Rung, dt.timedelta] | None:
        """The next step that is taken by itself after this one (empty: the notice), and its wait.

        None at the top.
        """
        order = list(Rung)
        left = order[order.index(Rung(rung)) + 1 :] if rung else order
        waits = ((each, getattr(self, each)) for each in left)
        return next(((each, dt.timedelta(hours=at)) for each, at in waits if at is not None), None)


# What holds where a school has said nothing. What is urgent goes out by SMS with everything else,
# at once; nobody waits a day to call the home of a child who is not where it should be. Paper is
# printed and handed out by people: a school that wants it by itself says so.
USUAL = {
    Urgency.ASKED: Ladder(sms=24, calls=24),
    Urgency.URGENT: Ladder(calls=1),
}
