"""One conversation: reading, writing, catching up."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from messaging.actions import reading
from messaging.actions.sensitive import post_sensitive
from messaging.choices import Side
from messaging.forms.compose import AnswerForm, LaterForm, MessageForm, ThreadForm
from messaging.fragments import message_html
from messaging.queries import cards, inbox, noise_now, openings, originals, promise, threads
from messaging.views import duty, sensitive, start_lines
from messaging.views.inbox import list_of
from messaging.views.refused import RefusedAnswer
from schools import acting
from schools.actions.files import store_all
from schools.exceptions import Conflict, InvalidInput
from schools.forms.refusals import refuse
from schools.statements import planned_once

MOST_DIGITS = 9  # of a message number or version; more would not fit the column


@require_http_methods(["GET", "HEAD", "POST"])
def conversation(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The thread with its composer; POST writes."""
    if request.method == "POST":
        return _post(request, key)
    return show(request, key, ThreadForm())


@require_safe
def changes(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """What a page that knows version ``?after_version=`` misses."""
    viewer = acting.person(request)
    after = _number(request, "after_version") or 0
    with planned_once():  # after an outage all pages ask at the same time
        found = threads.conversation(viewer, key)
        missed = threads.missed(viewer, found, after, acting.role(request))
    answer = {
        "version": found.version,
        "seq": found.last_seq,
        "complete": missed.complete,
        "messages": [drawn(card) for card in missed.cards],
    }
    shown = {"thread": missed, "seal": openings.seal(viewer, found)}
    for name, template in (("personal", "_personal"), ("head", "_head")):
        answer[name] = render_to_string(f"messaging/partials/{template}.html", shown, request)
    return JsonResponse(answer)


@require_POST
def read(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The viewer has read up to message number ``seq``."""
    viewer = acting.person(request)
    found = threads.readable(viewer, key)
    given = _whole_number(request.POST.get("seq", ""))
    seq = found.last_seq if given is None else given
    reading.mark_read(actor=viewer, conversation=found, seq=seq)
    if wants_json(request):
        return JsonResponse({"unread": inbox.unread_count(viewer)})
    return redirect("messages")


@require_POST
def confirm(request: HttpRequest, key: uuid.UUID, message: uuid.UUID) -> HttpResponse:
    """Read and confirmed."""
    viewer = acting.person(request)
    found = threads.message(viewer, key, message)
    try:
        reading.confirm(actor=viewer, message=found, side=inbox.side_of(acting.role(request)))
    except InvalidInput as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Thank you. The school sees that you have confirmed."))
    return redirect("conversation", key)


@require_safe
def promised(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """When those who read along would be told of what is written now, and whether it can wait."""
    viewer = acting.person(request)
    found = threads.readable(viewer, key)
    page = {"promise": promise.in_words(promise.to_conversation(viewer, found))}
    if inbox.side_of(acting.role(request)) == Side.STAFF:
        page["load"] = noise_now.in_thread(viewer, found)
    return render(request, "messaging/partials/_promise.html", page)


def show(
    request: HttpRequest,
    key: uuid.UUID,
    form: MessageForm,
    status: int = 200,
    reasons: Sequence[Any] = (),
    *,
    refused: RefusedAnswer | None = None,
) -> HttpResponse:
    """The page of a thread, with what was typed and refused when it was."""
    before = _number(request, "eldre")
    page = list_of(request)
    people = next((row.people for row in page["rows"] if row.uuid == key), "")
    thread = threads.thread(acting.person(request), key, acting.role(request), before, people)
    thread = refused.put_in(thread) if refused else thread
    shown = [(card, message_html(card)) for card in thread.cards]
    page |= {"thread": thread, "shown": shown, "form": form, "paged": before is not None}
    page["seal"] = openings.seal(acting.person(request), thread.conversation)
    if thread.answer:
        given = form if isinstance(form, AnswerForm) else None
        page["answer"] = given or AnswerForm(children=thread.answer.children)
    page["later"] = form if isinstance(form, LaterForm) else LaterForm()
    page["today_reasons"] = duty.offered(thread)
    page["may_wait"] = start_lines.may_wait(thread)
    page |= {"advises": sensitive.is_offered(request), "reasons": reasons}
    page["quoted"] = _quoted(request, key)
    return render(request, "messaging/thread.html", page, status=status)


def _quoted(request: HttpRequest, key: uuid.UUID) -> cards.Original | None:
    """What the composer answers: as it was sent and refused, or ``?sitat=``."""
    wanted = sensitive.as_uuid(request.POST.get("quotes") or request.GET.get("sitat") or "")
    return originals.quotable(acting.person(request), key, wanted) if wanted else None


def _post(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    viewer = acting.person(request)
    if request.FILES:
        threads.readable(viewer, key)  # nothing is stored for those who may not look
    form = ThreadForm(request.POST, request.FILES)
    marks = request.POST.get("mark_sensitive") == "1"
    if form.is_valid() and marks and request.POST.get("today"):
        form.add_error(None, _("What matters today cannot be sensitive: those on duty read it."))
    if not form.is_valid():
        return _refuse(request, key, form, 422)
    # the page's script has asked before it sends
    if not wants_json(request) and (reasons := sensitive.before_posting(request, key)):
        return show(request, key, form, 422, reasons)
    try:
        stored = store_all(actor=viewer, uploads=form.cleaned_data["files"])
        message = (post_sensitive if marks else duty.posting(request))(
            actor=viewer,
            conversation=key,
            body=form.cleaned_data["body"],
            client_token=form.cleaned_data["client_token"],
            side=inbox.side_of(acting.role(request)),
            file_uuids=[str(file.uuid) for file in stored],
            asks_confirmation=form.cleaned_data["asks_confirmation"],
            quotes=form.cleaned_data["quotes"],
        )
    except (InvalidInput, Conflict) as refusal:
        return _refuse(request, key, form, refuse(form, refusal))
    if wants_json(request):
        return JsonResponse(drawn(cards.card(cards.load_card_parts(message))), status=201)
    if marks and not threads.is_read(viewer, key):
        return redirect("messages")  # who stands in for somebody has gone out of it
    return redirect(f"{reverse('conversation', args=[key])}#m-{message.uuid}")


def _refuse(request: HttpRequest, key: uuid.UUID, form: MessageForm, status: int) -> HttpResponse:
    if wants_json(request):
        threads.readable(acting.person(request), key)  # else there is nothing to correct
        errors = [str(error) for errors in form.errors.values() for error in errors]
        return JsonResponse({"errors": errors}, status=status)
    return show(request, key, form, status)


def drawn(card: cards.MessageCard) -> dict[str, Any]:
    """One message, for scripts that show it."""
    return {
        "message": str(card.uuid),
        "seq": card.seq,
        "version": card.version,
        "author": str(card.author_uuid),
        "html": message_html(card),
    }


def wants_json(request: HttpRequest) -> bool:
    """A script asks, which shows the answer itself."""
    return "application/json" in request.headers.get("Accept", "")


def _number(request: HttpRequest, name: str) -> int | None:
    return _whole_number(request.GET.get(name, ""))


def _whole_number(given: str) -> int | None:
    return int(given) if given.isdecimal() and len(given) <= MOST_DIGITS else None
