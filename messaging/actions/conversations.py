"""Starting conversations: with a person, with homes, with a part of a class."""

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from messaging import policies
from messaging.actions.messages import clean_body, write
from messaging.choices import Kind, Part, ReplyPolicy, Side, State
from messaging.models import Audience, Conversation, Message, Participant
from messaging.visibility import writable_homes_of, writable_people
from schools import affiliations, clock
from schools.actions import audit
from schools.exceptions import InvalidInput, NotAllowed, NotVisible
from schools.homes import Home, homes_of
from schools.models import Group, Person
from schools.names import search_key

MOST_HOMES = 80
MOST_GROUPS = 60
LONGEST_TITLE = 120


@dataclass(frozen=True)
class Draft:
    """What the sender wrote. ``client_token`` makes sending it again harmless."""

    title: str
    body: str
    client_token: uuid.UUID
    file_uuids: Sequence[str] = ()
    asks_confirmation: bool = False


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
        conversation = _create(actor, Kind.DIRECT, school_id, draft)
        if side == Side.GUARDIAN:
            conversation.state, conversation.owner = State.OPEN, person
        _let_in(conversation, [(actor, side, pupil), (person, other, None)])
        return _send_first(actor, conversation, side, draft)

    return _once(actor, draft, start)


def start_with_homes(
    *, actor: Person, pupils: Iterable[Person], draft: Draft
) -> list[Conversation]:
    """One private thread per home of these pupils; homes never read each other's.

    Raises NotVisible when a pupil is not one whose home the actor may write to, InvalidInput.
    """
    wanted = {pupil.pk for pupil in pupils}
    allowed = set(writable_homes_of(actor).filter(pk__in=wanted).values_list("pk", flat=True))
    if wanted - allowed:
        raise NotVisible
    homes = homes_of(wanted, clock.today())
    _check_homes(homes, draft)
    with transaction.atomic():
        return [_start_home(actor, home, draft) for home in homes]


def start_class_thread(
    *,
    actor: Person,
    group: Group,
    parts: Sequence[Part],
    reply_policy: ReplyPolicy,
    draft: Draft,
) -> Conversation:
    """A thread with parts of a class; its staff read along. Raises NotAllowed, InvalidInput."""
    return _start_for_groups(
        actor=actor,
        kind=Kind.CLASS,
        groups=[group],
        parts=parts,
        reply_policy=reply_policy,
        draft=draft,
    )


def post_announcement(
    *, actor: Person, groups: Sequence[Group], parts: Sequence[Part], draft: Draft
) -> Conversation:
    """Word from the school to parts of groups, without answers; may ask for confirmation.

    Raises NotAllowed when one of the groups is not the actor's to write to, InvalidInput.
    """
    return _start_for_groups(
        actor=actor,
        kind=Kind.ANNOUNCEMENT,
        groups=groups,
        parts=parts,
        reply_policy=ReplyPolicy.NONE,
        draft=draft,
    )


def _start_for_groups(
    *,
    actor: Person,
    kind: Kind,
    groups: Sequence[Group],
    parts: Sequence[Part],
    reply_policy: ReplyPolicy,
    draft: Draft,
) -> Conversation:
    _check_groups(actor, groups, parts)
    _check_title(draft.title)

    def start() -> Conversation:
        conversation = _create(actor, kind, groups[0].school_id, draft, reply_policy)
        if len(groups) == 1:
            conversation.group = groups[0]
            conversation.save(update_fields=["group"])
        # The staff of a class read what is written to it; the sender may be none of them.
        _address(conversation, groups, [*dict.fromkeys([*parts, Part.STAFF])])
        _let_in(conversation, [(actor, Side.STAFF, None)])
        return _send_first(actor, conversation, Side.STAFF, draft)

    return _once(actor, draft, start)


def _start_home(actor: Person, home: Home, draft: Draft) -> Conversation:
    # Each home's message has its own token, made from the sender's and the same next time.
    token = uuid.uuid5(draft.client_token, f"{home.pupil.pk}/{home.key}")
    own = Draft(draft.title, draft.body, token, draft.file_uuids, draft.asks_confirmation)
    school_id = _common_school(actor, home.pupil)

    def start() -> Conversation:
        conversation = _create(actor, Kind.HOME, school_id, own)
        conversation.home_pupil, conversation.home_key = home.pupil, home.key
        conversation.save(update_fields=["home_pupil", "home_key"])
        conversation.state, conversation.owner = State.WAITING, actor
        guardians = [(guardian, Side.GUARDIAN, home.pupil) for guardian in home.guardians]
        _let_in(conversation, [(actor, Side.STAFF, None), *guardians])
        return _send_first(actor, conversation, Side.STAFF, own)

    return _once(actor, own, start)


def _once(actor: Person, draft: Draft, start: Callable[[], Conversation]) -> Conversation:
    """Start, or find what the same token started: before this try, or beside it."""
    if sent := _sent(actor, draft):
        return sent
    try:
        with transaction.atomic():
            return start()
    except IntegrityError:
        sent = _sent(actor, draft)
        if sent is None:
            raise
        return sent


def _sent(actor: Person, draft: Draft) -> Conversation | None:
    message = (
        Message.objects.filter(author=actor, client_token=draft.client_token)
        .select_related("conversation")
        .first()
    )
    return message.conversation if message else None


def _create(
    actor: Person,
    kind: Kind,
    school_id: int,
    draft: Draft,
    reply_policy: ReplyPolicy = ReplyPolicy.ALL,
) -> Conversation:
    title = _title(draft)
    return Conversation.objects.create(
        kind=kind,
        title=title,
        search_key=search_key(title)[:LONGEST_TITLE],
        school_id=school_id,
        created_by=actor,
        created_at=clock.now(),
        last_at=clock.now(),
        reply_policy=reply_policy,
    )


def _let_in(
    conversation: Conversation, places: Iterable[tuple[Person, Side, Person | None]]
) -> None:
    Participant.objects.bulk_create(
        Participant(
            conversation=conversation, person=person, side=side, pupil=pupil, starts=clock.today()
        )
        for person, side, pupil in places
    )


def _address(conversation: Conversation, groups: Sequence[Group], parts: Sequence[Part]) -> None:
    Audience.objects.bulk_create(
        Audience(conversation=conversation, group=group, part=part)
        for group in groups
        for part in parts
    )


def _send_first(
    actor: Person, conversation: Conversation, side: Side, draft: Draft
) -> Conversation:
    write(
        actor=actor,
        conversation=conversation,
        side=side,
        body=clean_body(draft.body, has_files=bool(draft.file_uuids)),
        client_token=draft.client_token,
        asks_confirmation=draft.asks_confirmation and side == Side.STAFF,
        file_uuids=draft.file_uuids,
    )
    audit.record(
        actor=actor,
        action="conversation.start",
        about=conversation,
        school_id=conversation.school_id,
        kind=conversation.kind,
    )
    return conversation


def _check_homes(homes: Sequence[Home], draft: Draft) -> None:
    if not homes:
        raise InvalidInput(
            _("Choose at least one pupil with a home that can be reached."), "pupils"
        )
    if len(homes) > MOST_HOMES:
        message = _("That is %(count)s homes; at most %(limit)s at a time. Post an announcement.")
        raise InvalidInput(message % {"count": len(homes), "limit": MOST_HOMES}, "pupils")
    if draft.file_uuids and len(homes) > 1:
        raise InvalidInput(
            _("A file can be sent to one home at a time. Remove it, or choose one home."), "files"
        )
    _check_title(draft.title)


def _check_groups(actor: Person, groups: Sequence[Group], parts: Sequence[Part]) -> None:
    if not groups or len(groups) > MOST_GROUPS or len({group.school_id for group in groups}) != 1:
        raise InvalidInput(_("Choose classes at one school."), "groups")
    if not parts:
        raise InvalidInput(_("Choose who it is for: guardians, pupils or both."), "parts")
    if not all(policies.can_write_to_group(actor, group) for group in groups):
        raise NotAllowed(_("You can write to the classes you teach."))


def _check_title(title: str) -> None:
    if not title.strip():
        raise InvalidInput(_("Give it a heading, so that readers know what it is about."), "title")


def _title(draft: Draft) -> str:
    first_line = next(iter(draft.body.strip().splitlines()), "")
    title = " ".join((draft.title.strip() or first_line).split())
    if len(title) > LONGEST_TITLE and draft.title.strip():
        message = _("The heading is too long: at most %(limit)s characters.")
        raise InvalidInput(message % {"limit": LONGEST_TITLE}, "title")
    return title[:LONGEST_TITLE]


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
