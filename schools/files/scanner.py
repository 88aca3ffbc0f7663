"""clamd over its socket (INSTREAM); nothing is scanned when none is configured."""

import socket
import struct
from typing import IO

from django.conf import settings

from schools.choices import ScanState

_CHUNK = 64 * 1024
_SECONDS = 30


def is_configured() -> bool:
    """True when uploads must wait for a scanner."""
    return bool(settings.CLAMD)


def scan(content: IO[bytes]) -> ScanState:
    """CLEAN or BLOCKED. Raises OSError while the scanner is away: the file stays waiting."""
    with _connect() as connection:
        connection.sendall(b"zINSTREAM\0")
        while chunk := content.read(_CHUNK):
            connection.sendall(struct.pack("!I", len(chunk)) + chunk)
        connection.sendall(struct.pack("!I", 0))
        answer = _read_all(connection)
    if answer.endswith("OK"):
        return ScanState.CLEAN
    if answer.endswith("FOUND"):
        return ScanState.BLOCKED
    message = f"clamd answered {answer[:80]!r}"
    raise OSError(message)


def _connect() -> socket.socket:
    if settings.CLAMD.startswith("/"):
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(_SECONDS)
        connection.connect(settings.CLAMD)
        return connection
    host, _, port = settings.CLAMD.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=_SECONDS)


def _read_all(connection: socket.socket) -> str:
    answer = b""
    while chunk := connection.recv(_CHUNK):
        answer += chunk
    return answer.decode("utf-8", "replace").strip("\0\n ")
