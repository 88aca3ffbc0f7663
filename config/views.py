"""Answers of the whole site, beside any app."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The 400 page with its frame; Django draws it without the request."""
    return render(request, "400.html", status=400)
