"""The site as a browser or socket client meets it: uvicorn serving ``config.asgi``."""

import asyncio
import socket
import threading
import time

import uvicorn


class LiveSite:
    """A server in a thread, bound before it starts, so that its address is known."""

    def __init__(self, sockets: str = "websockets-sansio") -> None:
        """``sockets``: "none" refuses them, as the networks of some schools do."""
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self.host = f"127.0.0.1:{self.port}"
        self.url = f"http://{self.host}"
        self.ws_url = f"ws://{self.host}"
        self._server = uvicorn.Server(_config(sockets))
        self._thread = threading.Thread(target=self._serve, name="live-site", daemon=True)

    def start(self, timeout: float = 20) -> None:
        """Returns when the site answers."""
        self._thread.start()
        end = time.monotonic() + timeout
        while not self._server.started:
            if time.monotonic() > end or not self._thread.is_alive():
                message = "The live site did not start."
                raise RuntimeError(message)
            time.sleep(0.01)

    def stop(self) -> None:
        """Ends open requests and sockets."""
        self._server.should_exit = True
        self._thread.join(15)
        self._socket.close()

    def _serve(self) -> None:
        asyncio.run(self._server.serve(sockets=[self._socket]))


def _config(sockets: str) -> uvicorn.Config:
    return uvicorn.Config(
        "config.asgi:application",
        lifespan="off",
        log_level="warning",
        ws=sockets,
        timeout_graceful_shutdown=2,
    )
