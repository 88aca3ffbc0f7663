"""Where private bytes lie: names say nothing, and nothing here has a public address."""

import uuid
from typing import IO

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage, storages


def storage() -> Storage:
    """The private storage: a folder, or S3 behind the proxy."""
    return storages["private"]


def keep(content: bytes | IO[bytes], suffix: str) -> str:
    """Store bytes under a fresh name and return it."""
    key = uuid.uuid4().hex
    body = ContentFile(content) if isinstance(content, bytes) else File(content)
    return storage().save(f"{key[:2]}/{key}{suffix}", body)


def drop(*names: str) -> None:
    """Delete stored bytes; missing ones are fine."""
    for name in names:
        if name:
            storage().delete(name)
