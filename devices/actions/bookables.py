"""Opening equipment for booking, and each school's rules for its pupils."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from devices import events, policies
from devices.actions import claims
from devices.choices import BookableKind, Lifecycle, ShareScope
from devices.models import Asset, Bookable, Category, PoolMember, SchoolDevicePolicy
from schools import clock
from schools.actions import audit
from schools.exceptions import InvalidInput, NotAllowed
from schools.models import Person, School
from schools.models.dated import on_day

_DAY_HOURS = 24
_LAST_GRADE = 13


@dataclass(frozen=True)
class BookingRules:
    """How something may be booked. Minutes and days."""

    share_scope: ShareScope = ShareScope.SCHOOL
    turnaround_min: int = 0
    max_minutes: int = 600
    advance_days: int = 120
    pupil_may_book: bool = False
    place: str = ""


def open_pool(
    *,
    actor: Person,
    school: School,
    name: str,
    category: Category,
    assets: Sequence[Asset],
    rules: BookingRules | None = None,
    kind: BookableKind = BookableKind.POOL,
) -> Bookable:
    """A trolley of interchangeable devices (or a kit of fixed ones), numbered as given.

    Raises NotAllowed, and InvalidInput for another school's devices, for one that is in
    another trolley or booked by itself, or for a name in use.
    """
    _check_manager(actor, school.pk)
    _check_units(school, assets)
    bookable = _new(school, name, category, kind, rules or BookingRules())
    with transaction.atomic():
        _save(bookable)
        PoolMember.objects.bulk_create(
            PoolMember(bookable=bookable, asset=asset, number=number, starts=clock.today())
            for number, asset in enumerate(assets, start=1)
        )
        recount(bookable=bookable)
        audit.record(
            actor=actor,
            action="bookable.opened",
            about=bookable,
            school_id=school.pk,
            units=len(assets),
        )
    return bookable


def open_single(
    *, actor: Person, asset: Asset, name: str = "", rules: BookingRules | None = None
) -> Bookable:
    """One device that is booked by itself: a camera, a smartboard. Raises as ``open_pool``."""
    _check_manager(actor, asset.school_id)
    _check_units(asset.school, [asset])
    category = asset.asset_model.category
    bookable = _new(
        asset.school, name or asset.tag, category, BookableKind.ASSET, rules or BookingRules()
    )
    bookable.asset = asset
    with transaction.atomic():
        _save(bookable)
        recount(bookable=bookable)
        audit.record(
            actor=actor, action="bookable.opened", about=bookable, school_id=asset.school_id
        )
    return bookable


def set_pupil_rules(
    *,
    actor: Person,
    school: School,
    pupils_may_book: bool,
    max_hours: int = 6,
    first_grade: int = 5,
    last_grade: int = 10,
) -> SchoolDevicePolicy:
    """What the school's pupils may book for themselves. Raises NotAllowed, InvalidInput."""
    _check_manager(actor, school.pk)
    if not 1 <= max_hours <= _DAY_HOURS:
        raise InvalidInput(_("Choose from 1 to 24 hours."), "max_hours")
    if not 1 <= first_grade <= last_grade <= _LAST_GRADE:
        raise InvalidInput(_("The last grade cannot come before the first."), "last_grade")
    values = {
        "pupils_may_book": pupils_may_book,
        "max_hours": max_hours,
        "first_grade": first_grade,
        "last_grade": last_grade,
    }
    with transaction.atomic():
        rules, _made = SchoolDevicePolicy.objects.update_or_create(school=school, defaults=values)
        audit.record(
            actor=actor, action="device_policy.set", about=rules, school_id=school.pk, **values
        )
    return rules


def recount(*, bookable: Bookable | None = None, asset: Asset | None = None) -> None:
    """Bring ``capacity`` in line with the units in use today, under the bookables' locks.

    Called inside the transaction of what changed the units.
    """
    if bookable is not None:
        ids = [bookable.pk]
    else:
        pools = PoolMember.objects.filter(on_day(clock.today()), asset=asset)
        ids = [*pools.values_list("bookable", flat=True)]
        ids += Bookable.objects.filter(asset=asset).values_list("pk", flat=True)
    for row in claims.lock(sorted(ids)).values():
        row.capacity = _units(row)
        row.save(update_fields=["capacity"])
        if bookable is not None:
            bookable.capacity = row.capacity
        events.notify(row.school_id)


def _units(bookable: Bookable) -> int:
    usable = Asset.objects.filter(lifecycle=Lifecycle.IN_SERVICE)
    if bookable.kind == BookableKind.ASSET:
        return usable.filter(bookable=bookable).count()
    members = bookable.members.filter(on_day(clock.today()), asset__in=usable)
    count = members.count()
    return min(count, 1) if bookable.kind == BookableKind.KIT else count


def _new(
    school: School, name: str, category: Category, kind: BookableKind, rules: BookingRules
) -> Bookable:
    cleaned = " ".join(name.split())
    if not cleaned:
        raise InvalidInput(_("Give it a name."), "name")
    return Bookable(
        school=school,
        name=cleaned,
        category=category,
        kind=kind,
        share_scope=rules.share_scope,
        turnaround_min=rules.turnaround_min,
        max_minutes=rules.max_minutes,
        advance_days=rules.advance_days,
        pupil_may_book=rules.pupil_may_book,
        place=rules.place,
    )


def _save(bookable: Bookable) -> None:
    try:
        with transaction.atomic():
            bookable.save()
    except IntegrityError as error:
        raise InvalidInput(_("The school has something of that name."), "name") from error


def _check_manager(actor: Person, school_id: int) -> None:
    if not policies.can_manage(actor, school_id):
        raise NotAllowed(_("You do not look after the equipment of this school."))


def _check_units(school: School, assets: Sequence[Asset]) -> None:
    """A unit promised both in a trolley and by itself would break the counting."""
    if any(asset.school_id != school.pk for asset in assets):
        raise InvalidInput(_("All devices must belong to the school."), "assets")
    ids = [asset.pk for asset in assets]
    member = PoolMember.objects.filter(asset__in=ids, ends__isnull=True)
    if member.exists() or Bookable.objects.filter(asset__in=ids).exists():
        raise InvalidInput(_("One of the devices is booked in another way already."), "assets")
