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

    def save(form: HandInForm, **who: Any) -> None:
        act.save_draft(**who, **form.work())

    return _act(request, uuid, save, _("Your draft is saved. Only you see it."))


@require_POST
def hand_in(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Deliver; the same page sent twice is one delivery."""

    def deliver(form: HandInForm, **who: Any) -> None:
        act.hand_in(**who, **form.work(), client_token=form.cleaned_data["client_token"])

    return _act(request, uuid, deliver, _("Handed in. Your teacher has it now."))


def _act(
    request: HttpRequest, uuid: uuids.UUID, action: Callable[..., None], words: str
) -> HttpResponse:
    viewer = acting.person(request)
    found = assignment_by_uuid(viewer, uuid)
    form = HandInForm(request.POST, request.FILES)
    worked, code = done(form, lambda: action(form, actor=viewer, assignment=found))
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
