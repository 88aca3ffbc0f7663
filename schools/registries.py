"""Where the apps to the left hang things up: menu entries, Today panels, search, file owners.

Each app registers in ``AppConfig.ready()``; nothing here imports them.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from schools.choices import Role
from schools.models import Person

Text = str | Promise


@dataclass(frozen=True)
class MenuEntry:
    """One place in the frame. ``slots``: the roles that have it in the five of the bottom bar."""

    key: str
    label: Text
    icon: str
    url_name: str
    order: int
    roles: frozenset[Role]
    in_bar: bool = True


@dataclass(frozen=True)
class Panel:
    """One Today panel, ready to draw. ``template`` gets ``panel`` with ``data``."""

    key: str
    title: Text
    template: str
    data: Any
    order: int = 100
    wide: bool = False


@dataclass(frozen=True)
class Hit:
    """One search hit the searcher may open."""

    kind: Text
    title: str
    subtitle: str
    url: str
    icon: str


PanelMaker = Callable[["PanelContext"], Panel | None]
Searcher = Callable[[Person, str, int], Sequence[Hit]]
UnreadCounter = Callable[[Person], int]


@dataclass(frozen=True)
class PanelContext:
    """What a panel may ask for: who looks, in which role, narrowed to which child, on which day."""

    viewer: Person
    role: Role
    child_id: int | None = None
    day: Any = None


def _never(_file: int) -> bool:
    return False


def _nothing(_person: Person, _file: int) -> None:
    return


@dataclass
class FileOwner:
    """How one app answers who may see a private file: both directions, side by side.

    ``is_sealed``: a file opens only to who has just proved who they are; ``opened`` is told.
    """

    visible_file_ids: Callable[[Person], QuerySet[Any]]
    viewers_of_file: Callable[[int], QuerySet[Person]]
    is_sealed: Callable[[int], bool] = _never
    opened: Callable[[Person, int], None] = _nothing


@dataclass
class Registry:
    """All that is hung up in this process."""

    menu: list[MenuEntry] = field(default_factory=list)
    panels: dict[Role, list[tuple[int, PanelMaker]]] = field(default_factory=dict)
    searchers: list[tuple[int, Searcher]] = field(default_factory=list)
    file_owners: list[FileOwner] = field(default_factory=list)
    badges: dict[str, UnreadCounter] = field(default_factory=dict)


_registry = Registry()


def add_menu(entry: MenuEntry) -> None:
    """Hang up a menu entry; the frame sorts by ``order``."""
    _registry.menu = sorted([*_registry.menu, entry], key=lambda item: (item.order, item.key))


def menu_for(role: Role | None) -> list[MenuEntry]:
    """Entries of one role, in the same order everywhere."""
    return [entry for entry in _registry.menu if role in entry.roles]


def add_badge(key: str, counter: UnreadCounter) -> None:
    """A number beside the menu entry ``key``; at most one query."""
    _registry.badges[key] = counter


def badge(key: str, viewer: Person) -> int:
    """The number beside a menu entry, 0 for none."""
    counter = _registry.badges.get(key)
    return counter(viewer) if counter else 0


def add_panel(roles: Iterable[Role], order: int, maker: PanelMaker) -> None:
    """Hang up a Today panel for some roles; it costs at most one query and may return None."""
    for role in roles:
        _registry.panels.setdefault(role, []).append((order, maker))


def panels_for(context: PanelContext) -> list[Panel]:
    """The panels that have something to show, in order."""
    makers = sorted(_registry.panels.get(context.role, []), key=lambda item: item[0])
    return [panel for _, maker in makers if (panel := maker(context)) is not None]


def add_searcher(order: int, searcher: Searcher) -> None:
    """Hang up a search source; it starts from ``visible_to`` and is bounded."""
    _registry.searchers = sorted(
        [*_registry.searchers, (order, searcher)], key=lambda item: item[0]
    )


def searchers() -> list[Searcher]:
    """Search sources in order."""
    return [searcher for _, searcher in _registry.searchers]


def add_file_owner(owner: FileOwner) -> None:
    """Say who may see the files that one table owns."""
    _registry.file_owners.append(owner)


def file_owners() -> list[FileOwner]:
    """All tables that own files."""
    return _registry.file_owners


def sealing_owner(file_id: int) -> FileOwner | None:
    """The owner that seals this file, if one does. At most one query an owner."""
    return next((owner for owner in _registry.file_owners if owner.is_sealed(file_id)), None)
