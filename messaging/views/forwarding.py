"""Passing a message on."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from messaging.actions import forwarding
from messaging.choices import Side
from messaging.forms.forwarding import ForwardForm
from messaging.queries import audiences, cards, threads
from messaging.queries import forwarding as asking
from schools import acting
from schools.exceptions import Conflict, InvalidInput
from schools.forms.refusals import refuse


@require_http_methods(["GET", "HEAD", "POST"])
def forward(request: HttpRequest, key: uuid.UUID, message: uuid.UUID) -> HttpResponse:
    """The page where one says why and where to; POST passes it on."""
    viewer = acting.person(request)
    found = asking.forwardable(viewer, key, message)
    places = asking.places(viewer, found)
    people = audiences.people_to_write_to(viewer, Side.STAFF)
    form = ForwardForm(request.POST or None, places=places, people=people)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                to = _send(request, found, form, people)
            except (InvalidInput, Conflict) as refusal:
                status = refuse(form, refusal)
            else:
                messages.success(request, _("Passed on."))
                return redirect("conversation", to)
    page = {"message": found, "original": cards.original(found), "form": form}
    return render(request, "messaging/forward.html", page, status=status)


def _send(request: HttpRequest, found: object, form: ForwardForm, people: list) -> uuid.UUID:
    viewer, given = acting.person(request), form.cleaned_data
    sent = {"actor": viewer, "message": found, "body": given["body"]}
    sent |= {"client_token": given["client_token"]}
    if given["conversation"]:
        place = threads.readable(viewer, uuid.UUID(given["conversation"]))
        forwarding.forward_message(conversation=place, **sent)
        return place.uuid
    person = next(one for one in people if str(one.uuid) == given["person"])
    return forwarding.forward_to_person(person=person, **sent).uuid
