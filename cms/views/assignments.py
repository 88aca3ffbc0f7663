"""Assignments: lists, one of them, writing and publishing."""

import uuid as uuids
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cms.actions import assignments as act
from cms.forms.assignments import AssignmentForm, HandInForm
from cms.policies import can_assign
from cms.queries import assignments as read
from cms.queries.groups import group_by_uuid, taught_groups
from cms.queries.hand_ins import children_work, marking_list, own_work
from cms.views.forms import done, refused
from schools import acting, affiliations, clock
from schools.choices import Role
from schools.exceptions import Conflict, InvalidInput, NotAllowed


@require_safe
def assignments(request: HttpRequest) -> HttpResponse:
    """My work, my children's, or what I have given, by the role I act in."""
    viewer, role = acting.person(request), acting.role(request)
    page: dict[str, Any]
    if role == Role.PUPIL:
        page = {"tasks": read.own_tasks(viewer)}
    elif role == Role.GUARDIAN:
        page = {"tasks": read.children_tasks(viewer, acting.child_id(request)), "by_child": True}
    else:
        page = {"taught": read.own_taught_assignments(viewer), "groups": taught_groups(viewer)}
    return render(request, "cms/assignments.html", page)


@require_safe
def group_assignments(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """One group's assignments."""
    viewer = acting.person(request)
    group = group_by_uuid(viewer, uuid)
    page = {
        "group": group,
        "rows": read.group_assignments(viewer, group),
        "may_assign": can_assign(viewer, group),
    }
    return render(request, "cms/group_assignments.html", page)


@require_safe
def assignment(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """One assignment, as pupil, guardian, teacher or leader sees it."""
    return render(request, "cms/assignment.html", assignment_page(request, uuid))


def assignment_page(
    request: HttpRequest, uuid: uuids.UUID, form: HandInForm | None = None
) -> dict[str, object]:
    """What the page of one assignment shows this person."""
    viewer = acting.person(request)
    found = read.assignment_by_uuid(viewer, uuid)
    page: dict[str, object] = {"assignment": found, "is_over": found.due_at < clock.now()}
    if can_assign(viewer, found.group_id) and acting.role(request) != Role.GUARDIAN:
        rows = marking_list(viewer, found)
        page |= {"rows": rows, "may_assign": True}
        page["to_publish"] = sum(row.has_unpublished for row in rows)
    elif found.group_id in affiliations.of(viewer).pupil_groups:
        work = own_work(viewer, found)
        page |= {"work": work, "form": form or _hand_in_form(work)}
    else:
        page["children"] = children_work(viewer, found)
    return page


def _hand_in_form(work: Any) -> HandInForm:
    kept = work.hand_in
    return HandInForm(initial={"text": kept.text, "link": kept.link} if kept else {})


@require_http_methods(["GET", "HEAD", "POST"])
def new_assignment(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Write a new assignment; ``publish`` shows it to the class at once."""
    viewer = acting.person(request)
    group = group_by_uuid(viewer, uuid)
    if not can_assign(viewer, group):
        raise NotAllowed(_("Only those who teach the class can give it assignments."))
    form = AssignmentForm(
        request.POST or None,
        request.FILES or None,
        grade=group.grade,
        initial={"due_time": "23:59"},
    )
    page = {"group": group, "form": form}
    if request.method != "POST":
        return render(request, "cms/assignment_form.html", page)
    made: list[Any] = []

    def create() -> None:
        made.append(
            act.create_assignment(
                actor=viewer, group=group, text=form.text(), uploads=form.cleaned_data["files"]
            )
        )

    worked, code = done(form, create)
    if not worked:
        return refused(request, "cms/assignment_form.html", page, code)
    return _saved(request, made[0])


@require_http_methods(["GET", "HEAD", "POST"])
def edit_assignment(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Change an assignment."""
    viewer = acting.person(request)
    found = read.assignment_by_uuid(viewer, uuid)
    if not can_assign(viewer, found.group_id):
        raise NotAllowed(_("Only those who teach the class can change its assignments."))
    form = AssignmentForm(
        request.POST or None,
        request.FILES or None,
        grade=found.group.grade,
        initial=_initial(found),
    )
    page = {"group": found.group, "form": form, "assignment": found}
    if request.method != "POST":
        return render(request, "cms/assignment_form.html", page)
    worked, code = done(
        form,
        lambda: act.change_assignment(
            actor=viewer, assignment=found, text=form.text(), uploads=form.cleaned_data["files"]
        ),
    )
    if not worked:
        return refused(request, "cms/assignment_form.html", page, code)
    return _saved(request, found)


def _initial(found: Any) -> dict[str, object]:
    due = clock.local(found.due_at)
    return {
        "title": found.title,
        "instructions": found.instructions,
        "judged_by": found.judged_by,
        "due_date": due.date(),
        "due_time": due.time(),
        "accepts_late": found.accepts_late,
        "aims": [aim.code for aim in found.aim_rows],
    }


def _saved(request: HttpRequest, found: Any) -> HttpResponse:
    if "publish" in request.POST:
        return _publish(request, found)
    words = _("Saved.") if found.published_at else _("Saved. Nobody but the teachers sees it yet.")
    messages.success(request, words)
    return redirect("assignment", uuid=found.uuid)


@require_POST
def publish_assignment(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Show it to the class."""
    return _publish(request, read.assignment_by_uuid(acting.person(request), uuid))


def _publish(request: HttpRequest, found: Any) -> HttpResponse:
    try:
        act.publish_assignment(actor=acting.person(request), assignment=found)
    except InvalidInput as refusal:
        messages.error(request, str(refusal))
        return redirect("edit_assignment", uuid=found.uuid)
    messages.success(request, _("Published. The class and the homes see it now."))
    return redirect("assignment", uuid=found.uuid)


@require_POST
def withdraw_assignment(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Hide it again."""
    viewer = acting.person(request)
    found = read.assignment_by_uuid(viewer, uuid)
    try:
        act.withdraw_assignment(actor=viewer, assignment=found)
        messages.success(request, _("Hidden. Only the teachers see it now."))
    except Conflict as refusal:
        messages.error(request, str(refusal))
    return redirect("assignment", uuid=uuid)


@require_POST
def remove_assignment_file(
    request: HttpRequest, uuid: uuids.UUID, file: uuids.UUID
) -> HttpResponse:
    """Take a file off the assignment."""
    viewer = acting.person(request)
    found = read.assignment_by_uuid(viewer, uuid)
    act.remove_file(actor=viewer, assignment=found, file_uuid=str(file))
    return redirect("edit_assignment", uuid=uuid)
