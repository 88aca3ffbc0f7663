"""Several recipients: one group thread, where all see each other, or a thread with each."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from messaging.actions.conversations import check_reached, start_with_homes
from messaging.actions.starting import Draft, check_title, create, let_in, once, send_first
from messaging.choices import Kind, ReplyPolicy, Side
from messaging.models import Conversation
from messaging.queries.audiences import homes_to_write_to
from messaging.visibility import writable_people
from schools import affiliations, clock
from schools.exceptions import InvalidInput, NotVisible
from schools.homes import Home
from schools.models import Person
from schools.visibility.people import pupils_at, staff_at

MOST_TOGETHER = 30


def start_with_homes_together(
    *, actor: Person, pupils: Sequence[Person], reply_policy: ReplyPolicy, draft: Draft
) -> Conversation:
    """One thread with the homes of these pupils, who see each other's names.

    A guardian of two of them takes part for both; with one home it is a private thread. Raises
    NotVisible when a pupil is not one whose home the actor may write to, InvalidInput; also for
    a protected pupil, whose home no other home may know of.
    """
    homes = homes_to_write_to(actor, pupils)
    if len(homes) == 1:
        (one,) = start_with_homes(
            actor=actor, pupils=pupils, draft=draft, reply_policy=reply_policy
        )
        return one
    _check_homes(homes, draft)
    school = _school_of(actor, {home.pupil.pk for home in homes})

    def start() -> Conversation:
        conversation = create(
            actor=actor, kind=Kind.GROUP, school_id=school, draft=draft, reply_policy=reply_policy
        )
        guardians = [
            (guardian, Side.GUARDIAN, home.pupil) for home in homes for guardian in home.guardians
        ]
        let_in(conversation, [(actor, Side.STAFF, None), *guardians])
        return send_first(actor=actor, conversation=conversation, side=Side.STAFF, draft=draft)

    return once(actor=actor, draft=draft, start=start)


def start_with_colleagues_together(
    *, actor: Person, people: Sequence[Person], reply_policy: ReplyPolicy, draft: Draft
) -> Conversation:
    """One thread with colleagues at one school of the actor's. Raises NotVisible, InvalidInput."""
    people = list(dict.fromkeys(people))
    school = _school_of_colleagues(actor, people, draft)

    def start() -> Conversation:
        conversation = create(
            actor=actor, kind=Kind.GROUP, school_id=school, draft=draft, reply_policy=reply_policy
        )
        let_in(conversation, [(person, Side.STAFF, None) for person in (actor, *people)])
        return send_first(actor=actor, conversation=conversation, side=Side.STAFF, draft=draft)

    return once(actor=actor, draft=draft, start=start)


def start_with_each_colleague(
    *, actor: Person, people: Sequence[Person], reply_policy: ReplyPolicy, draft: Draft
) -> list[Conversation]:
    """A thread with each colleague, who do not read each other's. As the one for all of them."""
    people = list(dict.fromkeys(people))
    school = _school_of_colleagues(actor, people, draft)
    if draft.file_uuids and len(people) > 1:
        message = _("A file can be sent to one at a time. Remove it, or choose one group thread.")
        raise InvalidInput(message, "files")

    def start(person: Person, own: Draft) -> Conversation:
        conversation = create(
            actor=actor, kind=Kind.DIRECT, school_id=school, draft=own, reply_policy=reply_policy
        )
        let_in(conversation, [(one, Side.STAFF, None) for one in (actor, person)])
        return send_first(actor=actor, conversation=conversation, side=Side.STAFF, draft=own)

    drafts = [(person, draft.of_one(str(person.pk))) for person in people]
    with transaction.atomic():
        return [
            once(actor=actor, draft=own, start=lambda person=person, own=own: start(person, own))  # type: ignore[misc]
            for person, own in drafts
        ]


def _check_homes(homes: Sequence[Home], draft: Draft) -> None:
    check_reached(homes)
    if len(homes) > MOST_TOGETHER:
        message = _("That is %(count)s homes; at most %(limit)s in one group thread.")
        raise InvalidInput(message % {"count": len(homes), "limit": MOST_TOGETHER}, "pupils")
    if any(home.pupil.is_protected for home in homes):
        raise InvalidInput(
            _("A protected pupil's home is written to in a private thread only."), "pupils"
        )
    check_title(draft.title)


def _school_of(actor: Person, pupils: set[int]) -> int:
    """The school of the actor's where all these pupils go."""
    for school in sorted(affiliations.of(actor).own_schools):
        here = Person.objects.filter(pk__in=pupils_at([school], clock.today()))
        if here.filter(pk__in=pupils).count() == len(pupils):
            return school
    raise InvalidInput(_("Choose pupils at one school."), "pupils")


def _school_of_colleagues(actor: Person, people: Sequence[Person], draft: Draft) -> int:
    wanted = {person.pk for person in people}
    if not wanted:
        raise InvalidInput(_("Choose at least one colleague."), "people")
    if len(wanted) > MOST_TOGETHER:
        message = _("At most %(limit)s colleagues at a time.")
        raise InvalidInput(message % {"limit": MOST_TOGETHER}, "people")
    may = writable_people(actor, Side.STAFF).filter(pk__in=wanted)
    if may.count() != len(wanted):
        raise NotVisible
    check_title(draft.title)
    for school in sorted(affiliations.of(actor).staff_schools):
        if may.filter(pk__in=staff_at([school], clock.today())).count() == len(wanted):
            return school
    raise InvalidInput(_("Choose colleagues at one school."), "people")
