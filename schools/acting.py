"""In which role, and narrowed to which child, a signed-in person acts in this request."""

from typing import cast

from django.http import HttpRequest

from schools import affiliations
from schools.choices import Role
from schools.models import Person

ROLE_KEY = "role"
CHILD_KEY = "child"


def person(request: HttpRequest) -> Person:
    """The signed-in person; only for views behind the sign-in."""
    return cast("Person", request.user)


def role(request: HttpRequest) -> Role | None:
    """The chosen role while the person still has it, else their first; None without any."""
    if not request.user.is_authenticated:
        return None
    roles = affiliations.of(person(request)).roles
    chosen = request.session.get(ROLE_KEY)
    return next((held for held in roles if held == chosen), roles[0] if roles else None)


def child_id(request: HttpRequest) -> int | None:
    """The child a guardian has narrowed to, or None for all children."""
    if role(request) != Role.GUARDIAN:
        return None
    chosen: int | None = request.session.get(CHILD_KEY)
    children = affiliations.of(person(request)).readable_children
    return chosen if chosen in children else None


def choose_role(request: HttpRequest, wanted: str) -> bool:
    """Switch role; False when the person does not have it."""
    held = affiliations.of(person(request)).roles
    if wanted not in held:
        return False
    request.session[ROLE_KEY] = wanted
    return True


def choose_child(request: HttpRequest, pupil_id: int | None) -> bool:
    """Narrow to one child, or with None to all of them; False when it is not theirs."""
    if pupil_id is None:
        request.session.pop(CHILD_KEY, None)
        return True
    if pupil_id not in affiliations.of(person(request)).readable_children:
        return False
    request.session[CHILD_KEY] = pupil_id
    return True
