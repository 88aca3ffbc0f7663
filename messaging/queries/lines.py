"""Who is in a conversation, in one line, as the viewer may know them."""

from collections.abc import Iterable
from typing import TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from messaging.choices import Kind, Part, Side
from messaging.models import Audience, Conversation, Participant, SensitiveOpening
from messaging.queries import cards
from schools import affiliations
from schools.affiliations import Affiliations
from schools.choices import PositionRole, Protection
from schools.models import Person
from schools.models.dated import on_day
from schools.queries.naming import beyond_name
from schools.statements import written_once
from schools.visibility import may_know_of, without_hidden
from schools.visibility.people import standing

MOST_NAMED = 3
Row = TypeVar("Row", Participant, SensitiveOpening)
PART_NAMES = {
    Part.GUARDIANS: gettext_lazy("guardians"),
    Part.PUPILS: gettext_lazy("pupils"),
    Part.STAFF: gettext_lazy("staff"),
}


def people_line(
    viewer: Person,
    side: Side | None,
    conversation: Conversation,
    places: Iterable[Participant],
    audiences: Iterable[Audience],
) -> str:
    """Who else is in it, as the viewer may know them: names, the home, or parts of a class."""
    if line := audience_line(audiences):
        return line
    if conversation.kind == Kind.ANNOUNCEMENT:
        return _("Chosen people")  # none of whom is told of the others
    if conversation.kind == Kind.HOME and side == Side.STAFF and conversation.home_pupil:
        return _home_line(viewer, conversation.home_pupil)
    names = [_name(place) for place in places if place.person_id != viewer.pk]
    return ", ".join(dict.fromkeys(names)) or _("Only you")


def _name(place: Participant) -> str:
    known = getattr(place, "known", False)
    return place.person.get_full_name() if known else cards.neutral_label(Side(place.side))


def _home_line(viewer: Person, pupil: Person) -> str:
    if pupil.is_protected and not may_know_of(viewer, pupil):
        return _("A home")
    return _("The home of %(name)s") % {"name": pupil.get_full_name()}


def audience_line(audiences: Iterable[Audience]) -> str:
    """«7B – foresatte, elever»; staff read along and are not counted up."""
    rows = list(audiences)
    # who reads along is not whom it is for
    meant = [row for row in rows if row.part != Part.STAFF] or rows
    parts = list(dict.fromkeys(row.part for row in meant))
    places = list(dict.fromkeys(place_name(row) for row in meant))
    if not places:
        return ""
    if len(places) > MOST_NAMED:
        places = [*places[:2], _("%(count)s more") % {"count": len(places) - 2}]
    names = ", ".join(str(PART_NAMES[Part(part)]) for part in parts)
    return f"{', '.join(places)} – {names}"


def place_name(audience: Audience) -> str:
    """«7B», «Lade skole», «Year 7 at Lade skole», «Teacher at Lade skole»."""
    if audience.group is not None:
        return audience.group.name
    place = {"school": audience.school, "grade": audience.grade}
    if audience.grade:
        return _("Year %(grade)s at %(school)s") % place
    if audience.role:
        return f"{audience.school} ({str(PositionRole(audience.role).label).lower()})"
    return str(audience.school)


def places_in(viewer: Person, keys: Iterable[int]) -> dict[int, list[Participant]]:
    """Places of today by conversation; ``known`` when the viewer may know of the person."""
    found: dict[int, list[Participant]] = {}
    for row in _places(viewer, list(keys)):
        found.setdefault(row.conversation_id, []).append(row)
    return found


@written_once("keys")
def _places(viewer: Person, keys: list[int]) -> QuerySet[Participant]:
    held = affiliations.of(viewer)
    rows = Participant.objects.filter(on_day(held.day), conversation__in=keys)
    return with_names(rows, viewer).order_by("pk")


def with_names(rows: QuerySet[Row], viewer: Person) -> QuerySet[Row]:
    """Places, or openings, with their people, ``known`` when the viewer may be told who it is.

    Among several homes nobody learns of a protected child by its guardian's name.
    """
    known = without_hidden(Person.objects.filter(pk=OuterRef("person")), viewer)
    held: Affiliations = affiliations.of(viewer)
    theirs = standing(held.day).filter(guardian=OuterRef("person"))
    hidden = theirs.exclude(pupil__protection=Protection.NONE)
    hidden = hidden.exclude(pupil__in={viewer.pk, *held.children, *held.named_for})
    tells = Q(conversation__kind=Kind.GROUP, side=Side.GUARDIAN) & Q(Exists(hidden))
    named = rows.select_related("person").defer(*beyond_name("person"))
    return named.annotate(known=Q(Exists(known)) & ~tells)


def audiences_of(keys: Iterable[int]) -> dict[int, list[Audience]]:
    """Audiences by conversation, in order of their groups. One query."""
    found: dict[int, list[Audience]] = {}
    for row in _audiences(list(keys)):
        found.setdefault(row.conversation_id, []).append(row)
    return found


@written_once("keys")
def _audiences(keys: list[int]) -> QuerySet[Audience]:
    rows = Audience.objects.filter(conversation__in=keys).select_related("group", "school")
    return rows.order_by("school__name", "grade", "group__grade", "group__name", "pk")
