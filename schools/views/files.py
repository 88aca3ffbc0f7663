"""The one view that hands out private files."""

import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from schools import acting, registries
from schools.exceptions import NotVisible
from schools.files import vault
from schools.queries.files import visible_file
from schools.signin import freshness


@require_safe
def download(request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    """A file: pictures inline, everything else as a download."""
    file = visible_file(acting.person(request), key)
    as_attachment = not file.is_picture
    return _guarded(
        request,
        file.pk,
        lambda: _serve(
            file.storage_name, file.content_type, file.name, as_attachment=as_attachment
        ),
    )


@require_safe
def thumbnail(request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    """The small version of a picture; 404 for what has none."""
    file = visible_file(acting.person(request), key)
    if not file.thumbnail_name:
        raise NotVisible
    name = file.thumbnail_name
    return _guarded(
        request, file.pk, lambda: _serve(name, "image/webp", "thumbnail.webp", as_attachment=False)
    )


def _guarded(
    request: HttpRequest, file_id: int, serve: Callable[[], HttpResponseBase]
) -> HttpResponseBase:
    """A sealed file asks who sits there, is written down, and is kept by no browser."""
    owner = registries.sealing_owner(file_id)
    if owner is None:
        return serve()
    if not freshness.is_fresh(request):
        return freshness.ask(request)
    owner.opened(acting.person(request), file_id)
    response = serve()
    response["Cache-Control"] = "private, no-store"
    return response


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
