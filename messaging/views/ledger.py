"""Who has read it, who was told and how, and whom nothing has reached."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from messaging.actions import ledger
from messaging.choices import ClosedBy
from messaging.forms.ledger import CloseHomeForm
from messaging.queries import helping, reach, threads
from schools import acting


@require_safe
def readers(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Per home; ``?vis=ikke`` only those not reached. For staff of the conversation."""
    viewer = acting.person(request)
    found = threads.conversation(viewer, key)
    known = reach.counted(viewer, found)
    if request.GET.get("del") == "linje":  # asked by each open page when somebody has read
        return render(request, "messaging/partials/_reach.html", {"reach": known})
    only_open = request.GET.get("vis") == "ikke"
    page = {
        "conversation": found,
        "reach": known,
        "homes": reach.homes_page(known, only_open=only_open, number=request.GET.get("side")),
        "only_open": only_open,
        # once, and not for each of fifty homes
        "reasons": format_html_join("", '<option value="{}">{}</option>', ClosedBy.choices),
        "helpers": helping.helpers_in(viewer, found, known.pupils),
    }
    return render(request, "messaging/readers.html", page)


@require_POST
def close_home(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """A home is off the list of those not reached, with a reason."""
    viewer = acting.person(request)
    found = threads.conversation(viewer, key)
    form = CloseHomeForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        ledger.close_home(
            actor=viewer,
            conversation=found,
            pupil=given["pupil"],
            home_key=given["home_key"],
            reason=ClosedBy(given["reason"]),
        )
        messages.success(request, _("The home is off the list."))
    else:
        reach.counted(viewer, found)  # whoever may not see the list has nothing to correct
        messages.error(request, _("Choose what was done."))
    return redirect("conversation_readers", key)
