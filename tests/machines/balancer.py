"""A balancer: each connection goes to the next server that takes it, as a proxy before them would."""

import asyncio
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import cycle

CHUNK = 65_536
PATIENCE = 50  # rounds of looking for a server that listens
PAUSE = 0.1  # seconds between two rounds

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@contextmanager
def balanced(port: int, targets: Sequence[int]) -> Iterator[None]:
    """Pass what comes on `port` to these ports of the machine, in turns."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    turns = cycle(targets)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far = await _reach(turns, len(targets))
        if far is not None:
            await asyncio.wait(
                [asyncio.ensure_future(_pass(*pair)) for pair in _ways((reader, writer), far)],
                return_when=asyncio.FIRST_COMPLETED,
            )
            far[1].close()
        writer.close()

    asyncio.run_coroutine_threadsafe(asyncio.start_server(serve, "127.0.0.1", port), loop).result()
    try:
        yield
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


async def _reach(turns: "cycle[int]", count: int) -> Streams | None:
    for _ in range(PATIENCE):
        for _ in range(count):
            with suppress(OSError):
                return await asyncio.open_connection("127.0.0.1", next(turns))
        await asyncio.sleep(PAUSE)
    return None


def _ways(near: Streams, far: Streams) -> tuple[Streams, Streams]:
    return (near[0], far[1]), (far[0], near[1])


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while piece := await reader.read(CHUNK):
            writer.write(piece)
            await writer.drain()
