"""Reads about pupils' work: one's own, one's child's, and the teacher's marking list."""

from dataclasses import dataclass, field

from django.db.models import Prefetch, QuerySet

from cms.choices import HandInState
from cms.models import Assignment, Feedback, HandIn, HandInAttempt, HandInFile
from cms.policies import is_open
from cms.queries.groups import pupils_of
from cms.visibility import visible_feedback, visible_hand_ins
from schools import affiliations, clock
from schools.models import Person
from schools.queries.people import children_of
from schools.statements import written_once


@dataclass(frozen=True)
class Work:
    """One pupil's work as the viewer may see it. The draft is filled in for the pupil only."""

    pupil: Person
    state: str = HandInState.NOT_STARTED
    is_open: bool = True
    hand_in: HandIn | None = None
    attempts: list[HandInAttempt] = field(default_factory=list)
    feedback: list[Feedback] = field(default_factory=list)
    unpublished: Feedback | None = None
    draft_files: list[HandInFile] = field(default_factory=list)

    @property
    def state_name(self) -> str:
        """In the reader's language."""
        return str(HandInState(self.state).label)

    @property
    def latest(self) -> HandInAttempt | None:
        """The newest delivery."""
        return self.attempts[-1] if self.attempts else None

    @property
    def earlier(self) -> list[HandInAttempt]:
        """Deliveries before the newest, newest first."""
        return self.attempts[-2::-1]


@dataclass(frozen=True)
class Row:
    """One line of the marking list."""

    pupil: Person
    state: str
    is_late: bool
    handed_in_at: object
    has_unpublished: bool

    @property
    def state_name(self) -> str:
        """In the reader's language."""
        return str(HandInState(self.state).label)


def own_work(viewer: Person, assignment: Assignment) -> Work:
    """The pupil's own, draft included. Six queries at most."""
    return _work(viewer, assignment, [viewer], own=True)[0]


def children_work(viewer: Person, assignment: Assignment) -> list[Work]:
    """What the guardian's children in the group have handed in and been told."""
    pairs = affiliations.of(viewer).child_group_pairs
    children = [child for child in children_of(viewer) if (child.pk, assignment.group_id) in pairs]
    return _work(viewer, assignment, children)


def pupil_work(viewer: Person, assignment: Assignment, pupil: Person) -> Work:
    """One pupil's deliveries and the feedback on them, for the teacher."""
    return _work(viewer, assignment, [pupil])[0]


# What the teacher has to do something about comes first.
_ORDER = [
    HandInState.HANDED_IN,
    HandInState.NOT_STARTED,
    HandInState.DRAFT,
    HandInState.RETURNED,
    HandInState.ASSESSED,
]


def marking_list(viewer: Person, assignment: Assignment) -> list[Row]:
    """Every pupil of the group by state, what waits for the teacher first. Three queries."""
    hand_ins = {row.pupil_id: row for row in _hand_ins(viewer, assignment.pk)}
    unpublished = set(_with_unpublished(viewer, assignment.pk))
    rows = [
        _row(pupil, hand_ins.get(pupil.pk), pupil.pk in unpublished)
        for pupil in pupils_of(viewer, assignment.group)
    ]
    return sorted(rows, key=lambda row: _ORDER.index(HandInState(row.state)))


@written_once("assignment")
def _hand_ins(viewer: Person, assignment: int) -> QuerySet[HandIn]:
    return visible_hand_ins(viewer).filter(assignment=assignment)


@written_once("assignment")
def _with_unpublished(viewer: Person, assignment: int) -> QuerySet[Feedback, int]:
    """Pupils with feedback that is not published."""
    rows = visible_feedback(viewer).filter(hand_in__assignment=assignment, published_at=None)
    return rows.values_list("hand_in__pupil_id", flat=True)


def next_pupil(rows: list[Row], pupil: Person) -> Person | None:
    """The next one in the marking list, round from the end to the start; None when alone."""
    pupils = [row.pupil for row in rows]
    if pupil not in pupils or len(pupils) == 1:
        return None
    return pupils[(pupils.index(pupil) + 1) % len(pupils)]


def _row(pupil: Person, hand_in: HandIn | None, has_unpublished: bool) -> Row:
    if hand_in is None:
        return Row(pupil, HandInState.NOT_STARTED, False, None, has_unpublished)
    return Row(pupil, hand_in.state, hand_in.is_late, hand_in.handed_in_at, has_unpublished)


def _work(
    viewer: Person, assignment: Assignment, pupils: list[Person], *, own: bool = False
) -> list[Work]:
    attempts = HandInAttempt.objects.prefetch_related(
        Prefetch("files", HandInFile.objects.select_related("file"), to_attr="file_rows")
    )
    rows = visible_hand_ins(viewer).filter(assignment=assignment, pupil__in=pupils)
    found = rows.prefetch_related(
        Prefetch("attempts", attempts),
        Prefetch("feedback", visible_feedback(viewer).select_related("author")),
    )
    by_pupil = {row.pupil_id: row for row in found}
    return [_one(assignment, pupil, by_pupil.get(pupil.pk), own=own) for pupil in pupils]


def _one(assignment: Assignment, pupil: Person, row: HandIn | None, *, own: bool) -> Work:
    opened = is_open(assignment, row, clock.now())
    if row is None:
        return Work(pupil, is_open=opened)
    said = list(row.feedback.all())
    return Work(
        pupil=pupil,
        state=row.state,
        is_open=opened,
        hand_in=row if own else None,
        attempts=list(row.attempts.all()),
        feedback=[item for item in said if item.published_at is not None],
        unpublished=next((item for item in said if item.published_at is None), None),
        draft_files=list(row.files.filter(in_draft=True).select_related("file")) if own else [],
    )
