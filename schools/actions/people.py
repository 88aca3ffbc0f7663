"""Who is named to know of a protected person."""

from django.db import transaction
from django.utils.translation import gettext as _

from schools import affiliations, clock, signals
from schools.actions import audit
from schools.exceptions import InvalidInput, NotVisible
from schools.models import Person, ProtectionHandler
from schools.queries.office import protected_at, staff_member
from schools.visibility.people import without_hidden


@transaction.atomic
def name_handler(*, actor: Person, username: str, handler_username: str) -> ProtectionHandler:
    """Let one member of staff know of a protected pupil or guardian of the actor's school.

    By user names, not from a list: leaders and office do not see protected people
    either, until they are named. Every naming is on record. Repeating changes nothing.

    Raises InvalidInput (fields ``person``, ``handler``).
    """
    person = protected_at(affiliations.of(actor), username)
    if person is None:
        message = _("No protected person at your school has this user name.")
        raise InvalidInput(message, "person")
    handler = staff_member(affiliations.of(actor), handler_username)
    if handler is None:
        raise InvalidInput(_("Nobody who works at your school has this user name."), "handler")
    row, created = ProtectionHandler.objects.get_or_create(
        person=person, handler=handler, defaults={"starts": clock.today()}
    )
    if created or (row.ends is not None and row.ends <= clock.today()):
        row.ends = None
        row.save(update_fields=["ends"])
        _record(actor, "handler_named", row)
    return row


@transaction.atomic
def unname_handler(*, actor: Person, row: ProtectionHandler) -> None:
    """From today on the handler knows no more of the person.

    Raises NotVisible for people the actor may not know of, or of another school.
    """
    held = affiliations.of(actor)
    known = without_hidden(Person.objects.filter(pk=row.person_id), actor).first()
    if known is None or protected_at(held, known.username) is None:
        raise NotVisible
    row.ends = max(clock.today(), row.starts or clock.today())
    row.save(update_fields=["ends"])
    _record(actor, "handler_unnamed", row)


def _record(actor: Person, action: str, row: ProtectionHandler) -> None:
    audit.record(actor=actor, action=action, about=row, handler=row.handler_id)
    signals.roles_changed.send(sender=ProtectionHandler, person_ids={row.handler_id})
