"""How one is told outside the house: one's own choices, and the one click of an e-mail."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from messaging import wording
from messaging.actions import wishes as choosing
from messaging.channels import push
from messaging.choices import Channel, NoticeClass, Side
from messaging.forms.wishes import WishesForm
from messaging.queries import inbox, planning
from schools import acting
from schools.exceptions import InvalidInput, NotVisible
from schools.forms.refusals import refuse


@require_http_methods(["GET", "HEAD", "POST"])
def wishes(request: HttpRequest) -> HttpResponse:
    """Which notices come when and where; POST keeps them."""
    me = acting.person(request)
    own = planning.own(me, inbox.side_of(acting.role(request)) or Side.STAFF)
    form = WishesForm(request.POST or None, own=own)
    if request.method == "POST" and form.is_valid():
        try:
            hours = form.hours()
            changed = None if hours == own.hours else hours  # else the school's usual ones hold
            choosing.choose(actor=me, wishes=form.wishes(), hours=changed)
        except InvalidInput as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("notice_wishes")
    page = {"form": form, "me": me, "push_key": push.public_key()}
    return render(request, "messaging/wishes.html", page, status=422 if form.errors else 200)


@login_not_required
@csrf_exempt  # mail programs post here for the reader (RFC 8058); the key in the address is signed
@require_http_methods(["GET", "HEAD", "POST"])
def off(request: HttpRequest, key: str) -> HttpResponse:
    """The link at the foot of an e-mail: a page with one button; POST turns that kind off."""
    found = wording.read_off_key(key)
    if found is None:
        raise NotVisible
    person, kind, channel = found[0], NoticeClass(found[1]), Channel(found[2])
    is_off = request.method == "POST"
    if is_off:
        choosing.turn_off(actor=None, person_id=person, notice_class=kind, channel=channel)
    page = {"kind": kind.label, "channel": channel.label, "is_off": is_off}
    return render(request, "messaging/wishes_off.html", page)
