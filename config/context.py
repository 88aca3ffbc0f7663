"""What every template knows: the name of the site, the acting role, and the frame around the page.

All of it is lazy: a fragment or a letter that does not draw the frame costs no query.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from schools import acting, affiliations, registries
from schools.choices import PositionRole, Role
from schools.models import Person
from schools.queries.people import children_of
from schools.queries.places import home_schools

SCHEME_COOKIE = "colour_scheme"
SCHEMES = ("auto", "light", "dark")
ROLE_ICONS = {
    Role.GUARDIAN: "house",
    Role.PUPIL: "backpack",
    Role.TEACHER: "presentation",
    Role.LEADER: "school",
    Role.ICT: "laptop",
    Role.ADMIN: "building-2",
    Role.HELPER: "hand-helping",
}


@dataclass(frozen=True)
class MenuItem:
    """One line of the menu, ready to draw."""

    key: str
    label: str | Promise
    icon: str
    url: str
    in_bar: bool
    current: bool
    badge: int


@dataclass(frozen=True)
class RoleChoice:
    """One role in the switcher."""

    value: str
    label: str
    icon: str

    def __eq__(self, other: object) -> bool:
        return self.value == (other.value if isinstance(other, RoleChoice) else other)

    def __hash__(self) -> int:
        return hash(self.value)


class Frame:
    """The bars around a page for one request; what is not drawn is not asked for."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.user = getattr(request, "user", None)
        self.signed_in = bool(self.user and self.user.is_authenticated)

    @cached_property
    def person(self) -> Person:
        return acting.person(self.request)

    @cached_property
    def role(self) -> Role | None:
        return acting.role(self.request) if self.signed_in else None

    @cached_property
    def roles(self) -> list[RoleChoice]:
        held = affiliations.of(self.person).roles if self.signed_in else ()
        return [RoleChoice(role.value, self._called(role), ROLE_ICONS[role]) for role in held]

    def _called(self, role: Role) -> str:
        """The office acts in the leader's role, and is called what it is."""
        leads = affiliations.of(self.person).schools_as(PositionRole.LEADER)
        is_office = role == Role.LEADER and not leads
        return str(PositionRole.OFFICE.label if is_office else role.label)

    @cached_property
    def children(self) -> list[Person]:
        return children_of(self.person) if self.role == Role.GUARDIAN else []

    @cached_property
    def child(self) -> Person | None:
        chosen = acting.child_id(self.request) if self.signed_in else None
        return next((child for child in self.children if child.pk == chosen), None)

    @cached_property
    def can_switch(self) -> bool:
        return len(self.roles) > 1 or len(self.children) > 1

    @cached_property
    def title(self) -> str:
        if self.role == Role.GUARDIAN:
            return self._children_title()
        schools = home_schools(self.person) if self.role else []
        if len(schools) == 1:
            return schools[0].name
        return _("%(count)s schools") % {"count": len(schools)} if schools else settings.SITE_NAME

    def _children_title(self) -> str:
        if self.child:
            return self.child.given_name
        if len(self.children) == 1:
            return self.children[0].given_name
        return _("All children")

    @cached_property
    def subtitle(self) -> str:
        if not self.signed_in:
            return ""
        return self._called(self.role) if self.role else self.person.get_full_name()

    @cached_property
    def menu(self) -> list[MenuItem]:
        entries = registries.menu_for(self.role) if self.signed_in else []
        links = [(entry, _address(entry.url_name)) for entry in entries]
        here = self._current([url for _entry, url in links if url])
        return [self._item(entry, url, here) for entry, url in links if url]

    def _item(self, entry: registries.MenuEntry, url: str, here: str) -> MenuItem:
        return MenuItem(
            key=entry.key,
            label=entry.label,
            icon=entry.icon,
            url=url,
            in_bar=entry.in_bar,
            current=url == here,
            badge=registries.badge(entry.key, self.person),
        )

    def _current(self, urls: list[str]) -> str:
        """The longest address of the menu that this page lies under."""
        under = [url for url in urls if self.request.path.startswith(url)]
        return max(under, key=len, default="")

    @cached_property
    def colour_scheme(self) -> str:
        kept = getattr(self.user, "colour_scheme", "") if self.signed_in else ""
        chosen = kept or self.request.COOKIES.get(SCHEME_COOKIE, "")
        return chosen if chosen in SCHEMES else "auto"

    @cached_property
    def languages(self) -> list[dict[str, Any]]:
        now = get_language()
        return [
            {"code": code, "name": name, "chosen": code == now} for code, name in settings.LANGUAGES
        ]


def _address(url_name: str) -> str:
    """An entry whose address is not wired up yet is left out, not a fault on every page."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def site(request: HttpRequest) -> dict[str, Any]:
    """Name of the site, the acting role, and the frame."""
    frame = Frame(request)
    return {
        "site_name": settings.SITE_NAME,
        "frame": frame,
        "demo_accounts": settings.DEMO_ACCOUNTS,
        "demo_password": settings.DEMO_PASSWORD,
        "acting_role": SimpleLazyObject(lambda: frame.role),
    }
