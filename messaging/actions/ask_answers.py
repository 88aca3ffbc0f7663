"""Answering what a message asks: agreed, who comes, what one prefers; for a home or oneself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Value
from django.utils.translation import gettext as _

from messaging import events, policies
from messaging.actions import locking, notices, outbox
from messaging.actions.assisted import How
from messaging.asking import Given, text_hash
from messaging.choices import AskKind, Coming, Results, Side, Subject
from messaging.events import EventKind
from messaging.models import Ask, AskAnswer, AskText, Conversation, Message
from messaging.visibility import (
    asked_homes,
    asks_personally,
    has_few_readers,
    reader_list_viewers,
    recordable_guardians,
    visible_asks,
)
from schools import clock
from schools.actions import audit
from schools.exceptions import Conflict, InvalidInput, NotAllowed, NotVisible
from schools.homes import with_home_key
from schools.models import Person
from schools.visibility.people import standing


@dataclass(frozen=True)
class _Place:
    """For whom an answer counts: a home by pupil and key, or the person alone."""

    person: Person
    side: Side
    pupil: int | None = None
    key: str = ""

    def of(self, ask: Ask) -> dict[str, Any]:
        """What tells its one standing answer from all others."""
        whose = {"pupil": self.pupil, "home_key": self.key} if self.pupil else {"pupil": None}
        person = {} if self.pupil else {"person": self.person}
        return {"ask": ask, "edition": ask.edition, "doubted_at": None, **whose, **person}


def answer_ask(
    *, actor: Person, message: Message, given: Given, child: Person | None = None
) -> AskAnswer:
    """Answer for oneself, or for the home one shares with ``child`` where homes answer.

    An agreement stays; other answers can be changed until the last day, by any guardian of the
    home. Raises NotVisible, NotAllowed for those who are not asked, InvalidInput (``coming``,
    ``adults``, ``children``, ``picked``, ``child``), Conflict when the text was changed meanwhile.
    """
    with transaction.atomic():
        # the conversation's lock: two of one home answer one after the other
        locked, _sides = locking.lock_visible(actor, message.conversation.uuid)
        ask = _ask_of(actor, message, locked)
        place = _place_of(actor, ask, child)
        if ask.has_closed:
            raise InvalidInput(_("The last day to answer has passed. Contact the school."))
        return _write(actor, ask, place, _checked(ask, given))


def record_ask_answer(
    *,
    actor: Person,
    message: Message,
    person: Person,
    given: Given,
    how: How,
    child: Person | None = None,
    on_letter: bool = False,
) -> AskAnswer:
    """What the guardian ``person`` answered in another way, written down by staff.

    Also after the last day. The guardian is told. Nobody else writes in a poll for them, but from
    a letter that said who sees it (``on_letter``). Raises NotVisible, NotAllowed, InvalidInput as
    ``answer_ask``, Conflict.
    """
    with transaction.atomic():
        # as above
        locked, sides = locking.lock_visible(actor, message.conversation.uuid)
        ask = _ask_of(actor, message, locked)
        is_secret = ask.kind == AskKind.POLL and not on_letter
        if not policies.can_record_confirmation(sides) or is_secret:
            raise NotAllowed(_("Only staff can do this, and not in a poll."))
        if not recordable_guardians(actor, locked).filter(pk=person.pk).exists():
            raise NotVisible
        place = _place_of(person, ask, child)
        written_down = {"recorded_by": actor, "source": how.source, "instead": how.instead}
        row = _write(actor, ask, place, _checked(ask, given), written_down)
        notices.request_to_one(message=ask.message, person=person, subject=Subject.RECEIPT)
    return row


def doubt_ask_answer(
    *, actor: Person, message: Message, child: Person | None = None, edition: int | None = None
) -> None:
    """The guardian says that what staff wrote down for them is not right: it counts no longer.

    For the home they share with ``child``, to the text of this ``edition``, where those are
    said. The row stays. Who wrote it down is told. Raises NotVisible when nothing was written
    down, InvalidInput (``child``) when it was for several homes.
    """
    with transaction.atomic():
        # as above
        locked, _sides = locking.lock_visible(actor, message.conversation.uuid)
        ask = _ask_of(actor, message, locked)
        row, writer = _written_down(actor, ask, child, edition)
        row.doubted_at = clock.now()
        row.save(update_fields=["doubted_at"])
        notices.request_to_one(message=ask.message, person=writer, subject=Subject.DOUBT)
        place = _Place(actor, Side(row.side), row.pupil_id, row.home_key)
        _tell(ask, place)
        # they are asked again: lists that had nothing to answer here do not hear of answers
        again = {actor.pk, *_home_ids(place)}
        outbox.tell(conversation=locked, event=events.refetch(), recipients=again)
        audit.record(actor=actor, action="ask.doubt", about=ask.message, school_id=locked.school_id)


def _written_down(
    actor: Person, ask: Ask, child: Person | None, edition: int | None
) -> tuple[AskAnswer, Person]:
    """What still counts of what was written down for the actor, and who wrote it down."""
    rows = AskAnswer.objects.filter(ask=ask, person=actor, recorded_by__isnull=False)
    rows = rows.filter(edition=edition or ask.edition, doubted_at=None)
    if child is not None:
        rows = rows.filter(pupil=child)
    rows = rows.select_related("recorded_by").order_by("pk")
    found = [(row, row.recorded_by) for row in rows if row.recorded_by]
    if not found:
        raise NotVisible
    if len(found) > 1:
        raise InvalidInput(_("Choose which child it is about."), "child")
    return found[0]


def _ask_of(actor: Person, message: Message, locked: Conversation) -> Ask:
    found = visible_asks(actor).filter(message=message.pk).select_related("message").first()
    if found is None:
        raise NotVisible
    found.conversation = found.message.conversation = locked
    return found


def _place_of(person: Person, ask: Ask, child: Person | None) -> _Place:
    """Where the answer counts. Guardians answer for a home first, where homes are asked."""
    if Ask.objects.filter(asks_personally(person), pk=ask.pk).exists():
        return _Place(person, _own_side(person, ask))
    homes = [] if ask.for_staff else list(_homes(person, ask))
    if child is not None:
        homes = [row for row in homes if row.pupil_id == child.pk]
    if not homes:
        raise NotAllowed(_("You can read this, but you are not asked."))
    if len(homes) > 1:
        raise InvalidInput(_("Choose which child it is about."), "child")
    return _Place(person, Side.GUARDIAN, homes[0].pupil_id, homes[0].home)


def _homes(person: Person, ask: Ask) -> Any:
    return asked_homes(person, Value(ask.conversation_id)).order_by("pk")


def _own_side(person: Person, ask: Ask) -> Side:
    if ask.for_staff:
        return Side.STAFF
    return Side.GUARDIAN if _homes(person, ask).exists() else Side.PUPIL


def _checked(ask: Ask, given: Given) -> dict[str, Any]:
    """The fields of an answer of its kind. Raises InvalidInput, Conflict."""
    return _CHECKS[AskKind(ask.kind)](ask, given)


def _agreed(ask: Ask, given: Given) -> dict[str, Any]:
    if given.edition != ask.edition:
        raise Conflict(_("The text was changed meanwhile. Read it again before you agree."))
    text = AskText.objects.get(ask=ask, edition=ask.edition)
    return {"text_hash": text_hash(text.body)}


def _coming(ask: Ask, given: Given) -> dict[str, Any]:
    if given.coming is None:
        raise InvalidInput(_("Choose whether you come."), "coming")
    if given.coming != Coming.YES:
        return {"coming": given.coming, "adults": 0, "children": 0}
    for name, most in (("adults", ask.most_adults), ("children", ask.most_children)):
        if not 0 <= getattr(given, name) <= most:
            message = _("At most %(limit)s can come from each home.")
            raise InvalidInput(message % {"limit": most}, name)
    asks_how_many = bool(ask.most_adults or ask.most_children)
    if asks_how_many and not given.adults + given.children:
        raise InvalidInput(_("Say how many of you come."), "adults")
    return {"coming": given.coming, "adults": given.adults, "children": given.children}


def _picked(ask: Ask, given: Given) -> dict[str, Any]:
    picked = sorted(set(given.picked))
    if not picked or not set(picked) <= set(range(len(ask.options))):
        raise InvalidInput(_("Choose one of the options."), "picked")
    if len(picked) > 1 and not ask.several:
        raise InvalidInput(_("Only one option can be chosen."), "picked")
    return {"picked": picked}


_CHECKS = {AskKind.AGREE: _agreed, AskKind.RSVP: _coming, AskKind.POLL: _picked}
_BY_THEMSELVES: Mapping[str, Any] = {"recorded_by": None, "source": "", "instead": ""}


def _write(
    actor: Person,
    ask: Ask,
    place: _Place,
    fields: dict[str, Any],
    recorded: Mapping[str, Any] = _BY_THEMSELVES,
) -> AskAnswer:
    """The one row of this home or person in a locked conversation, new or changed."""
    row = AskAnswer.objects.filter(**place.of(ask)).first()
    if row and (ask.kind == AskKind.AGREE or _is_same(row, place, fields)):
        return row
    row = row or AskAnswer(ask=ask, edition=ask.edition, pupil_id=place.pupil, home_key=place.key)
    row.person, row.side = place.person, place.side
    for name, value in {**fields, **recorded}.items():
        setattr(row, name, value)
    row.answered_at, row.version = clock.now(), _tell(ask, place)
    row.save()
    school_id = ask.conversation.school_id
    audit.record(actor=actor, action="ask.answer", about=ask.message, school_id=school_id)
    return row


def _is_same(row: AskAnswer, place: _Place, fields: dict[str, Any]) -> bool:
    unchanged = all(getattr(row, name) == value for name, value in fields.items())
    return unchanged and row.person_id == place.person.pk


def _tell(ask: Ask, place: _Place) -> int:
    """The next version of the conversation, told to the home and to those who see sums."""
    conversation = ask.conversation
    conversation.version += 1
    conversation.save(update_fields=["version"])
    event = events.of_conversation(EventKind.CONFIRMED, conversation.uuid, conversation.version)
    recipients = {place.person.pk, *_home_ids(place), *_who_see_sums(ask)}
    outbox.tell(conversation=conversation, event=event, recipients=recipients)
    return conversation.version


def _home_ids(place: _Place) -> list[int]:
    if place.pupil is None:
        return []
    theirs = with_home_key(standing(clock.today())).filter(pupil=place.pupil, home=place.key)
    return list(theirs.values_list("guardian", flat=True))


def _who_see_sums(ask: Ask) -> set[int]:
    """Staff; of a poll its sender alone, or all who have answered and their homes.

    Of very many readers the sender alone: the others see sums when they look.
    """
    if ask.kind == AskKind.POLL and ask.results == Results.SENDER:
        return {ask.message.author_id}
    if ask.kind == AskKind.POLL and not has_few_readers(ask.message):
        return {ask.message.author_id}
    staff = reader_list_viewers(ask.conversation).values_list("pk", flat=True)
    if ask.kind != AskKind.POLL:
        return {*staff}
    return {*staff, *_who_answered(ask)}


def _who_answered(ask: Ask) -> set[int]:
    answers = AskAnswer.objects.filter(ask=ask, doubted_at=None)
    homes = {(pupil, key) for pupil, key in answers.values_list("pupil", "home_key") if pupil}
    rows = with_home_key(standing(clock.today())).filter(pupil__in={pupil for pupil, _ in homes})
    found = rows.values_list("guardian", "pupil", "home")
    there = {guardian for guardian, pupil, key in found if (pupil, key) in homes}
    return there | set(answers.values_list("person", flat=True))
