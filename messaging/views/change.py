"""Changing or withdrawing one's own message."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from messaging import policies
from messaging.actions import messages as writing
from messaging.forms.compose import EditForm
from messaging.queries import threads
from schools import acting
from schools.exceptions import InvalidInput, NotAllowed
from schools.forms.refusals import refuse


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, key: uuid.UUID, message: uuid.UUID) -> HttpResponse:
    """The page with both; POST changes the text."""
    viewer = acting.person(request)
    found = threads.message(viewer, key, message)
    if not policies.can_withdraw(viewer, found):
        raise NotAllowed
    form = EditForm(request.POST or None, initial={"body": found.body})
    if request.method == "POST" and form.is_valid():
        try:
            writing.edit_message(actor=viewer, message=found, body=form.cleaned_data["body"])
        except InvalidInput as refusal:
            refuse(form, refusal)
        else:
            return redirect(_place(key, message))
    page = {"message": found, "form": form, "may_edit": policies.can_edit(viewer, found)}
    return render(request, "messaging/change.html", page, status=422 if form.errors else 200)


@require_POST
def withdraw(request: HttpRequest, key: uuid.UUID, message: uuid.UUID) -> HttpResponse:
    """Take it back; a trace stays."""
    viewer = acting.person(request)
    writing.withdraw_message(actor=viewer, message=threads.message(viewer, key, message))
    return redirect(_place(key, message))


def _place(key: uuid.UUID, message: uuid.UUID) -> str:
    return f"{reverse('conversation', args=[key])}#m-{message}"
