"""Letters: what is to be printed, its file, and what came back."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from messaging.actions import letter_batches, letter_replies
from messaging.actions import letters as writing
from messaging.choices import Instead
from messaging.forms.letters import CodeForm, ReplyForm
from messaging.queries import letter_replies as replies
from messaging.queries import letters as reading
from schools import acting
from schools.actions.files import store_all
from schools.exceptions import Conflict, InvalidInput, NotVisible
from schools.forms.refusals import refuse


@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """What is to be printed, files under way, and what is out."""
    page = reading.letters_page(acting.person(request))
    is_full = len(page.waiting) >= reading.SHOWN
    return render(
        request, "messaging/letters.html", {"page": page, "form": CodeForm(), "is_full": is_full}
    )


@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """Put what is to be printed into one file."""
    try:
        made = letter_batches.ask_for_file(actor=acting.person(request))
    except InvalidInput as refusal:
        messages.warning(request, str(refusal))
        return redirect("letters")
    return redirect("letter_batch", made.uuid)


@require_safe
def batch(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One file: how far it has come, or the file and whom each letter is for."""
    page = reading.one_batch(acting.person(request), key)
    return render(request, "messaging/letter_batch.html", {"page": page})


@require_safe
def progress(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The bar alone, for the page's script. 204 when nothing is under way."""
    page = reading.one_batch(acting.person(request), key)
    if not page.is_busy:
        return HttpResponse(status=204)
    return render(request, "messaging/partials/_letter_progress.html", {"page": page})


@require_POST
def printed(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The letters of a file are on paper."""
    viewer = acting.person(request)
    found = reading.one_batch(viewer, key).batch
    try:
        letter_batches.mark_printed(actor=viewer, batch=found)
        messages.success(request, _("Written down as printed. Answers are typed in here."))
    except Conflict as refusal:
        messages.warning(request, str(refusal))
    return redirect("letters")


@require_POST
def put_back(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """They were not printed after all."""
    viewer = acting.person(request)
    found = reading.one_batch(viewer, key).batch
    try:
        letter_batches.put_back(actor=viewer, batch=found)
        messages.success(request, _("The file is deleted, and the letters wait again."))
    except Conflict as refusal:
        messages.warning(request, str(refusal))
    return redirect("letters")


@require_POST
def close(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """A letter is not needed any more."""
    viewer = acting.person(request)
    writing.close_letter(actor=viewer, letter=reading.one_letter(viewer, key))
    messages.success(request, _("The letter is off the list."))
    return redirect("letters")


@require_safe
def open_code(request: HttpRequest, code: str) -> HttpResponse:
    """Where the QR code leads: the guardian to the message, staff to writing down."""
    viewer = acting.person(request)
    own = reading.addressed(viewer, code)
    if own is not None:
        return redirect("conversation", own.message.conversation.uuid)
    found = reading.by_code(viewer, code)
    if found is None:
        raise NotVisible
    return redirect("letter_reply", found.code)


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """By the code typed from paper."""
    viewer = acting.person(request)
    reading.require_staff(viewer)
    form = CodeForm(request.GET if "kode" in request.GET else None)
    status = 200
    if form.is_bound:
        if form.is_valid():
            if found := reading.by_code(viewer, form.cleaned_data["kode"]):
                return redirect("letter_reply", found.code)
            form.add_error("kode", _("No letter of yours has this code. Ask the office."))
        status = 422
    return render(request, "messaging/letter_find.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: HttpRequest, code: str) -> HttpResponse:
    """What came back; POST writes it down."""
    viewer = acting.person(request)
    letter = reading.by_code(viewer, code)
    if letter is None:
        raise NotVisible
    page = replies.reply_page(viewer, letter)
    form = ReplyForm(request.POST or None, request.FILES or None, page=page)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return _written_down(request, letter, form)
            except (InvalidInput, Conflict) as refusal:
                status = refuse(form, refusal)
    context = {"letter": letter, "form": form, "page": page, "done_by": replies.done_by(letter)}
    return render(request, "messaging/letter_reply.html", context, status=status)


def _written_down(request: HttpRequest, letter: Any, form: ReplyForm) -> HttpResponse:
    viewer, given = acting.person(request), form.cleaned_data
    what = {"actor": viewer, "letter": letter}
    if given["what"] == form.RETURNED:
        letter_replies.record_return(**what)
    elif given["what"] == form.CONFIRMATION:
        letter_replies.record_paper_confirmation(**what, instead=Instead(given["instead"]))
    elif given["what"] == form.ASK:
        letter_replies.record_paper_ask(
            **what, given=form.given(), instead=Instead(given["instead"])
        )
    else:
        stored = store_all(actor=viewer, uploads=given["files"])
        letter_replies.record_paper_answer(
            **what,
            body=given["body"],
            instead=Instead(given["instead"]),
            client_token=given["client_token"],
            file_uuids=[str(file.uuid) for file in stored],
        )
    messages.success(request, _("Written down. Here is room for the next."))
    return redirect("letter_find")
