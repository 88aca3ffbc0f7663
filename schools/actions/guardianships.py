"""What the office decides about one guardian and one child."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from schools import clock, signals
from schools.actions import audit
from schools.choices import Access, Responsibility, Source
from schools.exceptions import Conflict, InvalidInput, NotAllowed, NotVisible
from schools.models import Guardianship, Person
from schools.visibility.office import visible_relations

LONGEST = dt.timedelta(days=366)


@transaction.atomic
def decide_guardianship(
    *, actor: Person, row: Guardianship, access: Access, ends: dt.date | None = None
) -> Guardianship:
    """Decide a guardian who waits, or give one with a right to information a look for a time.

    FULL says that the office has seen the parental responsibility confirmed. INFORMATION
    reads until ``ends`` (the first day without), at most a year ahead (barnelova § 47 gives
    a right to information, not to running access). NONE refuses. The row then belongs to
    the office; an import only questions it when the register has become stricter.

    Raises NotVisible for other schools' pupils, NotAllowed for oneself (forvaltningsloven
    § 6), Conflict when there is nothing to decide, InvalidInput (fields ``access``, ``ends``).
    """
    held = visible_relations(actor).filter(pk=row.pk)
    locked = Guardianship.objects.select_for_update().filter(pk__in=held.values("pk")).first()
    if locked is None:
        raise NotVisible
    if locked.guardian_id == actor.pk:
        raise NotAllowed(_("You cannot decide about yourself. Ask a colleague."))
    if not locked.quarantined and locked.responsibility != Responsibility.INFORMATION:
        raise Conflict(_("This guardian has been decided on already."))
    _decide(locked, access, _checked_end(access, ends))
    locked.save()
    audit.record(
        actor=actor,
        action="guardianship_decided",
        about=locked,
        access=locked.access,
        ends=locked.ends.isoformat() if locked.ends else "",
    )
    people = {locked.guardian_id, locked.pupil_id}
    signals.roles_changed.send(sender=Guardianship, person_ids=people)
    return locked


def _decide(row: Guardianship, access: Access, ends: dt.date | None) -> None:
    limited = (Responsibility.NONE, Responsibility.INFORMATION)
    if access == Access.FULL and row.responsibility in limited:
        message = _(
            "The register says that this guardian has no parental responsibility. "
            "It must be put right there first."
        )
        raise InvalidInput(message, "access")
    if access == Access.FULL:
        row.responsibility = Responsibility.FULL
    if access == Access.INFORMATION and row.responsibility != Responsibility.NONE:
        row.responsibility = Responsibility.INFORMATION
    row.access = access
    row.ends = ends
    row.quarantined = False
    row.source = Source.OFFICE


def _checked_end(access: Access, ends: dt.date | None) -> dt.date | None:
    if access != Access.INFORMATION:
        return None
    today = clock.today()
    if ends is None or not today < ends <= today + LONGEST:
        raise InvalidInput(_("Choose a day from tomorrow to a year from now."), "ends")
    return ends
