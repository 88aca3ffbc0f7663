"""Who may see a device in the registry: its tag, make and where it stands."""

from django.db.models import Q, QuerySet

from devices.models import Asset, Loan
from schools import affiliations, clock
from schools.choices import Access
from schools.models import Person
from schools.visibility.people import staff_at, standing


def visible_assets(viewer: Person | None) -> QuerySet[Asset]:
    """Devices of the schools one works at, and those lent to oneself or one's child."""
    assets = Asset.objects.all()
    if viewer is None or not viewer.is_active:
        return assets.none()
    held = affiliations.of(viewer)
    lent = Loan.objects.filter(in_at__isnull=True)
    reasons = Q(school__in=held.staff_schools)
    reasons |= Q(pk__in=lent.filter(custodian=viewer.pk).values("asset"))
    if held.children:
        reasons |= Q(pk__in=lent.filter(custodian__in=held.children).values("asset"))
    return assets.filter(reasons)


def asset_viewers(asset: Asset) -> QuerySet[Person]:
    """Everybody who may see the device: the inverse of ``visible_assets``."""
    day = clock.today()
    custodians = Loan.objects.filter(asset=asset.pk, in_at__isnull=True).values("custodian")
    guardians = standing(day).filter(pupil__in=custodians, access=Access.FULL)
    reasons = Q(pk__in=staff_at([asset.school_id], day))
    reasons |= Q(pk__in=custodians)
    reasons |= Q(pk__in=guardians.values("guardian"))
    return Person.objects.filter(reasons, is_active=True)
