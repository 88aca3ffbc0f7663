"""Reporting a message, the list of what was reported, and who receives it."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from messaging import policies
from messaging.actions import reports as reporting
from messaging.choices import ReportOutcome, ReportReason
from messaging.forms.reports import HandleForm, ReceiverForm, ReportForm
from messaging.queries import cards, threads
from messaging.queries import reports as asking
from schools import acting
from schools.exceptions import Conflict, InvalidInput, NotAllowed, NotVisible
from schools.forms.refusals import refuse


@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, key: uuid.UUID, message: uuid.UUID) -> HttpResponse:
    """The page where one reports a message; POST reports it."""
    viewer = acting.person(request)
    found = threads.message(viewer, key, message)
    if not policies.can_report(viewer, found):
        raise NotAllowed
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        reason = ReportReason(given["reason"])
        try:
            reporting.report_message(
                actor=viewer, message=found, reason=reason, words=given["words"]
            )
        except InvalidInput as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The school has received your report."))
            return redirect(f"{reverse('conversation', args=[key])}#m-{message}")
    page = {"card": cards.card(found), "message": found, "form": form}
    return render(request, "messaging/report.html", page, status=422 if form.errors else 200)


@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """What waits, and what was handled last."""
    waiting, handled = asking.lines(acting.person(request))
    return render(request, "messaging/reports.html", {"waiting": waiting, "handled": handled})


@require_http_methods(["GET", "HEAD", "POST"])
def received(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One report with the messages around it; POST says what was done."""
    viewer = acting.person(request)
    page = asking.report(viewer, key)
    form = HandleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        outcome = ReportOutcome(given["outcome"])
        try:
            reporting.handle_report(
                actor=viewer, report=page.report, outcome=outcome, note=given["note"]
            )
        except (InvalidInput, Conflict) as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("message_reports")
    status = 422 if form.errors else 200
    return render(
        request, "messaging/report_received.html", {"page": page, "form": form}, status=status
    )


@require_http_methods(["GET", "HEAD", "POST"])
def receivers(request: HttpRequest, school: uuid.UUID) -> HttpResponse:
    """Who receives reports at a school; POST names one more."""
    viewer = acting.person(request)
    page = asking.receivers(viewer, school)
    form = ReceiverForm(request.POST or None, people=page.others)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["person"]
        person = next(one for one in page.others if str(one.uuid) == chosen)
        reporting.name_receiver(actor=viewer, school=page.school, person=person)
        return redirect("report_receivers", school)
    status = 422 if form.errors else 200
    return render(
        request, "messaging/report_receivers.html", {"page": page, "form": form}, status=status
    )


@require_POST
def end_receiver(request: HttpRequest, school: uuid.UUID, person: uuid.UUID) -> HttpResponse:
    """This person receives no reports from today on."""
    viewer = acting.person(request)
    page = asking.receivers(viewer, school)
    named = next((one for one in page.named if one.uuid == person), None)
    if named is None:
        raise NotVisible
    reporting.end_receiver(actor=viewer, school=page.school, person=named)
    return redirect("report_receivers", school)
