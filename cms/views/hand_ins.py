"""Handing in: draft, delivery, files."""

import uuid as uuids
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cms.actions import hand_ins as act
from cms.forms.assignments import HandInForm
from cms.queries.assignments import assignment_by_uuid
from cms.views.assignments import assignment_page
from cms.views.forms import done, refused
from schools import acting


@require_POST
def save_draft(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Keep the draft; 204 for the page's own autosave."""
    return _act(request, uuid, act.save_draft, _("Your draft is saved. Only you see it."))


@require_POST
def hand_in(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Deliver."""
    return _act(request, uuid, act.hand_in, _("Handed in. Your teacher has it now."))


def _act(
    request: HttpRequest, uuid: uuids.UUID, action: Callable[..., Any], words: str
) -> HttpResponse:
    viewer = acting.person(request)
    found = assignment_by_uuid(viewer, uuid)
    form = HandInForm(request.POST, request.FILES)

    def deliver() -> None:
        data = form.cleaned_data
        action(
            actor=viewer,
            assignment=found,
            text=data["text"],
            link=data["link"],
            uploads=data["files"],
        )

    worked, code = done(form, deliver)
    if request.headers.get("X-Autosave"):
        return HttpResponse(status=204 if worked else code)
    if not worked:
        return refused(request, "cms/assignment.html", assignment_page(request, uuid, form), code)
    messages.success(request, words)
    return redirect("assignment", uuid=uuid)


@require_POST
def remove_draft_file(request: HttpRequest, uuid: uuids.UUID, file: uuids.UUID) -> HttpResponse:
    """Take a file out of the draft."""
    viewer = acting.person(request)
    found = assignment_by_uuid(viewer, uuid)
    act.remove_draft_file(actor=viewer, assignment=found, file_uuid=str(file))
    return redirect("assignment", uuid=uuid)
