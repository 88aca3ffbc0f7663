"""How views answer when a form or an action refuses: 422 or 409, with what was typed."""

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from schools.exceptions import Conflict, InvalidInput
from schools.forms.refusals import refuse


def done(form: Form, act: Callable[[], Any]) -> tuple[bool, int]:
    """Act when the form is valid. True and 200 when it worked, else False and the status."""
    if not form.is_valid():
        return False, 422
    try:
        act()
    except (InvalidInput, Conflict) as refusal:
        return False, refuse(form, refusal)
    return True, 200


def refused(request: HttpRequest, template: str, page: dict[str, Any], code: int) -> HttpResponse:
    """The page again, with the form that was refused."""
    return render(request, template, page, status=code)
