"""Browsers that a person lets us knock on."""

import binascii
import re
from base64 import urlsafe_b64decode

from django.db import transaction
from django.utils.translation import gettext as _

from messaging.channels import push
from messaging.models import PushSubscription
from schools import clock
from schools.actions import audit
from schools.exceptions import InvalidInput
from schools.models import Person
from schools.statements import upsert

MOST_BROWSERS = 10
LONGEST_ENDPOINT = 600
_BASE64 = re.compile(r"[A-Za-z0-9_-]+")
_KEY_BYTES, _SECRET_BYTES = 65, 16  # RFC 8291 § 2.1 and § 3.2


def subscribe(*, actor: Person, browser: push.Subscription) -> None:
    """Tell the actor in this browser, too; one that was another person's is theirs now.

    Raises InvalidInput for what is no browser's subscription at a push service that we know. The
    eleventh browser takes the oldest one's place.
    """
    if not push.is_on() or not push.is_push_service(browser.endpoint) or not _has_keys(browser):
        raise InvalidInput(_("This browser cannot be notified."))
    row = PushSubscription(
        person=actor,
        endpoint=browser.endpoint,
        p256dh=browser.p256dh,
        auth=browser.auth,
        created_at=clock.now(),
    )
    with transaction.atomic():
        fields = ("person", "p256dh", "auth", "created_at")
        upsert(row, unique=("endpoint",), update=fields)
        kept = PushSubscription.objects.filter(person=actor).order_by("-created_at")
        too_many = list(kept.values_list("pk", flat=True)[MOST_BROWSERS:])
        PushSubscription.objects.filter(pk__in=too_many).delete()
        audit.record(actor=actor, action="push.subscribe", about=actor)


def unsubscribe(*, actor: Person, endpoint: str) -> None:
    """No longer in this browser; one that is not the actor's, or not there, is left alone."""
    if not push.is_push_service(endpoint):
        return
    with transaction.atomic():
        if PushSubscription.objects.filter(person=actor, endpoint=endpoint).delete()[0]:
            audit.record(actor=actor, action="push.unsubscribe", about=actor)


def _has_keys(browser: push.Subscription) -> bool:
    return (
        _length(browser.p256dh) == _KEY_BYTES
        and _length(browser.auth) == _SECRET_BYTES
        and len(browser.endpoint) <= LONGEST_ENDPOINT
    )


def _length(key: str) -> int:
    if not _BASE64.fullmatch(key):
        return 0
    try:
        return len(urlsafe_b64decode(key + "=" * (-len(key) % 4)))
    except (binascii.Error, ValueError):
        return 0
