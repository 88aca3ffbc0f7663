"""A web server on loopback that answers as a test wants it to, and keeps what it was sent."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Answer:
    """``hangs_up``: the request is read and the connection closed without a word."""

    status: int = 200
    body: Any = b""
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    hangs_up: bool = False

    @property
    def content(self) -> bytes:
        """A dictionary or list is sent as JSON."""
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


@dataclass(frozen=True)
class Request:
    """What came in."""

    path: str
    headers: dict[str, str]  # names in lower case
    body: bytes

    @property
    def json(self) -> Any:
        """The body, read."""
        return json.loads(self.body)


@dataclass
class FakeSite:
    """Gives ``answers`` one after the other, the last of them for ever."""

    answers: list[Answer] = field(default_factory=lambda: [Answer()])
    requests: list[Request] = field(default_factory=list)
    url: str = ""

    def answer(self) -> Answer:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def http_server(*answers: Answer) -> Iterator[FakeSite]:
    """Runs until the block ends: ``with http_server(Answer(500), Answer()) as site:``."""
    site = FakeSite(answers=list(answers) or [Answer()])
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(site))
    server.daemon_threads = True
    site.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.socket.close()


def _handler(site: FakeSite) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            names = {name.lower(): value for name, value in self.headers.items()}
            site.requests.append(Request(self.path, names, body))
            self._give(site.answer())

        do_GET = do_POST  # noqa: N815

        def _give(self, answer: Answer) -> None:
            time.sleep(answer.seconds)
            if answer.hangs_up:
                return
            try:
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer.content)))
                self.end_headers()
                self.wfile.write(answer.content)
            except OSError:
                return  # whoever asked has gone

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            return

    return Handler
