"""One connection of the blocking client: a socket, and a thread that reads from it."""

from __future__ import annotations

import select
import socket
import threading
from typing import Union

from engram import _frames
from engram._address import Address
from engram._options import Options
from engram._pending import PendingReplies, PendingReply, remaining
from engram._retry import Failure
from engram._table import CallTable
from engram.errors import (
    RPCError,
    StatusCode,
    connection_lost,
    deadline_exceeded,
    read_too_slowly,
)

Pending = Union[PendingReply, PendingReplies]

_READ_BYTES = 1 << 16


class Connection:
    """A connection shared by any number of threads.

    Each call has a stream of its own on it. A writer holds the send lock for one whole frame; only
    the reader thread reads.
    """

    def __init__(self, address: Address, options: Options) -> None:
        self._address = address
        self._options = options
        self._socket = _open(address, options.connect_timeout)
        self._calls: CallTable[Pending] = CallTable(options.max_calls_in_flight)
        self._lock = threading.Lock()
        self._send_lock = threading.Lock()
        self._closed = False
        threading.Thread(target=self._read, name="engram-reader", daemon=True).start()

    @property
    def closed(self) -> bool:
        """Whether it can't be used any more."""
        return self._closed

    def open(self, call: Pending, data: bytes, deadline: float | None) -> int:
        """Sends a request; returns its stream id. Raises Failure when it could not be sent."""
        streaming = isinstance(call, PendingReplies)
        with self._lock:
            if self._closed:
                raise Failure(connection_lost(self._address), was_sent=False)
            try:
                stream_id = self._calls.open(call, streaming)
            except RPCError as error:
                raise Failure(error, was_sent=False) from None
        flags = _frames.REMOTE_CLOSED if streaming else 0
        try:
            self._send(_frames.pack(stream_id, _frames.REQUEST, flags, data), deadline)
        except BaseException:
            self.remove(stream_id)
            raise
        return stream_id

    def remove(self, stream_id: int) -> bool:
        """Forgets a call; false when it has ended already."""
        with self._lock:
            return self._calls.remove(stream_id)

    def close(self, error: RPCError | None = None) -> None:
        """Ends the connection and the calls on it, with ``error``."""
        with self._lock:
            self._closed = True
            calls = self._calls.clear()
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # Gone already.
        for call in calls:
            call.fail(error or connection_lost(self._address))

    def _send(self, frame: bytes, deadline: float | None) -> None:
        wait = remaining(deadline)
        if not self._send_lock.acquire(timeout=-1 if wait is None else wait):
            raise Failure(deadline_exceeded(), was_sent=False)
        rest = memoryview(frame)
        try:
            while rest:
                rest = rest[self._send_some(rest, deadline) :]
        except TimeoutError:
            raise Failure(deadline_exceeded(), was_sent=False) from None
        except OSError:
            self.close()
            raise Failure(connection_lost(self._address), was_sent=len(rest) < len(frame)) from None
        finally:
            if 0 < len(rest) < len(frame):
                self.close()  # Nothing else can be said behind a part of a frame.
            self._send_lock.release()

    def _send_some(self, rest: memoryview, deadline: float | None) -> int:
        while True:
            try:
                return self._socket.send(rest)
            except BlockingIOError:
                if not _wait(self._socket, select.POLLOUT, remaining(deadline)):
                    raise TimeoutError from None

    def _read(self) -> None:
        """The reader thread: until the connection ends."""
        reader = _frames.FrameReader()
        try:
            while True:
                try:
                    arrived = self._socket.recv(_READ_BYTES)
                except BlockingIOError:
                    _wait(self._socket, select.POLLIN, None)
                    continue
                if not arrived:
                    break
                for frame in reader.feed(arrived):
                    self._deliver(frame)
        except (OSError, _frames.NotTTRPC):
            pass  # The calls under way are told by close().
        finally:
            self.close()
            self._socket.close()

    def _deliver(self, frame: _frames.Frame) -> None:
        with self._lock:
            found = self._calls.receive(frame)
        if found is None:
            return
        call, arrival = found
        if isinstance(call, PendingReplies) and arrival.message is not None:
            self._wait_for_room(call, frame.stream_id)
        call.deliver(arrival)

    def _wait_for_room(self, call: PendingReplies, stream_id: int) -> None:
        """Holds reading while a stream is full; ends it when it keeps other calls waiting."""
        while not call.wait_for_room(self._options.stream_stall_limit):
            with self._lock:
                others_wait = len(self._calls) > 1
                if others_wait:
                    self._calls.remove(stream_id)
            if others_wait:
                call.fail(read_too_slowly())


def _open(address: Address, timeout: float) -> socket.socket:
    try:
        if address.path:
            sock = socket.socket(socket.AF_UNIX)
            sock.settimeout(timeout)
            sock.connect(address.path)
        else:
            sock = socket.create_connection((address.host, address.port), timeout)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    except OSError as error:
        failure = RPCError(StatusCode.UNAVAILABLE, f"no connection to {address}: {error}")
        raise Failure(failure, was_sent=False) from error
    sock.setblocking(False)
    return sock


def _wait(sock: socket.socket, event: int, seconds: float | None) -> bool:
    """Waits until the socket is ready for ``event`` or has ended; false when time is over."""
    poll = select.poll()
    poll.register(sock, event)
    return bool(poll.poll(None if seconds is None else seconds * 1_000))
