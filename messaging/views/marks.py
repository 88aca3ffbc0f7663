"""A reader's own marks on a conversation; nobody else sees them."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from messaging.actions import reading
from messaging.queries import threads
from schools import acting
from schools.exceptions import InvalidInput


@require_POST
def unread(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The viewer wants to come back to it."""
    viewer = acting.person(request)
    reading.mark_unread(actor=viewer, conversation=threads.readable(viewer, key))
    messages.success(request, _("Marked as unread."))
    return redirect("messages")


@require_POST
def pin(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """First in the viewer's own list (``pinned=1``), or no longer."""
    viewer = acting.person(request)
    pinned = request.POST.get("pinned") == "1"
    try:
        reading.pin(actor=viewer, conversation=threads.readable(viewer, key), pinned=pinned)
    except InvalidInput as refusal:
        messages.error(request, str(refusal))
    return redirect("conversation", key)


@require_POST
def star(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Among those the viewer looks for (``starred=1``), or no longer."""
    viewer = acting.person(request)
    starred = request.POST.get("starred") == "1"
    reading.star(actor=viewer, conversation=threads.readable(viewer, key), starred=starred)
    return redirect("conversation", key)


@require_POST
def mute(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Nothing new in it is counted (``muted=1``), or is again."""
    viewer = acting.person(request)
    muted = request.POST.get("muted") == "1"
    reading.mute(actor=viewer, conversation=threads.readable(viewer, key), muted=muted)
    return redirect("conversation", key)
