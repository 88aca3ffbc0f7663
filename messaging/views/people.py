"""Who takes part in a conversation between people."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from messaging.actions import answering, participants
from messaging.forms.people import ColleagueForm
from messaging.queries import helping, places, threads
from schools import acting
from schools.exceptions import InvalidInput, NotVisible
from schools.forms.refusals import refuse


@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The page; POST lets a colleague in."""
    viewer = acting.person(request)
    found = threads.conversation(viewer, key)
    page = places.people_page(viewer, found)
    form = ColleagueForm(request.POST or None, people=page.colleagues, history=page.history)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return _let_in(request, found, form, page)
            except InvalidInput as refusal:
                status = refuse(form, refusal)
    shown = {"page": page, "form": form, "helpers": helping.helpers_in(viewer, found)}
    return render(request, "messaging/people.html", shown, status=status)


@require_POST
def end(request: HttpRequest, key: uuid.UUID, person: uuid.UUID) -> HttpResponse:
    """End a colleague's place."""
    viewer = acting.person(request)
    found = threads.conversation(viewer, key)
    colleague = _taking_part(viewer, found, person)
    try:
        participants.end_participant(actor=viewer, conversation=found, person=colleague)
    except InvalidInput as refusal:
        messages.error(request, str(refusal))
    return redirect("conversation_people", key)


@require_POST
def hand_over(request: HttpRequest, key: uuid.UUID, person: uuid.UUID) -> HttpResponse:
    """A colleague sees to the home from now on."""
    viewer = acting.person(request)
    found = threads.conversation(viewer, key)
    colleague = _taking_part(viewer, found, person)
    try:
        answering.hand_over(actor=viewer, conversation=found, person=colleague)
    except InvalidInput as refusal:
        messages.error(request, str(refusal))
    return redirect("conversation_people", key)


@require_POST
def take_over(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The viewer sees to the home from now on."""
    viewer = acting.person(request)
    answering.hand_over(actor=viewer, conversation=threads.readable(viewer, key), person=viewer)
    return redirect("conversation", key)


@require_POST
def close(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Done (``done=1``), or not after all."""
    viewer = acting.person(request)
    change = answering.close if request.POST.get("done") == "1" else answering.reopen
    change(actor=viewer, conversation=threads.readable(viewer, key))
    return redirect("conversation", key)


@require_POST
def leave(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The viewer takes part no longer."""
    viewer = acting.person(request)
    try:
        participants.leave(actor=viewer, conversation=threads.readable(viewer, key))
    except InvalidInput as refusal:
        messages.error(request, str(refusal))
        return redirect("conversation_people", key)
    messages.success(request, _("You have left the conversation."))
    return redirect("messages")


def _taking_part(viewer: Any, found: Any, key: uuid.UUID) -> Any:
    people = [row.person for row in places.people_page(viewer, found).rows]
    person = next((one for one in people if one and one.uuid == key), None)
    if person is None:
        raise NotVisible
    return person


def _let_in(request: HttpRequest, found: Any, form: ColleagueForm, page: Any) -> HttpResponse:
    given = form.cleaned_data
    colleague = next(one for one in page.colleagues if str(one.uuid) == given["person"])
    participants.add_participant(
        actor=acting.person(request),
        conversation=found,
        person=colleague,
        with_history=given["reads"] == form.WITH_HISTORY,
    )
    said = _("%(name)s takes part from now on.") % {"name": colleague.get_full_name()}
    messages.success(request, said)
    return redirect("conversation_people", found.uuid)
