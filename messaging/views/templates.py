"""A school's templates for messages, for its leaders and office."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from messaging.actions import templates as setting
from messaging.forms.templates import TemplateForm
from messaging.queries import templates as asking
from schools import acting
from schools.exceptions import InvalidInput
from schools.forms.refusals import refuse


@require_http_methods(["GET", "HEAD", "POST"])
def templates(request: HttpRequest, school: uuid.UUID) -> HttpResponse:
    """The school's templates; POST makes one more."""
    viewer = acting.person(request)
    page = asking.page(viewer, school)
    form = TemplateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            setting.create_template(actor=viewer, school=page.school, **form.cleaned_data)
        except InvalidInput as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("message_templates", school)
    status = 422 if form.errors else 200
    return render(request, "messaging/templates.html", {"page": page, "form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def template(request: HttpRequest, school: uuid.UUID, key: uuid.UUID) -> HttpResponse:
    """One of them; POST keeps another text."""
    viewer = acting.person(request)
    found = asking.one_to_change(viewer, school, key)
    form = TemplateForm(request.POST or None, initial={"title": found.title, "body": found.body})
    if request.method == "POST" and form.is_valid():
        try:
            setting.change_template(actor=viewer, template=found, **form.cleaned_data)
        except InvalidInput as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("message_templates", school)
    page = {"template": found, "form": form}
    return render(request, "messaging/template.html", page, status=422 if form.errors else 200)


@require_POST
def move(request: HttpRequest, school: uuid.UUID, key: uuid.UUID) -> HttpResponse:
    """One place up with ``up``, otherwise down."""
    viewer = acting.person(request)
    found = asking.one_to_change(viewer, school, key)
    setting.move_template(actor=viewer, template=found, up="up" in request.POST)
    return redirect("message_templates", school)


@require_POST
def remove(request: HttpRequest, school: uuid.UUID, key: uuid.UUID) -> HttpResponse:
    """It is gone."""
    viewer = acting.person(request)
    found = asking.one_to_change(viewer, school, key)
    setting.remove_template(actor=viewer, template=found)
    messages.success(request, _("The template is removed."))
    return redirect("message_templates", school)
