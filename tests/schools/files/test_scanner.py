"""The scanner's client against a server that speaks clamd's INSTREAM."""

import io
import socketserver
import struct
import threading

import pytest

from schools.choices import ScanState
from schools.files import scanner


class Clamd(socketserver.BaseRequestHandler):
    answers = {b"sunshine": b"stream: OK\0", b"EICAR": b"stream: Eicar-Test-Signature FOUND\0"}

    def handle(self):
        stream = self.request.makefile("rb")
        assert stream.read(10) == b"zINSTREAM\0"
        body = b""
        while length := struct.unpack("!I", stream.read(4))[0]:
            body += stream.read(length)
        self.request.sendall(self.answers.get(body, b"INSTREAM size limit exceeded. ERROR\0"))


@pytest.fixture
def clamd(settings):
    with socketserver.TCPServer(("127.0.0.1", 0), Clamd) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.CLAMD = f"127.0.0.1:{server.server_address[1]}"
        yield
        server.shutdown()


def test_clean_and_infected_files_are_told_apart(clamd):
    assert scanner.scan(io.BytesIO(b"sunshine")) == ScanState.CLEAN
    assert scanner.scan(io.BytesIO(b"EICAR")) == ScanState.BLOCKED


def test_scanner_that_gives_up_leaves_the_file_waiting(clamd):
    with pytest.raises(OSError, match="size limit"):
        scanner.scan(io.BytesIO(b"something else"))


def test_scanner_that_is_away_leaves_the_file_waiting(settings):
    settings.CLAMD = "127.0.0.1:1"

    with pytest.raises(OSError, match="refused"):
        scanner.scan(io.BytesIO(b"sunshine"))
