"""What ``messaging`` hangs up: the menu entry and its number, Today's panels, search, files."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from messaging.actions import sensitive
from messaging.queries import duty, inbox, openings, reports
from messaging.queries.search import find_conversations, find_messages
from messaging.visibility import (
    attachment_viewers,
    letter_file_viewers,
    report_file_viewers,
    scheduled_file_viewers,
    visible_attachment_files,
    visible_letter_files,
    visible_report_files,
    visible_scheduled_files,
)
from schools import registries
from schools.choices import Role
from schools.models import Person

IN_PANEL = 5
READERS = frozenset(Role) - {Role.ADMIN}
_TITLES = {
    Role.GUARDIAN: _("Needs an answer from you"),
    Role.PUPIL: _("Messages to you"),
    Role.TEACHER: _("Threads waiting for you"),
    Role.LEADER: _("Threads waiting for you"),
}


def waiting_panel(context: registries.PanelContext) -> registries.Panel | None:
    """What needs an answer or a confirmation. One query."""
    rows = inbox.waiting(context.viewer, context.role, context.child_id, IN_PANEL)
    return _panel("messages-waiting", _TITLES[context.role], rows, 10)


def news_panel(context: registries.PanelContext) -> registries.Panel | None:
    """Unread class threads and announcements that ask for nothing. One query."""
    rows = inbox.news(context.viewer, context.role, IN_PANEL)
    return _panel("messages-news", _("Class news"), rows, 40)


def reports_panel(context: registries.PanelContext) -> registries.Panel | None:
    """How many reported messages wait for the viewer, and nothing of them. One query."""
    count = reports.waiting_count(context.viewer)
    if not count:
        return None
    template = "messaging/partials/_reports_panel.html"
    return registries.Panel("message-reports", _("Reported messages"), template, count, 8)


def duty_panel(context: registries.PanelContext) -> registries.Panel | None:
    """How many messages wait for who is on duty, and nothing of them. One query."""
    found = duty.on_today(context.viewer)
    if not found.waiting and not found.is_named:
        return None
    template = "messaging/partials/_duty_panel.html"
    return registries.Panel("duty", _("On duty"), template, found, 7)


def _panel(
    key: str, title: registries.Text, rows: Sequence[object], order: int
) -> registries.Panel | None:
    if not rows:
        return None
    return registries.Panel(key, title, "messaging/partials/_panel.html", rows, order)


def _file_opened(person: Person, file_id: int) -> None:
    sensitive.record_file_opening(actor=person, file_id=file_id)


def hang_up() -> None:
    """Called once, when all apps are loaded."""
    registries.add_menu(
        registries.MenuEntry("messages", _("Messages"), "mail", "messages", 20, READERS)
    )
    registries.add_menu(
        registries.MenuEntry(
            "notices", _("Notices"), "bell", "notice_wishes", 70, READERS, in_bar=False
        )
    )
    registries.add_menu(
        registries.MenuEntry(
            "message-rules",
            _("Rules for messages"),
            "mail-check",
            "message_rules",
            63,
            frozenset({Role.LEADER}),
            in_bar=False,
        )
    )
    registries.add_menu(
        registries.MenuEntry(
            "call-list",
            _("Call list"),
            "phone",
            "call_list",
            64,
            frozenset({Role.TEACHER, Role.LEADER}),
            in_bar=False,
        )
    )
    registries.add_menu(
        registries.MenuEntry(
            "letters",
            _("Letters"),
            "printer",
            "letters",
            65,
            frozenset({Role.TEACHER, Role.LEADER}),
            in_bar=False,
        )
    )
    registries.add_menu(
        registries.MenuEntry(
            "message-reports",
            _("Reported messages"),
            "flag",
            "message_reports",
            62,
            frozenset({Role.LEADER}),
            in_bar=False,
        )
    )
    registries.add_menu(
        registries.MenuEntry(
            "duty", _("On duty"), "hand", "duty", 61, frozenset({Role.LEADER}), in_bar=False
        )
    )
    registries.add_menu(
        registries.MenuEntry(
            "stand-in",
            _("Stand-in"),
            "users",
            "stand_ins",
            65,
            frozenset({Role.TEACHER, Role.LEADER}),
            in_bar=False,
        )
    )
    registries.add_menu(
        registries.MenuEntry(
            "interpreters",
            _("Interpreters"),
            "languages",
            "interpreters",
            66,
            frozenset({Role.LEADER}),
            in_bar=False,
        )
    )
    registries.add_menu(
        registries.MenuEntry(
            "message-numbers",
            _("Messages in numbers"),
            "chart-column",
            "message_numbers",
            67,
            frozenset({Role.LEADER, Role.ADMIN}),
            in_bar=False,
        )
    )
    registries.add_panel([Role.LEADER, Role.TEACHER, Role.ICT], 7, duty_panel)
    registries.add_panel([Role.LEADER, Role.TEACHER, Role.ICT], 8, reports_panel)
    registries.add_badge("messages", inbox.unread_count)
    registries.add_panel(_TITLES, 10, waiting_panel)
    registries.add_panel([Role.PUPIL, Role.GUARDIAN, Role.HELPER], 40, news_panel)
    registries.add_searcher(40, find_conversations)
    registries.add_searcher(90, find_messages)
    registries.add_file_owner(
        registries.FileOwner(
            visible_attachment_files, attachment_viewers, openings.is_file_sensitive, _file_opened
        )
    )
    registries.add_file_owner(registries.FileOwner(visible_report_files, report_file_viewers))
    registries.add_file_owner(registries.FileOwner(visible_letter_files, letter_file_viewers))
    registries.add_file_owner(registries.FileOwner(visible_scheduled_files, scheduled_file_viewers))
