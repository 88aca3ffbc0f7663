"""Who may see that something can be booked, and whether it is free; never by whom it is taken."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from devices.choices import ShareScope
from devices.models import Bookable
from devices.visibility.managing import managed_schools, managers_of
from schools import affiliations, clock
from schools.models import Person, School
from schools.visibility.people import members_at, staff_at

# Neighbours are schools within about five kilometres (one degree of latitude is 111 km,
# one of longitude about 50 km at 63° north).
_NORTH, _EAST = 0.045, 0.1


def nearby_schools(schools: Iterable[int]) -> QuerySet[School]:
    """Schools within about five kilometres of any of these; those without position have none."""
    own = School.objects.filter(
        pk__in=schools,
        latitude__gt=OuterRef("latitude") - _NORTH,
        latitude__lt=OuterRef("latitude") + _NORTH,
        longitude__gt=OuterRef("longitude") - _EAST,
        longitude__lt=OuterRef("longitude") + _EAST,
    )
    return School.objects.filter(Exists(own)).order_by()


def visible_bookables(viewer: Person | None) -> QuerySet[Bookable]:
    """Equipment of one's own schools; for staff, also what other schools share."""
    bookables = Bookable.objects.all()
    if viewer is None or not viewer.is_active:
        return bookables.none()
    held = affiliations.of(viewer)
    staffed = held.staff_schools
    reasons = Q(is_active=True, school__in=held.own_schools)
    if managed := managed_schools(viewer):
        reasons |= Q(school__in=managed)
    if staffed:
        shared = Q(share_scope=ShareScope.MUNICIPALITY)
        near = nearby_schools(staffed).values("pk")
        shared |= Q(share_scope=ShareScope.NEIGHBOURS, school__in=near)
        reasons |= Q(shared, is_active=True)
    return bookables.filter(reasons)


def bookable_viewers(bookable: Bookable) -> QuerySet[Person]:
    """Everybody who may see it: the inverse of ``visible_bookables``."""
    day, school = clock.today(), bookable.school_id
    reasons = Q(pk__in=managers_of([school], day))
    if bookable.is_active:
        reasons |= Q(pk__in=members_at([school], day)) | Q(pk__in=staff_at([school], day))
        reasons |= Q(pk__in=staff_at(_sharing_with(bookable), day))
    return Person.objects.filter(reasons, is_active=True)


def _sharing_with(bookable: Bookable) -> QuerySet[School, int]:
    schools = School.objects.none()
    if bookable.share_scope == ShareScope.MUNICIPALITY:
        schools = School.objects.order_by()
    if bookable.share_scope == ShareScope.NEIGHBOURS:
        schools = nearby_schools([bookable.school_id])
    return schools.values_list("pk", flat=True)
