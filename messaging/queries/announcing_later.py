"""What a writer has waiting to be announced, and whom each is for."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Prefetch

from messaging import targets
from messaging.models import ScheduledAnnouncement, ScheduledFile
from messaging.queries import announcing_choices as choices
from messaging.queries.announcing_choices import Option
from messaging.queries.announcing_readers import Chosen
from messaging.queries.file_cards import CoverCard, FileCard, cover_card, file_cards
from messaging.targets import Target
from messaging.visibility import visible_scheduled_announcements
from schools.exceptions import NotVisible
from schools.models import Person


@dataclass(frozen=True)
class WaitingLine:
    """One that waits; ``places`` it is for, and how many people were chosen one by one.

    ``has_gone``: something of it the writer could not choose today; ``files``: their names.
    """

    row: ScheduledAnnouncement
    places: tuple[str, ...]
    people: int
    has_gone: bool
    files: tuple[str, ...]


def waiting(viewer: Person) -> tuple[ScheduledAnnouncement, ...]:
    """The viewer's own, the next first: no more than may wait. One query."""
    return tuple(visible_scheduled_announcements(viewer))


def waiting_lines(viewer: Person) -> tuple[WaitingLine, ...]:
    """The same, with whom each is for. Four queries, one when nothing waits."""
    with_files = Prefetch("files", ScheduledFile.objects.select_related("file"))
    rows = visible_scheduled_announcements(viewer).prefetch_related(with_files)
    offered = _offered(viewer) if rows else {}
    return tuple(_line(row, offered) for row in rows)


def one(viewer: Person, key: uuid.UUID) -> ScheduledAnnouncement:
    """One of the viewer's own. Raises NotVisible, also once it is sent."""
    found = visible_scheduled_announcements(viewer).filter(uuid=key).first()
    if found is None:
        raise NotVisible
    return found


def files(row: ScheduledAnnouncement) -> tuple[tuple[FileCard, ...], CoverCard | None]:
    """Those of one that is visible to the viewer, in order, and its picture. One query."""
    held = list(row.files.select_related("file"))
    return file_cards(held), cover_card(held)


def chosen(viewer: Person, row: ScheduledAnnouncement) -> Chosen:
    """Whom it would go to if it were sent now, as far as they may still be chosen."""
    offered = _offered(viewer)
    keys = [uuid.UUID(key) for key in {*row.people, *row.homes}]
    found = choices.chosen_people(viewer, keys)
    return Chosen(
        options=tuple(offered[target] for target in _to(row) if target in offered),
        people=tuple(each.person for each in found if str(each.person.uuid) in row.people),
        homes=tuple(
            each.person for each in found if each.has_home and str(each.person.uuid) in row.homes
        ),
    )


def _offered(viewer: Person) -> Mapping[Target, Option]:
    every = choices.options(choices.places(viewer)).values()
    return {option.target: option for option in every}


def _to(row: ScheduledAnnouncement) -> list[Target]:
    return [targets.read_word(word) for word in row.to]


def _line(row: ScheduledAnnouncement, offered: Mapping[Target, Option]) -> WaitingLine:
    meant = _to(row)
    known = tuple(offered[target].label for target in meant if target in offered)
    return WaitingLine(
        row=row,
        places=known,
        people=len(row.people) + len(row.homes),
        has_gone=len(known) < len(meant),
        files=tuple(one.file.name for one in row.files.all()),
    )
