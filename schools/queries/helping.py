"""Who helps a guardian, for the page where that is said; and what an invitation asks."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import QuerySet

from schools import affiliations, clock
from schools.choices import HelpScope
from schools.exceptions import NotVisible
from schools.models import HelperAppointment, HelperInvitation, Person
from schools.models.helping import rightful_appointments, standing_appointments
from schools.signin import tokens
from schools.visibility.helping import visible_appointments

MOST_SHOWN = 100


@dataclass(frozen=True)
class HelpLine:
    """One helper for one child, as the guardian or the helper sees it; days are municipal.

    ``is_invited``: nobody has accepted yet. ``rests``: it gives nothing now, as the guardian
    has no full access, or the helper has a right of their own.
    """

    uuid: uuid.UUID
    helper: str
    guardian: str
    child: str
    scope: HelpScope
    may_answer: bool
    last_day: dt.date
    is_invited: bool
    rests: bool


@dataclass(frozen=True)
class HelpersPage:
    """Children one may appoint a helper for, one's helpers, and whom one helps."""

    children: tuple[Person, ...]
    mine: tuple[HelpLine, ...]
    given: tuple[HelpLine, ...]


@dataclass(frozen=True)
class Asked:
    """What an invitation asks of whoever has opened it."""

    guardian: str
    children: tuple[str, ...]
    scope: HelpScope
    may_answer: bool
    last_day: dt.date


def page(viewer: Person) -> HelpersPage:
    """Three queries. Raises NotVisible for who has no child to appoint for and helps nobody."""
    children = tuple(children_to_help(viewer))
    rows = list(_with_people(visible_appointments(viewer))[:MOST_SHOWN])
    if not children and not rows:
        raise NotVisible
    standing = standing_appointments(clock.today()).filter(pk__in=[row.pk for row in rows])
    stand = set(standing.order_by().values_list("pk", flat=True))
    lines = [(row, _line(row, stands=row.pk in stand)) for row in rows]
    return HelpersPage(
        children=children,
        mine=tuple(line for row, line in lines if row.guardian_id == viewer.pk),
        given=tuple(line for row, line in lines if row.guardian_id != viewer.pk),
    )


def children_to_help(viewer: Person) -> QuerySet[Person]:
    """Children the viewer has full access to; none where an address is protected."""
    if viewer.is_protected:
        return Person.objects.none()
    children = affiliations.of(viewer).children
    rows = Person.objects.filter(pk__in=children, is_active=True, protection="none")
    return rows.order_by("sort_key", "pk")


def appointment(viewer: Person, key: uuid.UUID) -> HelperAppointment:
    """One that the viewer sees. One query. Raises NotVisible, existing or not."""
    found = _with_people(visible_appointments(viewer)).filter(uuid=key).first()
    if found is None:
        raise NotVisible
    return found


def line(row: HelperAppointment) -> HelpLine:
    """One appointment of ``appointment`` as its page shows it."""
    return _line(row, stands=True)


def open_invitations() -> QuerySet[HelperInvitation]:
    """Those that can be accepted still, by guardians whose accounts are open."""
    now = clock.now()
    rows = HelperInvitation.objects.filter(used_at=None, expires_at__gt=now)
    waiting = _waiting().order_by().values("invitation")
    return rows.filter(guardian__is_active=True, pk__in=waiting).select_related("guardian")


def _waiting() -> QuerySet[HelperAppointment]:
    """What nobody has accepted yet, and the guardian may give still."""
    return rightful_appointments(clock.today()).filter(helper=None)


def asked(secret: str) -> Asked | None:
    """What the open invitation of this secret asks; None for used, expired and unknown ones."""
    row = open_invitations().filter(token_hash=tokens.hashed(secret)).first()
    if row is None:
        return None
    waiting = _waiting().filter(invitation=row)
    rows = list(waiting.select_related("pupil").order_by("pupil__sort_key", "pk"))
    first = _line(rows[0], stands=True)
    children = tuple(each.pupil.get_full_name() for each in rows)
    return Asked(first.guardian, children, first.scope, first.may_answer, first.last_day)


def _with_people(rows: QuerySet[HelperAppointment]) -> QuerySet[HelperAppointment]:
    named = rows.select_related("helper", "guardian", "pupil", "invitation")
    return named.order_by("pupil__sort_key", "created_at", "pk")


def _line(row: HelperAppointment, *, stands: bool) -> HelpLine:
    invited = row.invitation.name if row.invitation else ""
    ends = row.ends or clock.today()
    return HelpLine(
        uuid=row.uuid,
        # as the guardian called them, once their own name is nobody's to know
        helper=row.helper.get_full_name()
        if row.helper and not row.helper.is_protected
        else invited,
        guardian=row.guardian.get_full_name(),
        child=row.pupil.get_full_name(),
        scope=HelpScope(row.scope),
        may_answer=row.may_answer,
        last_day=ends - dt.timedelta(days=1),
        is_invited=row.helper is None,
        rests=row.helper is not None and not stands,
    )
