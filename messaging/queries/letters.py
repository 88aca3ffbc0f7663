"""Letters: what is to be printed, what is out, and whose letter a code is."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from messaging.channels import letter_codes
from messaging.choices import BatchState
from messaging.models import HomeLetter, LetterBatch, Message
from messaging.queries import cards, homes
from messaging.queries.calls import still_open
from messaging.visibility import (
    addressed_letters,
    message_viewer_ids,
    visible_batches,
    visible_letters,
    writable_homes_of,
)
from schools import affiliations, clock
from schools.choices import GroupKind, MemberRole
from schools.exceptions import NotVisible
from schools.models import Membership, Person
from schools.models.dated import on_day
from schools.visibility.people import standing

SHOWN = 100  # letters on a page, and in one file
BATCHES_SHOWN = 5
_UNDER_WAY = Q(state=BatchState.WAITING) | Q(state=BatchState.READY, file__isnull=False)


@dataclass(frozen=True)
class LetterRow:
    """One letter, and the pupil's class, for whoever hands it out."""

    letter: HomeLetter
    class_name: str


@dataclass(frozen=True)
class LettersPage:
    """``waiting`` may be printed now; ``out`` were, and the homes have not answered in any way."""

    waiting: tuple[LetterRow, ...]
    batches: tuple[LetterBatch, ...]
    out: tuple[LetterRow, ...]


@dataclass(frozen=True)
class BatchPage:
    """One file of letters, with the letters in the order of its pages."""

    batch: LetterBatch
    rows: tuple[LetterRow, ...]
    can_open: bool

    @property
    def is_busy(self) -> bool:
        """A worker is at it, or will be."""
        return self.batch.state == BatchState.WAITING


def letters_page(viewer: Person) -> LettersPage:
    """At most a hundred of each, by class and name. Raises NotVisible for all but staff.

    At most six queries.
    """
    require_staff(viewer)
    waiting = list(in_order(to_print(viewer))[:SHOWN])
    printed = still_open(_mine(viewer).filter(printed_at__isnull=False))
    out = list(in_order(with_people(printed))[:SHOWN])
    batches = visible_batches(viewer).filter(_UNDER_WAY, printed_at=None).order_by("-created_at")
    names = classes_of(letter.pupil_id for letter in [*waiting, *out])
    return LettersPage(
        waiting=_rows(waiting, names), batches=tuple(batches[:BATCHES_SHOWN]), out=_rows(out, names)
    )


def require_staff(viewer: Person) -> None:
    """Raises NotVisible for all but staff."""
    held = affiliations.of(viewer)
    if not (held.staff_schools or held.staff_groups):
        raise NotVisible


def to_print(viewer: Person) -> QuerySet[HomeLetter]:
    """Letters the viewer may print: still needed, in no file that is being made or printed."""
    fresh = _mine(viewer).filter(printed_at__isnull=True, batch__isnull=True)
    return with_people(still_open(_to_standing(fresh)))


def with_people(letters: QuerySet[HomeLetter]) -> QuerySet[HomeLetter]:
    """Join what is shown and asked of a letter."""
    return letters.select_related("pupil", "guardian", "message__conversation__school")


def in_order(letters: QuerySet[HomeLetter]) -> QuerySet[HomeLetter]:
    """By message and the pupil's name, as on paper and on the pages."""
    return letters.order_by("message", "pupil__sort_key", "pupil", "guardian__sort_key", "pk")


def still_due(viewer: Person | None, letters: Sequence[HomeLetter]) -> list[HomeLetter]:
    """Of these, those whose guardian may still read the message, and whose home has not read it.

    As far as ``viewer`` may know of them; without one, all. Asked anew when the paper is made: who
    was removed, a home that has read or confirmed by now, and what was withdrawn get none. Eight
    queries a message.
    """
    by_message: dict[int, list[HomeLetter]] = defaultdict(list)
    for letter in letters:
        by_message[letter.message_id].append(letter)
    due: set[int] = set()
    for some in by_message.values():
        due |= _due_for(viewer, some[0].message, some)
    return [letter for letter in letters if letter.pk in due]


def one_letter(viewer: Person, key: uuid.UUID) -> HomeLetter:
    """Raises NotVisible."""
    letter = with_people(visible_letters(viewer)).filter(uuid=key).first()
    if letter is None:
        raise NotVisible
    return letter


def done_by(letter: HomeLetter) -> str:
    """Who wrote down what came back; nobody yet: empty."""
    return cards.staff_name(letter.done_by) if letter.done_by else ""


def by_code(viewer: Person, typed: str) -> HomeLetter | None:
    """The letter that this code stands on, as far as the viewer may see it; however typed."""
    letters = with_people(visible_letters(viewer))
    return letters.filter(code=letter_codes.tidied(typed)).first()


def addressed(viewer: Person, typed: str) -> HomeLetter | None:
    """The viewer's own letter with this code, about what they may read."""
    letters = with_people(addressed_letters(viewer))
    return letters.filter(code=letter_codes.tidied(typed)).first()


def one_batch(viewer: Person, key: uuid.UUID) -> BatchPage:
    """Raises NotVisible. Three queries."""
    batch = visible_batches(viewer).select_related("file").filter(uuid=key).first()
    if batch is None:
        raise NotVisible
    letters = list(in_order(with_people(visible_letters(viewer)).filter(batch=batch)))
    names = classes_of(letter.pupil_id for letter in letters)
    return BatchPage(batch, _rows(letters, names), batch.file is not None)


def classes_of(pupils: Iterable[int]) -> dict[int, str]:
    """The class that each of these pupils is in today, by key. One query."""
    day = clock.today()
    held = Membership.objects.filter(
        on_day(day),
        on_day(day, "group__"),
        person__in=set(pupils),
        role=MemberRole.PUPIL,
        group__kind=GroupKind.CLASS,
    )
    return dict(held.order_by("-group__name").values_list("person", "group__name"))


def _mine(viewer: Person) -> QuerySet[HomeLetter]:
    homes_of = writable_homes_of(viewer).order_by().values("pk")
    return visible_letters(viewer).filter(done_at__isnull=True, pupil__in=homes_of)


def _to_standing(letters: QuerySet[HomeLetter]) -> QuerySet[HomeLetter]:
    """Whose guardian is one today: the home may stand without them."""
    held = standing(clock.today()).filter(
        pupil=OuterRef("pupil"), guardian=OuterRef("guardian"), guardian__is_active=True
    )
    return letters.filter(Exists(held))


def _due_for(viewer: Person | None, message: Message, letters: Sequence[HomeLetter]) -> set[int]:
    if message.withdrawn_at is not None:
        return set()
    unread = {(home.pupil, home.key): home for home in homes.unread(message, viewer)}
    readers = set(message_viewer_ids(message))
    found = set()
    for letter in letters:
        home = unread.get((letter.pupil_id, letter.home_key))
        if home and letter.guardian_id in home.guardians and letter.guardian_id in readers:
            found.add(letter.pk)
    return found


def _rows(letters: Sequence[HomeLetter], names: dict[int, str]) -> tuple[LetterRow, ...]:
    return tuple(LetterRow(letter, names.get(letter.pupil_id, "")) for letter in letters)
