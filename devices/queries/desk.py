"""What the desk asks: which promises may be handed out now, and to whom one can lend."""

import datetime as dt

from django.db.models import Q

from devices.choices import ReservationState
from devices.models import Reservation
from devices.queries.mine import with_claims
from devices.visibility import visible_reservations
from devices.visibility.managing import managed_schools
from schools import affiliations, clock
from schools.exceptions import NotVisible
from schools.models import Person
from schools.visibility import visible_people
from schools.visibility.people import pupils_at, staff_at

_EARLY = dt.timedelta(minutes=60)
_MOST = 40


def to_hand_out(viewer: Person) -> list[Reservation]:
    """Promises whose time is now or within the hour: one's own, and those one looks after.

    Two queries. Raises NotVisible for those who belong to no school.
    """
    if not affiliations.of(viewer).own_schools:
        raise NotVisible
    now = clock.now()
    ours = Q(requester=viewer.pk) | Q(school__in=managed_schools(viewer))
    open_now = visible_reservations(viewer).filter(
        ours,
        state__in=[ReservationState.APPROVED, ReservationState.CHECKED_OUT],
        claims__starts__lte=now + _EARLY,
        claims__ends__gt=now,
    )
    ids = open_now.order_by().values("pk")
    return list(with_claims(Reservation.objects.filter(pk__in=ids))[:_MOST])


def people_of(viewer: Person, school_id: int, words: str) -> list[Person]:
    """At most six pupils and staff of a school that one may see: by user name, else by name.

    One query, or two.
    """
    day = clock.today()
    here = Q(pk__in=pupils_at([school_id], day)) | Q(pk__in=staff_at([school_id], day))
    people = visible_people(viewer).filter(here)
    exact = list(people.filter(username__iexact=words.strip())[:1])
    if exact:
        return exact
    for word in words.casefold().split()[:4]:
        people = people.filter(search_key__contains=word)
    return list(people.order_by("sort_key")[:6])
