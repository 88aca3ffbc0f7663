"""The class page, read and edited in the same place."""

import uuid as uuids
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cms.actions import pages as act
from cms.choices import BlockKind
from cms.forms.pages import FORMS
from cms.policies import can_assign, can_edit_class_page
from cms.queries.groups import group_by_uuid, groups_read
from cms.queries.pages import class_block, class_blocks, class_view
from cms.views.forms import done, refused
from schools import acting
from schools.exceptions import InvalidInput, NotAllowed, NotVisible


@require_safe
def classes(request: HttpRequest) -> HttpResponse:
    """The class pages I read; straight on when there is one."""
    groups = groups_read(acting.person(request))
    if len(groups) == 1:
        return redirect("class_page", uuid=groups[0].uuid)
    return render(request, "cms/classes.html", {"groups": groups})


@require_safe
def class_page(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """What the class shows itself and its homes."""
    viewer = acting.person(request)
    group = group_by_uuid(viewer, uuid)
    page = {
        "group": group,
        "view": class_view(viewer, group),
        "may_edit": can_edit_class_page(viewer, group),
        "may_assign": can_assign(viewer, group),
    }
    return render(request, "cms/class_page.html", page)


@require_safe
def edit_class_page(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """The same blocks with buttons."""
    viewer, group = _to_edit(request, uuid)
    page = {
        "group": group,
        "blocks": class_blocks(viewer, group),
        "kinds": BlockKind.choices,
    }
    return render(request, "cms/class_page_edit.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def new_block(request: HttpRequest, uuid: uuids.UUID, kind: str) -> HttpResponse:
    """Add a block."""
    viewer, group = _to_edit(request, uuid)
    if kind not in FORMS:
        raise NotVisible
    form: Any = FORMS[kind](request.POST or None, request.FILES or None)
    return _block(
        request,
        {"group": group, "form": form, "kind": BlockKind(kind)},
        lambda: act.add_block(
            actor=viewer, group=group, kind=kind, value=form.value(), upload=_upload(form)
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def edit_block(request: HttpRequest, uuid: uuids.UUID, block: uuids.UUID) -> HttpResponse:
    """Change a block."""
    viewer, group = _to_edit(request, uuid)
    found = class_block(viewer, group, str(block))
    kind = found.block_type
    form: Any = FORMS[kind](request.POST or None, request.FILES or None, initial=dict(found.value))
    return _block(
        request,
        {"group": group, "form": form, "kind": BlockKind(kind), "block": found},
        lambda: act.change_block(
            actor=viewer,
            group=group,
            block_id=str(block),
            value=form.value(),
            upload=_upload(form),
        ),
    )


@require_POST
def move_block(request: HttpRequest, uuid: uuids.UUID, block: uuids.UUID) -> HttpResponse:
    """Up, or with ``down`` down."""
    viewer, group = _to_edit(request, uuid)
    act.move_block(actor=viewer, group=group, block_id=str(block), up="down" not in request.POST)
    return redirect("edit_class_page", uuid=uuid)


@require_POST
def delete_block(request: HttpRequest, uuid: uuids.UUID, block: uuids.UUID) -> HttpResponse:
    """Delete a block; it can be undone."""
    viewer, group = _to_edit(request, uuid)
    act.delete_block(actor=viewer, group=group, block_id=str(block))
    messages.success(request, _("Deleted. “Undo the last change” brings it back."))
    return redirect("edit_class_page", uuid=uuid)


@require_POST
def undo_change(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Undo the last change."""
    viewer, group = _to_edit(request, uuid)
    try:
        act.undo_change(actor=viewer, group=group)
        messages.success(request, _("The page is as it was before the last change."))
    except InvalidInput as refusal:
        messages.error(request, str(refusal))
    return redirect("edit_class_page", uuid=uuid)


def _to_edit(request: HttpRequest, uuid: uuids.UUID) -> tuple[Any, Any]:
    viewer = acting.person(request)
    group = group_by_uuid(viewer, uuid)
    if not can_edit_class_page(viewer, group):
        raise NotAllowed(_("Only those who teach the class can change its page."))
    return viewer, group


def _upload(form: Any) -> Any:
    return form.cleaned_data.get("picture") or None


def _block(request: HttpRequest, page: dict[str, Any], save: Callable[[], Any]) -> HttpResponse:
    if request.method != "POST":
        return render(request, "cms/block_form.html", page)
    worked, code = done(page["form"], save)
    if not worked:
        return refused(request, "cms/block_form.html", page, code)
    messages.success(request, _("Saved. The class and the homes see it now."))
    return redirect("edit_class_page", uuid=page["group"].uuid)
