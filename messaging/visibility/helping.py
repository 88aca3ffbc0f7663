"""What a helper reads in place of a guardian, from the helper's side and back (docs/adr/0018).

What is for everybody in the child's classes and at its school; and, where the guardian has said
so, what the guardian's own place for the child gives, but not where several homes write together.
Nothing sensitive ever. All of it through the guardian's right: when that ends, nothing is left.
"""

import datetime as dt
from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet

from messaging.choices import Kind, Part, Side
from messaging.models import Audience, Conversation, Participant
from schools import clock
from schools.affiliations import Affiliations
from schools.choices import HelpScope
from schools.models import HelperAppointment, Person
from schools.models.dated import on_day
from schools.models.helping import standing_appointments
from schools.visibility.columns import Column, either

OPEN_TO_MANY = (Kind.CLASS, Kind.ANNOUNCEMENT)
PRIVATE = (Kind.HOME, Kind.DIRECT)
OF_THE_HOME = (*PRIVATE, Kind.ANNOUNCEMENT)


def helped_places(held: Affiliations) -> QuerySet[Participant]:
    """Places of guardians, in whose place the viewer reads."""
    lets = _at_home(held.day).filter(
        helper=held.person_id, guardian=OuterRef("person"), pupil=OuterRef("pupil")
    )
    return _readable_places(held.day).filter(Exists(lets), pupil__in=held.helped_children)


def helped_audiences(held: Affiliations) -> QuerySet[Audience]:
    """Audiences that mean the guardians of a child the viewer helps with."""
    rows = Audience.objects.filter(part=Part.GUARDIANS, conversation__kind__in=OPEN_TO_MANY)
    return rows.filter(scope__in=held.helped_scopes)


def helpers_beside(
    conversation: Conversation, day: dt.date, before: int | None = None
) -> QuerySet[HelperAppointment]:
    """Who reads by a guardian's place, from before message ``before``: of ``helped_places``."""
    here = _readable_places(day).filter(conversation=conversation.pk)
    if before is not None:
        here = here.filter(from_seq__lt=before)
    place = here.filter(person=OuterRef("guardian"), pupil=OuterRef("pupil"))
    return _at_home(day).filter(Exists(place), pupil__in=here.order_by().values("pupil"))


def helpers_with(
    conversation: Conversation, pupils: Sequence[Column], day: dt.date
) -> QuerySet[HelperAppointment]:
    """Who reads because of these pupils (at least one column): of ``helped_audiences``."""
    rows = standing_appointments(day).filter(pupil__in=either(pupils))
    return rows if conversation.kind in OPEN_TO_MANY else rows.none()


def has_helpers(day: dt.date) -> Exists:
    """For a conversation as the outer row: whether somebody reads it by a guardian's place."""
    lets = _at_home(day).filter(
        guardian=OuterRef("person"), pupil=OuterRef("pupil"), helper__is_active=True
    )
    return Exists(_readable_places(day).filter(Exists(lets), conversation=OuterRef("pk")))


def helped_to_answer(helper: Person, conversation: Conversation) -> QuerySet[HelperAppointment]:
    """By which the helper writes there today for a guardian: in the home's own threads alone."""
    if conversation.kind not in PRIVATE:
        return HelperAppointment.objects.none()
    beside = helpers_beside(conversation, clock.today())
    return beside.filter(helper=helper.pk, may_answer=True)


def _at_home(day: dt.date) -> QuerySet[HelperAppointment]:
    return standing_appointments(day).filter(scope=HelpScope.HOME)


def _readable_places(day: dt.date) -> QuerySet[Participant]:
    here = Q(conversation__kind__in=OF_THE_HOME, conversation__is_sensitive=False)
    return Participant.objects.filter(on_day(day), here, side=Side.GUARDIAN)
