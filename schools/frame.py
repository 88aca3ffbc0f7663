"""What ``schools`` hangs up in the frame: the first and last places of the menu, Today, search."""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schools import clock, registries, spoken
from schools.choices import Role
from schools.queries.office import waiting_count
from schools.queries.people import children_of
from schools.queries.search import find_groups, find_people
from schools.queries.today import (
    FREE_DAY_NOTICE,
    children_days,
    classes_led,
    free_days_ahead,
    groups_taught,
    lessons_of,
)
from schools.registries import MenuEntry, Panel, PanelContext

EVERYONE = frozenset(Role)
OFFICE = frozenset({Role.LEADER})
IMPORTS = frozenset({Role.ADMIN, Role.ICT})
STAFF = frozenset({Role.TEACHER, Role.LEADER, Role.ICT})


def hang_up() -> None:
    """Called once, when all apps are loaded."""
    registries.add_menu(MenuEntry("today", gettext_lazy("Today"), "house", "today", 10, EVERYONE))
    registries.add_menu(
        MenuEntry("people", gettext_lazy("People"), "users", "people", 60, STAFF, in_bar=False)
    )
    registries.add_menu(
        MenuEntry(
            "helpers",
            gettext_lazy("Helpers"),
            "hand-helping",
            "helpers",
            71,
            frozenset({Role.GUARDIAN, Role.HELPER}),
            in_bar=False,
        )
    )
    registries.add_menu(MenuEntry("more", gettext_lazy("More"), "ellipsis", "more", 90, EVERYONE))
    registries.add_menu(
        MenuEntry("office", gettext_lazy("Office"), "stamp", "office", 62, OFFICE, in_bar=False)
    )
    registries.add_menu(
        MenuEntry(
            "imports",
            gettext_lazy("Register import"),
            "database-backup",
            "roster_runs",
            64,
            IMPORTS,
            in_bar=False,
        )
    )
    registries.add_panel([Role.LEADER], 30, waiting_panel)
    registries.add_panel(Role, 5, free_days_panel)
    registries.add_panel([Role.PUPIL, Role.TEACHER], 20, lessons_panel)
    registries.add_panel([Role.GUARDIAN], 20, children_panel)
    registries.add_panel([Role.TEACHER], 80, classes_panel)
    registries.add_panel([Role.LEADER], 80, led_classes_panel)
    registries.add_searcher(10, find_people)
    registries.add_searcher(20, find_groups)


def free_days_panel(context: PanelContext) -> Panel | None:
    """Says that a day without lessons is near."""
    last = _day(context) + FREE_DAY_NOTICE
    near = [row for row in free_days_ahead(context.viewer, _day(context)) if row.date <= last]
    if not near:
        return None
    return Panel("free-days", _("No lessons"), "schools/panels/free_days.html", near)


def lessons_panel(context: PanelContext) -> Panel | None:
    """The lessons of today, or of the next school day once today is over."""
    plan = lessons_of(context.viewer, context.role, _day(context))
    if plan is None:
        return None
    title = _("Lessons %(day)s") % {"day": spoken.day_name(plan.day)}
    data = {"plan": plan, "role": context.role}
    return Panel("lessons", title, "schools/panels/lessons.html", data)


def children_panel(context: PanelContext) -> Panel | None:
    """Today and tomorrow for each child, or for the one that was chosen."""
    children = [
        child
        for child in children_of(context.viewer)
        if context.child_id is None or child.pk == context.child_id
    ]
    if not children:
        return None
    plans = children_days(context.viewer, _day(context), [child.pk for child in children])
    data = [(child, plans.get(child.pk, [])) for child in children]
    title = _("Today and tomorrow")
    return Panel("children", title, "schools/panels/children.html", data, wide=True)


def classes_panel(context: PanelContext) -> Panel | None:
    """The teacher's classes and groups."""
    groups = groups_taught(context.viewer)
    if not groups:
        return None
    return Panel("classes", _("My classes"), "schools/panels/classes.html", groups)


def waiting_panel(context: PanelContext) -> Panel | None:
    """Guardians who wait for the office's decision."""
    count = waiting_count(context.viewer)
    if not count:
        return None
    return Panel("waiting", _("Guardians waiting"), "schools/panels/waiting.html", count)


def led_classes_panel(context: PanelContext) -> Panel | None:
    """Every class of the school the leader leads."""
    groups = classes_led(context.viewer)
    if not groups:
        return None
    return Panel("classes", _("Classes"), "schools/panels/led_classes.html", groups, wide=True)


def _day(context: PanelContext) -> dt.date:
    day: dt.date = context.day or clock.today()
    return day
