"""What may be written down of a letter that came back, and what it had boxes for."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from messaging import policies
from messaging.choices import AskKind
from messaging.models import Ask, AskAnswer, HomeLetter
from messaging.queries import cards
from messaging.queries.assisted import RecordPage
from messaging.visibility import (
    recordable_guardians,
    sides_of,
    visible_asks,
    visible_messages,
)
from schools import clock
from schools.choices import Access
from schools.models import Person
from schools.visibility.people import standing


@dataclass(frozen=True)
class ReplyPage(RecordPage):
    """For the guardian of the letter alone.

    ``ask``: what the sheet has boxes for; ``refusal``: why they do not count any more. ``is_late``:
    the last day alone is against it, and staff may write it down among the answers.
    ``is_answered``: it is said who comes, and what is written down now replaces it.
    """

    ask: Ask | None
    refusal: str
    is_late: bool
    is_answered: bool


def reply_page(viewer: Person, letter: HomeLetter) -> ReplyPage:
    """What may be written down of a letter that came back. At most nine queries."""
    conversation = letter.message.conversation
    sides = sides_of(viewer, conversation)
    asks = letter.message.asks_confirmation and letter.message.withdrawn_at is None
    may_see = visible_messages(viewer).filter(pk=letter.message_id).exists()
    known = recordable_guardians(viewer, conversation).filter(pk=letter.guardian_id)
    ask = ask_with_boxes(viewer, letter)
    return ReplyPage(
        conversation,
        tuple(known),
        letter.message if asks and may_see else None,
        policies.can_record_answer(conversation, sides),
        ask,
        why_refused(letter, ask) if ask else "",
        ask is not None and _is_late(letter, ask),
        ask is not None and _is_answered(letter, ask),
    )


def ask_with_boxes(viewer: Person, letter: HomeLetter) -> Ask | None:
    """What the sheet has boxes for, as it is asked now. One query; none for one without boxes."""
    if not letter.edition:
        return None
    return visible_asks(viewer).filter(message=letter.message_id).first()


def why_refused(letter: HomeLetter, ask: Ask) -> str:
    """Why what is ticked on the sheet does not count; empty where it does. One query."""
    if letter.edition != ask.edition:
        said = _(
            "The text was changed after this letter was printed. The sheet has version "
            "%(printed)s, and version %(now)s is asked about, so nothing is agreed to."
        )
        return said % {"printed": letter.edition, "now": ask.edition}
    if letter.pk not in who_may_answer([letter]):
        return _("This guardian is not asked any more, so no answer is written down for them.")
    if ask.closes_on and ask.has_closed:
        said = _("The last day to answer was %(day)s, so the sheet does not count any more.")
        return said % {"day": date_format(ask.closes_on, "j. F")}
    return ""


def who_may_answer(letters: Collection[HomeLetter]) -> set[int]:
    """Keys of those whose guardian takes part today: information is reading alone. One query."""
    guardians = {letter.guardian_id for letter in letters}
    pupils = {letter.pupil_id for letter in letters}
    rows = standing(clock.today()).filter(guardian__in=guardians, pupil__in=pupils)
    pairs = set(rows.filter(access=Access.FULL).values_list("guardian", "pupil"))
    return {letter.pk for letter in letters if (letter.guardian_id, letter.pupil_id) in pairs}


def _is_late(letter: HomeLetter, ask: Ask) -> bool:
    return ask.has_closed and ask.edition == letter.edition and ask.kind != AskKind.POLL


def _is_answered(letter: HomeLetter, ask: Ask) -> bool:
    """Of a poll it is not told who has answered, and what was agreed to stays."""
    if ask.kind != AskKind.RSVP:
        return False
    whose = Q(pupil=letter.pupil_id, home_key=letter.home_key)
    whose |= Q(pupil=None, person=letter.guardian_id)
    return AskAnswer.objects.filter(whose, ask=ask, doubted_at=None).exists()


def done_by(letter: HomeLetter) -> str:
    """Who wrote down what came back; nobody yet: empty."""
    return cards.staff_name(letter.done_by) if letter.done_by else ""
