"""What ``cms`` hangs up in the frame: menu, Today's panels, search, owners of files."""

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cms.queries.assignments import assignments_matching
from cms.queries.pages import class_pages_matching, pages_matching
from cms.queries.today import (
    due_work,
    next_weekday,
    pupils_seen_by,
    to_remember,
    work_to_look_at,
)
from cms.visibility import files
from schools import registries
from schools.choices import Role
from schools.models import Person
from schools.registries import FileOwner, Hit, MenuEntry, Panel, PanelContext

READERS = frozenset({Role.GUARDIAN, Role.PUPIL, Role.TEACHER, Role.LEADER})
WORKERS = frozenset({Role.GUARDIAN, Role.PUPIL, Role.TEACHER})


def hang_up() -> None:
    """Called once, when all apps are loaded."""
    registries.add_menu(MenuEntry("plan", _("Plan"), "calendar-days", "plan", 30, READERS))
    registries.add_menu(
        MenuEntry("classes", _("Classes"), "school", "classes", 45, READERS, in_bar=False)
    )
    registries.add_menu(
        MenuEntry(
            "assignments",
            _("Assignments"),
            "clipboard-list",
            "assignments",
            46,
            WORKERS,
            in_bar=False,
        )
    )
    registries.add_panel([Role.GUARDIAN, Role.PUPIL], 30, remember_panel)
    registries.add_panel([Role.GUARDIAN, Role.PUPIL], 35, tasks_panel)
    registries.add_panel([Role.TEACHER], 40, look_at_panel)
    registries.add_searcher(30, find_assignments)
    registries.add_searcher(35, find_pages)
    registries.add_file_owner(FileOwner(files.assignment_files, files.viewers_of_assignment_file))
    registries.add_file_owner(FileOwner(files.hand_in_files, files.viewers_of_hand_in_file))
    registries.add_file_owner(FileOwner(files.class_pictures, files.viewers_of_class_picture))


def tasks_panel(context: PanelContext) -> Panel | None:
    """Work that is still to be handed in."""
    by_child = context.role == Role.GUARDIAN
    tasks = due_work(context.viewer, _pupils(context))
    if not tasks:
        return None
    data = {"tasks": tasks, "by_child": by_child}
    return Panel("tasks", _("To hand in"), "cms/panels/tasks.html", data)


def remember_panel(context: PanelContext) -> Panel | None:
    """What to bring and have ready on the next school day."""
    day = next_weekday(context.day)
    rows = to_remember(context.viewer, _pupils(context), day)
    if not rows:
        return None
    near = (day - context.day).days == 1
    title = gettext("Remember for tomorrow") if near else gettext("Remember for Monday")
    data = {"rows": rows, "by_child": context.role == Role.GUARDIAN}
    return Panel("remember", title, "cms/panels/remember.html", data)


def look_at_panel(context: PanelContext) -> Panel | None:
    """Hand-ins that wait for the teacher."""
    rows = work_to_look_at(context.viewer)
    if not rows:
        return None
    return Panel("look-at", _("Hand-ins to look at"), "cms/panels/to_look_at.html", {"rows": rows})


def find_assignments(viewer: Person, words: str, most: int) -> list[Hit]:
    """Assignments by title."""
    return [
        Hit(
            kind=_("Assignments"),
            title=row.title,
            subtitle=f"{row.group.name}, {row.group.school.name}",
            url=reverse("assignment", args=[row.uuid]),
            icon="clipboard-list",
        )
        for row in assignments_matching(viewer, words, most)
    ]


def find_pages(viewer: Person, words: str, most: int) -> list[Hit]:
    """Class pages one reads, and public pages."""
    key = words.casefold()
    found = [
        Hit(
            kind=_("Pages"),
            title=group.name,
            subtitle=group.school.name,
            url=reverse("class_page", args=[group.uuid]),
            icon="users",
        )
        for group in class_pages_matching(viewer, key, most)
    ]
    found += [
        Hit(kind=_("Pages"), title=page.title, subtitle=page.lead, url=page.url, icon="globe")
        for page in pages_matching(key, most)
    ]
    return found[:most]


def _pupils(context: PanelContext) -> frozenset[int]:
    if context.role == Role.GUARDIAN:
        return pupils_seen_by(context.viewer, context.child_id)
    return frozenset({context.viewer.pk})
