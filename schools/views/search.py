"""One search over everything one may see."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from schools import acting
from schools.queries.search import MOST_LETTERS, find


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Hits by kind; without words, what one can search for."""
    words = request.GET.get("q", "").strip()[:MOST_LETTERS]
    groups = find(acting.person(request), words)
    page = {"words": words, "groups": groups, "count": sum(len(g.hits) for g in groups)}
    return render(request, "schools/search.html", page)
