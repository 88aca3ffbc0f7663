"""Twenty classes with a teacher, guardians and a thread that all of them write in."""

import secrets
import uuid
from collections.abc import Iterator

from django.test import Client
from django.urls import reverse

from bench.traffic.page import Seat
from messaging.actions import conversations
from messaging.actions.courier import courier
from messaging.choices import Part, ReplyPolicy
from messaging.models import Conversation, Message
from schools.choices import Access, MemberRole, PositionRole, Responsibility
from schools.models import Group, Guardianship, Membership, Person, Position, School
from tests.factories import PersonFactory

_BACKEND = "schools.signin.backends.PasswordBackend"


def seats(threads: int, readers: int) -> list[Seat]:
    """``readers`` signed-in people before each of so many threads; the first is the teacher."""
    school = School.objects.create(
        name="Trafikk skole", slug="trafikk", org_number="974111111", first_grade=1, last_grade=10
    )
    return [seat for number in range(threads) for seat in _class(school, number, readers)]


def stored() -> list[tuple[str, int]]:
    """Token and number of each message that was written in the threads."""
    rows = Message.objects.filter(seq__gt=1).order_by("pk").values_list("client_token", "seq")
    return [(str(token), seq) for token, seq in rows]


def _class(school: School, number: int, readers: int) -> Iterator[Seat]:
    group = Group.objects.create(school=school, name=f"{number}T", grade=6)
    names = [f"t{number}-{place}" for place in range(readers * 2 - 1)]
    teacher, *rest = Person.objects.bulk_create(PersonFactory.build(username=one) for one in names)
    pupils, guardians = rest[: readers - 1], rest[readers - 1 :]
    Position.objects.create(person=teacher, school=school, role=PositionRole.TEACHER)
    Membership.objects.create(person=teacher, group=group, role=MemberRole.CONTACT_TEACHER)
    Membership.objects.bulk_create(
        Membership(person=pupil, group=group, role=MemberRole.PUPIL) for pupil in pupils
    )
    Guardianship.objects.bulk_create(
        Guardianship(
            guardian=guardian, pupil=pupil, responsibility=Responsibility.FULL, access=Access.FULL
        )
        for guardian, pupil in zip(guardians, pupils, strict=True)
    )
    thread = _thread(teacher, group)
    for person in (teacher, *guardians):
        yield _seat(person, thread)


def _thread(teacher: Person, group: Group) -> Conversation:
    draft = conversations.Draft(title="Tur", body="Hvem blir med?", client_token=uuid.uuid4())
    started = conversations.start_class_thread(
        actor=teacher,
        group=group,
        parts=[Part.GUARDIANS],
        reply_policy=ReplyPolicy.ALL,
        draft=draft,
    )
    courier.wait(10)
    return started


def _seat(person: Person, thread: Conversation) -> Seat:
    client = Client()
    client.force_login(person, _BACKEND)
    csrf = secrets.token_hex(16)
    cookie = f"sessionid={client.cookies['sessionid'].value}; csrftoken={csrf}"
    path = reverse("conversation", args=[thread.uuid])
    return Seat(person.pk, thread.pk, path, csrf, cookie)
