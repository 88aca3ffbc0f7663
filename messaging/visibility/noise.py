"""Who may see how much reaches homes: those who lead the school, and the municipality.

Sums without names or content; of few homes there are none.
"""

from django.db.models import Q, QuerySet

from messaging.models import NoiseWeek
from schools import affiliations, clock
from schools.affiliations import LEADS
from schools.choices import PositionRole
from schools.models import Person, Position, School
from schools.models.dated import on_day
from schools.visibility.people import staff_at


def visible_noise_schools(viewer: Person | None) -> QuerySet[School]:
    """Schools whose numbers the viewer may see."""
    schools = School.objects.all()
    if viewer is None or not viewer.is_active:
        return schools.none()
    held = affiliations.of(viewer)
    return schools if held.is_municipal_admin else schools.filter(pk__in=held.led_schools)


def visible_noise_weeks(viewer: Person | None) -> QuerySet[NoiseWeek]:
    """The numbers of those schools."""
    schools = visible_noise_schools(viewer).order_by().values("pk")
    return NoiseWeek.objects.filter(school__in=schools)


def noise_week_viewers(row: NoiseWeek) -> QuerySet[Person]:
    """Everybody who may see a school's week: the inverse of ``visible_noise_weeks``."""
    day = clock.today()
    municipal = Position.objects.filter(
        on_day(day), school__isnull=True, role=PositionRole.MUNICIPAL_ADMIN
    )
    why = Q(pk__in=staff_at([row.school_id], day, LEADS)) | Q(pk__in=municipal.values("person"))
    return Person.objects.filter(why, is_active=True)
