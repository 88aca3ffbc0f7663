"""Letters to the guardians of homes that have not read a message: written, put back, ended."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from messaging.channels import letter_codes
from messaging.choices import LetterEnd
from messaging.models import HomeLetter, Message
from messaging.queries.homes import Behind
from messaging.visibility import visible_letters, writable_homes_of
from schools import clock
from schools.actions import audit
from schools.exceptions import Conflict, NotAllowed, NotVisible
from schools.models import Person


def write(message: Message, homes: Sequence[Behind], asked_by: Person | None) -> int:
    """One letter to each guardian of these homes, in the caller's transaction.

    Returns how many are new. Twice is the same as once; but one that was no longer needed is
    needed again when somebody asks for it.
    """
    wanted = [(home, person) for home in homes for person in home.guardians]
    again = _reopen(message, wanted) if asked_by else 0
    now, codes = clock.now(), _fresh_codes(len(wanted))
    rows = [
        HomeLetter(
            message=message,
            pupil_id=home.pupil,
            home_key=home.key,
            guardian_id=person,
            asked_by=asked_by,
            asked_at=now,
            code=code,
        )
        for (home, person), code in zip(wanted, codes, strict=True)
    ]
    before = HomeLetter.objects.filter(message=message).count()
    HomeLetter.objects.bulk_create(rows, batch_size=5_000, ignore_conflicts=True)
    return again + HomeLetter.objects.filter(message=message).count() - before


def put_edition(letter: HomeLetter, edition: int) -> None:
    """A sheet of it is made now, with boxes beside this edition of the text; 0: without.

    Kept with the file. Where a sheet with another text may be out, this one has a code of its own:
    what was signed is known by the code.
    """
    if letter.edition and letter.edition != edition:
        [letter.code] = _fresh_codes(1)
        letter.save(update_fields=["code"])
    letter.edition = edition


def close_letter(*, actor: Person, letter: HomeLetter) -> None:
    """It is not needed any more, or the answer will not come. Twice is the same as once.

    Raises NotVisible, NotAllowed for those who may not write to the home.
    """
    with transaction.atomic():
        locked = lock_letter(actor, letter)
        if not writable_homes_of(actor).filter(pk=locked.pupil_id).exists():
            raise NotAllowed(_("The staff of the class or the office see to this letter."))
        if locked.done_at is None:
            finish(actor=actor, letter=locked, outcome=LetterEnd.CLOSED)


def lock_letter(actor: Person, letter: HomeLetter) -> HomeLetter:
    """The letter as it is now, under its row's lock, before its conversation's.

    Raises NotVisible.
    """
    rows = HomeLetter.objects.select_for_update(of=("self",)).filter(pk=letter.pk)
    locked = rows.select_related("message__conversation", "pupil", "guardian").first()
    if locked is None or not visible_letters(actor).filter(pk=locked.pk).exists():
        raise NotVisible
    return locked


def lock_open(actor: Person, letter: HomeLetter) -> HomeLetter:
    """The same for one that is not over. Raises Conflict."""
    locked = lock_letter(actor, letter)
    if locked.done_at is not None:
        raise Conflict(_("Somebody has written down what became of this letter."))
    return locked


def finish(*, actor: Person, letter: HomeLetter, outcome: LetterEnd) -> None:
    """What became of a locked letter; who may is the caller's to ask."""
    letter.outcome, letter.done_at, letter.done_by = outcome, clock.now(), actor
    if letter.printed_at is None and outcome != LetterEnd.CLOSED:
        # what came back has been printed, said or not
        letter.printed_at, letter.printed_by = letter.done_at, actor
    letter.save(update_fields=["outcome", "done_at", "done_by", "printed_at", "printed_by"])
    audit.record(
        actor=actor,
        action=f"letter.{outcome}",
        about=letter.message,
        school_id=letter.message.conversation.school_id,
        person=letter.guardian_id,
    )


def _reopen(message: Message, wanted: Sequence[tuple[Behind, int]]) -> int:
    places = {(home.pupil, home.key, person) for home, person in wanted}
    ended = HomeLetter.objects.filter(message=message, outcome=LetterEnd.CLOSED)
    rows = ended.values_list("pk", "pupil", "home_key", "guardian")
    keys = [key for key, *place in rows if tuple(place) in places]
    return HomeLetter.objects.filter(pk__in=keys).update(
        outcome="", done_at=None, done_by=None, printed_at=None, printed_by=None, batch=None
    )


def _fresh_codes(count: int) -> list[str]:
    """As many codes that no letter has; two at once may still draw one, and one of them waits."""
    codes: set[str] = set()
    while len(codes) < count:
        drawn = {letter_codes.short_code() for _each in range(count - len(codes))}
        used = HomeLetter.objects.filter(code__in=drawn).values_list("code", flat=True)
        codes |= drawn - set(used)
    return list(codes)
