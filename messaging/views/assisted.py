"""Writing down what a guardian answered in another way; and the guardian's word on it."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from messaging.actions import assisted as recording
from messaging.choices import Instead, Source
from messaging.forms.assisted import RecordForm
from messaging.queries import assisted, threads
from schools import acting
from schools.exceptions import Conflict, InvalidInput
from schools.forms.refusals import refuse


@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The page; POST writes it down."""
    viewer = acting.person(request)
    page = assisted.record_page(viewer, threads.conversation(viewer, key))
    form = RecordForm(
        request.POST or None, page=page, initial={"person": request.GET.get("foresatt")}
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return _recorded(request, page, form)
            except (InvalidInput, Conflict) as refusal:
                status = refuse(form, refusal)
    return render(request, "messaging/record.html", {"page": page, "form": form}, status=status)


@require_POST
def wrong(request: HttpRequest, key: uuid.UUID, message: uuid.UUID) -> HttpResponse:
    """The guardian says that what was written down is not right."""
    viewer = acting.person(request)
    recording.say_wrong(actor=viewer, message=threads.message(viewer, key, message))
    messages.success(request, _("Thank you. The school is told that it is not right."))
    return redirect("conversation", key)


def _recorded(request: HttpRequest, page: Any, form: RecordForm) -> HttpResponse:
    given, actor = form.cleaned_data, acting.person(request)
    person = next(one for one in page.people if str(one.uuid) == given["person"])
    how = recording.How(Source(given["source"]), Instead(given["instead"]))
    if given["what"] == form.CONFIRMATION:
        if given["asked"] not in {None, page.asked.uuid}:
            raise Conflict(_("A newer message asks for a confirmation. Open this page again."))
        recording.record_confirmation(actor=actor, message=page.asked, person=person, how=how)
    else:
        recording.record_answer(
            actor=actor,
            conversation=page.conversation,
            person=person,
            body=given["body"],
            how=how,
            client_token=given["client_token"],
        )
    messages.success(request, _("Written down. The guardian is told, and can say if it is wrong."))
    return redirect("conversation", page.conversation.uuid)
