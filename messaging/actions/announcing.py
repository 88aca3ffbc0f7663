"""Word from a school, or from several, to any of their classes, years, roles and people."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from messaging import policies, targets
from messaging.actions.starting import Draft, check_title, create, let_in, once, send_first
from messaging.choices import Kind, ReplyPolicy, Side
from messaging.models import Audience, Conversation
from messaging.targets import Target
from messaging.visibility import writable_homes_of, writable_people
from schools import affiliations, clock
from schools.affiliations import LEADS
from schools.exceptions import InvalidInput, NotAllowed, NotVisible
from schools.homes import homes_of
from schools.models import Group, Person
from schools.models.dated import on_day

MOST_TARGETS = 400
MOST_PEOPLE = 60
# Who, in which capacity, and for a guardian for which pupil.
_Place = tuple[Person, Side, Person | None]


def announce(
    *,
    actor: Person,
    to: Sequence[Target],
    people: Sequence[Person] = (),
    homes: Sequence[Person] = (),
    draft: Draft,
) -> Conversation:
    """Post an announcement, without answers; ``homes`` are pupils whose guardians are meant.

    The staff of what it is for read along, and so do the leaders and the office of each school.
    Nothing is written per reader. Raises NotAllowed for what is not the actor's to write to,
    NotVisible for people they may not write to, InvalidInput (``targets``, ``title``, ``body``).
    """
    wanted = [*dict.fromkeys(to)]
    _check_size(wanted, people, homes)
    schools = _schools_of(actor, wanted)
    places = _places(actor, people, homes)
    check_title(draft.title)

    def start() -> Conversation:
        school = _school_for(actor, schools, [person for person, *_rest in places])
        conversation = create(
            actor=actor,
            kind=Kind.ANNOUNCEMENT,
            school_id=school,
            draft=draft,
            reply_policy=ReplyPolicy.NONE,
        )
        if len(wanted) == 1 and not places:
            conversation.group_id = wanted[0].scope.group
            conversation.save(update_fields=["group"])
        _address(conversation, wanted, schools - {school})
        let_in(conversation, [(actor, Side.STAFF, None), *places])
        return send_first(actor=actor, conversation=conversation, side=Side.STAFF, draft=draft)

    return once(actor=actor, draft=draft, start=start)


def _check_size(to: Sequence[Target], people: Sequence[Person], homes: Sequence[Person]) -> None:
    nobody = not to and not people and not homes
    if nobody or not all(target.is_sound for target in to):
        raise InvalidInput(_("Choose who it is for."), "targets")
    if len(to) > MOST_TARGETS or len(people) + len(homes) > MOST_PEOPLE:
        message = _(
            "That is too many choices: at most %(people)s people one by one. Choose whole classes,"
            " years or schools instead."
        )
        raise InvalidInput(message % {"people": MOST_PEOPLE}, "targets")


def _schools_of(actor: Person, to: Iterable[Target]) -> frozenset[int]:
    """The schools that the targets are at. Raises NotAllowed."""
    keys = {target.scope.group for target in to if target.scope.group}
    groups = {group.pk: group for group in _groups(keys)}
    schools: set[int] = {group.school_id for group in groups.values()}
    for target in to:
        if not policies.can_announce_to(actor, target, groups):
            raise NotAllowed(
                _("You can write to the classes you teach, and to the schools you lead.")
            )
        if target.scope.school:
            schools.add(target.scope.school)
    return frozenset(schools)


def _groups(keys: Iterable[int]) -> Iterable[Group]:
    return Group.objects.filter(on_day(clock.today()), pk__in=list(keys))


def _places(actor: Person, people: Sequence[Person], homes: Sequence[Person]) -> list[_Place]:
    """Places of single people: themselves, and the guardians of the homes."""
    chosen = {person.pk for person in people}
    allowed = writable_people(actor, Side.STAFF).filter(pk__in=chosen)
    pupils = {pupil.pk for pupil in homes}
    reachable = writable_homes_of(actor).filter(pk__in=pupils)
    if chosen - {person.pk for person in allowed} or pupils - {one.pk for one in reachable}:
        raise NotVisible
    places: list[_Place] = []
    for person in allowed:
        side = Side.PUPIL if affiliations.of(person).pupil_groups else Side.STAFF
        places.append((person, side, None))
    for home in homes_of(pupils, clock.today()):
        places += [(guardian, Side.GUARDIAN, home.pupil) for guardian in home.guardians]
    return places


def _school_for(actor: Person, schools: frozenset[int], people: Iterable[Person]) -> int:
    """The school whose word it is: where the actor works, and all the single people belong."""
    held = affiliations.of(actor)
    fit = {*(schools & held.own_schools or schools or held.own_schools)}
    for person in people:
        fit &= affiliations.of(person).schools
    if not fit:
        message = _("Single people can be chosen at one school only, and at one that you chose.")
        raise InvalidInput(message, "targets")
    return min(fit)


def _address(conversation: Conversation, to: list[Target], others: frozenset[int]) -> None:
    """Audiences. At the ``others``, schools it does not come from, those who lead them read it."""
    meant = targets.with_staff(to)
    whole = {target.scope.school for target in meant if target.is_whole_staff}
    leads = [targets.of_role(school, role) for school in others - whole for role in LEADS]
    Audience.objects.bulk_create(
        Audience(
            conversation=conversation,
            part=target.part,
            group_id=target.scope.group,
            school_id=target.scope.school,
            grade=target.scope.grade,
            role=target.scope.role or "",
        )
        for target in dict.fromkeys([*meant, *leads])
    )
