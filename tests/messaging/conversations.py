"""Conversations for tests, made through the actions; open pages have been told of them."""

import datetime as dt
import io
import uuid
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from messaging import targets
from messaging.actions import (
    announcing,
    announcing_later,
    conversations,
    duty,
    groups,
    participants,
    reports,
    scheduling,
    starting,
)
from messaging.actions.courier import courier
from messaging.choices import Part, ReplyPolicy, ReportReason, Side
from messaging.models import (
    Conversation,
    HomeCall,
    MessageReport,
    ScheduledAnnouncement,
    ScheduledMessage,
    TodayMark,
)
from schools import clock
from tests.cast import Cast

_EXIF_DESCRIPTION = 0x010E

P = ParamSpec("P")
R = TypeVar("R")


def draft(body: str = "Husk matpakke", **fields: object) -> starting.Draft:
    """What a sender wrote, with a token of its own."""
    values = {"title": "Tur fredag", "body": body, "client_token": uuid.uuid4()} | fields
    return starting.Draft(**values)


def _told(start: Callable[P, R]) -> Callable[P, R]:
    def and_wait(*args: P.args, **kwargs: P.kwargs) -> R:
        started = start(*args, **kwargs)
        courier.wait(10)
        return started

    return and_wait


def class_thread(
    cast: Cast, policy: ReplyPolicy = ReplyPolicy.ALL, parts: tuple[Part, ...] = (Part.GUARDIANS,)
) -> Conversation:
    """Tone writes to the guardians of 6A."""
    return _told(conversations.start_class_thread)(
        actor=cast.fresh("tone"),
        group=cast.class_6a,
        parts=parts,
        reply_policy=policy,
        draft=draft(),
    )


def announcement(cast: Cast, parts: tuple[Part, ...] = tuple(Part)) -> Conversation:
    """Tone announces to 6A and asks for a confirmation."""
    return _told(announcing.announce)(
        actor=cast.fresh("tone"),
        to=[targets.of_group(cast.class_6a.pk, part) for part in parts],
        draft=draft("Nye tider", asks_confirmation=True),
    )


def home_threads(cast: Cast, *pupils: str) -> list[Conversation]:
    """Tone writes to the homes of these pupils, of Nora when none are named."""
    return _told(conversations.start_with_homes)(
        actor=cast.fresh("tone"),
        pupils=[cast.people[name] for name in pupils or ("nora",)],
        draft=draft("Kan dere ringe meg?"),
    )


def group_thread(cast: Cast, policy: ReplyPolicy = ReplyPolicy.ALL, *pupils: str) -> Conversation:
    """Tone writes to the homes of Nora and Jonas, or of these pupils, in one thread."""
    return _told(groups.start_with_homes_together)(
        actor=cast.fresh("tone"),
        pupils=[cast.people[name] for name in pupils or ("nora", "jonas")],
        reply_policy=policy,
        draft=draft("Dugnad på lørdag"),
    )


def to_call(cast: Cast, conversation: Conversation, home_key: str = "hansen") -> HomeCall:
    """One of Nora's homes is to be called about its newest message."""
    return HomeCall.objects.create(
        message=conversation.messages.latest("seq"),
        pupil=cast.nora,
        home_key=home_key,
        asked_at=clock.now(),
    )


def direct(cast: Cast, sender: str = "kari", to: str = "tone") -> Conversation:
    """Kari writes to Tone about Nora."""
    return _told(conversations.start_direct)(
        actor=cast.fresh(sender),
        side=Side.GUARDIAN if sender == "kari" else Side.STAFF,
        person=cast.people[to],
        child=cast.nora if sender == "kari" else None,
        draft=draft("Nora er litt sliten"),
    )


def report(cast: Cast, conversation: Conversation, name: str = "kari") -> MessageReport:
    """Kari reports its first message."""
    return reports.report_message(
        actor=cast.fresh(name),
        message=conversation.messages.get(seq=1),
        reason=ReportReason.OTHER,
        words="Dette er ikke greit",
    )


def for_today(cast: Cast, name: str = "kari", child: str = "nora", to: str = "tone") -> TodayMark:
    """Kari writes to Tone about Nora what matters today."""
    started = duty.start_for_today(
        actor=cast.fresh(name),
        reason="pick_up",
        side=Side.GUARDIAN,
        person=cast.people[to],
        child=cast.people[child],
        draft=draft("Mormor henter Nora kl. 12"),
    )
    courier.wait(10)
    return TodayMark.objects.get(message__conversation=started)


def scheduled(
    cast: Cast, conversation: Conversation, name: str = "kari", **fields: object
) -> ScheduledMessage:
    """Something to be sent there the day after tomorrow at half past seven."""
    given = {
        "body": "God morgen",
        "day": clock.today() + dt.timedelta(days=2),
        "time": dt.time(7, 30),
        "client_token": uuid.uuid4(),
    } | fields
    return scheduling.schedule(
        actor=cast.fresh(name),
        conversation=conversation,
        **given,  # type: ignore[arg-type]
    )


def picture(size: tuple[int, int] = (800, 400), kind: str = "JPEG") -> SimpleUploadedFile:
    """A picture with a place in its metadata, as phones write it."""
    content, exif = io.BytesIO(), Image.Exif()
    exif[_EXIF_DESCRIPTION] = "Hjemme hos Nora"
    Image.new("RGB", size, "teal").save(content, kind, exif=exif)
    return SimpleUploadedFile("tur.jpg", content.getvalue(), "image/jpeg")


def announced_later(cast: Cast, name: str = "tone", **fields: Any) -> ScheduledAnnouncement:
    """Tone announces to the guardians of 6A the day after tomorrow at half past seven."""
    given = {
        "to": [targets.of_group(cast.class_6a.pk, Part.GUARDIANS)],
        "people": [],
        "homes": [],
        "day": clock.today() + dt.timedelta(days=2),
        "time": dt.time(7, 30),
    }
    given = {key: fields.pop(key, value) for key, value in given.items()}
    words = draft(**{"body": "Husk mat"} | fields)
    return announcing_later.schedule_announcement(actor=cast.fresh(name), draft=words, **given)


def let_in(cast: Cast, conversation: Conversation, name: str) -> None:
    """Tone lets a colleague read along, with the history."""
    participants.add_participant(
        actor=cast.fresh("tone"),
        conversation=conversation,
        person=cast.fresh(name),
        with_history=True,
    )
