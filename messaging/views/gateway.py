"""The addresses that the SMS gateway calls; without its secret they do not exist."""

import base64
import binascii
import json
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from messaging.actions import gateway
from messaging.channels import sms
from schools.exceptions import NotVisible


@login_not_required
@csrf_exempt  # the gateway has the secret in its password instead
@require_POST
def report(request: HttpRequest) -> HttpResponse:
    """What became of an SMS."""
    if found := sms.read_report(_payload(request)):
        gateway.take_report(actor=None, report=found)
    return HttpResponse(status=204)


@login_not_required
@csrf_exempt
@require_POST
def incoming(request: HttpRequest) -> HttpResponse:
    """What a person answered: STOPP or START."""
    if found := sms.read_incoming(_payload(request)):
        gateway.take_wish(actor=None, incoming=found)
    return HttpResponse(status=204)


def _payload(request: HttpRequest) -> Any:
    """Raises NotVisible for whoever is not the gateway. What is no JSON object is empty."""
    if not sms.is_from_gateway(_password(request.headers.get("Authorization", ""))):
        raise NotVisible
    try:
        given = json.loads(request.body)
    except ValueError:
        return {}
    return given if isinstance(given, dict) else {}


def _password(header: str) -> str:
    """Of HTTP Basic (RFC 7617); empty when there is none."""
    scheme, _, given = header.partition(" ")
    if scheme.lower() != "basic":
        return ""
    try:
        return base64.b64decode(given, validate=True).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return ""
