"""The page where one says who stands in for oneself."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from messaging.actions import standing_in as acting_on
from messaging.forms.standing_in import ALL, StandInForm
from messaging.queries import standing_in as asking
from schools import acting
from schools.exceptions import InvalidInput
from schools.forms.refusals import refuse


@require_http_methods(["GET", "HEAD", "POST"])
def stand_ins(request: HttpRequest) -> HttpResponse:
    """What stands and is to come; POST lets a colleague stand in."""
    viewer = acting.person(request)
    page = asking.page(viewer)
    form = StandInForm(request.POST or None, people=page.colleagues, groups=page.groups)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            acting_on.let_stand_in(
                actor=viewer,
                school=page.school,
                substitute=_by_uuid(page.colleagues, given["substitute"]),
                starts=given["starts"],
                last=given["last"],
                with_history=given["reads"] == ALL,
                group=_by_uuid(page.groups, given["group"]),
            )
        except InvalidInput as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("stand_ins")
    shown, status = {"page": page, "form": form}, 422 if form.errors else 200
    return render(request, "messaging/stand_ins.html", shown, status=status)


@require_POST
def end(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Over, at once."""
    viewer = acting.person(request)
    acting_on.end_stand_in(actor=viewer, stand_in=asking.stand_in(viewer, key))
    return redirect("stand_ins")


def _by_uuid(rows: Any, key: str) -> Any:
    return next((row for row in rows if str(row.uuid) == key), None)
