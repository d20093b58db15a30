"""The blocking client."""

from __future__ import annotations

from types import TracebackType
from typing import Any

from engram._channel import Channel
from engram._options import Options
from engram._retry import Failure
from engram._stubs.blocking import Services


class Client(Services):
    """A client of one Engram server, for any number of threads.

    All calls share one connection, which is made with the first call and again when it was lost.
    Calls that failed with UNAVAILABLE are tried again where that is safe.
    """

    def __init__(self, address: str, **options: Any) -> None:
        """A client of ``HOST:PORT`` or ``unix:PATH``; options are those of :class:`Options`."""
        self._channel = Channel(address, Options(**options))
        super().__init__(self._channel)

    def close(self) -> None:
        """Ends all calls with CANCELLED and closes the connection."""
        self._channel.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def connect(address: str, **options: Any) -> Client:
    """A client that has connected; RPCError UNAVAILABLE when there is no way to the server."""
    client = Client(address, **options)
    try:
        client._channel.connect()
    except Failure as failure:
        raise failure.error from None
    return client
