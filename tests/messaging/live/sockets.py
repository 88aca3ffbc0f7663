"""A page's socket, as the tests hold it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.test import Client
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from schools.models import Person
from tests.site import LiveSite

PATIENCE = 15.0


def cookies(person: Person) -> str:
    """The Cookie header of a signed-in browser."""
    client = Client()
    client.force_login(person)
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


class Socket:
    """Reads events; generous with time, and never sleeps."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    def next(self, kind: str, timeout: float = PATIENCE) -> dict[str, Any]:
        """The next event of this kind; others are passed over."""
        while True:
            event: dict[str, Any] = json.loads(self.connection.recv(timeout=timeout))
            if event["type"] == kind:
                return event

    def is_in(self) -> None:
        """Returns when the server has let this socket in and answers."""
        self.connection.send("ping")
        self.next("pong")

    def heard_before_pong(self) -> list[str]:
        """Everything that came before the answer to a ping sent now."""
        self.connection.send("ping")
        heard: list[str] = []
        while True:
            event = json.loads(self.connection.recv(timeout=PATIENCE))
            if event["type"] == "pong":
                return heard
            heard.append(event["type"])

    def closing_code(self, timeout: float = PATIENCE) -> int | None:
        """The code the server closes with."""
        return self.heard_until_closed(timeout)[1]

    def heard_until_closed(self, timeout: float = PATIENCE) -> tuple[list[str], int | None]:
        """Everything that still came, and the code the server closed with."""
        heard: list[str] = []
        try:
            while True:
                heard.append(json.loads(self.connection.recv(timeout=timeout))["type"])
        except ConnectionClosed as closed:
            return heard, closed.rcvd.code if closed.rcvd else None


@contextmanager
def socket_of(
    site: LiveSite, person: Person | str, origin: str | None = "", language: str = "nb"
) -> Iterator[Socket]:
    """A socket as this person, from one of our own pages unless another origin is given."""
    header = person if isinstance(person, str) else cookies(person)
    connection = connect(
        f"{site.ws_url}/ws/?sprak={language}",
        origin=site.url if origin == "" else origin,  # type: ignore[arg-type]
        additional_headers={"Cookie": header},
        compression=None,
    )
    with connection:
        yield Socket(connection)
