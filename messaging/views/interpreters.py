"""Asking for an interpreter, and the list of those who arrange one."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from messaging.actions import interpreters as acting_on
from messaging.forms.interpreters import ArrangeForm, AskForm
from messaging.queries import interpreters as asking
from messaging.queries import threads
from schools import acting
from schools.exceptions import Conflict, InvalidInput
from schools.forms.refusals import refuse


@require_safe
def interpreters(request: HttpRequest) -> HttpResponse:
    """What waits to be arranged, and what is."""
    waiting, arranged = asking.list_of(acting.person(request))
    page = {"waiting": waiting, "arranged": arranged}
    return render(request, "messaging/interpreters.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """In a thread with a home; POST asks."""
    viewer = acting.person(request)
    page = asking.page(viewer, threads.readable(viewer, key))
    form = AskForm(request.POST or None, initial={"language": page.language})
    if request.method == "POST" and form.is_valid():
        try:
            acting_on.ask(
                actor=viewer,
                conversation=page.conversation,
                language=form.cleaned_data["language"],
            )
        except InvalidInput as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The school is told that an interpreter is needed."))
            return redirect("conversation", key)
    shown, status = {"page": page, "form": form}, 422 if form.errors else 200
    return render(request, "messaging/interpreter.html", shown, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def arrange(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Who interprets, and when; POST says it."""
    viewer = acting.person(request)
    need = asking.to_arrange(viewer, key)
    form = ArrangeForm(request.POST or None, initial={"note": need.note})
    if request.method == "POST" and form.is_valid():
        try:
            acting_on.arrange(actor=viewer, need=need, note=form.cleaned_data["note"])
        except (InvalidInput, Conflict) as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return _back(request, need)
    page, status = (
        {"need": asking.line_of(viewer, need.pk), "form": form},
        422 if form.errors else 200,
    )
    return render(request, "messaging/interpreter_arrange.html", page, status=status)


@require_POST
def end(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Not needed any more."""
    viewer = acting.person(request)
    need = asking.need(viewer, key)
    acting_on.end(actor=viewer, need=need)
    return _back(request, need)


def _back(request: HttpRequest, need: Any) -> HttpResponse:
    """To the thread, for those who read it."""
    if asking.reads(acting.person(request), need):
        return redirect("conversation", need.conversation.uuid)
    return redirect("interpreters")
