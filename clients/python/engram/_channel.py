"""Blocking calls over one connection, which is made again when it was lost."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from types import TracebackType
from typing import Generic, TypeVar

from google.protobuf.message import Message

from engram._address import Address
from engram._calls import (
    CANCEL_TIMEOUT,
    CallMetadata,
    Method,
    RequestIDs,
    cancel_request,
    decode_reply,
    encode_request,
)
from engram._connection import Connection
from engram._options import Options
from engram._pending import PendingReplies, PendingReply
from engram._retry import Attempts, Failure
from engram.errors import cancelled, client_closed, deadline_exceeded

M = TypeVar("M", bound=Message)


class Channel:
    """Carries the calls of any number of threads."""

    def __init__(self, address: str, options: Options) -> None:
        self._address = Address.parse(address)
        self._options = options
        self._request_ids = RequestIDs()
        self._connection: Connection | None = None
        self._closed = False
        self._connecting = threading.Lock()

    def connect(self) -> Connection:
        """The connection, made now if there is none. Raises Failure when there is no way."""
        with self._connecting:
            if self._closed:
                raise Failure(client_closed(), was_sent=False)
            if self._connection is None or self._connection.closed:
                self._connection = Connection(self._address, self._options)
            return self._connection

    def close(self) -> None:
        """Ends all calls with CANCELLED and closes the connection."""
        with self._connecting:
            self._closed = True
            if self._connection is not None:
                self._connection.close(client_closed())

    def unary(
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
            if left <= 0:
                raise deadline_exceeded()
            data = encode_request(method, payload, entries, left)
            try:
                return decode_reply(reply, self._attempt(data, entries, deadline))
            except Failure as failure:
                time.sleep(attempts.next_delay(failure))

    def _attempt(self, data: bytes, entries: list[tuple[str, str]], deadline: float) -> bytes:
        connection = self.connect()
        call = PendingReply()
        stream_id = connection.open(call, data, deadline)
        try:
            return call.wait(deadline)
        finally:
            # Still there only when the wait ended early: by the deadline or by an interrupt.
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
    ) -> Stream[M]:
        """Opens a call that has a stream of replies."""
        deadline = None if timeout is None else time.monotonic() + timeout
        entries = self._request_ids.complete(metadata)
        data = encode_request(method, request.SerializeToString(), entries, timeout)
        call = PendingReplies(self._options.stream_buffer)
        try:
            connection = self.connect()
            stream_id = connection.open(call, data, deadline)
        except Failure as failure:
            raise failure.error from None
        return Stream(connection, stream_id, call, reply, entries, deadline)


class Stream(Generic[M], Iterator[M]):
    """The replies of one call, as they arrive.

    Ends with the server's last reply, with ``cancel``, or with its ``with`` block.
    """

    def __init__(
        self,
        connection: Connection,
        stream_id: int,
        call: PendingReplies,
        reply: type[M],
        entries: list[tuple[str, str]],
        deadline: float | None,
    ) -> None:
        self._connection = connection
        self._stream_id = stream_id
        self._call = call
        self._reply = reply
        self._entries = entries
        self._deadline = deadline

    def __iter__(self) -> Stream[M]:
        return self

    def __next__(self) -> M:
        try:
            message = self._call.next(self._deadline)
        except BaseException:
            self.cancel()
            raise
        if message is None:
            raise StopIteration
        return decode_reply(self._reply, message)

    def cancel(self) -> None:
        """Ends the call, here at once and on the server soon after. May come from any thread."""
        if self._connection.remove(self._stream_id):
            self._call.fail(cancelled())
            send_cancel(self._connection, self._entries)

    def __enter__(self) -> Stream[M]:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.cancel()

    def __del__(self) -> None:
        self.cancel()


def send_cancel(connection: Connection, entries: list[tuple[str, str]]) -> None:
    """Asks the server to end a call. The call has ended here, so the answer is not waited for."""
    deadline = time.monotonic() + CANCEL_TIMEOUT
    try:
        connection.open(PendingReply(), cancel_request(entries), deadline)
    except Failure:
        pass  # The connection is gone, and the call with it.
