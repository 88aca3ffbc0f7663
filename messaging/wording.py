"""What a notice says: that there is something to read, and where. Never what, whose or by whom."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from messaging.channels import reply_address
from messaging.choices import CANNOT_BE_OFF, Kind, NoticeClass, Subject
from messaging.models import Delivery

_SAID: dict[str, Any] = {
    Subject.RECEIPT: gettext_lazy("The school has written down an answer from you. Is it right?"),
    Subject.DOUBT: gettext_lazy("A guardian says that something you wrote down is not right"),
    Subject.TODAY: gettext_lazy("A message matters today. You are on duty."),
    Subject.REPORT: gettext_lazy("A message was reported, and waits for you"),
}
_ANSWERED_BY_MAIL = {Kind.DIRECT, Kind.HOME}
_REFERENCE_SALT = "messaging.reference"
_OFF_SALT = "messaging.turn-off"


@dataclass(frozen=True)
class Mail:
    """One e-mail, but for the address it goes to."""

    subject: str
    text: str
    html: str
    message_id: str
    reply_to: str = ""
    return_path: str = ""
    headers: dict[str, str] = field(default_factory=dict)


def mail(parcel: Sequence[Delivery]) -> Mail:
    """The e-mail for these notices to one person, in the active language."""
    subject = headline(parcel)
    reply_to = _reply_to(parcel)
    link = settings.BASE_URL + address(parcel)
    text, html = _bodies(get_language() or "", subject, link, bool(reply_to))
    return Mail(
        subject=subject,
        text=text,
        html=html,
        message_id=message_id(parcel[0]),
        reply_to=reply_to,
        return_path=reply_address.return_path_for(UUID(int=parcel[0].pk)),
        headers=_list_headers(parcel[0]),
    )


@lru_cache(maxsize=256)  # an announcement says the same to thousands
def _bodies(_language: str, subject: str, link: str, may_answer: bool) -> tuple[str, str]:
    words = {
        "may_answer": may_answer,
        "headline": subject,
        "link": link,
        "wishes": settings.BASE_URL + reverse("notice_wishes"),
        "site_name": settings.SITE_NAME,
    }
    text = render_to_string("messaging/mail/notice.txt", words)
    return text, render_to_string("messaging/mail/notice.html", words)


def sms(parcel: Sequence[Delivery]) -> str:
    """One line and where to read, in the active language."""
    return f"{headline(parcel)}: {settings.BASE_URL}{address(parcel)}"


def push(parcel: Sequence[Delivery]) -> dict[str, str]:
    """What the service worker shows; a notice with the same ``tag`` takes the earlier's place."""
    return {
        "title": settings.SITE_NAME,
        "body": headline(parcel),
        "url": address(parcel),
        "tag": topic(parcel),
    }


def topic(parcel: Sequence[Delivery]) -> str:
    """One conversation, one notice on the screen; tells nobody which (RFC 8030 § 5.4)."""
    talks = ",".join(sorted({str(row.notice.conversation_id) for row in parcel}))
    return salted_hmac("messaging.topic", talks, algorithm="sha256").hexdigest()[:32]


def reference(delivery: Delivery) -> str:
    """Our name for one delivery at a gateway: the same each time, and only we can make it."""
    return signing.Signer(salt=_REFERENCE_SALT).sign(str(delivery.pk))


def read_reference(given: str) -> int | None:
    """Which delivery ``reference`` named; None for anything else."""
    try:
        return int(signing.Signer(salt=_REFERENCE_SALT).unsign(given))
    except signing.BadSignature:
        return None


def headline(parcel: Sequence[Delivery]) -> str:
    """One line that may stand on a locked screen."""
    if any(row.notice.notice_class == NoticeClass.EMERGENCY for row in parcel):
        return _("Important message from the school")
    subjects = {row.notice.subject for row in parcel}
    if len(subjects) == 1 and (said := _SAID.get(subjects.pop())):
        return str(said)
    if len(parcel) == 1:
        return _("New message from the school")
    count = len(parcel)
    return ngettext(
        "%(count)s new message from the school", "%(count)s new messages from the school", count
    ) % {"count": count}


def address(parcel: Sequence[Delivery]) -> str:
    """The page to read on: the conversation, or the list when there are several."""
    subjects = {row.notice.subject for row in parcel}
    if Subject.TODAY in subjects:
        return reverse("duty")
    if subjects == {Subject.REPORT}:
        return reverse("message_reports")
    talks = {row.notice.conversation for row in parcel}
    if len(talks) > 1:
        return reverse("messages")
    return reverse("conversation", args=[talks.pop().uuid])


def _reply_to(parcel: Sequence[Delivery]) -> str:
    """Only where few read the answer: a quick reply to a mail must not go to a whole class.

    Never where it is sensitive: an answer by mail quotes and travels openly.
    """
    talks = {row.notice.conversation for row in parcel}
    talk = talks.pop()
    is_apart = any(row.notice.subject in {Subject.TODAY, Subject.REPORT} for row in parcel)
    if talks or is_apart or talk.is_sensitive or talk.kind not in _ANSWERED_BY_MAIL:
        return ""
    return reply_address.address_for(talk.uuid, parcel[0].person.uuid)


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
    return {"List-Unsubscribe": f"<{link}>"}


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
