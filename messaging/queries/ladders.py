"""What a school has set for its reach ladder."""

from messaging.choices import Urgency
from messaging.models import SchoolLadder
from messaging.rungs import USUAL, Ladder
from schools import affiliations
from schools.exceptions import NotVisible
from schools.models import Person, School


def ladder_of(school: int, urgency: Urgency) -> Ladder:
    """What holds there now. One query."""
    row = SchoolLadder.objects.filter(school=school, urgency=urgency).first()
    return _ladder(row) if row else USUAL[urgency]


def ladders_of(school: int) -> dict[Urgency, Ladder]:
    """Both ladders of a school. One query."""
    rows = SchoolLadder.objects.filter(school=school)
    return USUAL | {Urgency(row.urgency): _ladder(row) for row in rows}


def led_schools(viewer: Person) -> list[School]:
    """Schools whose ladders the viewer sets: led, or run the office of. Raises NotVisible."""
    held = affiliations.of(viewer).led_schools
    if not held:
        raise NotVisible
    return list(School.objects.filter(pk__in=held).order_by("name"))


def _ladder(row: SchoolLadder) -> Ladder:
    return Ladder(sms=row.sms, calls=row.calls, letter=row.letter)
