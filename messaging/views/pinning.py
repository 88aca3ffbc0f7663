"""An announcement that stands first in every reader's list."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from messaging.actions import pinning
from messaging.forms.pinning import PinForm
from messaging.queries import pins, threads
from schools import acting
from schools.exceptions import InvalidInput
from schools.forms.refusals import refuse


@require_http_methods(["GET", "HEAD", "POST"])
def pin(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Until when; POST pins it for all who read it."""
    viewer = acting.person(request)
    page = pins.pin_page(viewer, key)
    form = PinForm(request.POST if request.method == "POST" else None, page=page)
    if form.is_valid():
        try:
            pinning.pin_for_all(actor=viewer, conversation=page.conversation, **form.cleaned_data)
        except InvalidInput as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("It stands first for all who read it."))
            return redirect("conversation", key)
    status = 422 if form.errors else 200
    return render(
        request, "messaging/pin_for_all.html", {"page": page, "form": form}, status=status
    )


@require_POST
def unpin(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """It stands in its own place again."""
    viewer = acting.person(request)
    pinning.unpin_for_all(actor=viewer, conversation=threads.readable(viewer, key))
    messages.success(request, _("It is no longer pinned for all."))
    return redirect("conversation", key)
