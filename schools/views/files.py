"""The one view that hands out private files."""

import uuid

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from schools import acting
from schools.exceptions import NotVisible
from schools.files import vault
from schools.queries.files import visible_file


@require_safe
def download(request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    """A file: pictures inline, everything else as a download."""
    file = visible_file(acting.person(request), key)
    return _serve(
        file.storage_name, file.content_type, file.name, as_attachment=not file.is_picture
    )


@require_safe
def thumbnail(request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    """The small version of a picture; 404 for what has none."""
    file = visible_file(acting.person(request), key)
    if not file.thumbnail_name:
        raise NotVisible
    return _serve(file.thumbnail_name, "image/webp", "thumbnail.webp", as_attachment=False)


def _serve(
    storage_name: str, content_type: str, name: str, *, as_attachment: bool
) -> HttpResponseBase:
    response: HttpResponseBase
    if settings.ACCEL_PREFIX:
        response = HttpResponse(content_type=content_type)
        response["X-Accel-Redirect"] = f"{settings.ACCEL_PREFIX}{storage_name}"
    else:
        content = vault.storage().open(storage_name)
        response = FileResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment, name) or ""
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    # the address may be shared by a family's browser: never a proxy's cache
    response["Cache-Control"] = "private, max-age=300"
    response["X-Content-Type-Options"] = "nosniff"
    return response
