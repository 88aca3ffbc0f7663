"""Browsers that may be knocked on: whose they are, and what is refused."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from messaging.actions import subscriptions
from messaging.channels import push
from messaging.channels.push import Subscription
from messaging.models import PushSubscription
from schools.exceptions import InvalidInput
from schools.models import Person
from tests.cast import Cast
from tests.messaging.channels.test_push import Browser

GOOGLE = "https://fcm.googleapis.com"


@pytest.fixture(autouse=True)
def push_is_on(settings: Any) -> None:
    keys = {"private_key": push.new_private_key(), "subject": "mailto:drift@skolebro.test"}
    settings.PUSH = settings.PUSH | keys


def a_browser(number: int = 0) -> Subscription:
    made = Browser().subscription(GOOGLE)
    return Subscription(f"{made.endpoint}{number}", made.p256dh, made.auth)


def test_a_shared_machine_notifies_whoever_asked_last(cast: Cast) -> None:
    browser = a_browser()
    subscriptions.subscribe(actor=cast.kari, browser=browser)
    subscriptions.subscribe(actor=cast.people["erik"], browser=browser)
    assert PushSubscription.objects.get().person == cast.people["erik"]


def test_the_eleventh_browser_takes_the_oldest_ones_place(cast: Cast) -> None:
    for number in range(subscriptions.MOST_BROWSERS + 1):
        subscriptions.subscribe(actor=cast.kari, browser=a_browser(number))
    kept = {row.endpoint[-1:] for row in PushSubscription.objects.all()}
    assert PushSubscription.objects.count() == subscriptions.MOST_BROWSERS
    assert len(kept) == subscriptions.MOST_BROWSERS


def test_only_ones_own_browser_is_taken_off(cast: Cast) -> None:
    browser = a_browser()
    subscriptions.subscribe(actor=cast.kari, browser=browser)
    subscriptions.unsubscribe(actor=cast.people["mona"], endpoint=browser.endpoint)
    assert PushSubscription.objects.count() == 1
    subscriptions.unsubscribe(actor=cast.kari, endpoint=browser.endpoint)
    subscriptions.unsubscribe(actor=cast.kari, endpoint=browser.endpoint)
    assert not PushSubscription.objects.exists()


_GOOD = a_browser()


@pytest.mark.parametrize(
    "browser",
    [
        Subscription("https://127.0.0.1/x", _GOOD.p256dh, _GOOD.auth),
        Subscription("https://evil.test/x", _GOOD.p256dh, _GOOD.auth),
        Subscription(_GOOD.endpoint + "x" * 600, _GOOD.p256dh, _GOOD.auth),
        Subscription(_GOOD.endpoint, "short", _GOOD.auth),
        Subscription(_GOOD.endpoint, _GOOD.p256dh, "æøå"),
        Subscription(_GOOD.endpoint, _GOOD.p256dh + "\x00", _GOOD.auth),
        Subscription(_GOOD.endpoint + "\x00", _GOOD.p256dh, _GOOD.auth),
        # what one reader of addresses takes for a listed host, another calls elsewhere
        Subscription("https://127.0.0.1\\.notify.windows.com/x", _GOOD.p256dh, _GOOD.auth),
        Subscription("https://a..push.apple.com/x", _GOOD.p256dh, _GOOD.auth),
        Subscription(f"https://{'a' * 64}.push.apple.com/x", _GOOD.p256dh, _GOOD.auth),
    ],
)
def test_what_is_no_browser_of_a_known_service_is_refused(
    cast: Cast, browser: Subscription
) -> None:
    with pytest.raises(InvalidInput):
        subscriptions.subscribe(actor=cast.kari, browser=browser)


def test_without_a_key_nobody_subscribes(cast: Cast, settings: Any) -> None:
    settings.PUSH = settings.PUSH | {"private_key": ""}
    with pytest.raises(InvalidInput):
        subscriptions.subscribe(actor=cast.kari, browser=a_browser())


@pytest.mark.parametrize(
    "body",
    ["", "[]", "{", '{"endpoint": 1, "keys": [1]}', r'{"endpoint": "https://\u0000\ud800"}'],
)
def test_odd_input_is_refused_in_words(
    cast: Cast, sign_in: Callable[[Person], Client], body: str
) -> None:
    answer = sign_in(cast.kari).post("/varsler/nettleser/", body, content_type="application/json")
    assert answer.status_code == 422
    assert (
        sign_in(cast.kari)
        .post("/varsler/nettleser/av/", body, content_type="application/json")
        .status_code
        == 204
    )
    assert answer.json()["errors"] == ["Denne nettleseren kan ikke varsles."]


def test_a_browser_says_what_a_browser_says(
    cast: Cast, sign_in: Callable[[Person], Client]
) -> None:
    keys = {"p256dh": _GOOD.p256dh, "auth": _GOOD.auth}
    body = json.dumps({"endpoint": _GOOD.endpoint, "expirationTime": None, "keys": keys})
    client = sign_in(cast.kari)
    answer = client.post("/varsler/nettleser/", body, content_type="application/json")
    assert answer.status_code == 204
    client.post("/varsler/nettleser/av/", body, content_type="application/json")
    assert not PushSubscription.objects.exists()
