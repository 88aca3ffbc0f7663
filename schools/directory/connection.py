"""One conversation with one server, step by step, that can be cut off from outside.

ldap3's dangerous defaults are all off here: it would send the password to any host a
referral names, bind in clear text after a refused StartTLS, verify no certificate, take
an empty user name for a good sign-in, and wait for ever.
"""

import contextlib
import re
import socket
import ssl
from urllib.parse import urlsplit

import ldap3
from ldap3.core.exceptions import LDAPException

from schools.directory.config import DirectoryConfig, is_loopback
from schools.directory.errors import Closed, Refused, Unreachable
from schools.directory.profiles import Entry
from schools.directory.tls import VerifiedTls

_SUCCESS, _SIZE_LIMIT, _WRONG, _UNWILLING = 0, 4, 49, 53
# Active Directory's reasons with a right password: not now, expired, disabled, must change.
# (775, locked, it also gives with a wrong one.)
_AD_CLOSED = {"530", "531", "532", "533", "701", "773"}


class Conversation:
    """Open, encrypt, service bind, search, user bind. Every step raises Unreachable on trouble."""

    def __init__(self, config: DirectoryConfig, url: str) -> None:
        self.config = config
        self.cut = False
        self._seconds = max(1, round(config.seconds))
        self._connection = self._prepare(url)

    def _prepare(self, url: str) -> ldap3.Connection:
        parts = urlsplit(url)
        encrypted = parts.scheme == "ldaps"
        server = ldap3.Server(
            parts.hostname,
            port=parts.port or (636 if encrypted else 389),
            use_ssl=encrypted,
            tls=VerifiedTls(self.config.ca_file),
            get_info=ldap3.NONE,
            allowed_referral_hosts=[],
            connect_timeout=self._seconds,
        )
        return ldap3.Connection(
            server,
            user=self.config.bind_dn,
            password=self.config.bind_password,
            authentication=ldap3.SIMPLE,
            auto_bind=ldap3.AUTO_BIND_NONE,
            client_strategy=ldap3.SYNC,
            auto_referrals=False,
            auto_range=False,
            check_names=False,
            raise_exceptions=False,
            read_only=True,
            receive_timeout=self._seconds,
        )

    def cut_off(self) -> None:
        """From another thread: end it now, whatever it is doing."""
        self.cut = True
        with contextlib.suppress(OSError, AttributeError):
            self._connection.socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Hang up; never raises."""
        with contextlib.suppress(LDAPException, OSError, AttributeError):
            self._connection.strategy.close()
        # ldap3 forgets the socket when encrypting it fails
        with contextlib.suppress(OSError, AttributeError):
            self._connection.socket.close()

    def open_as_service(self) -> None:
        """Connect, encrypt, and bind as the service account."""
        with self._trouble("connect"):
            self._connection.open(read_server_info=False)
            if self.config.start_tls and not self._connection.server.ssl:
                self._connection.start_tls(read_server_info=False)
        self._require_privacy()
        with self._trouble("service bind"):
            self._connection.bind(read_server_info=False)
        if self._code() != _SUCCESS:
            message = f"service bind refused ({self._code()})"
            raise Unreachable(message)

    def find(self, filter_text: str, attributes: list[str]) -> Entry:
        """The one entry that matches. Raises Refused for none or several."""
        with self._trouble("search"):
            self._connection.search(
                self.config.base_dn,
                filter_text,
                search_scope=ldap3.SUBTREE,
                dereference_aliases=ldap3.DEREF_NEVER,
                attributes=attributes,
                size_limit=2,
                time_limit=self._seconds,
            )
        if self._code() not in {_SUCCESS, _SIZE_LIMIT}:
            message = f"search refused ({self._code()})"
            raise Unreachable(message)
        hits = [hit for hit in self._connection.response or [] if hit["type"] == "searchResEntry"]
        if len(hits) != 1 or self._code() == _SIZE_LIMIT:
            message = f"{len(hits)} entries found"
            raise Refused(message)
        values = {name.lower(): tuple(found) for name, found in hits[0]["raw_attributes"].items()}
        return Entry(hits[0]["dn"], values)

    def bind_as(self, entry: Entry, password: str) -> None:
        """Prove the password. Raises Refused for a wrong one, Closed where AD says why not."""
        self._require_privacy()
        if not entry.dn or not password:  # would be an anonymous bind, which succeeds
            message = "empty name or password"
            raise Refused(message)
        with self._trouble("user bind"):
            self._connection.rebind(
                user=entry.dn,
                password=password.encode(),
                authentication=ldap3.SIMPLE,
                read_server_info=False,
            )
        code = self._code()
        if code in {_WRONG, _UNWILLING}:
            raise _refusal(str(self._connection.result.get("message", "")))
        if code != _SUCCESS:
            message = f"user bind answered {code}"
            raise Unreachable(message)

    def _code(self) -> int:
        result = self._connection.result or {}
        return int(result.get("result", -1))

    def _require_privacy(self) -> None:
        """The last look before any password is sent."""
        if self.cut:
            message = "cut off"
            raise Unreachable(message)
        if isinstance(self._connection.socket, ssl.SSLSocket):
            return
        if not (self.config.plain_loopback and not self.config.start_tls):
            message = "not encrypted"
            raise Unreachable(message)
        if not is_loopback(self._connection.server.host):
            message = "not encrypted and not this machine"
            raise Unreachable(message)

    @contextlib.contextmanager
    def _trouble(self, step: str):  # type: ignore[no-untyped-def]
        # Besides its own errors ldap3 lets decoding errors of hostile bytes through.
        try:
            yield
        except Exception as error:
            message = f"{step}: {type(error).__name__}"
            raise Unreachable(message) from error


def _refusal(message: str) -> Closed | Refused:
    found = re.search(r"\bdata ([0-9a-f]{3,8})\b", message)
    if found and found[1] in _AD_CLOSED:
        return Closed(f"directory says {found[1]}")
    return Refused("wrong password")
