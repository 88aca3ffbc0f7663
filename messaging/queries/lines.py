"""Who is in a conversation, in one line, as the viewer may know them."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from messaging.choices import Kind, Part, Side
from messaging.models import Audience, Conversation, Participant
from messaging.queries import cards
from schools import affiliations
from schools.choices import Protection
from schools.models import Person
from schools.models.dated import on_day
from schools.queries.naming import beyond_name
from schools.statements import written_once
from schools.visibility import may_know_of, without_hidden
from schools.visibility.people import standing

MOST_NAMED = 3
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
    groups = list(dict.fromkeys(row.group.name for row in rows))
    parts = list(dict.fromkeys(row.part for row in rows))
    shown = [part for part in parts if part != Part.STAFF] or parts
    if not groups:
        return ""
    if len(groups) > MOST_NAMED:
        groups = [*groups[:2], _("%(count)s more") % {"count": len(groups) - 2}]
    names = ", ".join(str(PART_NAMES[Part(part)]) for part in shown)
    return f"{', '.join(groups)} – {names}"


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


def with_names(rows: QuerySet[Participant], viewer: Person) -> QuerySet[Participant]:
    """Places with their people, ``known`` when the viewer may be told who it is.

    Among several homes nobody learns of a protected child by its guardian's name.
    """
    known = without_hidden(Person.objects.filter(pk=OuterRef("person")), viewer)
    held = affiliations.of(viewer)
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
    rows = Audience.objects.filter(conversation__in=keys).select_related("group")
    return rows.order_by("group__grade", "group__name", "pk")
