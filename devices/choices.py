"""Words with a fixed set of values: life cycle, booking and hand-over of equipment."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Lifecycle(models.TextChoices):
    """What a device is; who has it and what is promised are other tables."""

    ORDERED = "ordered", _("Ordered")
    IN_STOCK = "in_stock", _("In stock")
    IN_SERVICE = "in_service", _("In use")
    IN_REPAIR = "in_repair", _("In repair")
    MISSING = "missing", _("Missing")
    QUARANTINE = "quarantine", _("Set aside")
    RETIRED = "retired", _("Retired")
    DISPOSED = "disposed", _("Disposed of")


# From a stage to the stages that may follow it.
TRANSITIONS: dict[str, tuple[str, ...]] = {
    Lifecycle.ORDERED: (Lifecycle.IN_STOCK, Lifecycle.IN_SERVICE),
    Lifecycle.IN_STOCK: (Lifecycle.IN_SERVICE, Lifecycle.MISSING, Lifecycle.RETIRED),
    Lifecycle.IN_SERVICE: (
        Lifecycle.IN_REPAIR,
        Lifecycle.QUARANTINE,
        Lifecycle.MISSING,
        Lifecycle.IN_STOCK,
        Lifecycle.RETIRED,
    ),
    Lifecycle.IN_REPAIR: (Lifecycle.IN_SERVICE, Lifecycle.MISSING, Lifecycle.RETIRED),
    Lifecycle.QUARANTINE: (Lifecycle.IN_SERVICE, Lifecycle.IN_REPAIR, Lifecycle.RETIRED),
    Lifecycle.MISSING: (Lifecycle.IN_SERVICE, Lifecycle.IN_REPAIR, Lifecycle.RETIRED),
    Lifecycle.RETIRED: (Lifecycle.IN_STOCK, Lifecycle.DISPOSED),
    Lifecycle.DISPOSED: (),
}
# Stages that a reason must be given for.
NEED_REASON = frozenset(
    {
        Lifecycle.IN_REPAIR,
        Lifecycle.MISSING,
        Lifecycle.QUARANTINE,
        Lifecycle.RETIRED,
        Lifecycle.DISPOSED,
    }
)
FAULTY = (Lifecycle.IN_REPAIR, Lifecycle.MISSING, Lifecycle.QUARANTINE)


class Condition(models.TextChoices):
    """How worn a device is."""

    A = "A", _("As new")
    B = "B", _("Good")
    C = "C", _("Worn")
    D = "D", _("Damaged")


class BookableKind(models.TextChoices):
    """What one books: one device, some of a trolley, or a set with fixed parts."""

    ASSET = "asset", _("One device")
    POOL = "pool", _("Trolley (class set)")
    KIT = "kit", _("Set with fixed parts")


class ShareScope(models.TextChoices):
    """Whose staff may book it besides the school's own."""

    SCHOOL = "school", _("Only this school")
    NEIGHBOURS = "neighbours", _("Neighbouring schools")
    MUNICIPALITY = "municipality", _("All schools")


class ReservationState(models.TextChoices):
    """A promise from the asking to its end."""

    REQUESTED = "requested", _("Asked for")
    APPROVED = "approved", _("Booked")
    CHECKED_OUT = "checked_out", _("Handed out")
    RETURNED = "returned", _("Returned")
    CANCELLED = "cancelled", _("Cancelled")
    EXPIRED = "expired", _("Expired")
    NO_SHOW = "no_show", _("Not collected")


LIVE_RESERVATIONS = (
    ReservationState.REQUESTED,
    ReservationState.APPROVED,
    ReservationState.CHECKED_OUT,
)


class ClaimKind(models.TextChoices):
    """Why something is taken for a time."""

    BOOKING = "booking", _("Booking")
    LOAN = "loan", _("Loan")
    SERVICE = "service", _("Service")
    BLACKOUT = "blackout", _("Closed")
    TRANSFER = "transfer", _("In transit")
    HOLD = "hold", _("Held")


# Kinds with a bounded length, so that reads need not look further back than that.
SHORT_KINDS = (ClaimKind.BOOKING, ClaimKind.HOLD)


class ClaimState(models.TextChoices):
    """Only active claims occupy."""

    ACTIVE = "active", _("Active")
    RELEASED = "released", _("Released")


class ScanOutcome(models.TextChoices):
    """What came of a scan; the same scan sent twice gets the same answer."""

    HANDED_OUT = "handed_out", _("Handed out")
    RETURNED = "returned", _("Returned")


class Want(models.TextChoices):
    """How an alternative differs from what was asked for."""

    OTHER_TIME = "time", _("Another time")
    OTHER_PLACE = "place", _("Other equipment at the same time")
    FEWER = "fewer", _("A smaller number")
