"""How one line of the access matrix is written.

Each module of ``tests/access/matrix/`` exports

* ``ROWS``: one ``Row`` per route of the app and method (and per page type: ``page:SchoolPage``);
* ``objects(cast) -> dict``: what its rows need beside the cast, made by the app's own actions;
* ``PAIRS``: its (visible_x, x_viewers) pairs, see ``tests/access/pairs.py``.

The fourteen roles are the columns of ``tests.cast.ROLES``, in the order of ``COLUMNS``::

    AN signed out          PU the pupil              PC classmate
    GU guardian            GX no responsibility      GO other guardian in the class
    TC class teacher       TO other teacher there    SA leader of the school
    SB leader elsewhere    MA municipality           SU substitute, over
    XG ex-guardian         XT ex-teacher

Answers are letters, see ``LETTERS``. ``only("r", "PU GU TC")`` reads: these three get
200, signed out is sent to the sign-in, everybody else gets the 404 of what never was.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from tests.cast import ROLES

COLUMNS = tuple(ROLES)
LETTERS = {
    "s": 302,  # sent to the sign-in
    ".": 404,  # same body as for what never was
    "r": 200,
    "w": 302,  # done, and sent on
    "m": 301,  # moved for good
    "n": 204,
    "f": 403,  # seen, but not allowed
    "i": 422,  # allowed, but this input is refused
    "c": 409,  # somebody was there first
}

Objects = SimpleNamespace
Made = Mapping[str, Any] | Callable[[Objects], Mapping[str, Any]]


@dataclass(frozen=True)
class Row:
    """One route and method with one expected letter per role.

    A page type's row says which page it asks for:
    ``Row("page:SchoolPage", everyone("r"), kwargs=lambda objects: {"page": objects.page})``.
    ``kwargs`` and ``data`` are dictionaries or functions of the objects; ``query`` is
    appended as it is. ``headers`` as a script sends them.
    """

    route: str
    codes: str
    method: str = "GET"
    kwargs: Made = field(default_factory=dict)
    data: Made = field(default_factory=dict)
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(self.codes) != len(COLUMNS) or set(self.codes) - set(LETTERS):
            message = f"{self.route}: {self.codes!r} is not {len(COLUMNS)} of {''.join(LETTERS)}"
            raise ValueError(message)

    @property
    def name(self) -> str:
        """For the test's id."""
        return f"{self.method} {self.route}{self.query}"

    def letter(self, role: str) -> str:
        """The expected answer for one column."""
        return self.codes[COLUMNS.index(role)]


def only(letter: str, roles: str, *, rest: str = ".", signed_out: str = "s", **others: str) -> str:
    """Codes: ``letter`` for these roles, ``rest`` for the others; ``f="PU PC"`` adds more."""
    found = dict.fromkeys(COLUMNS, rest) | {"AN": signed_out}
    found |= dict.fromkeys(roles.split(), letter)
    for other, names in others.items():
        found |= dict.fromkeys(names.split(), other)
    if unknown := set(found) - set(COLUMNS):
        message = f"No such roles: {sorted(unknown)}"
        raise ValueError(message)
    return "".join(found[role] for role in COLUMNS)


def signed_in(letter: str) -> str:
    """Codes: everybody with an account."""
    return "s" + letter * (len(COLUMNS) - 1)


def everyone(letter: str) -> str:
    """Codes: signed out too; only for public pages."""
    return letter * len(COLUMNS)


def made(source: Made, objects: Objects) -> Mapping[str, Any]:
    """The dictionary, computed from the objects when it is a function."""
    return source(objects) if callable(source) else source
