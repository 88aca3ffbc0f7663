"""What the whole site does to each request: its text, the language, the editors' own policy."""

import codecs
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils import translation

Handler = Callable[[HttpRequest], HttpResponse]

# The editors' administration needs inline scripts and blob images; a nonce would
# switch 'unsafe-inline' off. Only trained editors reach these addresses.
EDITOR_PREFIXES = ("/cms/", "/drift/")
EDITOR_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-src 'self'; frame-ancestors 'self'"
)


class RefuseOddText:
    """Text is UTF-8 and an address holds no NUL; anything else is a bad request.

    PostgreSQL takes no NUL in a text, so no search for one can run; fields of forms refuse it
    themselves. Other encodings can spell what UTF-8 cannot, and some are none of text at all.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        has_nul = "\x00" in request.path_info or "%00" in request.META.get("QUERY_STRING", "")
        if has_nul or codecs.lookup(request.encoding or "utf-8").name != "utf-8":
            raise BadRequest
        return self.get_response(request)


class PersonLanguage:
    """A signed-in person reads in the language kept with the account, on every machine."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = getattr(request.user, "language", "")
        if language in dict(settings.LANGUAGES):
            translation.activate(language)
            request.LANGUAGE_CODE = language
        response = self.get_response(request)
        response.headers["Content-Language"] = translation.get_language() or "nb"
        return response


class EditorPolicy:
    """The editors' administration gets its own content security policy."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith(EDITOR_PREFIXES):
            response.headers.setdefault("Content-Security-Policy", EDITOR_POLICY)
        return response
