"""How often one address may be wrong about a secret, counted by allauth as sign-ins are."""

from allauth.core.internal import ratelimit
from django.http import HttpRequest

# A whole parents' evening types its codes behind one address; 54 bits are not guessed so.
_RATES = {"secret": "60/10m/ip", "new_password": "60/10m/ip"}


def wrong_secret(request: HttpRequest) -> None:
    """Count one."""
    ratelimit.consume(request, app="schools.signin", action="secret", config=_RATES, limit_get=True)


def too_many_secrets(request: HttpRequest) -> bool:
    """Whether this address was wrong too often to be answered now."""
    return not ratelimit.consume(
        request, app="schools.signin", action="secret", config=_RATES, limit_get=True, dry_run=True
    )


def too_many_requests(request: HttpRequest) -> bool:
    """Count one request for a new password; True when there were too many."""
    usage = ratelimit.consume(
        request, app="schools.signin", action="new_password", config=_RATES, limit_get=True
    )
    return not usage
