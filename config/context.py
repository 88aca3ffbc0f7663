"""What every template knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from schools import acting


def site(request: HttpRequest) -> dict[str, Any]:
    """Name of the site and, signed in, the acting role."""
    if not hasattr(request, "user"):
        return {"site_name": settings.SITE_NAME}
    return {"site_name": settings.SITE_NAME, "acting_role": acting.role(request)}
