"""Who may see what of ``schools``, and the inverse, side by side; nowhere else.

Every function starts from nothing, adds one reason per line, and excludes
denials last. ``viewer`` None (signed out) sees what is public.
"""

from schools.visibility.files import file_viewers, visible_files
from schools.visibility.groups import group_viewers, visible_groups
from schools.visibility.helping import appointment_viewers, visible_appointments
from schools.visibility.office import (
    relation_viewers,
    run_viewers,
    visible_relations,
    visible_runs,
)
from schools.visibility.people import (
    may_know_of,
    person_viewers,
    visible_among,
    visible_people,
    who_know,
    without_hidden,
)

__all__ = [
    "appointment_viewers",
    "file_viewers",
    "group_viewers",
    "may_know_of",
    "person_viewers",
    "relation_viewers",
    "run_viewers",
    "visible_among",
    "visible_appointments",
    "visible_files",
    "visible_groups",
    "visible_people",
    "visible_relations",
    "visible_runs",
    "who_know",
    "without_hidden",
]
