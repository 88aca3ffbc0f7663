"""What is written and not sent, as the page's script keeps it."""

import uuid

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from messaging.actions import drafts
from messaging.queries import threads
from schools import acting
from schools.exceptions import InvalidInput


@require_POST
def draft(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Keep ``body`` as the viewer's own draft; 204, or 422 with what is wrong with it."""
    viewer = acting.person(request)
    body = request.POST.get("body", "")
    try:
        drafts.save_draft(actor=viewer, conversation=threads.readable(viewer, key), body=body)
    except InvalidInput as refusal:
        return JsonResponse({"errors": [str(refusal)]}, status=422)
    return HttpResponse(status=204)
