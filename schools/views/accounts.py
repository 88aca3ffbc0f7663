"""One's own account."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from schools import acting
from schools.actions import accounts


@require_POST
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """End all one's sessions, this one too."""
    person = acting.person(request)
    accounts.sign_out_everywhere(actor=person, person=person)
    logout(request)
    messages.success(request, _("You are signed out on every device."))
    return redirect("account_login")
