"""Starting conversations: with a person, with homes, with a part of a class."""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from messaging import policies
from messaging.actions.starting import Draft, check_title, create, let_in, once, send_first
from messaging.choices import Kind, Part, ReplyPolicy, Side, State
from messaging.models import Audience, Conversation
from messaging.queries.audiences import homes_to_write_to
from messaging.visibility import writable_people
from schools import affiliations
from schools.exceptions import InvalidInput, NotAllowed, NotVisible
from schools.homes import Home
from schools.models import Group, Person

MOST_HOMES = 80


def start_direct(
    *, actor: Person, side: Side, person: Person, draft: Draft, child: Person | None = None
) -> Conversation:
    """A conversation with one person the actor may write to first.

    A guardian writes for one ``child``. Raises NotVisible, NotAllowed, InvalidInput.
    """
    if not writable_people(actor, side).filter(pk=person.pk).exists():
        raise NotVisible
    pupil = _child_of(actor, child) if side == Side.GUARDIAN else None
    other = Side.PUPIL if affiliations.of(person).pupil_groups else Side.STAFF
    school_id = _school_of_both(pupil, person) if pupil else _common_school(actor, person)

    def start() -> Conversation:
        conversation = create(actor=actor, kind=Kind.DIRECT, school_id=school_id, draft=draft)
        if side == Side.GUARDIAN:
            conversation.state, conversation.owner = State.OPEN, person
        let_in(conversation, [(actor, side, pupil), (person, other, None)])
        return send_first(actor=actor, conversation=conversation, side=side, draft=draft)

    return once(actor=actor, draft=draft, start=start)


def start_with_homes(
    *,
    actor: Person,
    pupils: Iterable[Person],
    draft: Draft,
    reply_policy: ReplyPolicy = ReplyPolicy.ALL,
) -> list[Conversation]:
    """One private thread per home of these pupils; homes never read each other's.

    ``reply_policy``: whether each home may answer in its own. Raises NotVisible when a pupil is
    not one whose home the actor may write to, InvalidInput.
    """
    homes = homes_to_write_to(actor, pupils)
    _check_homes(homes, draft)
    with transaction.atomic():
        return [_start_home(actor, home, draft, reply_policy) for home in homes]


def start_class_thread(
    *,
    actor: Person,
    group: Group,
    parts: Sequence[Part],
    reply_policy: ReplyPolicy,
    draft: Draft,
) -> Conversation:
    """A thread with parts of a class; its staff read along. Raises NotAllowed, InvalidInput."""
    _check_group(actor, group, parts)
    check_title(draft.title)

    def start() -> Conversation:
        conversation = create(
            actor=actor,
            kind=Kind.CLASS,
            school_id=group.school_id,
            draft=draft,
            reply_policy=reply_policy,
        )
        conversation.group = group
        conversation.save(update_fields=["group"])
        # The staff of a class read what is written to it; the sender may be none of them.
        _address(conversation, group, [*dict.fromkeys([*parts, Part.STAFF])])
        let_in(conversation, [(actor, Side.STAFF, None)])
        return send_first(actor=actor, conversation=conversation, side=Side.STAFF, draft=draft)

    return once(actor=actor, draft=draft, start=start)


def _start_home(actor: Person, home: Home, draft: Draft, policy: ReplyPolicy) -> Conversation:
    own = draft.of_one(f"{home.pupil.pk}/{home.key}")
    school_id = _common_school(actor, home.pupil)

    def start() -> Conversation:
        conversation = create(
            actor=actor, kind=Kind.HOME, school_id=school_id, draft=own, reply_policy=policy
        )
        conversation.home_pupil, conversation.home_key = home.pupil, home.key
        conversation.save(update_fields=["home_pupil", "home_key"])
        if policy != ReplyPolicy.NONE:
            conversation.state, conversation.owner = State.WAITING, actor
        guardians = [(guardian, Side.GUARDIAN, home.pupil) for guardian in home.guardians]
        let_in(conversation, [(actor, Side.STAFF, None), *guardians])
        return send_first(actor=actor, conversation=conversation, side=Side.STAFF, draft=own)

    return once(actor=actor, draft=own, start=start)


def _address(conversation: Conversation, group: Group, parts: Sequence[Part]) -> None:
    Audience.objects.bulk_create(
        Audience(conversation=conversation, group=group, part=part) for part in parts
    )


def _check_homes(homes: Sequence[Home], draft: Draft) -> None:
    check_reached(homes)
    if len(homes) > MOST_HOMES:
        message = _("That is %(count)s homes; at most %(limit)s at a time. Post an announcement.")
        raise InvalidInput(message % {"count": len(homes), "limit": MOST_HOMES}, "pupils")
    if draft.file_uuids and len(homes) > 1:
        raise InvalidInput(
            _("A file can be sent to one home at a time. Remove it, or choose one home."), "files"
        )
    check_title(draft.title)


def check_reached(homes: Sequence[Home]) -> None:
    """Raises InvalidInput (``pupils``) when there is nobody to write to."""
    if not homes:
        message = _("Choose at least one pupil with a home that can be reached.")
        raise InvalidInput(message, "pupils")


def _check_group(actor: Person, group: Group, parts: Sequence[Part]) -> None:
    if not parts:
        raise InvalidInput(_("Choose who it is for: guardians, pupils or both."), "parts")
    if not policies.can_write_to_group(actor, group):
        raise NotAllowed(_("You can write to the classes you teach."))


def _child_of(actor: Person, child: Person | None) -> Person:
    if child is None or child.pk not in affiliations.of(actor).children:
        raise InvalidInput(_("Choose which child it is about."), "child")
    return child


def _school_of_both(child: Person, person: Person) -> int:
    """Nobody at another school is told of the child."""
    common = affiliations.of(child).own_schools & affiliations.of(person).own_schools
    if not common:
        raise InvalidInput(_("Choose which child it is about."), "child")
    return min(common)


def _common_school(actor: Person, other: Person) -> int:
    common = affiliations.of(actor).own_schools & affiliations.of(other).own_schools
    if not common:
        raise NotVisible
    return min(common)
