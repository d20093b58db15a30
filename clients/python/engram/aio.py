"""The asyncio client.

>>> import engram.aio
>>> async with engram.aio.Client("127.0.0.1:7420") as client:
...     conversation = await client.conversations.create_conversation(
...         organization_id="acme", user_id="ada"
...     )
"""

from __future__ import annotations

from types import TracebackType
from typing import Any

from engram._aio_channel import AsyncChannel
from engram._options import Options
from engram._retry import Failure
from engram._stubs.aio import Services

__all__ = ["Client", "connect"]


class Client(Services):
    """A client of one Engram server, for any number of tasks of one event loop.

    All calls share one connection, which is made with the first call and again when it was lost.
    Calls that failed with UNAVAILABLE are tried again where that is safe. Cancelling the task of a
    call ends it, here and on the server.
    """

    def __init__(self, address: str, **options: Any) -> None:
        """A client of ``HOST:PORT`` or ``unix:PATH``; options are those of :class:`Options`."""
        self._channel = AsyncChannel(address, Options(**options))
        super().__init__(self._channel)

    async def close(self) -> None:
        """Ends all calls with CANCELLED and closes the connection."""
        await self._channel.close()

    async def __aenter__(self) -> Client:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()


async def connect(address: str, **options: Any) -> Client:
    """A client that has connected; RPCError UNAVAILABLE when there is no way to the server."""
    client = Client(address, **options)
    try:
        await client._channel.connect()
    except Failure as failure:
        raise failure.error from None
    return client
