"""Tests reach nothing but this machine."""

import socket
from typing import Any

_LOOPBACK = ("127.", "::1", "localhost")
_connect = socket.socket.connect
_connect_ex = socket.socket.connect_ex


class OutsideNetwork(RuntimeError):
    """A test tried to reach another machine."""


def block_outside() -> None:
    """Refuse every connection that is not to a loopback address or a local socket."""
    socket.socket.connect = _guarded(_connect)  # type: ignore[method-assign]
    socket.socket.connect_ex = _guarded(_connect_ex)  # type: ignore[method-assign]


def _guarded(original: Any) -> Any:
    def connect(self: socket.socket, address: Any) -> Any:
        if self.family != socket.AF_UNIX and not str(address[0]).startswith(_LOOPBACK):
            raise OutsideNetwork(f"A test wants to reach {address!r}.")
        return original(self, address)

    return connect
