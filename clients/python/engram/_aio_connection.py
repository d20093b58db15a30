"""One connection of the asyncio client."""

from __future__ import annotations

import asyncio
import socket
from collections import deque
from typing import Union, cast

from engram import _frames
from engram._address import Address
from engram._options import Options
from engram._retry import Failure
from engram._table import Arrival, CallTable
from engram.errors import RPCError, StatusCode, connection_lost, read_too_slowly


class PendingReplies:
    """A stream: messages wait here for the task that reads them."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._messages: deque[bytes] = deque()
        self._ended = False
        self._error: RPCError | None = None
        self._changed = asyncio.Event()

    @property
    def has_room(self) -> bool:
        """Whether more messages may come in."""
        return self._ended or len(self._messages) < self._limit

    def deliver(self, arrival: Arrival) -> None:
        """Takes what a frame brought, whether there is room or not."""
        if self._ended:
            return
        if arrival.message is not None:
            self._messages.append(arrival.message)
        self._ended = arrival.ended
        self._error = arrival.error
        self._changed.set()

    def fail(self, error: RPCError) -> None:
        """Ends the stream; what arrived before is still read."""
        self.deliver(Arrival(ended=True, error=error))

    async def next(self) -> bytes | None:
        """The next packed message, None at the end; raises the error that ended the stream."""
        while not self._messages:
            if self._error is not None:
                raise self._error
            if self._ended:
                return None
            self._changed.clear()
            await self._changed.wait()
        return self._messages.popleft()


#: A unary call waits as a future of its packed reply.
Pending = Union["asyncio.Future[bytes]", PendingReplies]


class AsyncConnection(asyncio.Protocol):
    """A connection shared by the tasks of one event loop; each call has a stream of its own."""

    def __init__(self, address: Address, options: Options) -> None:
        self._address = address
        self._options = options
        self._loop = asyncio.get_running_loop()
        self._calls: CallTable[Pending] = CallTable(options.max_calls_in_flight)
        self._reader = _frames.FrameReader()
        self._transport: asyncio.Transport | None = None
        self._writable = asyncio.Event()
        self._full: dict[int, PendingReplies] = {}
        self._stall_timer: asyncio.TimerHandle | None = None

    @property
    def closed(self) -> bool:
        """Whether it can't be used any more."""
        return self._transport is None or self._transport.is_closing()

    async def open(self, call: Pending, data: bytes) -> int:
        """Sends a request; returns its stream id. Raises Failure when it could not be sent."""
        await self._writable.wait()
        return self._send(call, data)

    def send_unanswered(self, data: bytes, timeout: float) -> None:
        """Sends a unary request, if that is possible now, whose answer nobody waits for."""
        future: asyncio.Future[bytes] = self._loop.create_future()
        future.add_done_callback(lambda done: done.cancelled() or done.exception())
        try:
            stream_id = self._send(future, data)
        except Failure:
            return
        self._loop.call_later(timeout, self.remove, stream_id)

    def _send(self, call: Pending, data: bytes) -> int:
        if self._transport is None or self._transport.is_closing():
            raise Failure(connection_lost(self._address), was_sent=False)
        streaming = isinstance(call, PendingReplies)
        try:
            stream_id = self._calls.open(call, streaming)
        except RPCError as error:
            raise Failure(error, was_sent=False) from None
        flags = _frames.REMOTE_CLOSED if streaming else 0
        self._transport.write(_frames.pack(stream_id, _frames.REQUEST, flags, data))
        return stream_id

    def remove(self, stream_id: int) -> bool:
        """Forgets a call; false when it has ended already."""
        self.resume(stream_id)
        return self._calls.remove(stream_id)

    def resume(self, stream_id: int) -> None:
        """A stream has room again, or needs none."""
        if self._full.pop(stream_id, None) is None or self._full:
            return
        if self._stall_timer is not None:
            self._stall_timer.cancel()
        if self._transport is not None:
            self._transport.resume_reading()

    def close(self, error: RPCError) -> None:
        """Ends the connection, and the calls on it with ``error``."""
        if self._transport is not None:
            self._transport.close()
        self._fail_all(error)

    def _fail_all(self, error: RPCError) -> None:
        for call in self._calls.clear():
            if isinstance(call, PendingReplies):
                call.fail(error)
            elif not call.done():
                call.set_exception(Failure(error, was_sent=True))

    # What the event loop calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._writable.set()
        sock = transport.get_extra_info("socket")
        if sock.family != socket.AF_UNIX:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self._writable.set()
        if self._stall_timer is not None:
            self._stall_timer.cancel()
        self._fail_all(connection_lost(self._address))

    def pause_writing(self) -> None:
        self._writable.clear()

    def resume_writing(self) -> None:
        self._writable.set()

    def data_received(self, data: bytes) -> None:
        try:
            frames = self._reader.feed(data)
        except _frames.NotTTRPC:
            self.close(connection_lost(self._address))
            return
        for frame in frames:
            found = self._calls.receive(frame)
            if found is not None:
                self._deliver(frame.stream_id, *found)

    def _deliver(self, stream_id: int, call: Pending, arrival: Arrival) -> None:
        if isinstance(call, PendingReplies):
            call.deliver(arrival)
            if not call.has_room:
                self._pause(stream_id, call)
        elif call.done():
            return
        elif arrival.error is not None:
            call.set_exception(Failure(arrival.error, was_sent=True))
        else:
            call.set_result(arrival.message or b"")

    def _pause(self, stream_id: int, call: PendingReplies) -> None:
        """Holds reading while a stream is full."""
        if not self._full and self._transport is not None:
            self._transport.pause_reading()
            self._arm_stall_timer()
        self._full[stream_id] = call

    def _arm_stall_timer(self) -> None:
        self._stall_timer = self._loop.call_later(self._options.stream_stall_limit, self._stalled)

    def _stalled(self) -> None:
        """Ends streams that are not read while other calls wait behind them."""
        if len(self._calls) <= len(self._full):
            self._arm_stall_timer()
            return
        for stream_id, call in list(self._full.items()):
            call.fail(read_too_slowly())
            self.remove(stream_id)


async def connect(address: Address, options: Options) -> AsyncConnection:
    """A new connection; raises Failure when there is no way to the server."""
    loop = asyncio.get_running_loop()

    def protocol() -> AsyncConnection:
        return AsyncConnection(address, options)

    try:
        if address.path:
            attempt = loop.create_unix_connection(protocol, address.path)
            _, connection = await asyncio.wait_for(attempt, options.connect_timeout)
        else:
            attempt = loop.create_connection(protocol, address.host, address.port)
            _, connection = await asyncio.wait_for(attempt, options.connect_timeout)
    except asyncio.TimeoutError:
        reason = f"no answer within {options.connect_timeout} s"
    except OSError as error:
        reason = str(error)
    else:
        return connection
    failure = RPCError(StatusCode.UNAVAILABLE, f"no connection to {address}: {reason}")
    raise Failure(failure, was_sent=False)
