"""Notices in the browser: the worker that shows them, and switching it on and off."""

import json
from pathlib import Path
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.views.decorators.http import require_POST, require_safe

from messaging.actions import subscriptions
from messaging.channels.push import Subscription
from schools import acting
from schools.exceptions import InvalidInput


@login_not_required
@require_safe
def service_worker(_request: HttpRequest) -> HttpResponse:
    """At the top, because a worker reaches no higher than its own address; the same for all."""
    found = finders.find("messaging/js/push-worker.js")
    if found is None:
        raise Http404
    content = Path(str(found)).read_text(encoding="utf-8")
    answer = HttpResponse(content, content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer


@login_not_required
@require_safe
def manifest(_request: HttpRequest) -> HttpResponse:
    """What a telephone needs to keep the site among its programs."""
    icon = {"src": static("site/img/icon.svg"), "sizes": "any", "type": "image/svg+xml"}
    about = {
        "name": "Skolebro",
        "short_name": "Skolebro",
        "start_url": "/i-dag/",
        "scope": "/",
        "display": "standalone",
        "icons": [icon],
    }
    return JsonResponse(about, content_type="application/manifest+json")


@require_POST
def subscribe(request: HttpRequest) -> HttpResponse:
    """This browser may be knocked on."""
    given = _payload(request)
    keys = given.get("keys")
    keys = keys if isinstance(keys, dict) else {}
    browser = Subscription(
        endpoint=str(given.get("endpoint", "")),
        p256dh=str(keys.get("p256dh", "")),
        auth=str(keys.get("auth", "")),
    )
    try:
        subscriptions.subscribe(actor=acting.person(request), browser=browser)
    except InvalidInput as refusal:
        return JsonResponse({"errors": [str(refusal)]}, status=422)
    return HttpResponse(status=204)


@require_POST
def unsubscribe(request: HttpRequest) -> HttpResponse:
    """No longer in this browser."""
    endpoint = str(_payload(request).get("endpoint", ""))
    subscriptions.unsubscribe(actor=acting.person(request), endpoint=endpoint)
    return HttpResponse(status=204)


def _payload(request: HttpRequest) -> dict[str, Any]:
    try:
        given = json.loads(request.body)
    except ValueError:
        return {}
    return given if isinstance(given, dict) else {}
