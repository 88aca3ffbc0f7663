"""What a browser has beneath its pages: kept connections, and a socket that costs little.

The load shares two cores with what it loads. A frame costs some four microseconds here, with
the client library some sixty.
"""

import asyncio
import base64
import os
import random
from collections.abc import Callable, Sequence

PATIENCE = 20.0  # as the page's own request
_TEXT, _CLOSE, _PING = 1, 8, 9


class Broken(Exception):
    """No answer: refused, cut off, or too late."""


class Lines:
    """Connections to the web processes, kept and used again; as a proxy in front of them."""

    def __init__(self, ports: Sequence[int]) -> None:
        self._ports = ports
        self._free: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        """Status and body. Raises Broken; whether the request was carried out is unknown then."""
        reader, writer = self._kept() or await self._open()
        try:
            async with asyncio.timeout(PATIENCE):
                writer.write(request)
                status, body = await _answer(reader)
        except (OSError, ValueError, asyncio.IncompleteReadError) as fault:
            writer.close()
            raise Broken from fault
        self._free.append((reader, writer))
        return status, body

    def _kept(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        while self._free:
            reader, writer = self._free.pop()
            if not reader.at_eof():  # a proxy too lets go of what was closed meanwhile
                return reader, writer
            writer.close()
        return None

    async def _open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        # whoever does not take the connection has not taken the request: on to the next
        for port in random.sample(self._ports, len(self._ports)):
            try:
                return await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                continue
        raise Broken


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = await reader.readuntil(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n"):
        if line[:15].lower() == b"content-length:":
            length = int(line[15:])
    return int(head[9:12]), await reader.readexactly(length) if length else b""


class Socket(asyncio.Protocol):
    """One socket, server to page; calls ``heard`` with each text, ``ended`` once."""

    def __init__(
        self, opened: Callable[[], None], heard: Callable[[bytes], None], ended: Callable[[], None]
    ) -> None:
        self._opened, self._heard, self._ended = opened, heard, ended
        self._buffer = b""
        self._is_open = False

    @classmethod
    async def open(
        cls, ports: Sequence[int], cookie: str, *callbacks: Callable[..., None]
    ) -> "Socket":
        """Raises OSError when nobody takes it."""
        loop = asyncio.get_running_loop()
        for port in random.sample(ports, len(ports)):
            try:
                _transport, socket = await loop.create_connection(
                    lambda: cls(*callbacks), "127.0.0.1", port
                )
            except OSError:
                continue
            socket.begin(_handshake(port, cookie))
            return socket
        raise ConnectionRefusedError

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport

    def begin(self, request: bytes) -> None:
        self._transport.write(request)

    def close(self) -> None:
        self._transport.close()

    def ping(self) -> None:
        """The one word that a page says."""
        self._transport.write(b"\x81\x84\x00\x00\x00\x00ping")

    def connection_lost(self, fault: Exception | None) -> None:
        self._ended()

    def data_received(self, data: bytes) -> None:
        data = self._buffer + data if self._buffer else data
        if not self._is_open:
            data = self._shake(data)
        while (frame := _frame(data)) is not None:
            kind, start, end = frame
            self._take(kind, data[start:end])
            data = data[end:]
        self._buffer = data

    def _shake(self, data: bytes) -> bytes:
        head, found, rest = data.partition(b"\r\n\r\n")
        if not found:
            return data
        if b" 101 " not in head[:16]:
            self._transport.close()
            return b""
        self._is_open = True
        self._opened()
        return rest

    def _take(self, kind: int, text: bytes) -> None:
        if kind == _TEXT:
            self._heard(text)
        elif kind == _PING:
            # a mask of zeros leaves the text as it is
            head = bytes((0x8A, 0x80 | len(text))) + b"\x00\x00\x00\x00"
            self._transport.write(head + text)
        elif kind == _CLOSE:
            self._transport.close()


def _frame(data: bytes) -> tuple[int, int, int] | None:
    """Kind, start and end of the first frame's content; None until it is all there."""
    if len(data) < 2:
        return None
    start, length = 2, data[1] & 0x7F
    if length >= 126:
        start = 4 if length == 126 else 10
        length = int.from_bytes(data[2:start])
    end = start + length
    return (data[0] & 0x0F, start, end) if len(data) >= max(end, start) else None


def _handshake(port: int, cookie: str) -> bytes:
    key = base64.b64encode(os.urandom(16)).decode()
    return (
        f"GET /ws/?sprak=nb HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
        f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
        f"Origin: http://127.0.0.1:{port}\r\nCookie: {cookie}\r\n\r\n"
    ).encode()
