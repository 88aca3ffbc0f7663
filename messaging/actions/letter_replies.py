"""What came back on paper: recorded as an answer of the guardian's, and the letter is over."""

import uuid
from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from messaging.actions import ask_answers, assisted, ledger, letters
from messaging.actions.assisted import How
from messaging.asking import Given
from messaging.choices import ClosedBy, Instead, LetterEnd, Source
from messaging.models import HomeLetter
from messaging.queries import letter_replies
from schools.exceptions import InvalidInput, NotVisible
from schools.models import Person


def record_paper_confirmation(*, actor: Person, letter: HomeLetter, instead: Instead) -> None:
    """The guardian has signed that they have read it; they are told, as of any recorded answer.

    Raises NotVisible, NotAllowed, Conflict when the letter is over, InvalidInput when the message
    does not ask or the guardian may no longer read it.
    """
    with transaction.atomic():
        locked = letters.lock_open(actor, letter)
        try:
            assisted.record_confirmation(
                actor=actor,
                message=locked.message,
                person=locked.guardian,
                how=How(Source.PAPER, instead),
            )
        except NotVisible:
            raise InvalidInput(_gone()) from None
        _answered(actor, locked)


def record_paper_ask(*, actor: Person, letter: HomeLetter, given: Given, instead: Instead) -> None:
    """What the guardian has ticked of what the message asks, for the home or themselves.

    To the text on the sheet, whatever ``given`` says of its edition. Raises as the confirmation
    does, and InvalidInput for a sheet that does not count any more or has no such boxes, and as
    ``ask_answers.answer_ask`` for the answer.
    """
    with transaction.atomic():
        locked = letters.lock_open(actor, letter)
        ask = letter_replies.ask_with_boxes(actor, locked)
        if ask is None:
            raise InvalidInput(_("This letter has no boxes for that, or it is not asked any more."))
        if why := letter_replies.why_refused(locked, ask):
            raise InvalidInput(why)
        try:
            ask_answers.record_ask_answer(
                actor=actor,
                message=locked.message,
                person=locked.guardian,
                given=replace(given, edition=locked.edition),
                how=How(Source.PAPER, instead),
                child=locked.pupil,
                on_letter=True,
            )
        except NotVisible:
            raise InvalidInput(_gone()) from None
        _answered(actor, locked)


def record_paper_answer(
    *,
    actor: Person,
    letter: HomeLetter,
    body: str,
    instead: Instead,
    client_token: uuid.UUID,
    file_uuids: Sequence[str] = (),
) -> None:
    """What the guardian wrote, as a message of theirs in a thread with the home.

    ``file_uuids``: the actor's own upload of the paper. Raises as the confirmation does, and
    InvalidInput for the text.
    """
    with transaction.atomic():
        locked = letters.lock_open(actor, letter)
        try:
            assisted.record_answer(
                actor=actor,
                conversation=locked.message.conversation,
                person=locked.guardian,
                body=body,
                how=How(Source.PAPER, instead),
                client_token=client_token,
                file_uuids=file_uuids,
            )
        except NotVisible:
            raise InvalidInput(_gone()) from None
        _answered(actor, locked)


def record_return(*, actor: Person, letter: HomeLetter) -> None:
    """The post brought it back: the home is as far away as before.

    Raises NotVisible, Conflict when the letter is over.
    """
    with transaction.atomic():
        locked = letters.lock_open(actor, letter)
        letters.finish(actor=actor, letter=locked, outcome=LetterEnd.RETURNED)


def _answered(actor: Person, letter: HomeLetter) -> None:
    letters.finish(actor=actor, letter=letter, outcome=LetterEnd.ANSWERED)
    ledger.close(
        actor=actor,
        message=letter.message,
        pupil=letter.pupil,
        home_key=letter.home_key,
        reason=ClosedBy.PAPER,
    )


def _gone() -> str:
    return _("This guardian may no longer read the message, so nothing can be recorded for them.")
