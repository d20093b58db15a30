"""The calls of one connection, by stream id. No I/O and no locks."""

from __future__ import annotations

from typing import Generic, NamedTuple, TypeVar

from engram import _frames
from engram.errors import RPCError, StatusCode
from engram.wire import ttrpc_pb2

C = TypeVar("C")

_MAX_STREAM_ID = 0xFFFF_FFFF


class Arrival(NamedTuple):
    """What a frame means for its call."""

    #: A packed message.
    message: bytes | None = None
    #: The call has ended by this.
    ended: bool = False
    #: How it failed, when it did.
    error: RPCError | None = None


class CallTable(Generic[C]):
    """Gives stream ids to calls and finds the call that a frame is for."""

    def __init__(self, max_calls: int, first_id: int = 1) -> None:
        self._calls: dict[int, tuple[C, bool]] = {}
        self._max_calls = max_calls
        self._next_id = first_id

    def __len__(self) -> int:
        return len(self._calls)

    def open(self, call: C, streaming: bool) -> int:
        """Takes a call in; returns an odd stream id that no other call here has."""
        if len(self._calls) >= self._max_calls:
            raise RPCError(
                StatusCode.RESOURCE_EXHAUSTED,
                f"{self._max_calls} calls are in flight, the most this client allows",
            )
        while self._next_id in self._calls:
            self._advance()
        stream_id = self._next_id
        self._calls[stream_id] = (call, streaming)
        self._advance()
        return stream_id

    def _advance(self) -> None:
        self._next_id = (self._next_id + 2) & _MAX_STREAM_ID

    def remove(self, stream_id: int) -> bool:
        """Takes a call out; false when it is not there any more."""
        return self._calls.pop(stream_id, None) is not None

    def clear(self) -> list[C]:
        """Takes all calls out."""
        calls = [call for call, _ in self._calls.values()]
        self._calls.clear()
        return calls

    def receive(self, frame: _frames.Frame) -> tuple[C, Arrival] | None:
        """Reads a frame; None when it is for no call under way, or means nothing here."""
        found = self._calls.get(frame.stream_id)
        if found is None or frame.type not in (_frames.RESPONSE, _frames.DATA):
            return None
        call, streaming = found
        arrival = _read(frame, streaming)
        if arrival.ended:
            del self._calls[frame.stream_id]
        return call, arrival


def _read(frame: _frames.Frame, streaming: bool) -> Arrival:
    if frame.data is None:
        message = f"the reply is longer than a frame, which holds {_frames.MAX_FRAME_BYTES} bytes"
        return _failure(StatusCode.RESOURCE_EXHAUSTED, message)
    if frame.type == _frames.RESPONSE:
        return _read_response(frame.data, streaming)
    if not streaming:
        return _failure(StatusCode.INTERNAL, "the server sent a stream's message to a unary call")
    return Arrival(
        message=None if frame.flags & _frames.NO_DATA else frame.data,
        ended=bool(frame.flags & _frames.REMOTE_CLOSED),
    )


def _read_response(data: bytes, streaming: bool) -> Arrival:
    try:
        response = ttrpc_pb2.Response.FromString(data)
    except Exception:
        return _failure(StatusCode.INTERNAL, "the server's response can't be read")
    if response.status.code:
        return Arrival(ended=True, error=RPCError.from_status(response.status))
    return Arrival(message=None if streaming else response.payload, ended=True)


def _failure(code: StatusCode, message: str) -> Arrival:
    return Arrival(ended=True, error=RPCError(code, message))
