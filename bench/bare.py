"""A broadcast server and nothing else: what physics and ``websockets`` allow."""

import asyncio
import sys
from typing import Any

import websockets
from websockets.asyncio.server import broadcast, serve

_everybody: set[Any] = set()


async def _meet(socket: Any) -> None:
    _everybody.add(socket)
    try:
        async for text in socket:
            broadcast(_everybody - {socket}, text)
    except websockets.ConnectionClosed:
        pass
    finally:
        _everybody.discard(socket)


async def _main(port: int) -> None:
    async with serve(_meet, "127.0.0.1", port, compression=None) as server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_main(int(sys.argv[1])))
