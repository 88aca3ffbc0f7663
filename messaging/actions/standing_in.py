"""Standing in: a colleague sees to one's threads with homes for some days."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from messaging import events
from messaging.actions import outbox
from messaging.choices import Side
from messaging.models import Conversation, Participant, StandIn
from messaging.queries.standing_in import colleagues_at, fitting, threads_of
from messaging.visibility import sides_of, visible_stand_ins
from schools import affiliations, clock
from schools.actions import audit
from schools.exceptions import InvalidInput, NotVisible
from schools.models import Group, Person, School
from schools.models.dated import on_day

LONGEST = dt.timedelta(days=366)


def let_stand_in(
    *,
    actor: Person,
    school: School,
    substitute: Person,
    starts: dt.date,
    last: dt.date,
    with_history: bool = False,
    group: Group | None = None,
) -> StandIn:
    """Let a colleague see to the actor's threads with homes, from a municipal day to ``last``.

    All that the actor answers for at the school, also those that begin meanwhile; with ``group``
    those about its pupils. Never a sensitive one, one about a child of the colleague's own, nor
    one about a protected person whom they may not know of. Raises NotVisible for a school where
    the actor does not work, InvalidInput (``substitute``, ``starts``, ``last``).
    """
    if school.pk not in affiliations.of(actor).staff_schools:
        raise NotVisible
    if group and group.pk not in affiliations.of(actor).staff_groups:
        raise NotVisible
    _check_substitute(actor, school, substitute)
    _check_days(starts, last)
    with transaction.atomic():
        row = StandIn.objects.create(
            school=school,
            owner=actor,
            substitute=substitute,
            group=group,
            starts=starts,
            ends=last + dt.timedelta(days=1),
            with_history=with_history,
            created_at=clock.now(),
        )
        # the threads' rows: what is written meanwhile is before or after, for all of them
        locked = threads_of(row).select_for_update(no_key=True, of=("self",)).order_by("pk")
        threads = list(locked)
        _let_in(row, threads)
        _tell(row, threads)
        _record(actor, row, "stand_in.begin", threads=len(threads))
    return row


def end_stand_in(*, actor: Person, stand_in: StandIn) -> None:
    """It ends today, at once; what has not begun never does. Twice is the same as once.

    By the owner, the substitute, or who leads the school or runs its office. Raises NotVisible.
    """
    found = visible_stand_ins(actor).filter(pk=stand_in.pk).first()
    if found is None:
        raise NotVisible
    today = clock.today()
    with transaction.atomic():
        row = StandIn.objects.select_for_update(no_key=True).get(pk=found.pk)
        if row.ends is None or row.starts is None or row.ends <= max(today, row.starts):
            return
        over = max(today, row.starts)
        places = Participant.objects.filter(stand_in=row, ends=row.ends)
        threads = list(Conversation.objects.filter(pk__in=places.values("conversation")))
        readers = _readers(threads)
        places.update(ends=over)
        row.ends = over
        row.save(update_fields=["ends"])
        if threads:
            outbox.tell(conversation=threads[0], event=events.refetch(), recipients=readers)
        _record(actor, row, "stand_in.end", threads=len(threads))
    affiliations.forget(actor)


def let_substitutes_in(conversation: Conversation) -> None:
    """Whoever stands in for the owner takes part in a thread that begins, in its transaction."""
    theirs = StandIn.objects.filter(owner=conversation.owner_id, school=conversation.school_id)
    for row in theirs.filter(ends__gt=clock.today()):
        # what it says of owner and state is written with its first message
        if fitting(row, Conversation.objects.filter(pk=conversation.pk)).exists():
            _let_in(row, [conversation])


def end_with_owner(conversation: Conversation, owner: Person) -> list[Person]:
    """Whoever stands in for somebody who takes part no longer goes with them, and who that is.

    In the caller's transaction, under the conversation's lock. A colleague's own place stays.
    """
    return _end_places(conversation, Q(stand_in__owner=owner))


def end_in_sensitive(conversation: Conversation) -> None:
    """Nobody stands in where it is sensitive: who came in so goes out, and their pages ask anew.

    In the caller's transaction, under the conversation's lock. A colleague's own place stays.
    """
    gone = _end_places(conversation, Q(stand_in__isnull=False))
    for each in gone:
        affiliations.forget(each)
    if out := [each.pk for each in gone if not sides_of(each, conversation)]:
        outbox.tell(conversation=conversation, event=events.refetch(), recipients=out)


def _end_places(conversation: Conversation, which: Q) -> list[Person]:
    today = clock.today()
    theirs = Participant.objects.filter(
        which, conversation=conversation, side=Side.STAFF, ends__gt=today
    )
    found = list(theirs.select_related("person"))
    for place in found:  # one that has not begun ends before it does
        place.ends = max(place.starts, today) if place.starts else today
    Participant.objects.bulk_update(found, ["ends"])
    return [place.person for place in found]


def make_lasting(conversation: Conversation, person: Person) -> None:
    """Who sees to a thread from now on takes part for good, whomever they stood in for.

    In the caller's transaction, under the conversation's lock.
    """
    mine = Participant.objects.filter(conversation=conversation, person=person, side=Side.STAFF)
    mine.update(ends=None, stand_in=None)


def _let_in(row: StandIn, threads: Iterable[Conversation]) -> None:
    """A place for the time in each; a place of longer standing stays, and says why else."""
    found = list(threads)
    kept = {place.conversation_id: place for place in _places(row, found)}
    new = [_place(row, thread) for thread in found if thread.pk not in kept]
    Participant.objects.bulk_create(new)
    today = clock.today()
    for thread in found:
        if place := kept.get(thread.pk):
            _prolong(place, _place(row, thread), today)
    fields = ["starts", "ends", "from_seq", "stand_in"]
    Participant.objects.bulk_update(kept.values(), fields, batch_size=500)


def _places(row: StandIn, threads: list[Conversation]) -> QuerySet[Participant]:
    mine = Participant.objects.filter(person=row.substitute_id, side=Side.STAFF, pupil=None)
    return mine.filter(conversation__in=[thread.pk for thread in threads])


def _place(row: StandIn, thread: Conversation) -> Participant:
    """From where its owner reads it, or from now on."""
    owners = getattr(thread, "owner_from", 0)
    return Participant(
        conversation=thread,
        person_id=row.substitute_id,
        side=Side.STAFF,
        starts=max(row.starts, clock.today()) if row.starts else None,
        ends=row.ends,
        from_seq=owners if row.with_history else thread.last_seq,
        stand_in=row,
    )


def _prolong(place: Participant, wanted: Participant, today: dt.date) -> None:
    """A place that is over begins anew; one that goes on ends no earlier than it would have.

    One that ends before the other days begin stays as it is.
    """
    if place.ends and wanted.starts and today < place.ends < wanted.starts:
        return  # the days between are nobody's to read in
    place.stand_in = wanted.stand_in
    if place.ends is None:
        return
    if place.ends <= today:
        place.starts, place.from_seq = wanted.starts, wanted.from_seq
    place.ends = max(place.ends, wanted.ends) if wanted.ends else place.ends


def _tell(row: StandIn, threads: list[Conversation]) -> None:
    """Pages of all who read one of them ask anew; which one is not said."""
    if threads and row.starts and row.starts <= clock.today():
        outbox.tell(conversation=threads[0], event=events.refetch(), recipients=_readers(threads))


def _readers(threads: Iterable[Conversation]) -> set[int]:
    """Who takes part today in one of these, which nobody reads without a place. One query."""
    here = Participant.objects.filter(on_day(clock.today()), conversation__in=list(threads))
    return set(here.values_list("person", flat=True))


def _check_substitute(actor: Person, school: School, substitute: Person) -> None:
    if not colleagues_at(actor, school).filter(pk=substitute.pk).exists():
        raise InvalidInput(_("Choose somebody who works at the school."), "substitute")
    standing = StandIn.objects.filter(owner=actor, substitute=substitute, ends__gt=clock.today())
    if standing.exists():
        words = _("This colleague stands in for you already. End that first.")
        raise InvalidInput(words, "substitute")


def _check_days(starts: dt.date, last: dt.date) -> None:
    if starts < clock.today():
        raise InvalidInput(_("The first day is over. Choose today or later."), "starts")
    if last < starts:
        raise InvalidInput(_("The last day is before the first."), "last")
    if last - starts >= LONGEST:
        raise InvalidInput(_("At most one year at a time."), "last")


def _record(actor: Person, row: StandIn, action: str, threads: int) -> None:
    audit.record(
        actor=actor,
        action=action,
        about=row,
        school_id=row.school_id,
        substitute=row.substitute_id,
        with_history=row.with_history,
        threads=threads,
    )
