"""Pages of plain text, and the place for everything that is not in the bar."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def more(request: HttpRequest) -> HttpResponse:
    """Everything one's role has beyond the five of the bar."""
    return render(request, "schools/more.html")


@login_not_required
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """How to do the few things people do every day, and whom to ask."""
    return _open_page(request, "schools/help.html")


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about people, who sees it, and for how long."""
    return _open_page(request, "schools/privacy.html")


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return _open_page(request, "schools/accessibility.html")


def _open_page(request: HttpRequest, template: str) -> HttpResponse:
    """With the menu for those who are signed in, without it for everybody else."""
    base = "base.html" if request.user.is_authenticated else "base_public.html"
    return render(request, template, {"base": base})
