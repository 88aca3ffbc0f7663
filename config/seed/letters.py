"""Announcements, class threads and talks with homes, written over the term by those who would."""

import datetime as dt
from collections.abc import Callable, Sequence
from itertools import cycle, islice

from config.seed.people import SeedClass, SeedPupil, SeedSchool
from config.seed.texts import messages as texts
from config.seed.texts.messages import Said
from config.seed.world import World, token
from messaging import targets
from messaging.actions import announcing, conversations, messages, reading, templates
from messaging.actions.starting import Draft
from messaging.choices import Part, ReplyPolicy, Side
from messaging.models import Conversation
from schools import clock
from schools.models import Group, Person

_SHOWN = "7B"  # the class that the demo accounts meet in: everybody has read and answered there
_WEEKDAYS = "mandag tirsdag onsdag torsdag fredag lørdag søndag".split()  # noqa: SIM905
_MONTHS = (  # noqa: SIM905
    "januar februar mars april mai juni juli august september oktober november desember"
).split()
_PUPILS_WRITE_FROM = 5
_GAP = dt.timedelta(minutes=37)

Answerer = Callable[[str, int], tuple[Person, Side] | None]


def write_all(world: World) -> None:
    """A term of messages at every school."""
    for school in world.schools:
        _make_templates(world, school)
        _from_the_leader(world, school)
        for number, room in enumerate(school.classes):
            _in_class(world, room, number)
            _with_homes(world, room)
    _between_two(world)


def in_words(day: dt.date) -> str:
    """As a teacher writes it: torsdag 26. november."""
    return f"{_WEEKDAYS[day.weekday()]} {day.day}. {_MONTHS[day.month - 1]}"


def _make_templates(world: World, school: SeedSchool) -> None:
    leader = world.member_of_staff(school, "principal")
    for title, body in texts.TEMPLATES:
        templates.create_template(actor=leader, school=world.school(school), title=title, body=body)


def _from_the_leader(world: World, school: SeedSchool) -> None:
    leader = world.member_of_staff(school, "principal")
    groups = [world.group(room).pk for room in school.classes]
    to = [targets.of_group(group, Part.GUARDIANS) for group in groups]
    for said in texts.SCHOOL:
        with clock.set_to(world.earlier(said.days_ago)):
            sent = announcing.announce(
                actor=leader,
                to=to,
                draft=_draft(world, said, school.slug),
            )
        if said.confirm:
            shown = [room for room in school.classes if room.name == _SHOWN]
            _confirm(world, sent, [p for room in shown for p in room.pupils], 0.5)


def _in_class(world: World, room: SeedClass, number: int) -> None:
    group, teacher = world.group(room), world.contact_teacher(room)
    shown = room.name == _SHOWN
    announced = texts.NYNORSK_CLASS if _writes_nynorsk(room) else texts.CLASS
    for said in announced if shown or _writes_nynorsk(room) else _some(announced, number, 1):
        with clock.set_to(world.earlier(said.days_ago)):
            sent = announcing.announce(
                actor=teacher,
                to=[targets.of_group(group.pk, Part.GUARDIANS)],
                draft=_draft(world, said, room.id),
            )
        if said.confirm and shown:
            _confirm(world, sent, room.pupils, 0.5)
    for said in texts.THREADS if shown else _some(texts.THREADS, number, 1):
        _thread(world, room, group, said, Part.GUARDIANS)
    if shown or (room.grade >= _PUPILS_WRITE_FROM and number % 3 == 0):
        for said in texts.PUPIL_THREADS:
            _thread(world, room, group, said, Part.PUPILS)


def _thread(world: World, room: SeedClass, group: Group, said: Said, part: Part) -> None:
    teacher = world.contact_teacher(room)
    begun = world.earlier(said.days_ago)
    with clock.set_to(begun):
        started = conversations.start_class_thread(
            actor=teacher,
            group=group,
            parts=[part],
            reply_policy=ReplyPolicy.ALL,
            draft=_draft(world, said, room.id),
        )
    guardians, pupils = (
        _guardians(world, room.pupils),
        [world.person(p.person) for p in room.pupils],
    )

    def who(word: str, number: int) -> tuple[Person, Side] | None:
        people = {"guardian": guardians, "pupil": pupils, "teacher": [teacher]}[word]
        sides = {"guardian": Side.GUARDIAN, "pupil": Side.PUPIL, "teacher": Side.STAFF}
        return people[number % len(people)], sides[word]

    _answer(started, said, begun, who)


def _with_homes(world: World, room: SeedClass) -> None:
    """The class that is shown talks with five homes, the others with one."""
    teacher = world.contact_teacher(room)
    open_pupils = [pupil for pupil in room.pupils if not pupil.person.protection]
    pupils = open_pupils[:5] if room.name == _SHOWN else open_pupils[3:4]
    for pupil, said in zip(pupils, cycle(texts.HOMES), strict=False):
        begun = world.earlier(said.days_ago)
        with clock.set_to(begun):
            started = conversations.start_with_homes(
                actor=teacher,
                pupils=[world.person(pupil.person)],
                draft=_draft(world, said, room.id, pupil.person.id),
            )
        for conversation in started:
            _answer(conversation, said, begun, _home_answers(conversation, teacher))


def _home_answers(conversation: Conversation, teacher: Person) -> Answerer:
    places = conversation.participants.filter(side=Side.GUARDIAN).select_related("person")
    guardians = [place.person for place in places]

    def who(word: str, number: int) -> tuple[Person, Side] | None:
        if word == "teacher":
            return teacher, Side.STAFF
        return (guardians[number % len(guardians)], Side.GUARDIAN) if guardians else None

    return who


def _between_two(world: World) -> None:
    """Ola asks Kari."""
    ola, kari = world.people["foresatt.ola"], world.people["larer.kari"]
    for said in texts.DIRECT:
        begun = world.earlier(said.days_ago)
        with clock.set_to(begun):
            started = conversations.start_direct(
                actor=ola,
                side=Side.GUARDIAN,
                person=kari,
                child=world.people["elev.jonas"],
                draft=_draft(world, said, "direct"),
            )
        _answer(started, said, begun, lambda _word, _number: (kari, Side.STAFF))


def _answer(conversation: Conversation, said: Said, begun: dt.datetime, who: Answerer) -> None:
    for number, (word, body) in enumerate(said.answers, start=1):
        answering = who(word, number)
        moment = begun + number * _GAP
        if answering is None or moment > clock.now():
            return
        actor, side = answering
        with clock.set_to(moment):
            messages.post_message(
                actor=actor,
                conversation=conversation,
                body=body,
                side=side,
                client_token=token(conversation.pk, number),
            )


def _confirm(
    world: World, conversation: Conversation, pupils: Sequence[SeedPupil], share: float
) -> None:
    message = conversation.messages.get()
    for guardian in _guardians(world, pupils):
        if world.chance.random() < share:
            reading.mark_read(actor=guardian, conversation=conversation, seq=1)
            reading.confirm(actor=guardian, message=message, side=Side.GUARDIAN)


def _guardians(world: World, pupils: Sequence[SeedPupil]) -> list[Person]:
    """Those with responsibility, each once, in the order of the pupils."""
    found = [
        world.person(guard.person)
        for pupil in pupils
        if not pupil.person.protection
        for guard in pupil.family.guards
        if guard.responsibility == "full"
    ]
    return list(dict.fromkeys(found))


def _draft(world: World, said: Said, *where: object) -> Draft:
    days = {f"d{n}": in_words(world.school_day(n)) for n in range(1, 10)}
    days |= {f"p{n}": in_words(world.school_day(-n)) for n in range(1, 10)}
    title, body = said.title.format(**days), said.body.format(**days)
    return Draft(
        title=title,
        body=body[:1].upper() + body[1:],
        client_token=token(said.title, *where),
        asks_confirmation=said.confirm,
    )


def _some(said: Sequence[Said], start: int, number: int) -> list[Said]:
    return list(islice(cycle(said), start, start + number))


def _writes_nynorsk(room: SeedClass) -> bool:
    return room.name == "9C"
