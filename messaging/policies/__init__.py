"""Who may do what in ``messaging``: pure predicates; actions enforce them, templates ask them."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from messaging import targets
from messaging.choices import BETWEEN_PEOPLE, Kind, Part, ReactionKind, ReplyPolicy, Side
from messaging.models import Audience, Conversation, Message, Participant
from messaging.targets import Target
from messaging.visibility import helped_to_answer, may_answer_as_pupil, reasons
from schools import affiliations, clock, scopes
from schools.affiliations import Affiliations
from schools.models import Group, Person, School
from schools.policies import can_administer_group, can_run_office

EDIT_WINDOW = dt.timedelta(minutes=15)


def can_write_to_group(actor: Person, group: Group) -> bool:
    """Staff of the group, or leaders and office of its school: threads and announcements."""
    return can_administer_group(actor, group)


def can_announce_to(actor: Person, target: Target, groups: Mapping[int, Group]) -> bool:
    """A group one may write to; years, roles and all of a school one leads or runs the office of.

    ``groups``: the groups of today that are meant, by key.
    """
    scope = target.scope
    if scope.group is not None:
        return scope.group in groups and can_write_to_group(actor, groups[scope.group])
    return scope.school is not None and can_run_office(actor, scope.school)


def posting_side(
    actor: Person, conversation: Conversation, sides: Iterable[Side], preferred: Side | None = None
) -> Side | None:
    """The capacity in which the actor may write here, the one acted in first; None for not."""
    allowed = [side for side in sides if _may_post_as(actor, conversation, side)]
    if preferred in allowed:
        return preferred
    return allowed[0] if allowed else None


def has_private_answers(conversation: Conversation) -> bool:
    """Many read it, and its sender alone reads what each of them answers."""
    of_many = conversation.kind in {Kind.CLASS, Kind.GROUP}
    return of_many and conversation.reply_policy == ReplyPolicy.SENDER


def answering_side(
    actor: Person, conversation: Conversation, sides: Sequence[Side], preferred: Side | None = None
) -> Side | None:
    """The capacity in which the actor answers the sender alone, in private; None for not.

    In a conversation with many whose answers go to the sender, for those who do not write in it.
    """
    if not has_private_answers(conversation):
        return None
    if posting_side(actor, conversation, sides) or conversation.created_by_id in {None, actor.pk}:
        return None
    held = affiliations.of(actor)
    allowed = [
        side
        for side in sides
        if side != Side.HELPER and (side != Side.GUARDIAN or _takes_part(held, conversation))
    ]
    return preferred if preferred in allowed else next(iter(allowed), None)


def can_confirm(sides: Iterable[Side]) -> bool:
    """Whoever reads in a capacity of their own: a helper confirms nothing for the guardian."""
    return any(side != Side.HELPER for side in sides)


def can_edit(actor: Person, message: Message) -> bool:
    """One's own message, for a quarter of an hour."""
    fresh = clock.now() - message.created_at <= EDIT_WINDOW
    return can_withdraw(actor, message) and fresh


def can_have_cover(message: Message) -> bool:
    """The word of an announcement, with a picture above it."""
    return message.seq == 1 and message.conversation.kind == Kind.ANNOUNCEMENT


def can_withdraw(actor: Person, message: Message) -> bool:
    """One's own message, any time; a trace stays."""
    return writer_id(message) == actor.pk and message.withdrawn_at is None


def writer_id(message: Message) -> int:
    """Whose the words are: the author's, or who wrote down what a guardian answered."""
    recorded = getattr(message, "recorded", None)
    return recorded.recorded_by_id if recorded else message.author_id


def can_record_answer(conversation: Conversation, sides: list[Side]) -> bool:
    """Staff who answer a home write down what it answers in another way."""
    return can_answer_for(conversation, sides)


def can_record_confirmation(sides: list[Side]) -> bool:
    """Staff who may see who has confirmed write down what was confirmed in another way."""
    return Side.STAFF in sides


def can_report(actor: Person, message: Message) -> bool:
    """What somebody else wrote, while it stands."""
    return message.author_id != actor.pk and message.withdrawn_at is None


def can_react(
    actor: Person, message: Message, conversation: Conversation, sides: Iterable[Side]
) -> bool:
    """What somebody else wrote, while it stands, for those who may take part.

    ``sides``: the capacities in which the actor reads it.
    """
    if actor.pk in {message.author_id, writer_id(message)} or message.withdrawn_at is not None:
        return False
    return any(_may_speak_as(actor, conversation, side) for side in sides)


def reactions_to(message: Message) -> list[ReactionKind]:
    """The signs there are; none that may be taken for the confirmation a message asks for."""
    return [
        kind for kind in ReactionKind if kind != ReactionKind.DONE or not message.asks_confirmation
    ]


def can_forward(
    actor: Person, message: Message, sides: Iterable[Side], *, is_addressed: bool
) -> bool:
    """Staff pass on what they wrote or what was written to them, while it stands.

    Not what was passed on already: then they pass on the original. Whether the new readers may
    read it is asked beside this. ``sides``: the capacities in which the actor reads it.
    """
    if message.withdrawn_at is not None or message.forwards_id is not None:
        return False
    if Side.STAFF not in sides or is_confined(message.conversation):
        return False
    return is_addressed or writer_id(message) == actor.pk


def is_confined(conversation: Conversation) -> bool:
    """Whether nothing is passed on from or into it: the one place that says so."""
    return bool(getattr(conversation, "is_sensitive", False))


def can_change_participants(conversation: Conversation, sides: list[Side]) -> bool:
    """Staff of a conversation between people may let colleagues in and out.

    ``sides``: the capacities in which the actor reads it.
    """
    return Side.STAFF in sides and conversation.kind in BETWEEN_PEOPLE


def can_pin_for_all(actor: Person, conversation: Conversation, sides: Iterable[Side]) -> bool:
    """Who wrote an announcement, and leaders and office of its school.

    ``sides``: the capacities in which the actor reads it.
    """
    if conversation.kind != Kind.ANNOUNCEMENT or Side.STAFF not in sides:
        return False
    is_sender = conversation.created_by_id == actor.pk
    return is_sender or can_run_office(actor, conversation.school_id)


def can_be_sensitive(kind: Kind) -> bool:
    """Between people: what a whole class or school reads is no secret of a home."""
    return kind in BETWEEN_PEOPLE


def can_mark_sensitive(actor: Person, conversation: Conversation, sides: Sequence[Side]) -> bool:
    """Whoever began it, and its staff, while they may write in it.

    Once; nobody takes it back: what was written stays sensitive, and the log of openings whole.
    """
    if conversation.is_sensitive or not can_be_sensitive(Kind(conversation.kind)):
        return False
    side = posting_side(actor, conversation, sides, Side.STAFF)
    return side == Side.STAFF or (side is not None and conversation.created_by_id == actor.pk)


def can_answer_for(conversation: Conversation, sides: list[Side]) -> bool:
    """Staff of a thread with a home say when it is done, and who sees to it."""
    return Side.STAFF in sides and bool(conversation.state)


def can_ask_for_interpreter(
    actor: Person, conversation: Conversation, sides: Iterable[Side]
) -> bool:
    """Staff of a thread with a home, and guardians who write in it."""
    if not conversation.state:
        return False
    return posting_side(actor, conversation, sides) in {Side.STAFF, Side.GUARDIAN}


def can_mark_today(conversation: Conversation, side: Side | None) -> bool:
    """Guardians and pupils who write to the school, in this capacity. At most one query.

    Not where it is sensitive: those on duty read along.
    """
    if conversation.is_sensitive:
        return False
    if side == Side.GUARDIAN:
        return bool(conversation.state)
    if side != Side.PUPIL or conversation.kind != Kind.DIRECT:
        return False
    return reasons.place_holders(conversation, Side.STAFF, clock.today()).exists()


def can_take_over_today(conversation: Conversation) -> bool:
    """Where colleagues can be let in and answers are read by all, whoever sees it on duty.

    Not where it is sensitive: who takes over a marked message would read along.
    """
    between = conversation.kind in BETWEEN_PEOPLE and not conversation.is_sensitive
    return between and conversation.reply_policy == ReplyPolicy.ALL


def can_set_rules(actor: Person, school: School) -> bool:
    """Leaders and office say what holds for messages at their school."""
    return can_run_office(actor, school)


def _may_speak_as(actor: Person, conversation: Conversation, side: Side) -> bool:
    """Whether the capacity is one to take part in at all, whoever is asked to answer."""
    if side == Side.GUARDIAN:
        return _takes_part(affiliations.of(actor), conversation)
    if side == Side.HELPER:
        return helped_to_answer(actor, conversation).exists()
    between_people = side == Side.PUPIL and conversation.kind == Kind.DIRECT
    return not between_people or may_answer_as_pupil(actor, conversation)


def _may_post_as(actor: Person, conversation: Conversation, side: Side) -> bool:
    held = affiliations.of(actor)
    if not _may_speak_as(actor, conversation, side):
        return False
    if conversation.reply_policy == ReplyPolicy.ALL:
        return True
    if side != Side.STAFF:
        return False
    if conversation.kind == Kind.ANNOUNCEMENT:
        return _may_announce_on(actor, conversation)
    is_sender = conversation.created_by_id == actor.pk
    leads = conversation.school_id in held.led_schools
    return is_sender or leads or conversation.group_id in held.staff_groups


def _may_announce_on(actor: Person, conversation: Conversation) -> bool:
    """Who could choose all that it is for today; to single people, its sender and who leads there.

    A class that has ended keeps its teachers and its school. At most two queries.
    """
    rows = list(Audience.objects.filter(conversation=conversation.pk).select_related("group"))
    groups = {row.group.pk: row.group for row in rows if row.group}
    schools = {key: group.school_id for key, group in groups.items()}
    meant = targets.apart_from_leads((_target(row) for row in rows), schools)
    is_sender = conversation.created_by_id == actor.pk
    answers_for_it = is_sender or can_run_office(actor, conversation.school_id)
    if not meant:
        return answers_for_it
    if not all(can_announce_to(actor, target, groups) for target in meant):
        return False
    return answers_for_it or not _has_single_people(conversation)


def _has_single_people(conversation: Conversation) -> bool:
    """Whether people or homes were chosen one by one, beside its sender. One query."""
    places = Participant.objects.filter(conversation=conversation.pk)
    return places.exclude(person=conversation.created_by_id).exists()


def _target(row: Audience) -> Target:
    return Target(Part(row.part), scopes.read(row.scope))


def _takes_part(held: Affiliations, conversation: Conversation) -> bool:
    """Information is reading, not taking part: asked of the children it is about."""
    if not held.informed_children:
        return bool(held.children)
    of_this = {"conversation": conversation.pk}
    places = reasons.places(held, Side.GUARDIAN, held.children).filter(**of_this)
    return places.exists() or (
        reasons.audiences(held, Side.GUARDIAN, held.children).filter(**of_this).exists()
    )
