"""All that is said of an announcement's readers before it is sent."""

from collections.abc import Sequence
from dataclasses import dataclass

from messaging.queries import announcing_words as words
from messaging.queries.announcing_readers import Chosen, Meant, tally
from messaging.queries.announcing_warnings import MOST_UNASKED, Caution, cautions
from messaging.queries.promise import in_words
from schools.exceptions import InvalidInput
from schools.models import Person


@dataclass(frozen=True)
class Summary:
    """Who gets it, in words; ``problem``: why it could not be sent to these.

    ``total`` people, each once; None when nobody has been chosen yet.
    """

    meant: Meant | None = None
    problem: str = ""
    line: str = ""
    along: str = ""
    promise: str = ""
    cautions: Sequence[Caution] = ()
    total: int | None = None

    @property
    def total_words(self) -> str:
        """«1 240 personer»."""
        return words.people_count(self.total or 0)

    @property
    def asks_if_sure(self) -> bool:
        """So many that the writer says yes to the number first."""
        return (self.total or 0) > MOST_UNASKED


def summary(viewer: Person, chosen: Chosen, *, asks_confirmation: bool) -> Summary:
    """Counted for this viewer. Sixteen queries at most, whatever the number of readers."""
    if chosen.is_nobody:
        return Summary()
    try:
        meant = Meant(viewer, chosen)
    except InvalidInput as refusal:
        return Summary(problem=str(refusal))
    counted = tally(meant, asks_confirmation=asks_confirmation)
    return Summary(
        meant=meant,
        line=words.to_line(counted),
        along=words.along_line(counted),
        promise=in_words(counted.arrivals),
        cautions=cautions(meant, counted),
        total=counted.people,
    )
