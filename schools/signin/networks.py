"""Where pupils may sign in from: the networks of the school owner."""

import ipaddress
from functools import lru_cache

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

from schools import affiliations
from schools.choices import Role
from schools.models import Person

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def may_sign_in_from(request: HttpRequest | None, person: Person) -> bool:
    """False for a person who is nothing but a pupil, outside the configured networks."""
    networks = configured()
    if not networks or affiliations.of(person).roles != (Role.PUPIL,):
        return True
    return request is not None and is_inside(get_adapter().get_client_ip(request), networks)


def configured() -> tuple[Network, ...]:
    """The pupils' networks. Raises ImproperlyConfigured for what is no CIDR."""
    try:
        return _networks(tuple(settings.PUPIL_NETWORKS))
    except ValueError as error:
        message = f"SKOLEBRO_PUPIL_NETWORKS: {error}"
        raise ImproperlyConfigured(message) from error


def is_inside(address: str, networks: tuple[Network, ...]) -> bool:
    """Whether the address is in one of the networks; what is no address is outside."""
    try:
        found = ipaddress.ip_address(address.strip())
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None) or found
    return any(mapped in network for network in networks)


@lru_cache(maxsize=4)
def _networks(words: tuple[str, ...]) -> tuple[Network, ...]:
    return tuple(ipaddress.ip_network(word, strict=False) for word in words)
