"""Letters into a file to print: asked for here, made by a worker when they are many."""

import datetime as dt
import logging
from collections.abc import Iterator, Sequence

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from messaging import paper
from messaging.actions.letters import put_edition
from messaging.channels.sheet import Sheet
from messaging.choices import BatchState, LetterEnd
from messaging.models import HomeLetter, LetterBatch, Message
from messaging.queries import cards, letter_replies, letters
from messaging.visibility import visible_batches
from schools import clock, queue
from schools.actions import audit, files
from schools.choices import ScanState
from schools.exceptions import Conflict, InvalidInput, NotVisible
from schools.files import kinds, vault
from schools.models import Person, PrivateFile

log = logging.getLogger(__name__)

AT_ONCE = 5  # letters while somebody waits: half a second for the fonts, a tenth for each
KEPT = dt.timedelta(days=1)
LOST_AFTER = dt.timedelta(minutes=5)
_SWEPT = 50


def ask_for_file(*, actor: Person) -> LetterBatch:
    """Put the letters that the actor may print into one file, at most a hundred.

    A few are made at once, more by a worker. Raises NotVisible for all but staff, InvalidInput
    when there is nothing to print.
    """
    letters.require_staff(actor)
    batch = _take(actor)
    if batch.total > AT_ONCE:
        _ask_worker(batch.pk)
    else:
        make_file(batch_id=batch.pk)
        batch.refresh_from_db()
    return batch


def make_file(*, batch_id: int) -> None:
    """Make the file of a batch that waits; safe to run twice, also at once.

    Rights are asked again now: letters that are not to be sent any more are over, and those that
    the one who asked may not print any more wait for others.
    """
    now = clock.now()
    free = LetterBatch.objects.filter(pk=batch_id, state=BatchState.WAITING)
    free = free.filter(Q(begun_at=None) | Q(begun_at__lt=now - LOST_AFTER))
    if not free.update(begun_at=now, made=0):
        return
    batch = LetterBatch.objects.select_related("requested_by").get(pk=batch_id)
    due = _due(batch)
    try:
        _keep(batch, _pdf(batch, due) if due else b"", due)
    except Exception:
        # its own fault: the letters wait again, and whoever asked is told
        log.exception("Letters could not be made.")
        _fail(batch)


def mark_printed(*, actor: Person, batch: LetterBatch) -> None:
    """The letters of a file are on paper and on their way. Twice is the same as once.

    Raises NotVisible, Conflict while the file is not ready.
    """
    with transaction.atomic():
        locked = _lock(actor, batch)
        if locked.state != BatchState.READY:
            raise Conflict(_("The letters are not ready yet."))
        if locked.printed_at is not None:
            return
        locked.printed_at = clock.now()
        locked.save(update_fields=["printed_at"])
        sent = HomeLetter.objects.filter(batch=locked, printed_at=None)
        count = sent.update(printed_at=locked.printed_at, printed_by=actor)
        audit.record(actor=actor, action="letters.printed", about=locked, letters=count)


def put_back(*, actor: Person, batch: LetterBatch) -> None:
    """They were not printed after all: the file is gone, and the letters wait again.

    Raises NotVisible, Conflict when they have been printed.
    """
    with transaction.atomic():
        locked = _lock(actor, batch)
        if locked.printed_at is not None:
            raise Conflict(_("Somebody has said that these letters are printed."))
        _let_go(locked)
        audit.record(actor=actor, action="letters.put_back", about=locked)


def let_go_with(*, about: Q) -> None:
    """Files with letters about these messages (``Q`` of ``Message``) are gone: they are not true.

    What was not printed waits again, to be made as it may be now. Under the conversation's lock.
    """
    told = Message.objects.filter(about).order_by().values("pk")
    held = HomeLetter.objects.filter(message__in=told, batch__isnull=False).values("batch")
    # what no worker has begun yet is asked about anew when it is made
    made = Q(file__isnull=False) | Q(state=BatchState.WAITING, begun_at__isnull=False)
    rows = LetterBatch.objects.select_for_update(of=("self",)).filter(made, pk__in=held)
    for batch in rows.order_by("pk"):
        _let_go(batch)


def sweep() -> None:
    """Ask again for files whose task was lost; what nobody printed in a day waits again."""
    now = clock.now()
    old = Q(created_at__lt=now - KEPT)
    waiting = LetterBatch.objects.filter(state=BatchState.WAITING).exclude(old)
    lost = waiting.filter(Q(begun_at=None) | Q(begun_at__lt=now - LOST_AFTER))
    for key in list(lost.values_list("pk", flat=True)[:_SWEPT]):
        _ask_worker(key)
    over = LetterBatch.objects.filter(old).filter(
        Q(state=BatchState.WAITING) | Q(file__isnull=False)
    )
    for batch in over[:_SWEPT]:
        with transaction.atomic():
            _let_go(LetterBatch.objects.select_for_update().get(pk=batch.pk))


@transaction.atomic
def _take(actor: Person) -> LetterBatch:
    waiting = letters.in_order(letters.to_print(actor)).values_list("pk", flat=True)
    # two who ask at once: the second gets what the first has not taken
    free = HomeLetter.objects.select_for_update(of=("self",)).filter(
        pk__in=list(waiting[: letters.SHOWN]), batch=None, printed_at=None, done_at=None
    )
    taken = list(free.values_list("pk", flat=True))
    if not taken:
        raise InvalidInput(_("There are no letters to print now."))
    batch = LetterBatch.objects.create(requested_by=actor, created_at=clock.now(), total=len(taken))
    HomeLetter.objects.filter(pk__in=taken).update(batch=batch)
    audit.record(actor=actor, action="letters.file", about=batch, letters=len(taken))
    return batch


def _due(batch: LetterBatch) -> list[HomeLetter]:
    """What is still to be sent, by the one who asked; the others leave the batch."""
    rows = letters.in_order(letters.with_people(HomeLetter.objects.filter(batch=batch)))
    held = list(rows)
    due = letters.still_due(batch.requested_by, held)
    left = [each for each in held if each not in due]
    for_others = {each.pk for each in letters.still_due(None, left)}
    leaving = HomeLetter.objects.filter(pk__in=[each.pk for each in left])
    leaving.exclude(pk__in=for_others).update(outcome=LetterEnd.CLOSED, done_at=clock.now())
    leaving.update(batch=None)
    return due


def _ask_worker(key: int) -> None:
    from messaging import tasks  # noqa: PLC0415 -- tasks load their actions, so not at import

    queue.soon(tasks.make_letters, key)


def _pdf(batch: LetterBatch, due: Sequence[HomeLetter]) -> bytes:
    from messaging.channels import letter  # noqa: PLC0415 -- WeasyPrint takes a second to load

    return letter.render_all(_sheets(batch, due), title=_("Letters"))


def _sheets(batch: LetterBatch, due: Sequence[HomeLetter]) -> Iterator[Sheet]:
    """One by one, as they are set; whoever waits sees how far it has come."""
    messages, answering = _messages(due), letter_replies.who_may_answer(due)
    for number, each in enumerate(due):
        LetterBatch.objects.filter(pk=batch.pk).update(made=number)
        message = messages[each.message_id]
        ask = paper.ask_of(message) if each.pk in answering else None
        put_edition(each, paper.edition_beside_boxes(message, ask))
        yield paper.sheet(each, message, ask)


def _messages(due: Sequence[HomeLetter]) -> dict[int, Message]:
    found: dict[int, Message] = {}
    rows = Message.objects.filter(pk__in={each.message_id for each in due})
    for message in cards.with_card_parts(rows).select_related("conversation__school", "ask"):
        cards.complete([message], message.conversation, None)
        found[message.pk] = message
    return found


def _keep(batch: LetterBatch, content: bytes, due: Sequence[HomeLetter]) -> None:
    """Under the batch's lock: one of two workers that made it keeps its file."""
    with transaction.atomic():
        locked = LetterBatch.objects.select_for_update().get(pk=batch.pk)
        if locked.state != BatchState.WAITING or _has_other_codes(due):
            return
        HomeLetter.objects.bulk_update(due, ["edition"])
        count = len(due)
        locked.state, locked.made, locked.total = BatchState.READY, count, count
        locked.file = _file(content) if content else None
        locked.save(update_fields=["state", "made", "total", "file"])


def _has_other_codes(due: Sequence[HomeLetter]) -> bool:
    """Another worker has given some of these sheets codes of their own meanwhile."""
    rows = HomeLetter.objects.filter(pk__in=[each.pk for each in due]).values_list("pk", "code")
    codes = dict(rows)
    return any(codes.get(each.pk, each.code) != each.code for each in due)


def _file(content: bytes) -> PrivateFile:
    return PrivateFile.objects.create(
        name=f"brev-{clock.today():%Y-%m-%d}.pdf",
        content_type=kinds.PDF,
        size=len(content),
        storage_name=vault.keep(content, ".pdf"),
        scan_state=ScanState.UNSCANNED,  # of our own making
        owned=True,
        created_at=clock.now(),
    )


def _fail(batch: LetterBatch) -> None:
    with transaction.atomic():
        _let_go(LetterBatch.objects.select_for_update().get(pk=batch.pk))


def _let_go(batch: LetterBatch) -> None:
    """Without its file, and without letters that have not been printed."""
    if batch.printed_at is None:
        HomeLetter.objects.filter(batch=batch, printed_at=None).update(batch=None)
        batch.state = BatchState.FAILED
    file, batch.file = batch.file, None
    batch.save(update_fields=["state", "file"])
    if file is not None:
        files.delete_files(files=[file])


def _lock(actor: Person, batch: LetterBatch) -> LetterBatch:
    if not visible_batches(actor).filter(pk=batch.pk).exists():
        raise NotVisible
    return LetterBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
