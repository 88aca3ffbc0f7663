"""One conversation, locked: numbers of messages and versions are taken under this lock only."""

import uuid

from django.db.models import OuterRef, QuerySet, Subquery

from messaging.choices import Side
from messaging.models import Conversation
from messaging.visibility import sides_in, sides_of, with_sides
from schools import affiliations
from schools.exceptions import NotVisible
from schools.models import Person
from schools.queries.one import the_one
from schools.statements import written_once


def lock(key: uuid.UUID) -> Conversation:
    """The row read anew and locked for the transaction. Raises NotVisible when there is none.

    ``no_key``: rows that refer to the conversation may still be inserted meanwhile.
    """
    return the_one(_locked(key))


@written_once("key")
def _locked(key: uuid.UUID) -> QuerySet[Conversation]:
    return Conversation.objects.select_for_update(no_key=True).filter(uuid=key).order_by()


def lock_visible(actor: Person, key: uuid.UUID) -> tuple[Conversation, list[Side]]:
    """Lock first, then ask: a right that ended while we waited is ended. Raises NotVisible.

    One statement when nobody else holds the lock, unless the row was changed just then: what
    stands beside a row that was fetched anew is still from before the change.
    """
    at_once = _locked_at_once(actor, key)
    if at_once and at_once[0].version == getattr(at_once[0], "seen", None):
        locked, sides = at_once[0], sides_in(at_once[0])
    else:
        locked = lock(key)
        affiliations.forget(actor)  # a right may have ended while we waited
        sides = sides_of(actor, locked)
    if not sides:
        raise NotVisible
    return locked, sides


@written_once("key")
def _locked_at_once(viewer: Person, key: uuid.UUID) -> QuerySet[Conversation]:
    free = Conversation.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
    seen = Conversation.objects.filter(pk=OuterRef("pk")).order_by().values("version")
    marked = free.filter(uuid=key).order_by().annotate(seen=Subquery(seen))
    return with_sides(marked, viewer)
