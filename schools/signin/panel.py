"""What sign-in hangs up in the frame: the office's menu entry, and a Today panel."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schools import affiliations, registries
from schools.choices import Role
from schools.directory import status
from schools.directory.config import current
from schools.queries.invitations import without_a_way_in_count
from schools.registries import MenuEntry, Panel, PanelContext


@dataclass(frozen=True)
class AccountsPanel:
    """Count of people without a way in, and how the directory is (None: there is none)."""

    missing: int
    directory: status.Status | None
    may_invite: bool


def hang_up() -> None:
    """Called once, when all apps are loaded."""
    leaders = frozenset({Role.LEADER})
    entry = MenuEntry(
        "invitations", gettext_lazy("Invitations"), "mail-plus", "invitations", 70, leaders, False
    )
    registries.add_menu(entry)
    registries.add_panel([Role.ICT, Role.LEADER], 60, accounts_panel)


def accounts_panel(context: PanelContext) -> Panel | None:
    """Accounts that need help at the schools one looks after. One query."""
    held = affiliations.of(context.viewer)
    schools = held.led_schools if context.role == Role.LEADER else held.ict_schools
    data = AccountsPanel(
        missing=without_a_way_in_count(context.viewer, schools),
        directory=status.latest() if current() else None,
        may_invite=context.role == Role.LEADER,
    )
    if not (data.missing or data.directory):
        return None
    return Panel("accounts", _("Accounts"), "schools/panels/accounts.html", data)
