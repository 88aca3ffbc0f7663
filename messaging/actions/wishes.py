"""When and how a person wants to be told; their own to change."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from messaging.choices import CANNOT_BE_OFF, Channel, NoticeClass, Timing
from messaging.hours import Hours
from messaging.models import NoticeHours, NoticeWish
from schools.actions import audit
from schools.exceptions import InvalidInput, NotVisible
from schools.models import Person
from schools.statements import upsert

Wishes = Mapping[tuple[NoticeClass, Channel], Timing]


def choose(*, actor: Person, wishes: Wishes, hours: Hours | None) -> None:
    """Keep how the actor wants to be told, and their quiet hours; None leaves those as they are.

    Raises InvalidInput when a class that everybody must get is to be turned off or collected.
    """
    if any(_is_barred(asked, timing) for asked, timing in wishes.items()):
        raise InvalidInput(_("Emergencies and absence always come at once."))
    with transaction.atomic():
        for (notice_class, channel), timing in wishes.items():
            _keep(actor, notice_class, channel, timing)
        if hours is not None:
            _keep_hours(actor, hours)


def turn_off(*, actor: None, person_id: int, notice_class: NoticeClass, channel: Channel) -> None:
    """Stop one class of notices on one channel; ``actor`` is None: whoever holds the mail may.

    Raises NotVisible for nobody we know, InvalidInput for notices that everybody must get.
    Twice is the same as once.
    """
    person = Person.objects.filter(pk=person_id, is_active=True).first()
    if person is None:
        raise NotVisible
    if _is_barred((notice_class, channel), Timing.OFF):
        raise InvalidInput(_("Emergencies and absence always come at once."))
    with transaction.atomic():
        _keep(person, notice_class, channel, Timing.OFF)
        audit.record(actor=actor, action="notices.off", about=person, channel=str(channel))


def _is_barred(asked: tuple[NoticeClass, Channel], timing: Timing) -> bool:
    return asked[0] in CANNOT_BE_OFF and timing != Timing.AT_ONCE


def _keep(person: Person, notice_class: NoticeClass, channel: Channel, timing: Timing) -> None:
    row = NoticeWish(person=person, notice_class=notice_class, channel=channel, timing=timing)
    upsert(row, unique=("person", "notice_class", "channel"), update=("timing",))


def _keep_hours(person: Person, hours: Hours) -> None:
    row = NoticeHours(
        person=person,
        quiet_from=hours.quiet_from,
        quiet_until=hours.quiet_until,
        free_days_quiet=hours.free_days_quiet,
        digest_at=hours.digest_at,
    )
    fields = ("quiet_from", "quiet_until", "free_days_quiet", "digest_at")
    upsert(row, unique=("person",), update=fields)
