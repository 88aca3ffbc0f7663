"""What ``devices`` hangs up in the frame: its place in the menu, panels of Today, search."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from devices.queries import assets, today
from schools import registries
from schools.choices import Role
from schools.models import Person
from schools.registries import Hit, MenuEntry, Panel, PanelContext

_IN_BAR = frozenset({Role.PUPIL, Role.TEACHER, Role.LEADER, Role.ICT})


def _booked(context: PanelContext) -> Panel | None:
    claims = today.booked_today(context.viewer)
    if not claims:
        return None
    template = "devices/partials/_panel_booked.html"
    return Panel("devices-booked", _("Your equipment today"), template, claims, 40)


def _due(context: PanelContext) -> Panel | None:
    loans = today.due_soon(context.viewer, context.child_id)
    if not loans:
        return None
    return Panel("devices-due", _("To be returned"), "devices/partials/_panel_due.html", loans, 60)


def _desk(context: PanelContext) -> Panel | None:
    loans = assets.due(context.viewer)
    if not loans:
        return None
    template = "devices/partials/_panel_due.html"
    return Panel("devices-desk", _("Devices due today or late"), template, loans, 30)


def _faulty(context: PanelContext) -> Panel | None:
    found = assets.faulty(context.viewer)
    if not found:
        return None
    template = "devices/partials/_panel_faulty.html"
    return Panel("devices-faulty", _("Devices out of use"), template, found, 35)


def _short(context: PanelContext) -> Panel | None:
    lacking = today.short_next_day(context.viewer)
    if not lacking:
        return None
    template = "devices/partials/_panel_short.html"
    title = _("Equipment short on the next school day")
    return Panel("devices-short", title, template, lacking, 50)


def find_devices(viewer: Person, words: str, most: int) -> Sequence[Hit]:
    """Devices the searcher may see."""
    return [
        Hit(
            _("Device"),
            asset.tag,
            f"{asset.asset_model}, {asset.stands_at or asset.school.name}",
            reverse("device", args=[asset.uuid]),
            "laptop",
        )
        for asset in assets.search_assets(viewer, words, most)
    ]


def hang_up() -> None:
    """Called once, when all apps are loaded."""
    registries.add_menu(MenuEntry("devices", _("Equipment"), "laptop", "devices", 40, _IN_BAR))
    registries.add_menu(
        MenuEntry(
            "devices",
            _("Equipment"),
            "laptop",
            "devices",
            70,
            frozenset({Role.GUARDIAN}),
            in_bar=False,
        )
    )
    registries.add_panel([Role.PUPIL, Role.TEACHER], 40, _booked)
    registries.add_panel([Role.PUPIL, Role.GUARDIAN], 60, _due)
    registries.add_panel([Role.ICT], 30, _desk)
    registries.add_panel([Role.ICT], 35, _faulty)
    registries.add_panel([Role.LEADER], 50, _short)
    registries.add_searcher(40, find_devices)
