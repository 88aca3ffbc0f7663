"""Who works where: what the office appoints by hand, besides what the roster says."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from schools import affiliations, clock, policies, signals
from schools.actions import audit
from schools.choices import PositionRole, Source
from schools.exceptions import Conflict, NotAllowed
from schools.models import Person, Position, School
from schools.models.dated import on_day


@transaction.atomic
def create_first_administrator(
    *, username: str, given_name: str, family_name: str, email: str = ""
) -> Person:
    """The person that everything else begins with, without a password.

    Has no actor, so it works once only. Raises Conflict when there is an administrator.
    """
    held = Position.objects.filter(on_day(clock.today()), role=PositionRole.MUNICIPAL_ADMIN)
    if held.exists():
        raise Conflict(_("The municipality has an administrator already."))
    person = Person.objects.create_user(
        username, given_name=given_name, family_name=family_name, email=email
    )
    position = Position.objects.create(person=person, role=PositionRole.MUNICIPAL_ADMIN)
    audit.record(actor=None, action="first_administrator_created", about=position)
    return person


@transaction.atomic
def appoint(
    *,
    actor: Person,
    person: Person,
    role: PositionRole,
    school: School | None = None,
    starts: dt.date | None = None,
    ends: dt.date | None = None,
) -> Position:
    """Give a person work at a school (none: in the municipality) for a time. Safe to repeat.

    Raises NotAllowed: municipal administrators appoint leaders, office and each other,
    leaders and office appoint the rest of their school.
    """
    if not _may_appoint(actor, role, school):
        raise NotAllowed(_("You cannot appoint people to this."))
    position, _created = Position.objects.update_or_create(
        person=person,
        school=school,
        role=role,
        source=Source.OFFICE,
        source_key="",
        defaults={"starts": starts, "ends": ends},
    )
    audit.record(
        actor=actor,
        action="appointed",
        about=position,
        school_id=school.pk if school else None,
        role=role,
    )
    affiliations.forget(person)
    signals.roles_changed.send(sender=Position, person_ids={person.pk})
    return position


def _may_appoint(actor: Person, role: PositionRole, school: School | None) -> bool:
    trusted = {PositionRole.LEADER, PositionRole.OFFICE, PositionRole.MUNICIPAL_ADMIN}
    if school is None or role in trusted:
        return affiliations.of(actor).is_municipal_admin
    return policies.can_run_office(actor, school)
