"""Whose reading a member of staff follows in a list of readers, and the inverse.

An announcement may be for a whole school or for several: of its readers one follows those one
could write to by oneself. In all other conversations the staff who take part follow everybody.
"""

from typing import Any

from django.db.models import Q, QuerySet

from messaging.choices import Kind, Side
from messaging.models import Conversation
from messaging.visibility.readers import reader_list_viewers
from messaging.visibility.writing import writable_homes_of
from schools import affiliations, clock
from schools.affiliations import LEADS
from schools.choices import MemberRole
from schools.models import Membership, Person, Position
from schools.models.dated import on_day
from schools.visibility import who_know, without_hidden
from schools.visibility.people import staff_at, staff_in, standing


def followed_pupils(viewer: Person, conversation: Conversation) -> QuerySet[Person]:
    """Pupils the viewer may know of: for their own reading, and for that of their homes."""
    if conversation.kind == Kind.ANNOUNCEMENT:
        return writable_homes_of(viewer)
    return without_hidden(Person.objects.filter(is_active=True), viewer)


def pupil_followers(conversation: Conversation, pupil: Person) -> QuerySet[Person]:
    """Everybody who follows this pupil's home in it: the inverse of ``followed_pupils``."""
    if conversation.kind == Kind.ANNOUNCEMENT:
        return _writers_to(conversation, pupil)
    return who_know(reader_list_viewers(conversation), pupil, clock.today())


def followed_staff(viewer: Person, conversation: Conversation) -> QuerySet[Person]:
    """Staff chosen one by one for an announcement: followed by those who lead them.

    And by who chose them. The others who read along are not told of them.
    """
    held = affiliations.of(viewer)
    others = Person.objects.filter(is_active=True).exclude(pk=viewer.pk)
    if conversation.created_by_id is not None:  # whose place is not a choice
        others = others.exclude(pk=conversation.created_by_id)
    if conversation.created_by_id != viewer.pk:
        others = others.filter(pk__in=staff_at(held.led_schools, held.day))
    return without_hidden(others, viewer)


def staff_followers(conversation: Conversation, person: Person) -> QuerySet[Person]:
    """Everybody who follows this member of staff in it: the inverse of ``followed_staff``."""
    staff = who_know(reader_list_viewers(conversation), person, clock.today())
    if person.pk == conversation.created_by_id or not person.is_active:
        return staff.none()
    return staff.filter(_leading(person) | Q(pk=conversation.created_by_id)).exclude(pk=person.pk)


def reading_followers(conversation: Conversation, person: Person) -> QuerySet[Person]:
    """Those whose numbers change when this person reads or confirms: as pupil, guardian, staff."""
    staff = reader_list_viewers(conversation)
    if conversation.kind != Kind.ANNOUNCEMENT:
        return staff
    children = _children_of(person)
    chose = Q(pk=conversation.created_by_id)
    return staff.filter(_around([person.pk]) | _around(children) | _leading(person) | chose)


def followed_givers(viewer: Person, conversation: str) -> Q:
    """Of answers and signs (``person``, ``side``): whose the viewer follows in an announcement.

    ``conversation``: where theirs is found. Protected people apart.
    """
    held = affiliations.of(viewer)
    homes = writable_homes_of(viewer).order_by().values("pk")
    guardians = standing(held.day).filter(pupil__in=homes).values("guardian")
    why = Q(side=Side.PUPIL, person__in=homes) | Q(side=Side.GUARDIAN, person__in=guardians)
    chose = Q(**{f"{conversation}__created_by": viewer.pk})
    return why | Q(side=Side.STAFF) & (chose | Q(person__in=staff_at(held.led_schools, held.day)))


def giver_followers(conversation: Conversation, person: Person, side: str) -> QuerySet[Person]:
    """Who follows what this person gave in an announcement: the inverse of ``followed_givers``."""
    if side == Side.STAFF:
        staff = reader_list_viewers(conversation)
        return staff.filter(_leading(person) | Q(pk=conversation.created_by_id))
    if side == Side.PUPIL:
        return _writers_to(conversation, person)
    why = Q(pk__in=[])
    for child in Person.objects.filter(pk__in=_children_of(person)):
        why |= Q(pk__in=_writers_to(conversation, child).order_by().values("pk"))
    return reader_list_viewers(conversation).filter(why)


def _writers_to(conversation: Conversation, pupil: Person) -> QuerySet[Person]:
    staff = who_know(reader_list_viewers(conversation), pupil, clock.today())
    return staff.filter(_around([pupil.pk])) if pupil.is_active else staff.none()


def _children_of(person: Person) -> Any:
    return standing(clock.today()).filter(guardian=person.pk).values("pupil")


def _around(pupils: Any) -> Q:
    """Who teaches one of these pupils, or leads a school of theirs."""
    day = clock.today()
    places = Membership.objects.filter(
        on_day(day), on_day(day, "group__"), person__in=pupils, role=MemberRole.PUPIL
    ).order_by()
    why = Q(pk__in=staff_in(places.values("group"), day))
    return why | Q(pk__in=staff_at(places.values("group__school"), day, LEADS))


def _leading(person: Person) -> Q:
    day = clock.today()
    work = Position.objects.filter(on_day(day), person=person.pk, school__isnull=False)
    return Q(pk__in=staff_at(work.order_by().values("school"), day, LEADS))
