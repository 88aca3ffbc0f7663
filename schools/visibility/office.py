"""Who may see roster runs, and the guardians that wait for the office."""

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from schools import affiliations, clock
from schools.affiliations import LEADS
from schools.choices import PositionRole
from schools.models import Guardianship, Membership, Person, Position, RosterRun
from schools.models.dated import on_day
from schools.visibility.people import pupils_at, staff_at, who_know, without_hidden


def visible_runs(viewer: Person | None) -> QuerySet[RosterRun]:
    """Administrators of the municipality see all; ICT contacts their own, and their schools'."""
    runs = RosterRun.objects.all()
    if viewer is None or not viewer.is_active:
        return runs.none()
    held = affiliations.of(viewer)
    if held.is_municipal_admin:
        return runs
    if not held.ict_schools:
        return runs.none()
    covered = RosterRun.schools.through.objects.filter(rosterrun=OuterRef("pk"))
    elsewhere = covered.exclude(school__in=held.ict_schools)
    return runs.filter(Q(requested_by=viewer) | Exists(covered) & ~Exists(elsewhere))


def run_viewers(run: RosterRun) -> QuerySet[Person]:
    """Everybody who may see the run: the inverse of ``visible_runs``."""
    people = Person.objects.filter(is_active=True)
    if not run.pk:
        return people.none()
    held = Position.objects.filter(on_day(clock.today()))
    admins = held.filter(role=PositionRole.MUNICIPAL_ADMIN, school__isnull=True)
    contacts = held.filter(role=PositionRole.ICT, school__isnull=False)
    reasons = Q(pk__in=admins.values("person"))
    reasons |= Q(pk=run.requested_by_id) & Q(pk__in=contacts.values("person"))
    if covered := list(run.schools.values_list("pk", flat=True)):
        # those who hold the position at every school of the run
        there = contacts.filter(school__in=covered).values("person")
        at_all = there.annotate(places=Count("school", distinct=True)).filter(places=len(covered))
        reasons |= Q(pk__in=at_all.values("person"))
    return people.filter(reasons)


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
