"""Word from a school, or from several, to any of their classes, years, roles and people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from messaging import policies, targets
from messaging.actions.starting import Draft, check_title, create, let_in, once, send_first
from messaging.choices import Kind, ReplyPolicy, Side
from messaging.models import Audience, Conversation
from messaging.queries import single_people
from messaging.queries.single_people import Single
from messaging.targets import Target
from schools import clock
from schools.exceptions import InvalidInput, NotAllowed
from schools.models import Group, Person
from schools.models.dated import on_day

MOST_TARGETS = 400
MOST_PEOPLE = 60


@dataclass(frozen=True)
class Meant:
    """Whom it is for, at which ``schools``; ``school``: whose word it is."""

    to: list[Target]
    places: list[Single]
    schools: frozenset[int]
    school: int


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
    meant = check_readers(author=actor, to=to, people=people, homes=homes)
    check_title(draft.title)

    def start() -> Conversation:
        conversation = create(
            actor=actor,
            kind=Kind.ANNOUNCEMENT,
            school_id=meant.school,
            draft=draft,
            reply_policy=ReplyPolicy.NONE,
        )
        groups = {target.scope.group for target in meant.to}
        if len(groups) == 1 and not meant.places:
            conversation.group_id = groups.pop()
            conversation.save(update_fields=["group"])
        _address(conversation, meant.to, meant.schools - {meant.school})
        singles = [(one.person, one.side, one.pupil) for one in meant.places]
        let_in(conversation, [(actor, Side.STAFF, None), *singles])
        return send_first(actor=actor, conversation=conversation, side=Side.STAFF, draft=draft)

    return once(actor=actor, draft=draft, start=start)


def check_readers(
    *, author: Person, to: Sequence[Target], people: Sequence[Person], homes: Sequence[Person]
) -> Meant:
    """Whom an announcement would be for today. Raises as ``announce`` does for them."""
    wanted = [*dict.fromkeys(to)]
    _check_size(wanted, people, homes)
    schools = _schools_of(author, wanted)
    places = single_people.singles(author, people, homes)
    return Meant(wanted, places, schools, single_people.school_of(author, schools, places))


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


def _address(conversation: Conversation, to: list[Target], others: frozenset[int]) -> None:
    """Audiences. At the ``others``, schools it does not come from, those who lead them read it."""
    Audience.objects.bulk_create(
        Audience(
            conversation=conversation,
            part=target.part,
            group_id=target.scope.group,
            school_id=target.scope.school,
            grade=target.scope.grade,
            role=target.scope.role or "",
        )
        for target in targets.addressed(to, others)
    )
