"""Announcements to be sent later: those that wait, changed, sent at once or removed."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from messaging.actions import announcing_later
from messaging.forms.announce import AnnounceLaterForm, ChangeLaterForm
from messaging.queries import announcing_later as queries
from messaging.queries import announcing_summary
from messaging.views import announce, covers, sensitive, start_lines
from schools import acting
from schools.actions.files import store_all
from schools.exceptions import Conflict, InvalidInput, NotAllowed, NotVisible
from schools.forms.refusals import refuse


@require_http_methods(["GET", "HEAD", "POST"])
def later(request: HttpRequest) -> HttpResponse:
    """The viewer's own that wait; POST keeps what the form of an announcement holds."""
    if request.method == "POST":
        return _schedule(request)
    lines = queries.waiting_lines(acting.person(request))
    if not lines:
        announce.check_staff(request)
    return render(request, "messaging/announce_later.html", {"lines": lines})


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The page with its words and time, and whom it would go to; POST keeps others."""
    viewer = acting.person(request)
    found = queries.one(viewer, key)
    page = _readers_of(viewer, found)
    page["files"], page["cover"] = queries.files(found)
    first = {name: getattr(found, name) for name in ("title", "body", "day", "time")}
    if cover := page["cover"]:
        first |= {"cover_alt": cover.alt, "cover_is_decoration": not cover.alt}
    form = ChangeLaterForm(request.POST or None, request.FILES or None, initial=first)
    if request.method == "POST" and form.is_valid():
        page["reasons"] = sensitive.before_starting(request, page.get("group"))
        if not page["reasons"] and _is_changed(viewer, found, form, page["cover"]):
            return redirect("announce_later")
    page |= {"scheduled": found, "form": form, "advises": sensitive.is_offered(request)}
    status = 422 if form.errors or page.get("reasons") else 200
    return render(request, "messaging/announce_later_change.html", page, status=status)


def _readers_of(viewer: Any, found: Any) -> dict[str, Any]:
    """Whom it goes to; ``group``: the one class that it is for, and nobody beside it."""
    chosen = queries.chosen(viewer, found)
    asks = found.asks_confirmation
    page = {"said": announcing_summary.summary(viewer, chosen, asks_confirmation=asks)}
    page |= start_lines.of_one_class(viewer, chosen.options)
    if len(found.to) > 1 or found.people or found.homes:
        page.pop("group", None)
    return page


def _is_changed(viewer: Any, found: Any, form: ChangeLaterForm, held: Any) -> bool:
    names = ("title", "body", "day", "time", "without")
    given = {name: form.cleaned_data[name] for name in names}
    stays = held is not None and held.file.uuid not in given["without"]
    try:
        given["cover"] = covers.chosen(viewer, form, has_one=stays)
        stored = store_all(actor=viewer, uploads=form.cleaned_data["files"])
        given["file_uuids"] = [str(file.uuid) for file in stored]
        announcing_later.change_announcement(actor=viewer, scheduled=found, **given)
    except InvalidInput as refusal:
        refuse(form, refusal)
        return False
    return True


@require_POST
def send(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Not later: now."""
    viewer = acting.person(request)
    found = queries.one(viewer, key)
    try:
        sent = announcing_later.send_announcement_now(actor=viewer, scheduled=found)
    except InvalidInput as refusal:
        messages.error(request, str(refusal))
    except (NotAllowed, NotVisible):
        messages.error(request, _("You can no longer write to all of those you chose."))
    else:
        return redirect("conversation", sent.uuid)
    return redirect("announce_later")


@require_POST
def remove(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Not at all."""
    viewer = acting.person(request)
    found = queries.one(viewer, key)
    announcing_later.remove_announcement(actor=viewer, scheduled=found)
    messages.success(request, _("It will not be sent."))
    return redirect("announce_later")


def _schedule(request: HttpRequest) -> HttpResponse:
    ticked = announce.ticked_in(request)
    form = AnnounceLaterForm(request.POST, request.FILES, offered=ticked.offered)
    page = announce.readers_of(request, ticked)
    status = 422
    if form.is_valid() and announce.may_be_sent(request, form, ticked, page):
        viewer = acting.person(request)
        try:
            cover = covers.chosen(viewer, form)
            stored = store_all(actor=viewer, uploads=form.cleaned_data["files"])
            announcing_later.schedule_announcement(
                actor=viewer,
                to=[option.target for option in ticked.chosen.options],
                people=ticked.chosen.people,
                homes=ticked.chosen.homes,
                draft=form.draft([str(file.uuid) for file in stored]).with_cover(cover),
                day=form.cleaned_data["day"],
                time=form.cleaned_data["time"],
            )
        except (InvalidInput, Conflict) as refusal:
            status = refuse(form, refusal)
        else:
            messages.success(request, _("It will be sent when you said."))
            return redirect("announce_later")
    return announce.show(request, ticked, form, status, page)
