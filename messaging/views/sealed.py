"""The gate before every address of a conversation: a sensitive one opens to whom it is proved.

Who does not read it finds nothing here, before anything is asked. Who does is asked to confirm
that it is them when that was a while ago, and each opening is written down (docs/adr/0014).
"""

import uuid
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from messaging.actions import drafts
from messaging.actions import sensitive as marking
from messaging.queries import openings, reports, threads
from schools import acting
from schools.exceptions import InvalidInput, NotAllowed, NotVisible
from schools.signin import freshness

View = Callable[..., HttpResponse]

_SHOWS_NOTHING = frozenset({204, 302, 403, 404, 405})


def sealed(view: View) -> View:
    """A view of the conversation ``key``."""

    @wraps(view)
    def behind(request: HttpRequest, key: uuid.UUID, **rest: Any) -> HttpResponse:
        if not openings.is_sensitive(key):
            return view(request, key=key, **rest)
        try:
            found = threads.readable(acting.person(request), key)
        except NotVisible:
            return view(request, key=key, **rest)  # it answers as for what never was
        if not freshness.is_fresh(request):
            return _ask(request, found)
        return _opened(request, found, view(request, key=key, **rest))

    behind.is_sealed = True  # type: ignore[attr-defined]
    return behind


def sealed_report(view: View) -> View:
    """A view of the report ``key``: its receivers need not read the conversation."""

    @wraps(view)
    def behind(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
        found = reports.about_sensitive(acting.person(request), key)
        if found is None:
            return view(request, key=key)
        if not freshness.is_fresh(request):
            return freshness.ask(request)
        marking.record_report_opening(actor=acting.person(request), report=found)
        return not_kept(view(request, key=key))

    behind.is_sealed = True  # type: ignore[attr-defined]
    return behind


def open_here(request: HttpRequest, conversation: Any) -> HttpResponse | None:
    """For a view of another address that shows some of a conversation: what to answer first."""
    if not conversation.is_sensitive:
        return None
    if not freshness.is_fresh(request):
        return freshness.ask(request)
    marking.record_opening(actor=acting.person(request), conversation=conversation)
    return None


def not_kept(answer: HttpResponse) -> HttpResponse:
    """Neither by the browser, which would show it to whoever presses Back."""
    answer["Cache-Control"] = "private, no-store"
    return answer


def _opened(request: HttpRequest, found: Any, answer: HttpResponse) -> HttpResponse:
    """Nothing is handed out that is not written down."""
    if answer.status_code not in _SHOWS_NOTHING:
        marking.record_opening(actor=acting.person(request), conversation=found)
    return not_kept(answer)


def _ask(request: HttpRequest, found: Any) -> HttpResponse:
    if not request.FILES:
        return freshness.ask(request)
    freshness.forget_form(request)
    # files cannot wait with the form, and nothing is sent without its files: the text does
    with suppress(InvalidInput, NotAllowed):
        body = request.POST.get("body", "")
        drafts.save_draft(actor=acting.person(request), conversation=found, body=body)
        messages.info(request, _("Your text is kept as a draft. Choose the files again."))
    return redirect(freshness.door(reverse("conversation", args=[found.uuid])))
