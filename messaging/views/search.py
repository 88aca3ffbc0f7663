"""Searching in messages."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from messaging.queries import finding, threads, words
from messaging.views.sealed import not_kept, open_here
from schools import acting


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Hits for ``?q=``, in one conversation with ``?samtale=``; older ones with ``?eldre=``."""
    viewer = acting.person(request)
    given = request.GET.get("q", "").strip()[: words.MOST_LETTERS]
    conversation = None
    if key := request.GET.get("samtale", ""):
        conversation = threads.readable(viewer, _wanted(key))
        if first := open_here(request, conversation):
            return first
    found = finding.find(viewer, given, conversation, _uuid(request.GET.get("eldre", "")))
    page = {"words": given, "conversation": conversation, "found": found}
    answer = render(request, "messaging/search.html", page)
    return not_kept(answer) if conversation and conversation.is_sensitive else answer


def _wanted(given: str) -> uuid.UUID:
    key = _uuid(given)
    if key is None:
        raise Http404
    return key


def _uuid(given: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(given)
    except ValueError:
        return None
