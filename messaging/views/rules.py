"""The rules for messages at a school, for its leaders and office."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from messaging.actions import rules as setting
from messaging.forms.rules import RulesForm
from messaging.queries import rules as asking
from schools import acting
from schools.exceptions import InvalidInput
from schools.forms.refusals import refuse


@require_safe
def schools(request: HttpRequest) -> HttpResponse:
    """Which school; who has one goes straight to it."""
    found = asking.schools_of(acting.person(request))
    if len(found) == 1:
        return redirect("message_rules_of", found[0].uuid)
    return render(request, "messaging/rules_schools.html", {"schools": found})


@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: HttpRequest, school: uuid.UUID) -> HttpResponse:
    """The page; POST keeps what is chosen."""
    viewer = acting.person(request)
    found = asking.rules(viewer, school)
    form = RulesForm(request.POST or None, rules=found)
    if request.method == "POST" and form.is_valid():
        try:
            setting.set_rules(
                actor=viewer,
                school=found.school,
                pupils_may=form.pupils_may(),
                hours=form.hours(),
            )
        except InvalidInput as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("message_rules_of", school)
    page = {"rules": found, "form": form}
    return render(request, "messaging/rules.html", page, status=422 if form.errors else 200)
