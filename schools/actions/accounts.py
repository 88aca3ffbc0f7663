"""Accounts: passwords, closing, and the end of everything that is signed in."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from schools import policies, signals
from schools.actions import audit
from schools.exceptions import InvalidInput, NotAllowed
from schools.models import Person
from schools.signin import advice


@transaction.atomic
def change_password(*, actor: Person, person: Person, password: str) -> None:
    """Set the password and end every other session and socket of the person.

    Raises NotAllowed for somebody else's password, InvalidInput for a weak one.
    """
    if actor.pk != person.pk:
        raise NotAllowed(_("You can only change your own password."))
    set_checked_password(person, password)
    audit.record(actor=actor, action="password_changed", about=person)


@transaction.atomic
def sign_out_everywhere(*, actor: Person, person: Person) -> None:
    """End every session and socket of the person. Raises NotAllowed for somebody else's."""
    if actor.pk != person.pk and not policies.can_manage_account(actor, person):
        raise NotAllowed(_("You can only sign yourself out."))
    end_access(person)
    audit.record(actor=actor, action="signed_out_everywhere", about=person)


@transaction.atomic
def close_account(*, actor: Person, person: Person) -> None:
    """Nobody signs in with it any more; every session and socket ends. Idempotent.

    Raises NotAllowed for all but leaders and office of the person's school, and
    InvalidInput for one's own account.
    """
    _require_manager(actor, person)
    if actor.pk == person.pk:
        raise InvalidInput(_("You cannot close your own account."))
    if person.is_active:
        person.is_active = False
        person.save(update_fields=["is_active"])
        end_access(person)
        audit.record(actor=actor, action="account_closed", about=person)


@transaction.atomic
def reopen_account(*, actor: Person, person: Person) -> None:
    """Take back ``close_account``. Raises NotAllowed as there."""
    _require_manager(actor, person)
    if not person.is_active:
        person.is_active = True
        person.save(update_fields=["is_active"])
        audit.record(actor=actor, action="account_reopened", about=person)


def set_checked_password(person: Person, password: str) -> None:
    """Store a password that passes the validators; older sessions and sockets end.

    For actions, in their transaction. Raises InvalidInput with what to do.
    """
    if problems := advice.against(password, person):
        raise InvalidInput(" ".join(problems), "password")
    person.set_password(password)
    person.save(update_fields=["password"])
    end_access(person)


def end_access(person: Person) -> None:
    """Bump the session epoch and tell whoever keeps sockets; in the caller's transaction."""
    Person.objects.filter(pk=person.pk).update(session_epoch=F("session_epoch") + 1)
    person.refresh_from_db(fields=["session_epoch"])
    signals.access_ended.send(sender=Person, person=person)


def _require_manager(actor: Person, person: Person) -> None:
    if not policies.can_manage_account(actor, person):
        raise NotAllowed(_("Only leaders and the office of the person's school may do this."))
