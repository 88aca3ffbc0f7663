"""The registry of those who look after equipment, and the page of one device."""

import io
import uuid as uuids
from typing import Any

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from devices import policies
from devices.actions import bookables, loans, registry
from devices.choices import Lifecycle
from devices.forms.desk import AssetForm, LendForm, MoveForm, RulesForm
from devices.queries import assets as queries
from devices.queries.rules import managed_school, pupil_rules
from schools import acting
from schools.exceptions import Conflict, InvalidInput, NotAllowed, NotVisible
from schools.forms.refusals import refuse


@require_safe
def assets(request: HttpRequest) -> HttpResponse:
    """Devices by tag, with search."""
    viewer = acting.person(request)
    words, stage = request.GET.get("q", ""), request.GET.get("tilstand", "")
    page = queries.registry_page(viewer, words, stage, request.GET.get("side"))
    context = {
        "page": page,
        "words": words,
        "stage": stage,
        "stages": Lifecycle.choices,
        "schools": queries.managed(viewer),
    }
    return render(request, "devices/registry.html", context)


@require_safe
def device(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """One device."""
    return _device(request, uuid)


@require_safe
def label(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """The QR label: the device's own address, nothing about people."""
    asset = queries.one_asset(acting.person(request), uuid)
    code = segno.make(queries.label_address(asset), error="m")
    drawn = io.BytesIO()
    code.save(drawn, kind="svg", scale=4, border=2, dark="#000", light="#fff", title=asset.tag)
    response = HttpResponse(drawn.getvalue(), content_type="image/svg+xml")
    response["Cache-Control"] = "private, max-age=86400"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Register a device."""
    viewer = acting.person(request)
    if not policies.manages_somewhere(viewer):
        raise NotVisible
    form = AssetForm(request.POST or None, viewer=viewer, asset=None)
    if request.method == "POST" and form.is_valid():
        try:
            made = registry.register_asset(
                actor=viewer, school=form.cleaned_data["school"], fields=form.to_fields()
            )
        except InvalidInput as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("%(tag)s is registered.") % {"tag": made.tag})
            return redirect("device", made.uuid)
    context = {"form": form, "asset": None}
    return render(request, "devices/edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Correct what is written about a device."""
    viewer = acting.person(request)
    asset = queries.one_asset(viewer, uuid)
    if not policies.can_manage(viewer, asset.school_id):
        raise NotAllowed(_("You do not look after the equipment of this school."))
    form = AssetForm(request.POST or None, viewer=viewer, asset=asset, initial=_written(asset))
    if request.method == "POST" and form.is_valid():
        try:
            registry.change_asset(actor=viewer, asset=uuid, fields=form.to_fields())
        except InvalidInput as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("device", uuid)
    context = {"form": form, "asset": asset}
    return render(request, "devices/edit.html", context, status=422 if form.errors else 200)


@require_POST
def move(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """To the next stage of its life."""
    viewer = acting.person(request)
    form = MoveForm(request.POST, stages=queries.asset_page(viewer, uuid)["next_stages"])
    status = 422
    if form.is_valid():
        try:
            registry.move_asset(actor=viewer, asset=uuid, **form.cleaned_data)
        except (InvalidInput, Conflict) as refused:
            status = refuse(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("device", uuid)
    return _device(request, uuid, move_form=form, status=status)


@require_POST
def lend(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Lend it to a pupil or colleague."""
    viewer = acting.person(request)
    asset = queries.one_asset(viewer, uuid)
    if not policies.can_manage(viewer, asset.school_id):
        raise NotAllowed(_("Only those who look after the equipment lend it out."))
    form, status = LendForm(request.POST, viewer=viewer, asset=asset), 422
    if form.is_valid():
        try:
            made = loans.lend(actor=viewer, asset=uuid, **form.cleaned_data)
        except (InvalidInput, Conflict) as refused:
            status = refuse(form, refused)
        else:
            text = _("%(tag)s is lent to %(name)s.")
            messages.success(request, text % {"tag": asset.tag, "name": made.custodian})
            return redirect("device", uuid)
    return _device(request, uuid, lend_form=form, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: HttpRequest, school: uuids.UUID) -> HttpResponse:
    """What the school's pupils may book for themselves."""
    viewer = acting.person(request)
    place = managed_school(viewer, school)
    held = pupil_rules(place.pk)
    fields = ("pupils_may_book", "max_hours", "first_grade", "last_grade")
    initial = {name: getattr(held, name) for name in fields} if held else {"max_hours": 6}
    form = RulesForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            bookables.set_pupil_rules(actor=viewer, school=place, **form.cleaned_data)
        except InvalidInput as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("device_registry")
    context = {"form": form, "school": place}
    return render(request, "devices/rules.html", context, status=422 if form.errors else 200)


def _device(
    request: HttpRequest, uuid: uuids.UUID, *, status: int = 200, **forms: Any
) -> HttpResponse:
    viewer = acting.person(request)
    context = queries.asset_page(viewer, uuid)
    context |= {
        "move_form": MoveForm(stages=context["next_stages"]),
        "lend_form": LendForm(viewer=viewer, asset=context["asset"]),
    }
    return render(request, "devices/device.html", context | forms, status=status)


def _written(asset: Any) -> dict[str, Any]:
    names = ("tag", "asset_model", "serial", "room", "place", "condition", "note")
    return {name: getattr(asset, name) for name in names}
