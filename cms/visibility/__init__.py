"""Who may see what of ``cms``, and the inverse, side by side; nowhere else."""

from cms.visibility.assignments import assignment_viewers, visible_assignments
from cms.visibility.files import (
    assignment_files,
    class_pictures,
    hand_in_files,
    viewers_of_assignment_file,
    viewers_of_class_picture,
    viewers_of_hand_in_file,
)
from cms.visibility.groups import (
    class_page_viewers,
    class_readers,
    read_groups,
    visible_class_pages,
)
from cms.visibility.hand_ins import (
    feedback_viewers,
    hand_in_viewers,
    visible_feedback,
    visible_hand_ins,
)
from cms.visibility.plans import visible_week_plans, week_plan_viewers

__all__ = [
    "assignment_files",
    "assignment_viewers",
    "class_page_viewers",
    "class_pictures",
    "class_readers",
    "feedback_viewers",
    "hand_in_files",
    "hand_in_viewers",
    "read_groups",
    "viewers_of_assignment_file",
    "viewers_of_class_picture",
    "viewers_of_hand_in_file",
    "visible_assignments",
    "visible_class_pages",
    "visible_feedback",
    "visible_hand_ins",
    "visible_week_plans",
    "week_plan_viewers",
]
