"""SMS and push in a worker's round, against a gateway and a push service on loopback."""

import base64
import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from messaging import wording
from messaging.actions import delivering, notices
from messaging.channels import push
from messaging.choices import Channel, DeliveryState, NoticeClass, Timing
from messaging.models import Delivery, Notice, NoticeWish, PushSubscription
from schools import clock
from schools.models import Person
from tests.cast import Cast
from tests.messaging import conversations as made
from tests.messaging.channels.http_server import Answer, FakeSite, http_server
from tests.messaging.channels.test_push import Browser

NOON = dt.datetime(2026, 11, 25, 12, 0, tzinfo=dt.UTC)
QUEUED = Answer(200, {"messageId": "m-1", "resultCode": 1005})


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def gateway(settings: Any, cast: Cast) -> Iterator[FakeSite]:
    """Kari has a mobile and wants SMS; nobody has e-mail."""
    with http_server(QUEUED) as site:
        link = {"adapter": "link", "url": site.url, "user": "u", "password": "p"}
        settings.SMS = settings.SMS | link | {"webhook_secret": "hemmelig", "seconds": 0.3}
        Person.objects.update(email="")
        Person.objects.filter(pk=cast.kari.pk).update(mobile="406 12 345")
        wish = {"notice_class": NoticeClass.SCHOOL, "channel": Channel.SMS}
        NoticeWish.objects.create(person=cast.kari, timing=Timing.AT_ONCE, **wish)
        yield site


@pytest.fixture
def service(settings: Any, cast: Cast) -> Iterator[FakeSite]:
    """Kari has two browsers; nobody has e-mail."""
    keys = {"private_key": push.new_private_key(), "subject": "mailto:x@skolebro.test"}
    settings.PUSH = settings.PUSH | keys | {"plain_loopback": True, "seconds": 0.3}
    Person.objects.update(email="")
    with http_server(Answer(201)) as site:
        for number in range(2):
            browser = Browser().subscription(site.url)
            PushSubscription.objects.create(
                person=cast.kari,
                endpoint=f"{browser.endpoint}{number}",
                p256dh=browser.p256dh,
                auth=browser.auth,
                created_at=clock.now(),
            )
        yield site


def deliver(now: time_machine.Traveller, seconds: int = 31) -> int:
    now.shift(seconds)
    notices.expand_waiting()
    return delivering.deliver_due()


def row_of(cast: Cast) -> Delivery:
    return Delivery.objects.get(person=cast.kari)


def test_an_sms_says_where_to_read_and_nothing_else(
    cast: Cast, gateway: FakeSite, now: time_machine.Traveller, settings: Any
) -> None:
    thread = made.class_thread(cast)
    assert deliver(now) == 1
    [request] = gateway.requests
    address = f"{settings.BASE_URL}/meldinger/{thread.uuid}/"
    assert request.json["userData"] == f"Ny melding fra skolen: {address}"
    assert row_of(cast).reference == "m-1"


@pytest.mark.parametrize(
    ("answers", "ended"),
    [
        ([Answer(500), QUEUED], (DeliveryState.SENT, 2)),
        ([Answer(200, {"resultCode": 2106})], (DeliveryState.DEAD, 1)),
        ([Answer(hangs_up=True), QUEUED], (DeliveryState.UNCERTAIN, 1)),
    ],
)
def test_a_gateway_in_trouble_is_asked_again_but_never_in_doubt(
    cast: Cast,
    gateway: FakeSite,
    now: time_machine.Traveller,
    answers: list[Answer],
    ended: tuple[DeliveryState, int],
) -> None:
    gateway.answers = answers
    made.class_thread(cast)
    for _ in range(5):
        deliver(now, 600)
    assert (row_of(cast).state, len(gateway.requests)) == ended
    assert len({request.json["refId"] for request in gateway.requests}) == 1


@pytest.mark.parametrize("kind", [NoticeClass.EMERGENCY, NoticeClass.ABSENCE])
def test_a_school_that_has_spent_its_hour_waits_for_the_next_but_not_in_an_emergency(
    cast: Cast, gateway: FakeSite, now: time_machine.Traveller, settings: Any, kind: NoticeClass
) -> None:
    settings.SMS = settings.SMS | {"most_an_hour": 0}
    made.class_thread(cast)
    deliver(now)
    assert (row_of(cast).state, row_of(cast).said) == (DeliveryState.WAITING, "hourly_limit")
    Notice.objects.update(notice_class=kind)
    Delivery.objects.update(due_at=clock.now())
    assert deliver(now) == 1


def test_an_hour_is_counted_in_what_is_paid_not_in_messages(
    cast: Cast, gateway: FakeSite, now: time_machine.Traveller, settings: Any
) -> None:
    settings.SMS = settings.SMS | {"most_an_hour": 2}
    settings.BASE_URL = "https://" + "lang." * 40 + "skolebro.test"  # two parts
    made.class_thread(cast)
    assert deliver(now) == 1
    assert row_of(cast).parts == 2
    made.class_thread(cast)
    deliver(now)
    assert Delivery.objects.filter(person=cast.kari, said="hourly_limit").exists()
    assert len(gateway.requests) == 1


def call(path: str, payload: object, password: str = "hemmelig") -> int:
    basic = base64.b64encode(f"link:{password}".encode()).decode()
    answer = Client().post(
        f"/varsler/sms/{path}/",
        payload if isinstance(payload, str) else json.dumps(payload),
        content_type="application/json",
        headers={"Authorization": f"Basic {basic}"},
    )
    return answer.status_code


def test_the_gateways_last_word_is_written_down(
    cast: Cast, gateway: FakeSite, now: time_machine.Traveller
) -> None:
    made.class_thread(cast)
    deliver(now)
    [request] = gateway.requests
    report = {"refId": request.json["refId"], "id": "m-1", "resultCode": 2106}
    assert call("rapport", report, password="gjettet") == 404
    assert row_of(cast).state == DeliveryState.SENT
    assert {call("rapport", report), call("rapport", report)} == {204}
    assert row_of(cast).state == DeliveryState.DEAD
    assert call("rapport", {**report, "refId": "forged"}) == 204
    Delivery.objects.update(state=DeliveryState.SENT)
    unsure = {**report, "resultCode": 1010}
    assert {call("rapport", unsure), call("rapport", unsure)} == {204}
    assert row_of(cast).state == DeliveryState.UNCERTAIN
    assert call("rapport", "nothing") == call("rapport", [1]) == 204


@pytest.mark.parametrize(
    "written", ["406 12 345", "406-12-345", "+47 (406) 12.345", "0047-40612345"]
)
def test_stopp_ends_sms_and_start_brings_them_back(
    cast: Cast, gateway: FakeSite, written: str
) -> None:
    Person.objects.filter(pk=cast.kari.pk).update(mobile=written)
    said = {"source": "+4740612345", "content": {"userData": " stopp "}, "messageId": "i-1"}
    assert call("inn", said) == 204
    assert set(NoticeWish.objects.values_list("timing", flat=True)) == {Timing.OFF}
    assert call("inn", said | {"content": {"userData": "Hva?"}}) == 204
    assert call("inn", said | {"content": {"userData": "START"}}) == 204
    assert not NoticeWish.objects.exists()


def test_a_push_to_one_of_two_browsers_is_enough_and_the_dead_one_is_dropped(
    cast: Cast, service: FakeSite, now: time_machine.Traveller
) -> None:
    service.answers = [Answer(410), Answer(201)]
    made.class_thread(cast)
    assert deliver(now) == 1
    assert PushSubscription.objects.count() == 1


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (Answer(404), DeliveryState.DEAD),
        (Answer(429, headers={"Retry-After": "120"}), DeliveryState.WAITING),
        (Answer(500), DeliveryState.WAITING),
        (Answer(400), DeliveryState.FAILED),
        (Answer(201, seconds=1), DeliveryState.WAITING),  # slow: once more, then in doubt
    ],
)
def test_a_push_service_in_trouble(
    cast: Cast, service: FakeSite, now: time_machine.Traveller, answer: Answer, state: DeliveryState
) -> None:
    service.answers = [answer]
    made.class_thread(cast)
    deliver(now)
    row = row_of(cast)
    assert row.state == state
    if answer.status == 429:
        assert row.due_at == clock.now() + dt.timedelta(seconds=120)


def test_what_a_push_says_names_nobody(cast: Cast, service: FakeSite) -> None:
    thread = made.class_thread(cast)
    notices.expand_waiting()
    said = wording.push([row_of(cast)])
    assert said["url"] == f"/meldinger/{thread.uuid}/"
    assert "Tone" not in str(said)
    assert str(thread.pk) != said["tag"]
