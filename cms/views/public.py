"""Wagtail's public pages; signed in, the front door leads to Today."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe
from wagtail.images.views.serve import ServeView
from wagtail.views import serve


@login_not_required
@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """The front page; those who are signed in go to Today."""
    if request.user.is_authenticated:
        return redirect("today")
    answer: HttpResponse = serve(request, "")
    return answer


# Wagtail's own views, opened for everybody: pages that are live and public, and their pictures.
page = login_not_required(serve)
picture = login_not_required(ServeView.as_view())
