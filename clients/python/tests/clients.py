"""One way to drive the blocking and the asyncio client by the same tests."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import engram
import engram.aio


class Blocking:
    """The blocking client, as it is."""

    def __init__(self, address: str, **options: Any) -> None:
        self.client = engram.Client(address, **options)

    def call(self, service: str, method: str, /, *args: Any, **kwargs: Any) -> Any:
        return getattr(getattr(self.client, service), method)(*args, **kwargs)

    def start(self, service: str, method: str, /, **kwargs: Any) -> Future[Any]:
        """The call on a thread of its own."""
        future: Future[Any] = Future()

        def run() -> None:
            try:
                future.set_result(self.call(service, method, **kwargs))
            except Exception as error:
                future.set_exception(error)

        threading.Thread(target=run, daemon=True).start()
        return future

    def read(self, stream: Any, each: Callable[[Any], None] = lambda _: None) -> list[Any]:
        """All messages of a stream; ``each`` sees them as they come."""
        messages = []
        for message in stream:
            messages.append(message)
            each(message)
        return messages

    def close(self) -> None:
        self.client.close()


class Asyncio:
    """The asyncio client, on an event loop that runs in a thread of its own."""

    def __init__(self, address: str, **options: Any) -> None:
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, daemon=True).start()
        self.client = self._run(self._make(address, options))

    @staticmethod
    async def _make(address: str, options: dict[str, Any]) -> engram.aio.Client:
        return engram.aio.Client(address, **options)

    def _run(self, coroutine: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(30)

    def call(self, service: str, method: str, /, *args: Any, **kwargs: Any) -> Any:
        return self._run(self._call(service, method, *args, **kwargs))

    async def _call(self, service: str, method: str, /, *args: Any, **kwargs: Any) -> Any:
        result = getattr(getattr(self.client, service), method)(*args, **kwargs)
        return await result if asyncio.iscoroutine(result) else result

    def start(self, service: str, method: str, /, **kwargs: Any) -> Future[Any]:
        """The call as a task; cancelling the future cancels it."""
        return asyncio.run_coroutine_threadsafe(self._call(service, method, **kwargs), self.loop)

    def read(self, stream: Any, each: Callable[[Any], None] = lambda _: None) -> list[Any]:
        """All messages of a stream; ``each`` sees them as they come, outside of the loop."""

        async def collect() -> list[Any]:
            messages = []
            async for message in stream:
                messages.append(message)
                await self.loop.run_in_executor(None, each, message)
            return messages

        return self._run(collect())

    def close(self) -> None:
        self._run(self.client.close())
        self.loop.call_soon_threadsafe(self.loop.stop)
