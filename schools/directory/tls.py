"""TLS as it must be: the chain and the host name verified, always."""

import ssl
from functools import lru_cache
from typing import Any

import ldap3


class VerifiedTls(ldap3.Tls):  # type: ignore[misc]
    """ldap3's own default verifies nothing; this verifies with Python's own context.

    The wrapped socket is put in place before the handshake, so that the watchdog can
    close it while a server dawdles there.
    """

    def __init__(self, ca_file: str) -> None:
        super().__init__(validate=ssl.CERT_REQUIRED)
        self.ca_file = ca_file

    def wrap_socket(self, connection: Any, do_handshake: bool = False) -> None:
        """Replace the connection's socket by an encrypted one; raises on any doubt."""
        connection.socket = _context(self.ca_file).wrap_socket(
            connection.socket,
            server_hostname=connection.server.host,
            do_handshake_on_connect=False,
        )
        connection.socket.do_handshake()


@lru_cache(maxsize=4)
def _context(ca_file: str) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=ca_file or None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
