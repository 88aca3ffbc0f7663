"""Refusals of actions become answers, so that views need not say so."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from schools.exceptions import NotAllowed, NotVisible

Handler = Callable[[HttpRequest], HttpResponse]


class AnswerRefusals:
    """Not visible is 404, visible but not allowed is 403."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Translate; anything else goes on to be a fault."""
        if isinstance(exception, NotVisible):
            raise Http404
        if isinstance(exception, NotAllowed):
            raise PermissionDenied(str(exception))
