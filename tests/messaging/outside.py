"""The far sides of the reach ladder and the clock, for tests of its steps."""

import datetime as dt
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import time_machine

from messaging.actions import (
    climbing,
    delivering,
    notices,
)
from messaging.channels import push
from messaging.channels.sms import Incoming, Wish
from messaging.choices import (
    Channel,
)
from messaging.models import (
    Delivery,
    HomeCall,
    PushSubscription,
)
from schools import clock
from schools.models import Guardianship, Person
from tests.cast import Cast
from tests.messaging.channels.http_server import Answer, FakeSite, http_server
from tests.messaging.channels.smtp_server import MailServer, mail_server
from tests.messaging.channels.test_push import Browser

NOON = dt.datetime(2026, 11, 25, 12, 0, tzinfo=dt.UTC)  # a Wednesday
HOUR = dt.timedelta(hours=1)
QUEUED = Answer(200, {"messageId": "m-1", "resultCode": 1005})
NOBODY = "550 5.1.1 who?"
KARI = "kari@skolebro.test"
STOP = Incoming("+4740612345", Wish.STOP, "mo-1")


@dataclass
class Outside:
    """The three far sides, and the clock."""

    now: time_machine.Traveller
    mail: MailServer
    sms: FakeSite
    push: FakeSite

    def pass_time(self, hours: float, every: dt.timedelta = 2 * HOUR) -> None:
        """As beat does, often enough that nothing is left for want of a round."""
        until = clock.now() + hours * HOUR
        while clock.now() < until:
            self.now.shift(min(every, until - clock.now()))
            self.tick()

    def tick(self) -> None:
        notices.expand_waiting()
        climbing.climb_due()
        delivering.deliver_due()


@contextmanager
def outside_world(cast: Cast, settings: Any) -> Iterator[Outside]:
    """Nora's first home: Kari has a browser, e-mail and a mobile, Erik has nothing."""
    with ExitStack() as stack:
        now = stack.enter_context(time_machine.travel(NOON, tick=False))
        sides = Outside(
            now,
            stack.enter_context(mail_server(settings)),
            stack.enter_context(http_server(QUEUED)),
            stack.enter_context(http_server(Answer(201))),
        )
        _settle(cast, settings, sides)
        yield sides


def _settle(cast: Cast, settings: Any, sides: Outside) -> None:
    link = {"adapter": "link", "url": sides.sms.url, "user": "u", "password": "p"}
    settings.SMS = settings.SMS | link | {"webhook_secret": "hemmelig", "seconds": 0.3}
    keys = {"private_key": push.new_private_key(), "subject": "mailto:x@skolebro.test"}
    settings.PUSH = settings.PUSH | keys | {"plain_loopback": True, "seconds": 0.3}
    # the cast was made on the day of the run: who is out since that day is out on this one too
    Guardianship.objects.filter(guardian=cast.people["inger"]).update(ends=clock.today())
    Person.objects.exclude(pk=cast.kari.pk).update(email="")
    Person.objects.filter(pk=cast.kari.pk).update(mobile="406 12 345")
    browser = Browser().subscription(sides.push.url)
    PushSubscription.objects.create(
        person=cast.kari,
        endpoint=browser.endpoint,
        p256dh=browser.p256dh,
        auth=browser.auth,
        created_at=clock.now(),
    )


def state(cast: Cast, channel: Channel) -> str:
    row = Delivery.objects.filter(person=cast.kari, channel=channel).first()
    return row.state if row else ""


def to_call(cast: Cast, home_key: str = "hansen") -> bool:
    return HomeCall.objects.filter(pupil=cast.nora, home_key=home_key, done_at=None).exists()
