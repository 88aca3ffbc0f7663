"""The list of answers to an ask, for the staff who count them: evidence, by home or person."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from messaging.choices import AskKind, Per, Side
from messaging.models import Ask, AskAnswer, AskText, Conversation
from messaging.queries import cards, reach
from messaging.queries.asks import Sums, is_too_few, sums_of
from messaging.visibility import sides_in, visible_answers, visible_asks
from schools.exceptions import NotAllowed, NotVisible
from schools.models import Person
from schools.queries.one import the_one

_Key = tuple[UUID | None, str]


@dataclass(frozen=True)
class AnswerRow:
    """A home or a person with all they have answered, the newest first; none: nothing yet."""

    title: str
    names: tuple[str, ...]
    answers: tuple[AskAnswer, ...]


@dataclass(frozen=True)
class AnswerList:
    """Everybody who is asked, and what they answered. ``texts``: the editions, newest first.

    ``sums``: none while too few have answered a poll. ``gone``: answers of those who read it no
    longer.
    """

    ask: Ask
    sums: Sums | None
    rows: tuple[AnswerRow, ...]
    gone: tuple[AnswerRow, ...]
    texts: tuple[AskText, ...]
    has_names: bool

    @property
    def all_rows(self) -> tuple[AnswerRow, ...]:
        """Those who are asked now, then those who were."""
        return self.rows + self.gone


def asked_in(viewer: Person, conversation: Conversation, message: UUID) -> Ask:
    """The ask of one message. Raises NotVisible."""
    rows = visible_asks(viewer).filter(conversation=conversation.pk, message__uuid=message)
    return the_one(list(rows.select_related("message__author", "conversation")))


def answer_list(viewer: Person, conversation: Conversation, message: UUID) -> AnswerList:
    """For a conversation loaded with marks of capacity. At most fourteen queries.

    Raises NotVisible for its other readers, NotAllowed for a poll whose results are not theirs.
    Protected people are listed only for those who may know of them.
    """
    if Side.STAFF not in sides_in(conversation):
        raise NotVisible
    ask = asked_in(viewer, conversation, message)
    if ask.kind == AskKind.POLL and ask.message.author_id != viewer.pk:
        raise NotAllowed
    has_names = ask.kind != AskKind.POLL or ask.is_open
    rows, gone = _rows(viewer, conversation, ask) if has_names else ([], [])
    sums = sums_of(viewer, [ask])[ask.pk]
    texts = AskText.objects.filter(ask=ask).order_by("-edition")
    return AnswerList(
        ask=ask,
        sums=None if is_too_few(ask, sums) else sums,
        rows=tuple(rows),
        gone=tuple(gone),
        texts=tuple(texts),
        has_names=has_names,
    )


def _rows(
    viewer: Person, conversation: Conversation, ask: Ask
) -> tuple[list[AnswerRow], list[AnswerRow]]:
    given = visible_answers(viewer).filter(ask=ask)
    joined = given.select_related("person", "pupil", "recorded_by")
    left: dict[_Key, list[AskAnswer]] = defaultdict(list)
    for one in joined.order_by("-edition", "-answered_at"):
        one.ask = ask
        one.__dict__["recorded_name"] = one.recorded_by and cards.staff_name(one.recorded_by)
        left[_key(one)].append(one)
    rows = [
        AnswerRow(title, names, tuple(left.pop(key, ())))
        for title, names, key in _asked(viewer, conversation, ask)
    ]
    others = [AnswerRow(_title(some[0]), (), tuple(some)) for some in left.values()]
    # staff who are asked stand in no reader list: those who have answered are all there is
    return (others, []) if ask.for_staff else (rows, others)


def _asked(
    viewer: Person, conversation: Conversation, ask: Ask
) -> Iterator[tuple[str, tuple[str, ...], _Key]]:
    """Who is asked today: title, names beside it, and the key of their answer."""
    known = reach.reach(viewer, conversation)
    once: set[UUID] = set()
    for row in known.homes:
        if ask.per == Per.HOME:
            yield row.title, row.names, (row.pupil, row.home_key)
            continue
        for person in row.people:
            if person.uuid not in once:
                once.add(person.uuid)
                yield person.get_full_name(), (row.title,), (person.uuid, "")
    for row in known.others:
        yield row.title, (), (row.people[0].uuid, "")


def _key(answer: AskAnswer) -> _Key:
    if answer.pupil is not None:
        return answer.pupil.uuid, answer.home_key
    return answer.person.uuid, ""


def _title(answer: AskAnswer) -> str:
    return (answer.pupil or answer.person).get_full_name()
