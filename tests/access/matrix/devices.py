"""Who may what in ``devices``: one row per route and method."""

import datetime as dt
from typing import Any

from devices import visibility
from devices.actions import bookables, bookings, loans
from devices.actions.bookables import BookingRules
from devices.choices import ShareScope
from devices.models import Asset, Bookable, Loan, Reservation
from schools import clock
from tests.access.pairs import Pair
from tests.access.rows import Objects, Row, only, signed_in
from tests.cast import Cast
from tests.factories.devices import AssetFactory, CategoryFactory

_LADE = "PU PC TC TO SA"


def _pool(objects: Objects) -> dict[str, Any]:
    return {"bookable": objects.trolley.uuid}


def _lent(objects: Objects) -> dict[str, Any]:
    return {"uuid": objects.lent_laptop.uuid}


def _spare(objects: Objects) -> dict[str, Any]:
    return {"uuid": objects.spare_laptop.uuid}


def _lade(objects: Objects) -> dict[str, Any]:
    return {"school": objects.cast.lade.uuid}


def _booking(objects: Objects) -> dict[str, str]:
    day = clock.today() + dt.timedelta(days=3)
    return {"dag": f"{day:%Y-%m-%d}", "fra": "10:00", "til": "11:00", "antall": "1"}


ROWS: list[Row] = [
    Row("devices", signed_in("r")),
    Row("devices", signed_in("r"), query="?dag=2026-12-01&fra=10:00&til=09:00&antall=0"),
    Row("devices_week", only("r", f"{_LADE} SB")),
    Row("devices_week", only(".", ""), query="?skole=00000000-0000-0000-0000-00000000dead"),
    Row("my_devices", signed_in("r")),
    Row("device_book", only("r", _LADE), kwargs=_pool),
    # Nora has booked already, in 6A; the bare form of the others is refused
    Row("device_book", only("w", "TC TO SA", i="PU", w="PC"), "POST", _pool, _booking),
    Row("device_book", only("i", _LADE), "POST", _pool),
    Row("device_book", only("r", f"{_LADE} SB"), kwargs=lambda o: {"bookable": o.shared.uuid}),
    Row(
        "device_cancel",
        only("w", "PU SA", f="GU"),
        "POST",
        lambda objects: {"uuid": objects.noras_reservation.uuid},
    ),
    Row("device_scan", only("r", f"{_LADE} SB")),
    Row("device_scan", only("i", f"{_LADE} SB"), "POST", data={"task": "retur", "code": "X"}),
    Row(
        "device_scan",
        only("f", "PU PC TO", w="TC SA", i="SB"),
        "POST",
        data=lambda objects: {"task": "retur", "code": objects.lent_laptop.tag},
    ),
    Row("device_registry", only("r", "SA SB")),
    Row("device_registry", only("r", "SA SB"), query="?q=lenovo&tilstand=in_repair"),
    Row("device_new", only("r", "SA SB")),
    Row("device_new", only("i", "SA SB"), "POST", data={"tag": ""}),
    Row("device_rules", only("r", "SA"), kwargs=_lade),
    Row(
        "device_rules",
        only("w", "SA"),
        "POST",
        _lade,
        {"max_hours": "4", "first_grade": "5", "last_grade": "7"},
    ),
    Row("device", only("r", "PU GU TC TO SA"), kwargs=_lent),
    Row("device", only("r", "TC TO SA"), kwargs=_spare),
    Row("device_label", only("r", "TC TO SA"), kwargs=_spare),
    Row("device_edit", only("r", "SA", f="TC TO"), kwargs=_spare),
    Row("device_edit", only("i", "SA", f="TC TO"), "POST", _spare, {"tag": ""}),
    Row(
        "device_move",
        only("w", "SA", f="TC TO"),
        "POST",
        _spare,
        {"to": "in_repair", "reason": "Knust skjerm"},
    ),
    Row("device_move", only("i", "SA", f="TC TO"), "POST", _spare, {"to": "in_repair"}),
    Row(
        "device_lend",
        only("w", "SA", f="TC TO"),
        "POST",
        _spare,
        lambda o: {"borrower": "jonas", "due": f"{clock.today() + dt.timedelta(days=9):%Y-%m-%d}"},
    ),
    Row("device_lend", only("i", "SA", f="TC TO"), "POST", _spare, {"borrower": "amira"}),
]

PAIRS: list[Pair] = [
    Pair(
        "devices",
        visibility.visible_assets,
        visibility.asset_viewers,
        lambda objects: Asset.objects.all(),
    ),
    Pair(
        "bookables",
        visibility.visible_bookables,
        visibility.bookable_viewers,
        lambda objects: Bookable.objects.all(),
    ),
    Pair(
        "reservations",
        visibility.visible_reservations,
        visibility.reservation_viewers,
        lambda objects: Reservation.objects.all(),
    ),
    Pair(
        "loans",
        visibility.visible_loans,
        visibility.loan_viewers,
        lambda objects: Loan.objects.all(),
    ),
]


def objects(cast: Cast) -> dict[str, Any]:
    """A trolley and a shared camera at Lade, a trolley that leaks at Rosenborg, loans, bookings."""
    laptops = [AssetFactory(school=cast.lade, tag=f"LADE-{number}") for number in range(1, 7)]
    trolley = _trolley(cast, laptops[:4])
    shared = bookables.open_single(
        actor=cast.ida,
        asset=AssetFactory(school=cast.lade, tag="LADE-KAMERA"),
        rules=BookingRules(share_scope=ShareScope.MUNICIPALITY, pupil_may_book=True),
    )
    bookables.open_pool(
        actor=cast.roar,
        school=cast.rosenborg,
        name="Tralle Rosenborg",
        category=CategoryFactory(),
        assets=[AssetFactory(school=cast.rosenborg, tag="ROSEN-1")],
    )
    _retired_pool(cast)
    due = clock.today() + dt.timedelta(days=5)
    for asset, borrower in ((laptops[4], cast.nora), (laptops[3], cast.amira)):
        loans.lend(actor=cast.hanne, asset=asset.uuid, borrower=borrower.uuid, due=due)
    tomorrow = clock.now() + dt.timedelta(days=1)
    hour = dt.timedelta(hours=1)
    booked = {"bookable": trolley.uuid, "starts": tomorrow, "ends": tomorrow + hour}
    return {
        "trolley": trolley,
        "shared": shared,
        "lent_laptop": laptops[4],
        "spare_laptop": laptops[5],
        "noras_reservation": bookings.book(actor=cast.nora, **booked),
        "tones_reservation": bookings.book(actor=cast.tone, **booked),
    }


def _trolley(cast: Cast, laptops: list[Asset]) -> Bookable:
    bookables.set_pupil_rules(actor=cast.ida, school=cast.lade, pupils_may_book=True)
    return bookables.open_pool(
        actor=cast.ida,
        school=cast.lade,
        name="Tralle 1",
        category=CategoryFactory(),
        assets=laptops,
        rules=BookingRules(pupil_may_book=True),
    )


def _retired_pool(cast: Cast) -> None:
    closed = bookables.open_pool(
        actor=cast.ida, school=cast.lade, name="Gammel", category=CategoryFactory(), assets=[]
    )
    closed.is_active = False
    closed.save()
