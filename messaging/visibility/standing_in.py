"""Who sees that somebody stands in: both of them, and those who lead the school or run its office.

What a substitute reads follows from their places in the conversations, as for all who take part.
"""

from django.db.models import Q, QuerySet

from messaging.models import StandIn
from schools import affiliations, clock
from schools.affiliations import LEADS
from schools.models import Person
from schools.visibility.people import staff_at


def visible_stand_ins(viewer: Person | None) -> QuerySet[StandIn]:
    """Over or not, of those who work at the school still."""
    rows = StandIn.objects.all()
    if viewer is None or not viewer.is_active:
        return rows.none()
    held = affiliations.of(viewer)
    mine = Q(owner=viewer.pk) | Q(substitute=viewer.pk)
    return rows.filter(Q(mine, school__in=held.staff_schools) | Q(school__in=held.led_schools))


def stand_in_viewers(stand_in: StandIn) -> QuerySet[Person]:
    """Everybody who sees it: the inverse of ``visible_stand_ins``."""
    day = clock.today()
    both = Q(pk__in=[stand_in.owner_id, stand_in.substitute_id])
    mine = both & Q(pk__in=staff_at([stand_in.school_id], day))
    leading = Q(pk__in=staff_at([stand_in.school_id], day, LEADS))
    return Person.objects.filter(mine | leading, is_active=True)
