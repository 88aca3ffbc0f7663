"""Signs on a message: whose they are, and one's own."""

import uuid

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from messaging.actions import reacting
from messaging.choices import ReactionKind
from messaging.forms.reactions import ReactionForm
from messaging.queries import cards, inbox, threads
from messaging.queries import reactions as asking
from messaging.views.thread import drawn, wants_json
from schools import acting
from schools.exceptions import InvalidInput, NotAllowed
from schools.forms.refusals import refuse


@require_http_methods(["GET", "HEAD", "POST"])
def reactions(request: HttpRequest, key: uuid.UUID, message: uuid.UUID) -> HttpResponse:
    """Who has reacted, and the signs to choose from; ``?del=valg`` without the page around.

    POST puts one there, or takes one's own away.
    """
    viewer = acting.person(request)
    found = threads.message(viewer, key, message)
    if found.withdrawn_at is not None:
        raise NotAllowed
    # nothing at all is an answer too: it takes one's own away
    form = ReactionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        kind = form.cleaned_data["kind"]
        try:
            reacting.react(
                actor=viewer,
                message=found,
                kind=ReactionKind(kind) if kind else None,
                side=inbox.side_of(acting.role(request)),
            )
        except InvalidInput as refusal:
            refuse(form, refusal)
        else:
            if wants_json(request):
                return JsonResponse(drawn(cards.card(threads.message(viewer, key, message))))
            return redirect(f"{reverse('conversation', args=[key])}#m-{message}")
    part = request.GET.get("del") == "valg"
    template = "messaging/partials/_react.html" if part else "messaging/reactions.html"
    page = {"reactions": asking.reactions(viewer, found), "message": found, "form": form}
    return render(request, template, page, status=422 if form.errors else 200)
