"""Answering what a message asks, and the list of answers for those who count them."""

import csv
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from messaging.actions import ask_answers
from messaging.forms.asking import AnswerAskForm, DoubtAskForm, RecordAskForm
from messaging.forms.compose import MessageForm
from messaging.queries import ask_answers as queries
from messaging.queries import ask_record, threads
from messaging.views import ask_table
from messaging.views.refused import RefusedAnswer
from messaging.views.thread import show
from schools import acting
from schools.exceptions import Conflict, InvalidInput
from schools.forms.refusals import INVALID, TAKEN, refuse


@require_POST
def answer(request: HttpRequest, key: uuid.UUID, message: uuid.UUID) -> HttpResponse:
    """One answer; what was refused is said above the thread, with what was given kept."""
    viewer = acting.person(request)
    found = threads.message(viewer, key, message)
    ask = queries.asked_in(viewer, found.conversation, message)
    form = AnswerAskForm(request.POST, options=len(ask.options))
    try:
        if not form.is_valid():
            raise InvalidInput(_("That answer cannot be used. Look at the numbers and choices."))
        child = ask_record.own_child(viewer, form.cleaned_data["child"])
        ask_answers.answer_ask(actor=viewer, message=found, given=form.given(), child=child)
    except (InvalidInput, Conflict) as refusal:
        return _refused(request, key, message, refusal)
    messages.success(request, _("Thank you. Your answer is saved."))
    return redirect("conversation", key)


@require_POST
def wrong(request: HttpRequest, key: uuid.UUID, message: uuid.UUID) -> HttpResponse:
    """The guardian says that what the school wrote down for them is not right."""
    viewer = acting.person(request)
    found = threads.message(viewer, key, message)
    form = DoubtAskForm(request.POST)
    try:
        if not form.is_valid():
            raise InvalidInput(_("Open the conversation anew and try again."))
        which = form.cleaned_data
        child = ask_record.own_child(viewer, which["child"])
        ask_answers.doubt_ask_answer(
            actor=viewer, message=found, child=child, edition=which["edition"]
        )
    except InvalidInput as refusal:
        # said above the thread: there may be no form of an answer to say it in
        messages.error(request, str(refusal))
        return show(request, key, MessageForm(), INVALID)
    messages.success(request, _("Thank you. The school is told that it is not right."))
    return redirect("conversation", key)


@require_safe
def answers(request: HttpRequest, key: uuid.UUID, message: uuid.UUID) -> HttpResponse:
    """Who answered what, to which text, when and how."""
    viewer = acting.person(request)
    found = threads.conversation(viewer, key)
    page = {"conversation": found, "list": queries.answer_list(viewer, found, message)}
    return render(request, "messaging/ask_answers.html", page | {"message": message})


@require_safe
def table(request: HttpRequest, key: uuid.UUID, message: uuid.UUID) -> HttpResponse:
    """The same as a table for a spreadsheet."""
    viewer = acting.person(request)
    found = threads.conversation(viewer, key)
    given = queries.answer_list(viewer, found, message)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="svar.csv"'
    response.write("\ufeff")  # a spreadsheet takes it for UTF-8 by this
    csv.writer(response, delimiter=";").writerows(ask_table.rows(given))
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, key: uuid.UUID, message: uuid.UUID) -> HttpResponse:
    """What a guardian answered in another way; POST writes it down."""
    viewer = acting.person(request)
    page = ask_record.record_page(viewer, threads.conversation(viewer, key), message)
    form = RecordAskForm(request.POST or None, page=page)
    status = 200
    if request.method == "POST":
        status = INVALID
        if form.is_valid():
            try:
                return _recorded(request, page, form)
            except (InvalidInput, Conflict) as refusal:
                status = refuse(form, refusal)
    return render(request, "messaging/ask_record.html", {"page": page, "form": form}, status=status)


def _recorded(request: HttpRequest, page: Any, form: RecordAskForm) -> HttpResponse:
    person, child = page.place(form.cleaned_data["place"])
    ask_answers.record_ask_answer(
        actor=acting.person(request),
        message=page.ask.message,
        person=person,
        child=child,
        given=form.given(),
        how=form.how(),
    )
    messages.success(request, _("Written down. The guardian is told, and can say if it is wrong."))
    return redirect("ask_answers", page.conversation.uuid, page.ask.message.uuid)


def _refused(
    request: HttpRequest, key: uuid.UUID, message: uuid.UUID, refusal: InvalidInput | Conflict
) -> HttpResponse:
    status = TAKEN if isinstance(refusal, Conflict) else INVALID
    shown = RefusedAnswer(message, str(refusal), request.POST)
    return show(request, key, MessageForm(), status, refused=shown)
