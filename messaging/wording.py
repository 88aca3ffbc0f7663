"""What a notice says: that there is something to read, and where. Never what, whose or by whom."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from messaging.choices import CANNOT_BE_OFF, NoticeClass
from messaging.models import Delivery

_OFF_SALT = "messaging.turn-off"


@dataclass(frozen=True)
class Mail:
    """One e-mail, but for the address it goes to."""

    subject: str
    text: str
    html: str
    message_id: str
    headers: dict[str, str] = field(default_factory=dict)


def mail(parcel: Sequence[Delivery]) -> Mail:
    """The e-mail for these notices to one person, in the active language."""
    subject = headline(parcel)
    text, html = _bodies(get_language() or "", subject, settings.BASE_URL + address(parcel))
    return Mail(
        subject=subject,
        text=text,
        html=html,
        message_id=message_id(parcel[0]),
        headers=_list_headers(parcel[0]),
    )


@lru_cache(maxsize=256)  # an announcement says the same to thousands
def _bodies(_language: str, subject: str, link: str) -> tuple[str, str]:
    words = {
        "headline": subject,
        "link": link,
        "wishes": settings.BASE_URL + reverse("notice_wishes"),
        "site_name": settings.SITE_NAME,
    }
    text = render_to_string("messaging/mail/notice.txt", words)
    return text, render_to_string("messaging/mail/notice.html", words)


def headline(parcel: Sequence[Delivery]) -> str:
    """One line that may stand on a locked screen."""
    if any(row.notice.notice_class == NoticeClass.EMERGENCY for row in parcel):
        return _("Important message from the school")
    if len(parcel) == 1:
        return _("New message from the school")
    count = len(parcel)
    return ngettext(
        "%(count)s new message from the school", "%(count)s new messages from the school", count
    ) % {"count": count}


def address(parcel: Sequence[Delivery]) -> str:
    """The page to read on: the conversation, or the list when there are several."""
    talks = {row.notice.conversation for row in parcel}
    if len(talks) > 1:
        return reverse("messages")
    return reverse("conversation", args=[talks.pop().uuid])


def message_id(delivery: Delivery) -> str:
    """The same each time this delivery is tried; only we can make it (RFC 5322 § 3.6.4)."""
    mark = salted_hmac("messaging.message-id", str(delivery.pk), algorithm="sha256").hexdigest()
    return f"<{delivery.pk}.{mark[:16]}@{urlsplit(settings.BASE_URL).hostname}>"


def _list_headers(delivery: Delivery) -> dict[str, str]:
    """One click in the mail program turns this kind of e-mail off (RFC 8058)."""
    if delivery.notice.notice_class in CANNOT_BE_OFF:
        return {}
    key = off_key(delivery.person_id, delivery.notice.notice_class, delivery.channel)
    link = settings.BASE_URL + reverse("notice_off", args=[key])
    return {
        "List-Unsubscribe": f"<{link}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def off_key(person: int, notice_class: str, channel: str) -> str:
    """Signed, so that whoever holds the mail may turn it off without signing in."""
    return signing.dumps([person, notice_class, channel], salt=_OFF_SALT)


def read_off_key(key: str) -> tuple[int, str, str] | None:
    """What ``off_key`` was made of; None for anything else."""
    try:
        person, notice_class, channel = signing.loads(key, salt=_OFF_SALT)
    except signing.BadSignature:
        return None
    return person, notice_class, channel
