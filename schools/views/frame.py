"""The small posts of the frame: role, child, language, colours. Each leads back to its page."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from schools import acting
from schools.actions.settings import COLOUR_SCHEMES, choose_colour_scheme, choose_language
from schools.exceptions import NotVisible
from schools.queries.people import child_by_uuid

YEAR = 365 * 24 * 60 * 60
SCHEME_COOKIE = "colour_scheme"


@require_POST
def switch_role(request: HttpRequest) -> HttpResponse:
    """Another role, or another child; those one does not have are not visible."""
    role, child = request.POST.get("role"), request.POST.get("child")
    if role is not None:
        if not acting.choose_role(request, role):
            raise NotVisible
        # The page one stood on may not exist for the other role.
        return redirect("today")
    if child == "all":
        acting.choose_child(request, None)
    else:
        found = child_by_uuid(acting.person(request), child or "")
        acting.choose_child(request, found.pk)
    return _back(request)


@login_not_required
@require_POST
def switch_language(request: HttpRequest) -> HttpResponse:
    """Kept with the account, or in a cookie for visitors."""
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        raise BadRequest
    response = _back(request)
    if request.user.is_authenticated:
        choose_language(actor=acting.person(request), language=language)
    translation.activate(language)
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=YEAR, samesite="Lax")
    return response


@login_not_required
@require_POST
def switch_colour_scheme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the device has it."""
    scheme = request.POST.get("colour_scheme", "")
    if scheme not in COLOUR_SCHEMES:
        raise BadRequest
    response = _back(request)
    if request.user.is_authenticated:
        choose_colour_scheme(actor=acting.person(request), colour_scheme=scheme)
    response.set_cookie(SCHEME_COOKIE, scheme, max_age=YEAR, samesite="Lax")
    return response


def _back(request: HttpRequest) -> HttpResponseRedirect:
    wanted = request.POST.get("next", "")
    own = url_has_allowed_host_and_scheme(
        wanted, {request.get_host()}, require_https=request.is_secure()
    )
    return HttpResponseRedirect(wanted if own else "/")
