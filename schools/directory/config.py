"""Settings of the directory, typed and checked; a mistake is named, never guessed around."""

import ipaddress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

PROFILES = ("noredu", "ad")
_ROW_FIELDS = 4


@dataclass(frozen=True)
class DirectoryConfig:
    """How to reach and read one directory. ``seconds``: for a whole sign-in, all servers."""

    name: str
    urls: tuple[str, ...]
    base_dn: str
    bind_dn: str
    bind_password: str
    ca_file: str = ""
    start_tls: bool = False
    plain_loopback: bool = False
    profile: str = "noredu"
    enabled_filter: str = ""
    group_table: str = ""
    national_number_attribute: str = ""
    lin_attribute: str = ""
    seconds: float = 3
    concurrent: int = 8

    @property
    def system(self) -> str:
        """Name of the stable ids in ``ExternalId.system``."""
        return f"directory:{self.name}"[:40]

    @property
    def groups_by_dn(self) -> dict[str, tuple[str, str, str]]:
        """Group DN (casefolded) → organisation number, group, role."""
        rows = [row.split("|") for row in self.group_table.split(";") if row.strip()]
        return {
            row[0].strip().casefold(): (row[1].strip(), row[2].strip(), row[3].strip())
            for row in rows
        }


def current() -> DirectoryConfig | None:
    """The configured directory, or None. Raises ImproperlyConfigured with what is wrong."""
    values: dict[str, Any] = dict(settings.DIRECTORY)
    values["urls"] = tuple(values.get("urls") or ())
    if not values["urls"]:
        return None
    config = DirectoryConfig(**values)
    if problems := find_problems(config):
        raise ImproperlyConfigured("LDAP: " + " ".join(problems))
    return config


def find_problems(config: DirectoryConfig) -> list[str]:
    """Everything wrong with the settings, in sentences that name the variable."""
    problems = [problem for url in config.urls if (problem := _url_problem(config, url))]
    if not config.base_dn:
        problems.append("Set SKOLEBRO_LDAP_BASE_DN.")
    if not (config.bind_dn and config.bind_password):
        problems.append("Set SKOLEBRO_LDAP_BIND_DN and SKOLEBRO_LDAP_BIND_PASSWORD.")
    if config.profile not in PROFILES:
        problems.append("SKOLEBRO_LDAP_PROFILE is noredu or ad.")
    rows = [row for row in config.group_table.split(";") if row.strip()]
    if any(row.count("|") != _ROW_FIELDS - 1 for row in rows):
        problems.append("A row of SKOLEBRO_LDAP_GROUPS is DN|organisation number|group|role.")
    return problems


def _url_problem(config: DirectoryConfig, url: str) -> str:
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.scheme not in {"ldap", "ldaps"} or parts.path.strip("/"):
        return f"{url} is not ldaps://host or ldap://host."
    if parts.scheme == "ldaps" or config.start_tls:
        return ""
    if config.plain_loopback and is_loopback(host):
        return ""
    return f"{url} is not encrypted: use ldaps:// or set SKOLEBRO_LDAP_START_TLS."


def is_loopback(host: str) -> bool:
    """Whether the name or address is this machine; names are not looked up."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
