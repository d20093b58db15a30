"""Frames of the ttrpc protocol: a ten-byte header, then data."""

from __future__ import annotations

import struct
from typing import NamedTuple

REQUEST = 1
RESPONSE = 2
DATA = 3

REMOTE_CLOSED = 0x01
NO_DATA = 0x04

#: Most bytes of data that a frame carries.
MAX_FRAME_BYTES = 4_194_304

#: A header that announces more was not written by a ttrpc server.
MAX_DISCARDED_BYTES = 67_108_864

_HEADER = struct.Struct(">IIBB")


class NotTTRPC(Exception):
    """What the server sends is not ttrpc."""


class Frame(NamedTuple):
    """One frame from the server."""

    stream_id: int
    type: int
    flags: int
    #: None when the data was longer than a frame may be, and thrown away.
    data: bytes | None


def pack(stream_id: int, type: int, flags: int, data: bytes) -> bytes:
    """A frame as it is sent."""
    return _HEADER.pack(len(data), stream_id, type, flags) + data


class FrameReader:
    """Cuts what arrives into frames."""

    def __init__(self) -> None:
        self._unread = bytearray()
        self._to_discard = 0

    def feed(self, arrived: bytes) -> list[Frame]:
        """Takes in what arrived and returns the frames that are whole by now.

        Raises NotTTRPC when nothing that follows can be understood.
        """
        self._unread += arrived
        frames = []
        at = self._discard(0)
        while len(self._unread) - at >= _HEADER.size:
            length, stream_id, type, flags = _HEADER.unpack_from(self._unread, at)
            if length > MAX_DISCARDED_BYTES:
                raise NotTTRPC
            if length > MAX_FRAME_BYTES:
                frames.append(Frame(stream_id, type, flags, None))
                self._to_discard = length
                at = self._discard(at + _HEADER.size)
                continue
            end = at + _HEADER.size + length
            if len(self._unread) < end:
                break
            data = bytes(memoryview(self._unread)[at + _HEADER.size : end])
            frames.append(Frame(stream_id, type, flags, data))
            at = end
        del self._unread[:at]
        return frames

    def _discard(self, at: int) -> int:
        """Skips the data of a frame that is too long; returns where what follows begins."""
        skipped = min(self._to_discard, len(self._unread) - at)
        self._to_discard -= skipped
        return at + skipped
