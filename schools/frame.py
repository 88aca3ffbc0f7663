"""What ``schools`` hangs up in the frame: the first and last places of the menu, Today's panels."""

from django.utils.translation import gettext_lazy as _

from schools import registries
from schools.choices import Role
from schools.queries.search import find_groups

EVERYONE = frozenset(Role)
STAFF = frozenset({Role.TEACHER, Role.LEADER, Role.ICT, Role.ADMIN})

registries.add_menu(registries.MenuEntry("today", _("Today"), "house", "today", 10, EVERYONE))
registries.add_menu(
    registries.MenuEntry("people", _("People"), "users", "people", 60, STAFF, in_bar=False)
)
registries.add_menu(registries.MenuEntry("more", _("More"), "ellipsis", "more", 90, EVERYONE))

registries.add_searcher(20, find_groups)
