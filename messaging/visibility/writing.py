"""Whom one may start to write to. Answering is decided by the conversation itself.

Staff start with pupils; whether pupils write first, and to whom, each school says for each
grade. Guardians are reached as homes, never one by one.
"""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from messaging.choices import PupilsMay, Side
from messaging.models import Conversation, Participant, WritingRule
from messaging.rules import PUPILS_WRITE_FIRST_FROM_GRADE
from messaging.visibility import reasons
from schools import affiliations
from schools.affiliations import LEADS, Affiliations
from schools.models import Group, Guardianship, Person
from schools.models.dated import on_day
from schools.visibility import without_hidden
from schools.visibility.people import pupils_at, pupils_in, staff_at, staff_in


def writable_people(actor: Person, side: Side) -> QuerySet[Person]:
    """People the actor may start a conversation with, acting in this capacity."""
    held = affiliations.of(actor)
    why = {
        Side.STAFF: _from_staff,
        Side.GUARDIAN: _from_guardian,
        Side.PUPIL: _from_pupil,
        Side.HELPER: _from_helper,
    }[side](held)
    people = Person.objects.filter(why, is_active=True).exclude(pk=actor.pk)
    return without_hidden(people, actor)


def writable_homes_of(actor: Person) -> QuerySet[Person]:
    """Pupils whose homes the actor may write to: taught by, or at a school led by, them."""
    held = affiliations.of(actor)
    why = Q(pk__in=pupils_in(held.staff_groups, held.day))
    why |= Q(pk__in=pupils_at(held.led_schools, held.day))
    return without_hidden(Person.objects.filter(why, is_active=True), actor)


def addable_colleagues(actor: Person, conversation: Conversation) -> QuerySet[Person]:
    """Colleagues at its school whom the actor may let into a conversation between people.

    Never a guardian of the pupil it is about, whatever else they are: in a thread with one home
    nobody of another reads, be it as a teacher.
    """
    held = affiliations.of(actor)
    about = Participant.objects.filter(conversation=conversation.pk, pupil__isnull=False)
    concerned = Q(pupil__in=about.order_by().values("pupil"))
    concerned |= Q(pupil=conversation.home_pupil_id)
    relatives = Guardianship.objects.filter(on_day(held.day)).filter(concerned).values("guardian")
    taking_part = reasons.place_holders(conversation, Side.STAFF, held.day).values("person")
    people = writable_people(actor, Side.STAFF)
    people = people.filter(pk__in=staff_at([conversation.school_id], held.day))
    return people.exclude(pk__in=relatives).exclude(pk__in=taking_part)


def may_answer_as_pupil(actor: Person, conversation: Conversation) -> bool:
    """Whether a pupil may write on in a conversation between people. At most two queries.

    With staff always. Among pupils alone only while the school lets the actor write first to
    all who are left in it, so what it turns off is off at once.
    """
    held = affiliations.of(actor)
    if reasons.place_holders(conversation, Side.STAFF, held.day).exists():
        return True
    others = reasons.place_holders(conversation, Side.PUPIL, held.day).exclude(person=actor.pk)
    within_reach = Person.objects.filter(_from_pupil(held)).values("pk")
    reached = others.filter(person__in=within_reach).values("pk")
    left = list(others.annotate(is_reached=Exists(reached.filter(pk=OuterRef("pk")))))
    return bool(left) and all(getattr(row, "is_reached", False) for row in left)


def _from_staff(held: Affiliations) -> Q:
    why = Q(pk__in=staff_at(held.staff_schools, held.day))
    why |= Q(pk__in=pupils_in(held.staff_groups, held.day))
    return why | Q(pk__in=pupils_at(held.led_schools, held.day))


def _from_guardian(held: Affiliations) -> Q:
    groups = {group for pupil, group in held.child_group_pairs if pupil in held.children}
    schools = Group.objects.filter(pk__in=groups).values("school")
    return Q(pk__in=staff_in(groups, held.day)) | Q(pk__in=staff_at(schools, held.day, LEADS))


def _from_pupil(held: Affiliations) -> Q:
    mine = Group.objects.filter(pk__in=held.pupil_groups)
    classes = _where(mine, PupilsMay.CLASSMATES).values("pk")
    why = Q(
        pk__in=staff_in(_where(mine, PupilsMay.STAFF, PupilsMay.CLASSMATES).values("pk"), held.day)
    )
    return why | Q(pk__in=pupils_in(classes, held.day))


def _from_helper(_held: Affiliations) -> Q:
    return Q(pk__in=[])  # who helps answers, and begins nothing


def _where(groups: QuerySet[Group], *allowed: PupilsMay) -> QuerySet[Group]:
    """Groups of a grade for which the school, or else what is usual, says one of these."""
    said: Any = WritingRule.objects.filter(school=OuterRef("school"), grade=OuterRef("grade"))
    why = Q(Exists(said.filter(pupils_may__in=allowed)))
    if PupilsMay.STAFF in allowed:
        why |= ~Q(Exists(said)) & Q(grade__gte=PUPILS_WRITE_FIRST_FROM_GRADE)
    return groups.filter(why)
