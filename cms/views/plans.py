"""The week plan: reading, writing, copying, publishing."""

import uuid as uuids
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cms.actions import plans as act
from cms.forms.plans import PlanForm, PlanLines
from cms.policies import can_plan
from cms.queries import plans as read
from cms.queries.groups import group_by_uuid, groups_read, taught_groups
from cms.views.forms import done
from schools import acting
from schools.choices import Role
from schools.exceptions import Conflict, InvalidInput, NotAllowed, NotVisible

_EMPTY_LINES = 3
_FIRST_LINES = 6
_MOST_DIGITS = 4


@require_safe
def plan(request: HttpRequest) -> HttpResponse:
    """My week, my children's, or those of the classes I teach, by the role I act in."""
    viewer, role = acting.person(request), acting.role(request)
    week = read.week_from(request.GET.get("uke"))
    page: dict[str, Any]
    if role == Role.GUARDIAN:
        view = read.children_week(viewer, week, acting.child_id(request))
        page = {"view": view, "by_child": True}
    elif role == Role.PUPIL:
        page = {"view": read.own_week(viewer, week)}
    else:
        groups = list(taught_groups(viewer)[:30]) or groups_read(viewer)
        if len(groups) == 1:
            return redirect(_address(groups[0], week))
        page = {"groups": groups, "week": week}
        return render(request, "cms/plan_groups.html", page)
    return render(request, "cms/plan.html", page)


@require_safe
def group_plan(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """One group's week."""
    viewer = acting.person(request)
    group = group_by_uuid(viewer, uuid)
    week = read.week_from(request.GET.get("uke"))
    page = {
        "group": group,
        "view": read.group_week(viewer, group, week),
        "may_plan": can_plan(viewer, group),
    }
    return render(request, "cms/plan.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_plan(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Write one week; ``more`` gives three more lines, ``publish`` shows it."""
    viewer, group, week = _to_write(request, uuid)
    page: dict[str, Any] = {"group": group, "week": week, "plan": read.plan_of(viewer, group, week)}
    if request.method != "POST":
        return render(request, "cms/plan_form.html", page | _filled(page["plan"]))
    if "more" in request.POST:
        return render(request, "cms/plan_form.html", page | _with_more(request))
    form, lines = PlanForm(request.POST), PlanLines(request.POST)
    if not lines.is_valid():
        bad = page | {"form": form, "lines": lines}
        return render(request, "cms/plan_form.html", bad, status=422)

    def save() -> None:
        row = act.save_plan(
            actor=viewer,
            group=group,
            iso_year=week.year,
            iso_week=week.number,
            lines=[line.line() for line in lines if line.has_changed()],
            **form.cleaned_data,
        )
        if "publish" in request.POST:
            act.publish_plan(actor=viewer, plan=row)

    worked, code = done(form, save)
    if not worked:
        bad = page | {"form": form, "lines": lines}
        return render(request, "cms/plan_form.html", bad, status=code)
    messages.success(request, _("The plan is saved."))
    return redirect(_address(group, week))


@require_POST
def copy_plan(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Start from the newest earlier plan."""
    viewer, group, week = _to_write(request, uuid)
    try:
        act.copy_last_plan(actor=viewer, group=group, iso_year=week.year, iso_week=week.number)
        messages.success(request, _("Copied. Change what is new, then publish."))
    except (InvalidInput, Conflict) as refusal:
        messages.error(request, str(refusal))
        return redirect(_address(group, week))
    return redirect(f"{reverse('edit_plan', args=[group.uuid])}?uke={week.code}")


@require_POST
def publish_plan(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Show the plan, or with ``hide`` take it back."""
    viewer, group, week = _to_write(request, uuid)
    row = read.plan_of(viewer, group, week)
    if row is None:
        raise NotVisible
    hide = "hide" in request.POST
    act.publish_plan(actor=viewer, plan=row, published=not hide)
    words = _("Hidden. Only the teachers see it now.")
    if not hide:
        words = _("Published. The class and the homes see it now.")
    messages.success(request, words)
    return redirect(_address(group, week))


def _to_write(request: HttpRequest, uuid: uuids.UUID) -> tuple[Any, Any, read.Week]:
    viewer = acting.person(request)
    group = group_by_uuid(viewer, uuid)
    if not can_plan(viewer, group):
        raise NotAllowed(_("Only those who teach the class can write its plans."))
    return viewer, group, read.week_from(request.GET.get("uke"))


def _address(group: Any, week: read.Week) -> str:
    return f"{reverse('group_plan', args=[group.uuid])}?uke={week.code}"


_FIELDS = ("weekday", "subject", "theme", "goal", "homework", "due_weekday", "gear")


def _filled(plan: Any) -> dict[str, object]:
    """The forms with what the plan holds, and empty lines after it."""
    entries = list(plan.entries.all()) if plan else []
    rows = [{name: getattr(entry, name) for name in _FIELDS} for entry in entries]
    empty = _EMPTY_LINES if rows else _FIRST_LINES
    head = {"heading": plan.heading, "to_home": plan.to_home} if plan else {}
    return {"form": PlanForm(initial=head), "lines": PlanLines(initial=rows + [{}] * empty)}


def _with_more(request: HttpRequest) -> dict[str, object]:
    """What was typed, with more lines."""
    data = request.POST.copy()
    given = data.get("form-TOTAL_FORMS", "")
    number = int(given) if given.isdecimal() and len(given) <= _MOST_DIGITS else 0
    data["form-TOTAL_FORMS"] = str(min(number, 60) + _EMPTY_LINES)
    return {"form": PlanForm(data), "lines": PlanLines(data)}
