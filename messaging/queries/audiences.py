"""Whom one can write to, and who will see it: the line above every composer.

The people come from the same columns that decide who reads (``visibility.part_people``).
"""

import uuid
from collections.abc import Container, Iterable, Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from messaging.choices import Part, Side
from messaging.models import Audience, Conversation
from messaging.queries.cards import neutral_label
from messaging.visibility import part_people, writable_homes_of, writable_people
from schools import affiliations, clock
from schools.choices import MemberRole
from schools.exceptions import NotVisible
from schools.homes import Home, homes_of
from schools.models import Group, Membership, Person
from schools.models.dated import on_day
from schools.queries.people import children_of
from schools.visibility import visible_groups, without_hidden
from schools.visibility.people import staff_at

MOST_CHOICES = 400


def writable_groups(viewer: Person) -> list[Group]:
    """Groups the viewer may write to: taught by, or at a school led by, them. One query."""
    return list(_writable(viewer).order_by("school__name", "grade", "name")[:MOST_CHOICES])


def writable_group(viewer: Person, key: int | None) -> Group | None:
    """The one of them with this key. At most one query."""
    return _writable(viewer).filter(pk=key).first() if key is not None else None


def is_for_guardians_of(conversation: Conversation, group: Group) -> bool:
    """Whether a conversation is for the guardians of a group. One query."""
    meant = Audience.objects.filter(conversation=conversation.pk, group=group.pk)
    return meant.filter(part=Part.GUARDIANS).exists()


def _writable(viewer: Person) -> QuerySet[Group]:
    held = affiliations.of(viewer)
    mine = Q(pk__in=held.staff_groups) | Q(school__in=held.led_schools)
    return visible_groups(viewer).filter(mine, on_day(held.day)).select_related("school")


def pupils_of(viewer: Person, group: Group) -> list[Person]:
    """Pupils of the group whose homes the viewer may write to, in order. One query."""
    held = part_people([group.pk], Part.PUPILS, clock.today())
    return list(writable_homes_of(viewer).filter(pk__in=held)[:MOST_CHOICES])


def homes_to_write_to(viewer: Person, pupils: Iterable[Person]) -> list[Home]:
    """The homes of these pupils. Raises NotVisible when one is not the viewer's to write to."""
    wanted = {pupil.pk for pupil in pupils}
    allowed = set(writable_homes_of(viewer).filter(pk__in=wanted).values_list("pk", flat=True))
    if wanted - allowed:
        raise NotVisible
    return homes_of(wanted, clock.today())


def people_to_write_to(viewer: Person, side: Side) -> list[Person]:
    """People the viewer may start with in this capacity, at most 400. One query.

    ``is_contact`` marks the contact teachers of the viewer's own classes, who come first.
    """
    held = affiliations.of(viewer)
    contact = Membership.objects.filter(
        on_day(held.day),
        person=OuterRef("pk"),
        role=MemberRole.CONTACT_TEACHER,
        group__in=held.child_groups | held.pupil_groups,
    )
    people = writable_people(viewer, side).annotate(is_contact=Exists(contact))
    return list(people.order_by("-is_contact", "sort_key", "pk")[:MOST_CHOICES])


def colleagues_to_write_to(viewer: Person) -> list[Person]:
    """Staff of the viewer's schools, at most 400, in order of name. One query."""
    held = affiliations.of(viewer)
    people = writable_people(viewer, Side.STAFF)
    return list(people.filter(pk__in=staff_at(held.staff_schools, held.day))[:MOST_CHOICES])


def children_to_write_about(viewer: Person) -> list[Person]:
    """Children with full access; reading along is not writing. One query."""
    full = affiliations.of(viewer).children
    return [child for child in children_of(viewer) if child.pk in full]


def groups_line(viewer: Person, groups: Sequence[Group], parts: Iterable[str]) -> str:
    """«Guardians of 24 pupils in 7B, 24 pupils and the staff of the class.» Two queries.

    Protected people are not counted for those who may not know of them.
    """
    if not groups:
        return _("Nobody yet. Choose a class.")
    place = ", ".join(group.name for group in groups)
    meant = set(parts)
    said = []
    if Part.GUARDIANS in meant:
        said.append(_guardians(viewer, groups, place))
    if Part.PUPILS in meant:
        said.append(_pupils(viewer, groups, place))
    said.append(_("the staff of %(place)s") % {"place": place})
    return "; ".join(said)


def people_line(viewer: Person, keys: Iterable[uuid.UUID]) -> str:
    """The colleagues who are chosen, by name. One query."""
    people = writable_people(viewer, Side.STAFF).filter(uuid__in=list(keys))
    names = ", ".join(person.get_full_name() for person in people[:MOST_CHOICES])
    return names or _("Nobody yet. Choose colleagues.")


def homes_line(viewer: Person, pupil_keys: Iterable[uuid.UUID]) -> str:
    """«3 homes: Kari Hansen, Erik Hansen; …» Three queries.

    A protected guardian is not named to those who may not know of them.
    """
    pupils = writable_homes_of(viewer).filter(uuid__in=list(pupil_keys))
    homes = homes_of(pupils.values_list("pk", flat=True), clock.today())
    if not homes:
        return _("Nobody yet. Choose pupils.")
    guardians = Person.objects.filter(pk__in={pk for home in homes for pk in home.guardian_ids})
    known = set(without_hidden(guardians, viewer).values_list("pk", flat=True))
    names = [", ".join(_named(one, known) for one in home.guardians) for home in homes]
    count = ngettext("%(count)s home: %(names)s", "%(count)s homes: %(names)s", len(homes))
    return count % {"count": len(homes), "names": "; ".join(names)}


def _named(guardian: Person, known: Container[int]) -> str:
    return guardian.get_full_name() if guardian.pk in known else neutral_label(Side.GUARDIAN)


def _guardians(viewer: Person, groups: Sequence[Group], place: str) -> str:
    pupils = _reachable(viewer, groups).values_list("pk", flat=True)
    reached = len({home.pupil.pk for home in homes_of(pupils, clock.today())})
    said = ngettext(
        "guardians of %(count)s pupil in %(place)s",
        "guardians of %(count)s pupils in %(place)s",
        reached,
    )
    return said % {"count": reached, "place": place}


def _pupils(viewer: Person, groups: Sequence[Group], place: str) -> str:
    count = _reachable(viewer, groups).count()
    said = ngettext("%(count)s pupil in %(place)s", "%(count)s pupils in %(place)s", count)
    return said % {"count": count, "place": place}


def _reachable(viewer: Person, groups: Sequence[Group]) -> QuerySet[Person]:
    meant = part_people([group.pk for group in groups], Part.PUPILS, clock.today())
    return without_hidden(Person.objects.filter(pk__in=meant, is_active=True), viewer)
