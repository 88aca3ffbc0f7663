"""The picture above an announcement: from its form, and on the page where it is changed."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from messaging import policies
from messaging.actions import covers
from messaging.forms.covers import CoverForm
from messaging.queries import threads
from messaging.views import change
from schools import acting
from schools.exceptions import InvalidInput, NotAllowed, NotVisible
from schools.forms.refusals import refuse


@require_POST
def cover(request: HttpRequest, key: uuid.UUID, message: uuid.UUID) -> HttpResponse:
    """Another picture, other words for it, or none: ``gone``."""
    viewer = acting.person(request)
    found = threads.message(viewer, key, message)
    if not policies.can_edit(viewer, found):
        raise NotAllowed
    if not policies.can_have_cover(found):
        raise NotVisible
    if request.POST.get("gone"):
        covers.remove_cover(actor=viewer, message=found)
        return change.back_to(key, message)
    form = CoverForm(request.POST, request.FILES)
    if form.is_valid() and _is_changed(viewer, found, form):
        return change.back_to(key, message)
    return change.show(request, found, cover_form=form)


def _is_changed(viewer: Any, found: Any, form: CoverForm) -> bool:
    try:
        stored = covers.store_cover(actor=viewer, **form.described())
        covers.change_cover(actor=viewer, message=found, cover=stored)
    except InvalidInput as refusal:
        refuse(form, refusal)
        return False
    return True


def chosen(viewer: Any, form: Any, *, has_one: bool = False) -> Any:
    """What the form of an announcement has of it: None when there is none and none was there."""
    if not has_one and not form.cleaned_data["cover"]:
        return None
    return covers.store_cover(actor=viewer, **form.described())
