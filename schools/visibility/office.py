"""Who may see roster runs, and the guardians that wait for the office."""

from django.db.models import Q, QuerySet

from schools import affiliations, clock
from schools.affiliations import LEADS
from schools.choices import PositionRole
from schools.models import Guardianship, Membership, Person, Position, RosterRun
from schools.models.dated import on_day
from schools.visibility.people import pupils_at, staff_at, who_know, without_hidden


def visible_runs(viewer: Person | None) -> QuerySet[RosterRun]:
    """Administrators of the municipality bring bundles in; ICT contacts see how it went."""
    runs = RosterRun.objects.all()
    if viewer is None or not viewer.is_active:
        return runs.none()
    held = affiliations.of(viewer)
    return runs if held.is_municipal_admin or held.ict_schools else runs.none()


def run_viewers(run: RosterRun) -> QuerySet[Person]:
    """Everybody who may see the run: the inverse of ``visible_runs``."""
    held = Position.objects.filter(on_day(clock.today()))
    reasons = Q(role=PositionRole.MUNICIPAL_ADMIN, school__isnull=True)
    reasons |= Q(role=PositionRole.ICT, school__isnull=False)
    people = Person.objects.filter(is_active=True)
    return people.filter(pk__in=held.filter(reasons).values("person")) if run.pk else people.none()


def visible_relations(viewer: Person | None) -> QuerySet[Guardianship]:
    """Guardianships of the pupils at schools the viewer leads or runs the office of.

    Only where the viewer may know of both people: what is protected stays so here.
    """
    rows = Guardianship.objects.all()
    if viewer is None or not viewer.is_active:
        return rows.none()
    held = affiliations.of(viewer)
    known = without_hidden(Person.objects.filter(is_active=True), viewer).values("pk")
    mine = Q(pupil__in=pupils_at(held.led_schools, held.day))
    return rows.filter(on_day(held.day), mine, pupil__in=known, guardian__in=known)


def relation_viewers(row: Guardianship) -> QuerySet[Person]:
    """Everybody who may see the relation: the inverse of ``visible_relations``."""
    day = clock.today()
    everyone = Person.objects.filter(is_active=True)
    held = Guardianship.objects.filter(on_day(day), pk=row.pk)
    if not held.filter(pupil__is_active=True, guardian__is_active=True).exists():
        return everyone.none()
    places = Membership.objects.filter(on_day(day), on_day(day, "group__"), person=row.pupil_id)
    schools = places.filter(role="pupil").values_list("group__school", flat=True)
    office = everyone.filter(pk__in=staff_at(list(schools), day, LEADS))
    return who_know(who_know(office, row.pupil, day), row.guardian, day)
