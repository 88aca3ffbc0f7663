"""The registry: lists, one device, its history."""

import uuid as uuids
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import F, Prefetch, Q, QuerySet

from devices.choices import FAULTY, TRANSITIONS, Lifecycle
from devices.models import Asset, AssetModel, Category, Loan, PoolMember
from devices.policies import can_manage
from devices.visibility import visible_assets, visible_loans
from devices.visibility.managing import managed_schools
from schools import clock
from schools.exceptions import NotVisible
from schools.models import Person, Room, School
from schools.models.dated import on_day

PER_PAGE = 40
_HISTORY = 30


def registry_page(
    viewer: Person, words: str = "", lifecycle: str = "", number: str | None = None
) -> Page[Any]:
    """One page of the devices the viewer looks after, by tag. Three queries.

    Raises NotVisible for those who look after none.
    """
    schools = managed_schools(viewer)
    if not schools:
        raise NotVisible
    assets = _matching(visible_assets(viewer).filter(school__in=schools), words)
    if lifecycle in Lifecycle.values:
        assets = assets.filter(lifecycle=lifecycle)
    out = Loan.objects.filter(in_at__isnull=True)
    joined = assets.select_related("asset_model__category", "room", "school")
    listed = joined.prefetch_related(Prefetch("loans", out, to_attr="out"))
    return Paginator(listed.order_by("tag"), PER_PAGE).get_page(number)


def search_assets(viewer: Person, words: str, most: int) -> list[Asset]:
    """Devices the viewer may see whose tag, serial number or make has these words. One query."""
    found = _matching(visible_assets(viewer), words).select_related("asset_model", "school", "room")
    return list(found.order_by("tag")[:most])


def _matching(assets: QuerySet[Asset], words: str) -> QuerySet[Asset]:
    for word in words.split()[:5]:
        assets = assets.filter(
            Q(tag__icontains=word)
            | Q(serial__icontains=word)
            | Q(asset_model__name__icontains=word)
            | Q(asset_model__maker__icontains=word)
        )
    return assets


def asset_page(viewer: Person, uuid: uuids.UUID) -> dict[str, Any]:
    """One device: where it stands, who has it and had it (for those who may know). Five queries.

    Raises NotVisible.
    """
    asset = one_asset(viewer, uuid)
    loans = visible_loans(viewer).filter(asset=asset.pk).select_related("custodian")
    history = list(loans.order_by(F("in_at").desc(nulls_first=True), "-out_at")[:_HISTORY])
    manages = can_manage(viewer, asset.school_id)
    return {
        "asset": asset,
        "pool": _pool_of(asset),
        "current": next((loan for loan in history if loan.in_at is None), None),
        "is_out": Loan.objects.filter(asset=asset.pk, in_at__isnull=True).exists(),
        "history": history if manages else [],
        "manages": manages,
        "next_stages": [Lifecycle(stage) for stage in TRANSITIONS[asset.lifecycle]],
    }


def one_asset(viewer: Person, uuid: uuids.UUID) -> Asset:
    """A device the viewer may see. Raises NotVisible."""
    assets = visible_assets(viewer).select_related("asset_model__category", "room", "school")
    asset = assets.filter(uuid=uuid).first()
    if asset is None:
        raise NotVisible
    return asset


def label_address(asset: Asset) -> str:
    """What the label's QR code says: the device's own page."""
    return f"{settings.BASE_URL}/utstyr/enhet/{asset.uuid}/"


def _pool_of(asset: Asset) -> PoolMember | None:
    members = PoolMember.objects.filter(on_day(clock.today()), asset=asset.pk)
    return members.select_related("bookable").first()


def faulty(viewer: Person, most: int = 10) -> list[Asset]:
    """Devices in repair, missing or set aside at the schools the viewer looks after. One query."""
    assets = visible_assets(viewer).filter(school__in=managed_schools(viewer), lifecycle__in=FAULTY)
    return list(assets.select_related("asset_model", "school").order_by("lifecycle", "tag")[:most])


def due(viewer: Person, most: int = 10) -> list[Loan]:
    """Open loans due by the end of today at the schools the viewer looks after. One query."""
    tonight = clock.day_bounds(clock.today())[1]
    loans = visible_loans(viewer).filter(
        asset__school__in=managed_schools(viewer), in_at__isnull=True, due_at__lt=tonight
    )
    joined = loans.select_related("asset__asset_model", "custodian")
    return list(joined.order_by("due_at", "pk")[:most])


def managed(viewer: Person) -> QuerySet[School]:
    """Schools the viewer may register devices at, for the form."""
    return School.objects.filter(pk__in=managed_schools(viewer))


def asset_models() -> QuerySet[AssetModel]:
    """Every make, for the form."""
    return AssetModel.objects.select_related("category")


def categories() -> list[Category]:
    """Every sort of equipment. One query."""
    return list(Category.objects.all())


def rooms_at(schools: Iterable[int]) -> QuerySet[Room]:
    """Rooms of these schools, for the form."""
    return Room.objects.filter(school__in=list(schools)).select_related("school")
