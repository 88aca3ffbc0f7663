"""Answering the sender alone."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from messaging.actions import private_answers
from messaging.forms.compose import AnswerForm
from messaging.queries import inbox, threads
from messaging.queries.private_answers import children
from messaging.views.thread import show
from schools import acting
from schools.actions.files import store_all
from schools.exceptions import Conflict, InvalidInput
from schools.forms.refusals import refuse


@require_POST
def answer(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Send it, and go to the private thread where it stands."""
    viewer = acting.person(request)
    found = threads.readable(viewer, key)
    own = children(viewer, found)
    form = AnswerForm(request.POST, request.FILES, children=own)
    if not form.is_valid():
        return show(request, key, form, 422)
    chosen = form.cleaned_data.get("child")
    try:
        stored = store_all(actor=viewer, uploads=form.cleaned_data["files"])
        thread = private_answers.answer_sender(
            actor=viewer,
            conversation=found,
            draft=form.draft([str(file.uuid) for file in stored]),
            side=inbox.side_of(acting.role(request)),
            child=next((child for child in own if str(child.uuid) == chosen), None),
        )
    except (InvalidInput, Conflict) as refusal:
        return show(request, key, form, refuse(form, refusal))
    return redirect("conversation", thread.uuid)
