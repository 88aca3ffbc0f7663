"""What is written when somebody signs in or out; called by the receivers."""

from django.db import transaction

from schools import signals
from schools.actions import audit
from schools.models import Person


@transaction.atomic
def record_sign_in(*, actor: Person, door: str) -> None:
    """Note the sign-in. ``door``: the class name of the backend that let the person in."""
    audit.record(actor=actor, action="signed_in", about=actor, door=door)


@transaction.atomic
def record_sign_out(*, actor: Person) -> None:
    """Note the sign-out and end the sockets; those of other, open sessions reconnect."""
    audit.record(actor=actor, action="signed_out", about=actor)
    signals.access_ended.send(sender=Person, person=actor)
