"""The teacher's side of hand-ins: the work to the left, what is said to the right."""

import datetime as dt
import uuid as uuids
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from cms.actions import feedback as act
from cms.choices import Outcome
from cms.forms.assignments import FeedbackForm, ReopenForm
from cms.policies import can_assign
from cms.queries.assignments import assignment_by_uuid
from cms.queries.groups import pupil_by_uuid
from cms.queries.hand_ins import marking_list, next_pupil, pupil_work
from cms.views.forms import done, refused
from schools import acting, clock
from schools.exceptions import Conflict, NotVisible


@require_http_methods(["GET", "HEAD", "POST"])
def mark(request: HttpRequest, uuid: uuids.UUID, pupil: uuids.UUID) -> HttpResponse:
    """One pupil's work; POST saves the feedback, ``publish`` shows it, ``next`` goes on."""
    found, person = _found(request, uuid, pupil)
    page = _page(request, found, person)
    if request.method != "POST":
        return render(request, "cms/marking.html", page)
    form = FeedbackForm(request.POST)
    actor = acting.person(request)

    def save() -> None:
        data = form.cleaned_data
        act.save_feedback(
            actor=actor,
            assignment=found,
            pupil=person,
            text=data["text"],
            outcome=data["outcome"],
        )
        if "publish" in request.POST:
            act.publish_feedback(actor=actor, assignment=found, pupil=person)

    worked, code = done(form, save)
    if not worked:
        return refused(request, "cms/marking.html", page | {"form": form}, code)
    shown = "publish" in request.POST
    messages.success(
        request,
        _("Published to the pupil and the home.") if shown else _("Saved, not published yet."),
    )
    after = page["following"] if "next" in request.POST else None
    return redirect("mark", uuid=uuid, pupil=(after or person).uuid)


@require_POST
def reopen(request: HttpRequest, uuid: uuids.UUID, pupil: uuids.UUID) -> HttpResponse:
    """Extra time for one pupil."""
    found, person = _found(request, uuid, pupil)
    form = ReopenForm(request.POST)
    worked, code = done(
        form,
        lambda: act.reopen(
            actor=acting.person(request), assignment=found, pupil=person, until=form.moment()
        ),
    )
    if not worked:
        page = _page(request, found, person) | {"reopen": form}
        return refused(request, "cms/marking.html", page, code)
    messages.success(request, _("The pupil can hand in again."))
    return redirect("mark", uuid=uuid, pupil=pupil)


@require_POST
def publish_all(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Show everybody what was written."""
    actor = acting.person(request)
    found = assignment_by_uuid(actor, uuid)
    try:
        number = act.publish_all_feedback(actor=actor, assignment=found)
    except Conflict as refusal:
        messages.error(request, str(refusal))
    else:
        words = ngettext(
            "%(number)s pupil has the feedback now.",
            "%(number)s pupils have the feedback now.",
            number,
        )
        messages.success(request, words % {"number": number})
    return redirect("assignment", uuid=uuid)


def _found(request: HttpRequest, uuid: uuids.UUID, pupil: uuids.UUID) -> tuple[Any, Any]:
    viewer = acting.person(request)
    found = assignment_by_uuid(viewer, uuid)
    if not can_assign(viewer, found.group_id):
        raise NotVisible
    return found, pupil_by_uuid(viewer, found.group, pupil)


def _page(request: HttpRequest, found: Any, person: Any) -> dict[str, Any]:
    viewer = acting.person(request)
    work = pupil_work(viewer, found, person)
    rows = marking_list(viewer, found)
    written = work.unpublished
    initial: dict[str, str] = {"outcome": Outcome.ASSESSED}
    if written:
        initial = {"text": written.text, "outcome": written.outcome}
    return {
        "assignment": found,
        "pupil": person,
        "work": work,
        "following": next_pupil(rows, person),
        "form": FeedbackForm(initial=initial),
        "reopen": ReopenForm(initial={"until": clock.today() + dt.timedelta(days=7)}),
    }
