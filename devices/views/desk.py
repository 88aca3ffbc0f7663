"""The scanner page: stays open from scan to scan, works as a plain form too."""

import uuid as uuids
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from devices.actions import desk
from devices.choices import ScanOutcome
from devices.forms.desk import TAKE_BACK, ScanForm
from devices.queries.desk import to_hand_out
from schools import acting, spoken
from schools.exceptions import Conflict, InvalidInput, NotAllowed
from schools.forms.refusals import refuse


@require_http_methods(["GET", "HEAD", "POST"])
def scan(request: HttpRequest) -> HttpResponse:
    """Hand out or take back one device per scan. A script gets only the answer's fragment."""
    promises = [_promise(one) for one in to_hand_out(acting.person(request))]
    task = request.GET.get("reservasjon") or TAKE_BACK
    data = request.POST if request.method == "POST" else None
    form = ScanForm(data, promises=promises, initial={"task": task})
    status, done = 200, None
    if request.method == "POST":
        status = 422
        if form.is_valid():
            done, status = _scanned(request, form)
    if "X-Scanner" in request.headers:
        context = {"done": done, "form": form}
        return render(request, "devices/partials/_scanned.html", context, status=status)
    if done:
        messages.success(request, _sentence(done))
        return redirect(f"{reverse('device_scan')}?reservasjon={form.cleaned_data['task']}")
    return render(request, "devices/scan.html", {"form": form}, status=status)


def _scanned(request: HttpRequest, form: ScanForm) -> tuple[desk.Scanned | None, int]:
    data, actor = form.cleaned_data, acting.person(request)
    given = {"actor": actor, "code": data["code"], "client_uuid": data["client_uuid"]}
    try:
        if data["task"] == TAKE_BACK:
            return desk.take_back(**given), 200
        return desk.check_out(reservation=uuids.UUID(data["task"]), **given), 200
    except InvalidInput as refused:
        refuse(form, refused)
        return None, 422
    except NotAllowed as refused:
        form.add_error("code", str(refused))
        return None, 403
    except Conflict as refused:
        form.add_error("code", str(refused))
        return None, 409


def _sentence(done: desk.Scanned) -> str:
    if done.outcome == ScanOutcome.RETURNED:
        return _("%(tag)s is returned.") % {"tag": done.asset.tag}
    return _("%(tag)s is handed out: %(out)s of %(qty)s.") % {
        "tag": done.asset.tag,
        "out": done.out,
        "qty": done.qty,
    }


def _promise(one: Any) -> tuple[str, str]:
    claim = one.held[0]
    text = _("Handing out: %(name)s, %(time)s, %(who)s (%(out)s of %(qty)s)") % {
        "name": claim.bookable.name,
        "time": spoken.when(claim.starts),
        "who": one.requester,
        "out": one.out,
        "qty": one.qty,
    }
    return str(one.uuid), text
