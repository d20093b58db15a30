"""Calls for asyncio over one connection, which is made again when it was lost."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from types import TracebackType
from typing import Generic, TypeVar

from google.protobuf.message import Message

from engram._address import Address
from engram._aio_connection import AsyncConnection, PendingReplies, connect
from engram._calls import (
    CANCEL_TIMEOUT,
    CallMetadata,
    Method,
    RequestIDs,
    cancel_request,
    decode_reply,
    encode_request,
)
from engram._options import Options
from engram._retry import Attempts, Failure
from engram.errors import cancelled, client_closed, deadline_exceeded

M = TypeVar("M", bound=Message)


class AsyncChannel:
    """Carries the calls of any number of tasks of one event loop."""

    def __init__(self, address: str, options: Options) -> None:
        self._address = Address.parse(address)
        self._options = options
        self._request_ids = RequestIDs()
        self._connection: AsyncConnection | None = None
        self._closed = False
        self._connecting = asyncio.Lock()

    async def connect(self) -> AsyncConnection:
        """The connection, made now if there is none. Raises Failure when there is no way."""
        if self._connection is not None and not self._connection.closed:
            return self._connection
        async with self._connecting:
            if self._closed:
                raise Failure(client_closed(), was_sent=False)
            if self._connection is None or self._connection.closed:
                self._connection = await connect(self._address, self._options)
                if self._closed:
                    self._connection.close(client_closed())
            return self._connection

    async def close(self) -> None:
        """Ends all calls with CANCELLED and closes the connection."""
        self._closed = True
        if self._connection is not None:
            self._connection.close(client_closed())

    async def unary(
        self,
        method: Method,
        request: Message,
        reply: type[M],
        *,
        timeout: float | None,
        metadata: CallMetadata,
    ) -> M:
        """Calls a method that has one reply, and again where that is safe."""
        timeout = self._options.timeout if timeout is None else timeout
        deadline = time.monotonic() + timeout
        payload = request.SerializeToString()
        entries = self._request_ids.complete(metadata)
        attempts = Attempts(self._options.retry, deadline, method.idempotent)
        while True:
            left = deadline - time.monotonic()
            data = encode_request(method, payload, entries, left)
            try:
                attempt = self._attempt(data, entries)
                return decode_reply(reply, await asyncio.wait_for(attempt, max(0, left)))
            except asyncio.TimeoutError:
                raise deadline_exceeded() from None
            except Failure as failure:
                await asyncio.sleep(attempts.next_delay(failure))

    async def _attempt(self, data: bytes, entries: list[tuple[str, str]]) -> bytes:
        connection = await self.connect()
        future: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        stream_id = await connection.open(future, data)
        try:
            return await future
        finally:
            # Still there only when the wait ended early: by the deadline or by cancellation.
            if connection.remove(stream_id):
                send_cancel(connection, entries)

    def server_streaming(
        self,
        method: Method,
        request: Message,
        reply: type[M],
        *,
        timeout: float | None,
        metadata: CallMetadata,
    ) -> AsyncStream[M]:
        """A call that has a stream of replies; it opens with the first of them."""
        entries = self._request_ids.complete(metadata)
        data = encode_request(method, request.SerializeToString(), entries, timeout)
        return AsyncStream(self, data, reply, entries, timeout, self._options.stream_buffer)


class AsyncStream(Generic[M], AsyncIterator[M]):
    """The replies of one call, as they arrive.

    Ends with the server's last reply, with ``cancel``, with its ``async with`` block, or with the
    task that reads it.
    """

    def __init__(
        self,
        channel: AsyncChannel,
        data: bytes,
        reply: type[M],
        entries: list[tuple[str, str]],
        timeout: float | None,
        limit: int,
    ) -> None:
        self._channel = channel
        self._data = data
        self._reply = reply
        self._entries = entries
        self._deadline = None if timeout is None else time.monotonic() + timeout
        self._call = PendingReplies(limit)
        self._connection: AsyncConnection | None = None
        self._stream_id = 0

    def __aiter__(self) -> AsyncStream[M]:
        return self

    async def __anext__(self) -> M:
        left = None if self._deadline is None else max(0, self._deadline - time.monotonic())
        try:
            message = await asyncio.wait_for(self._next(), left)
        except asyncio.TimeoutError:
            self.cancel()
            raise deadline_exceeded() from None
        except Failure as failure:
            raise failure.error from None
        except BaseException:
            self.cancel()
            raise
        if message is None:
            raise StopAsyncIteration
        return decode_reply(self._reply, message)

    async def _next(self) -> bytes | None:
        if self._connection is None:
            connection = await self._channel.connect()
            self._stream_id = await connection.open(self._call, self._data)
            self._connection = connection
        message = await self._call.next()
        if self._call.has_room:
            self._connection.resume(self._stream_id)
        return message

    def cancel(self) -> None:
        """Ends the call, here at once and on the server soon after."""
        self._call.fail(cancelled())
        if self._connection is not None and self._connection.remove(self._stream_id):
            send_cancel(self._connection, self._entries)

    async def __aenter__(self) -> AsyncStream[M]:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.cancel()


def send_cancel(connection: AsyncConnection, entries: list[tuple[str, str]]) -> None:
    """Asks the server to end a call. The call has ended here, so the answer is not waited for."""
    connection.send_unanswered(cancel_request(entries), CANCEL_TIMEOUT)
