"""Bringing roster files in: upload, look, start, follow."""

import uuid as uuids
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from schools import acting
from schools.actions import roster as roster_actions
from schools.actions import roster_files
from schools.exceptions import Conflict, InvalidInput
from schools.forms.refusals import refuse
from schools.forms.roster import BundleForm, StartForm
from schools.queries import roster


@require_http_methods(["GET", "HEAD", "POST"])
def runs(request: HttpRequest) -> HttpResponse:
    """The list of runs, and for administrators the form that begins one."""
    viewer = acting.person(request)
    page = roster.runs_page(viewer, request.GET.get("side"))
    form = BundleForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            run = roster_files.upload_bundle(actor=viewer, upload=form.cleaned_data["file"])
        except InvalidInput as refusal:
            refuse(form, refusal)
        else:
            return redirect("roster_run", run.uuid)
    status = 422 if request.method == "POST" else 200
    context = {"page": page, "form": form, "may_import": roster.may_import(viewer)}
    return render(request, "schools/roster_runs.html", context, status=status)


@require_safe
def run(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """One run: what would change or has changed, and the remarks."""
    return render(request, "schools/roster_run.html", _context(request, uuid))


@require_safe
def progress(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """The bar alone, for the page's script. 204 when the run has ended."""
    context = _context(request, uuid)
    if not context["busy"]:
        return HttpResponse(status=204)
    return render(request, "schools/partials/_roster_progress.html", context)


@require_POST
def start(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Bring in what has been looked at."""
    viewer = acting.person(request)
    found = roster.visible_run(viewer, uuid)
    confirmed = "confirm_ends" in request.POST
    try:
        roster_actions.start_run(actor=viewer, run=found, confirm_ends=confirmed)
    except Conflict as refusal:
        context = {**_context(request, uuid), "refusal": str(refusal)}
        return render(request, "schools/roster_run.html", context, status=409)
    return redirect("roster_run", uuid)


@require_POST
def drop(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Leave it, and delete the file."""
    viewer = acting.person(request)
    try:
        roster_actions.drop_run(actor=viewer, run=roster.visible_run(viewer, uuid))
    except Conflict as refusal:
        context = {**_context(request, uuid), "refusal": str(refusal)}
        return render(request, "schools/roster_run.html", context, status=409)
    messages.success(request, _("The file is deleted. Nothing was changed."))
    return redirect("roster_runs")


def _context(request: HttpRequest, uuid: uuids.UUID) -> dict[str, Any]:
    viewer = acting.person(request)
    found = roster.visible_run(viewer, uuid)
    return {
        "run": found,
        "busy": roster.is_busy(found),
        "percent": roster.percent(found),
        "table": roster.run_table(found),
        "report": roster.run_report(found),
        "form": StartForm(),
        "may_import": roster.may_import(viewer),
    }
