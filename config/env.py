"""The only reader of environment variables: typed, and loud about what is missing."""

import os
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


class MissingSetting(RuntimeError):
    """A setting that production needs has no value."""


def text(name: str, default: str | None = None) -> str:
    """Value of an environment variable; without a default it must be set."""
    value = os.environ.get(name, default)
    if value is None:
        raise MissingSetting(f"Set the environment variable {name}.")
    return value


def flag(name: str, *, default: bool) -> bool:
    """True for 1, true, yes, on (any case)."""
    value = os.environ.get(name)
    return default if value is None else value.strip().lower() in {"1", "true", "yes", "on"}


def number(name: str, default: int) -> int:
    """Whole number."""
    return int(os.environ.get(name, default))


def words(name: str, default: str = "") -> list[str]:
    """Comma-separated list without empty items."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def postgres(url: str) -> dict[str, Any]:
    """Django database settings from ``postgresql://user:password@host:port/name?option=value``.

    Statements are bound and, from their third time on, prepared by the server: planning one of
    ours costs more than running it. ``?prepare_threshold=`` (nothing behind it) switches that
    off for a pooler that does not keep prepared statements apart (PgBouncer before 1.21).
    """
    parts = urlsplit(url)
    options: dict[str, Any] = dict(parse_qsl(parts.query, keep_blank_values=True))
    threshold = options.pop("prepare_threshold", "3")
    options |= {
        "server_side_binding": True,
        "prepare_threshold": int(threshold) if threshold else None,
    }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }


def sqlite(path: str) -> dict[str, Any]:
    """SQLite as a server database: WAL, and writers queue instead of failing.

    IMMEDIATE takes the write lock at BEGIN; the default takes it at the first
    write and then answers "database is locked" to every second writer.
    """
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA mmap_size=134217728;"
                "PRAGMA journal_size_limit=27103364;PRAGMA cache_size=2000"
            ),
        },
    }


def mail_server(url: str) -> dict[str, Any]:
    """Django's mail settings from ``smtp[s]://user:password@host:port?tls=start``.

    ``smtps``: TLS from the first byte; ``?tls=start``: STARTTLS, which must succeed.
    """
    parts = urlsplit(url)
    is_tls = parts.scheme == "smtps"
    return {
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or (465 if is_tls else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": is_tls,
        "EMAIL_USE_TLS": not is_tls and dict(parse_qsl(parts.query)).get("tls") == "start",
    }
