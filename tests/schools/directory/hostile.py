"""Directory servers that misbehave, in hand-made bytes, and a trap that counts."""

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator

from tests.schools.directory.certificates import Pair

BIND, SEARCH, EXTENDED = 0x60, 0x63, 0x77
SUCCESS, REFERRAL, PROTOCOL_ERROR, WRONG = 0, 10, 2, 49


def ber(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def result(tag: int, code: int, *, referral: str = "", message: str = "") -> bytes:
    body = ber(0x0A, bytes([code])) + ber(0x04, b"") + ber(0x04, message.encode())
    if referral:
        body += ber(0xA3, ber(0x04, referral.encode()))
    return ber(tag, body)


def entry(dn: str, **attributes: str | bytes) -> bytes:
    values = b""
    for name, value in attributes.items():
        raw = value.encode() if isinstance(value, str) else value
        values += ber(0x30, ber(0x04, name.encode()) + ber(0x31, ber(0x04, raw)))
    return ber(0x64, ber(0x04, dn.encode()) + ber(0x30, values))


def search_reference(url: str) -> bytes:
    return ber(0x73, ber(0x04, url.encode()))


Handler = Callable[[int, bytes], list[bytes] | None]


class HostileServer:
    """Answers each request with what ``handler(operation, bytes)`` returns; None hangs.

    ``received`` holds every byte that came, decrypted.
    """

    def __init__(self, handler: Handler, pair: Pair | None = None) -> None:
        self.received = b""
        self.connections = 0
        self._handler = handler
        self._context = None
        if pair:
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._context.load_cert_chain(pair.certificate, pair.key)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._closing = threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        return f"{'ldaps' if self._context else 'ldap'}://127.0.0.1:{self.port}"

    def close(self) -> None:
        self._closing.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _address = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        # IndexError: a TLS greeting is no LDAP message
        with contextlib.suppress(OSError, IndexError), contextlib.ExitStack() as stack:
            client.settimeout(20)
            stack.enter_context(client)
            if self._context:
                client = self._context.wrap_socket(client, server_side=True)
                stack.enter_context(client)
            for message in self._messages(client):
                number, operation = _number(message), _operation(message)
                answers = self._handler(operation, message)
                if answers is None:
                    self._closing.wait(20)
                    return
                for answer in answers:
                    client.sendall(ber(0x30, number + answer))

    def _messages(self, client: socket.socket) -> Iterator[bytes]:
        buffer = b""
        while True:
            got = client.recv(65536)
            if not got:
                return
            self.received += got
            buffer += got
            while (size := _size(buffer)) and len(buffer) >= size:
                yield buffer[:size]
                buffer = buffer[size:]


class DrippingServer:
    """Sends ``first`` and then one byte every tenth of a second of an answer without end."""

    def __init__(self, first: bytes, *, wait_for_request: bool) -> None:
        self._first = first
        self._wait = wait_for_request
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._closing = threading.Event()
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._closing.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _address = self._listener.accept()
                threading.Thread(target=self._drip, args=(client,), daemon=True).start()

    def _drip(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError), client:
            if self._wait:
                client.recv(65536)
            client.sendall(self._first)
            end = time.monotonic() + 20
            while time.monotonic() < end and not self._closing.wait(0.1):
                client.sendall(b"\0")


class SlowSearch:
    """A handler that binds at once and waits before it finds nobody."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def __call__(self, operation: int, _message: bytes) -> list[bytes]:
        if operation == SEARCH:
            time.sleep(self._seconds)
            return [result(0x65, SUCCESS)]
        return [result(0x61, SUCCESS)]


def _extra(message: bytes) -> int:
    return message[1] & 0x7F if message[1] & 0x80 else 0


def _number(message: bytes) -> bytes:
    start = 2 + _extra(message)
    return message[start : start + 2 + message[start + 1]]


def _operation(message: bytes) -> int:
    start = 2 + _extra(message)
    return message[start + 2 + message[start + 1]]


def _size(buffer: bytes) -> int:
    if len(buffer) < 2:
        return 0
    extra = _extra(buffer)
    if not extra:
        return 2 + buffer[1]
    if len(buffer) < 2 + extra:
        return 0
    return 2 + extra + int.from_bytes(buffer[2 : 2 + extra], "big")
