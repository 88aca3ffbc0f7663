"""The next step for homes that have not read a message; the call list; what a school sets."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from messaging.actions import calls as calling
from messaging.actions import ladder
from messaging.choices import CallResult, Rung, Which
from messaging.forms.ladder import CallForm, LadderForm, StepForm
from messaging.queries import calls, homes, ladders
from schools import acting
from schools.exceptions import InvalidInput
from schools.forms.refusals import refuse


@require_POST
def step(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """SMS or call list now: for one home, or for all that are left."""
    viewer = acting.person(request)
    found = homes.answered_for(viewer, key)
    form = StepForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a step, and for which homes."))
        return redirect("conversation_readers", key)
    try:
        rung, new = _take(viewer, found, form.cleaned_data)
        _say(request, rung, new)
    except InvalidInput as refusal:
        messages.error(request, str(refusal))
    return redirect(reverse("conversation_readers", args=[key]) + "?vis=ikke")


def _take(viewer: Any, conversation: Any, given: dict[str, Any]) -> tuple[Rung, int]:
    rung = Rung(given["rung"])
    place = {"actor": viewer, "conversation": conversation, "rung": rung}
    if given["which"]:
        return rung, ladder.take_step(**place, which=Which(given["which"]))
    home = {"pupil": given["pupil"], "home_key": given["home_key"]}
    return rung, ladder.take_step_for_home(**place, **home)


def _say(request: HttpRequest, rung: Rung, new: int) -> None:
    if not new:
        nothing = {
            Rung.SMS: _("No new SMS: they have had one, have no number, or do not want any."),
            Rung.CALLS: _("They are on the call list already."),
            Rung.LETTER: _("They have a letter already."),
        }
        messages.warning(request, nothing[rung])
        return
    said = {
        Rung.SMS: ngettext("%(n)s SMS is on its way.", "%(n)s SMS are on their way.", new),
        Rung.CALLS: ngettext(
            "%(n)s home is on the call list.", "%(n)s homes are on the call list.", new
        ),
        Rung.LETTER: ngettext(
            "%(n)s letter is to be printed.", "%(n)s letters are to be printed.", new
        ),
    }
    messages.success(request, said[rung] % {"n": new})


@require_safe
def call_list(request: HttpRequest) -> HttpResponse:
    """Homes to be called, of the conversations whose readers the viewer may see."""
    rows = calls.call_list(acting.person(request))
    page = {"rows": rows, "results": CallResult.choices, "is_full": len(rows) >= calls.SHOWN}
    return render(request, "messaging/calls.html", page)


@require_POST
def call_result(request: HttpRequest, call: uuid.UUID) -> HttpResponse:
    """What became of a call."""
    viewer = acting.person(request)
    found = calls.one_call(viewer, call)
    form = CallForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose what became of the call."))
        return redirect("call_list")
    result = CallResult(form.cleaned_data["result"])
    try:
        person = calls.guardian_of(viewer, found, form.cleaned_data["person"])
        calling.record_call(actor=viewer, call=found, result=result, person=person)
        messages.success(request, _("Written down."))
    except InvalidInput as refusal:
        messages.error(request, str(refusal))
    return redirect("call_list")


@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: HttpRequest) -> HttpResponse:
    """When the school's next steps are taken by themselves; POST sets them for one school."""
    viewer = acting.person(request)
    forms = [(school, _form(request, school)) for school in ladders.led_schools(viewer)]
    for school, form in forms:
        if form.is_bound and form.is_valid() and _chosen(viewer, school, form):
            messages.success(request, _("Saved."))
            return redirect("ladder_rules")
    status = 422 if any(form.errors for _school, form in forms) else 200
    return render(request, "messaging/ladder.html", {"forms": forms}, status=status)


def _form(request: HttpRequest, school: Any) -> LadderForm:
    is_this = request.POST.get("school") == str(school.uuid)
    return LadderForm(
        request.POST if is_this else None,
        ladders=ladders.ladders_of(school.pk),
        initial={"school": school.uuid},
        auto_id=f"{school.slug}-%s",
    )


def _chosen(viewer: Any, school: Any, form: LadderForm) -> bool:
    try:
        ladder.choose(actor=viewer, school=school, ladders=form.ladders())
    except InvalidInput as refusal:
        refuse(form, refusal)
        return False
    return True
