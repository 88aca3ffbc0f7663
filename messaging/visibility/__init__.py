"""Who may see what of ``messaging``, and the inverse, side by side; nowhere else."""

from messaging.visibility.asks import (
    answer_viewers,
    asked_homes,
    asks_personally,
    counted_answers,
    visible_answers,
    visible_asks,
)
from messaging.visibility.assisted import recordable_guardians
from messaging.visibility.conversations import (
    active_among,
    conversation_viewers,
    is_addressed,
    is_asked,
    part_people,
    pupils_of,
    sides_in,
    sides_of,
    visible_conversations,
    with_sides,
)
from messaging.visibility.duty import (
    named_for_duty,
    notice_reader_ids_among,
    notice_readers,
    today_mark_viewers,
    visible_today_marks,
)
from messaging.visibility.followed import (
    followed_pupils,
    followed_staff,
    pupil_followers,
    reading_followers,
    staff_followers,
)
from messaging.visibility.helpers_followed import followed_helpers, helper_followers
from messaging.visibility.helping import has_helpers, helped_to_answer
from messaging.visibility.homes import (
    call_viewers,
    letter_viewers,
    visible_calls,
    visible_letters,
)
from messaging.visibility.interpreters import (
    arrangeable_needs,
    interpreter_need_viewers,
    visible_interpreter_needs,
)
from messaging.visibility.letters import (
    addressed_letters,
    batch_viewers,
    letter_addressees,
    letter_file_viewers,
    visible_batches,
    visible_letter_files,
)
from messaging.visibility.messages import (
    attachment_viewers,
    few_viewer_ids,
    has_few_readers,
    message_viewer_ids,
    message_viewers,
    viewer_ids_among,
    visible_attachment_files,
    visible_messages,
    without_access,
)
from messaging.visibility.noise import (
    noise_week_viewers,
    visible_noise_schools,
    visible_noise_weeks,
)
from messaging.visibility.notices import WAYS_TO, addressed, addressed_few
from messaging.visibility.openings import opening_viewers, visible_openings
from messaging.visibility.reactions import reaction_viewers, visible_reactions
from messaging.visibility.readers import reader_list_viewers, with_visible_readers
from messaging.visibility.reports import (
    named_receivers,
    receives_reports,
    report_file_viewers,
    report_viewers,
    visible_report_files,
    visible_reports,
)
from messaging.visibility.scheduled import (
    scheduled_announcement_viewers,
    scheduled_file_viewers,
    scheduled_viewers,
    visible_scheduled,
    visible_scheduled_announcements,
    visible_scheduled_files,
)
from messaging.visibility.standing_in import stand_in_viewers, visible_stand_ins
from messaging.visibility.templates import message_template_viewers, visible_message_templates
from messaging.visibility.weekly import visible_weekly_items, weekly_item_viewers
from messaging.visibility.writing import (
    addable_colleagues,
    may_answer_as_pupil,
    writable_homes_of,
    writable_people,
)

__all__ = [
    "WAYS_TO",
    "active_among",
    "addable_colleagues",
    "addressed",
    "addressed_few",
    "addressed_letters",
    "answer_viewers",
    "arrangeable_needs",
    "asked_homes",
    "asks_personally",
    "attachment_viewers",
    "batch_viewers",
    "call_viewers",
    "conversation_viewers",
    "counted_answers",
    "few_viewer_ids",
    "followed_helpers",
    "followed_pupils",
    "followed_staff",
    "has_few_readers",
    "has_helpers",
    "helped_to_answer",
    "helper_followers",
    "interpreter_need_viewers",
    "is_addressed",
    "is_asked",
    "letter_addressees",
    "letter_file_viewers",
    "letter_viewers",
    "may_answer_as_pupil",
    "message_template_viewers",
    "message_viewer_ids",
    "message_viewers",
    "named_for_duty",
    "named_receivers",
    "noise_week_viewers",
    "notice_reader_ids_among",
    "notice_readers",
    "opening_viewers",
    "part_people",
    "pupil_followers",
    "pupils_of",
    "reaction_viewers",
    "reader_list_viewers",
    "reading_followers",
    "receives_reports",
    "recordable_guardians",
    "report_file_viewers",
    "report_viewers",
    "scheduled_announcement_viewers",
    "scheduled_file_viewers",
    "scheduled_viewers",
    "sides_in",
    "sides_of",
    "staff_followers",
    "stand_in_viewers",
    "today_mark_viewers",
    "viewer_ids_among",
    "visible_answers",
    "visible_asks",
    "visible_attachment_files",
    "visible_batches",
    "visible_calls",
    "visible_conversations",
    "visible_interpreter_needs",
    "visible_letter_files",
    "visible_letters",
    "visible_message_templates",
    "visible_messages",
    "visible_noise_schools",
    "visible_noise_weeks",
    "visible_openings",
    "visible_reactions",
    "visible_report_files",
    "visible_reports",
    "visible_scheduled",
    "visible_scheduled_announcements",
    "visible_scheduled_files",
    "visible_stand_ins",
    "visible_today_marks",
    "visible_weekly_items",
    "weekly_item_viewers",
    "with_sides",
    "with_visible_readers",
    "without_access",
    "writable_homes_of",
    "writable_people",
]
