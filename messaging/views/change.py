"""Changing or withdrawing one's own message."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from messaging import policies
from messaging.actions import messages as writing
from messaging.forms.compose import EditForm
from messaging.forms.covers import CoverForm
from messaging.queries import cards, threads
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
            return back_to(key, message)
    return show(request, found, form=form)


def show(
    request: HttpRequest, found: Any, *, form: Any = None, cover_form: Any = None
) -> HttpResponse:
    """The page with what was typed, or what there is; 422 with what is wrong."""
    page = {
        "message": found,
        "form": form or EditForm(initial={"body": found.body}),
        "may_edit": policies.can_edit(acting.person(request), found),
    }
    if policies.can_have_cover(found):
        cover = cards.cover(found)
        first = {"cover_alt": cover.alt, "cover_is_decoration": not cover.alt} if cover else {}
        page |= {"cover": cover, "cover_form": cover_form or CoverForm(initial=first)}
    is_wrong = page["form"].errors or (cover_form and cover_form.errors)
    return render(request, "messaging/change.html", page, status=422 if is_wrong else 200)


@require_POST
def withdraw(request: HttpRequest, key: uuid.UUID, message: uuid.UUID) -> HttpResponse:
    """Take it back; a trace stays."""
    viewer = acting.person(request)
    writing.withdraw_message(actor=viewer, message=threads.message(viewer, key, message))
    return back_to(key, message)


def back_to(key: uuid.UUID, message: uuid.UUID) -> HttpResponse:
    """The message where it stands."""
    return redirect(f"{reverse('conversation', args=[key])}#m-{message}")
