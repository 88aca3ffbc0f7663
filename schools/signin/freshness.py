"""When a session last proved who sits there, and the way to prove it again.

allauth keeps with the session each time that somebody signed in or confirmed that it is them.
"""

import datetime as dt

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from schools import acting, clock

CODE = "confirm"


def is_fresh(request: HttpRequest) -> bool:
    """Whether a password, or what stands for it, was given in this session a short while ago."""
    records = get_authentication_records(request, acting.person(request))
    if not records:
        return False
    proved_at = dt.datetime.fromtimestamp(records[-1]["at"], dt.UTC)
    return clock.now() - proved_at < dt.timedelta(seconds=settings.FRESH_SIGN_IN_SECONDS)


def ask(request: HttpRequest) -> HttpResponse:
    """Send a page to confirm who sits there, and back; a script is told so with 403.

    What a form without files sends is kept by allauth meanwhile, and done on the way back. Raises
    ReauthenticationRequired, which allauth's middleware answers.
    """
    if not _is_page(request):
        said = _("Confirm that it is you to read on.")
        return JsonResponse({"code": CODE, "message": said, "url": door()}, status=403)
    forget_form(request)
    raise ReauthenticationRequired


def forget_form(request: HttpRequest) -> None:
    """What was left at the door before is given up: it is not done when one comes back to read."""
    request.session.pop(STATE_SESSION_KEY, None)


def door(back: str = "") -> str:
    """The page where one confirms that it is oneself, and the address to go back to."""
    page = reverse("account_reauthenticate")
    return f"{page}?{urlencode({'next': back})}" if back else page


def _is_page(request: HttpRequest) -> bool:
    """Whether a browser shows the answer itself: then it asks for HTML, which no script does."""
    return "text/html" in request.headers.get("Accept", "text/html")
