"""One pupil's hand-in, locked: deliveries, feedback and extra time come one after the other."""

from cms.models import Assignment, HandIn
from schools.models import Person


def lock_hand_in(assignment: Assignment, pupil: Person) -> HandIn:
    """The row, made on first use and locked for the transaction.

    Two tabs handing in at once get attempts 1 and 2; publishing waits for a delivery.
    """
    HandIn.objects.get_or_create(assignment=assignment, pupil=pupil)
    return HandIn.objects.select_for_update().get(assignment=assignment, pupil=pupil)
