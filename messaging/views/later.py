"""Messages to be sent later: asked for in the composer, changed, sent at once or removed."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from messaging.actions import scheduling
from messaging.forms.compose import LaterForm, RescheduleForm
from messaging.queries import inbox, scheduled, threads
from messaging.views.thread import show
from schools import acting
from schools.exceptions import Conflict, InvalidInput
from schools.forms.refusals import refuse


@require_POST
def later(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Keep what the composer holds until its time; or the thread again, with what is wrong."""
    viewer = acting.person(request)
    found = threads.readable(viewer, key)
    form, status = LaterForm(request.POST, request.FILES), 422
    if form.is_valid() and request.POST.get("today"):
        form.add_error(None, _("What matters today cannot wait: send it now."))
    if form.is_valid() and request.POST.get("mark_sensitive"):
        text = _("What marks the conversation as sensitive cannot wait: send it now.")
        form.add_error(None, text)
    if form.is_valid():
        given = form.cleaned_data
        try:
            scheduling.schedule(
                actor=viewer,
                conversation=found,
                side=inbox.side_of(acting.role(request)),
                **{name: given[name] for name in ("body", "day", "time", "client_token")},
                asks_confirmation=given["asks_confirmation"],
            )
        except (InvalidInput, Conflict) as refusal:
            status = refuse(form, refusal)
        else:
            messages.success(request, _("It will be sent when you said."))
            return redirect("conversation", key)
    return show(request, key, form, status)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, key: uuid.UUID, waiting: uuid.UUID) -> HttpResponse:
    """The page with its text and time; POST keeps others."""
    viewer = acting.person(request)
    found = scheduled.one(viewer, key, waiting)
    first = {"body": found.body, "day": found.day, "time": found.time}
    form = RescheduleForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            scheduling.change_scheduled(actor=viewer, scheduled=found, **form.cleaned_data)
        except InvalidInput as refusal:
            refuse(form, refusal)
        else:
            return redirect("conversation", key)
    page = {"scheduled": found, "form": form}
    return render(request, "messaging/later.html", page, status=422 if form.errors else 200)


@require_POST
def send(request: HttpRequest, key: uuid.UUID, waiting: uuid.UUID) -> HttpResponse:
    """Not later: now."""
    viewer = acting.person(request)
    found = scheduled.one(viewer, key, waiting)
    message = scheduling.send_now(actor=viewer, scheduled=found)
    return redirect(f"{reverse('conversation', args=[key])}#m-{message.uuid}")


@require_POST
def remove(request: HttpRequest, key: uuid.UUID, waiting: uuid.UUID) -> HttpResponse:
    """Not at all."""
    viewer = acting.person(request)
    scheduling.remove_scheduled(actor=viewer, scheduled=scheduled.one(viewer, key, waiting))
    messages.success(request, _("It will not be sent."))
    return redirect("conversation", key)
