from __future__ import annotations

import pytest

from engram import _frames
from engram._calls import uuid7
from engram._table import CallTable
from engram.errors import RPCError


def test_frames_are_read_whatever_the_pieces() -> None:
    frames = [_frames.pack(1, 2, 0, b"abc"), _frames.pack(0xFFFFFFFF, 3, 5, b"")]
    for size in range(1, 14):
        reader = _frames.FrameReader()
        stream = b"".join(frames)
        read = []
        for start in range(0, len(stream), size):
            read += reader.feed(stream[start : start + size])
        assert read == [
            _frames.Frame(1, 2, 0, b"abc"),
            _frames.Frame(0xFFFFFFFF, 3, 5, b""),
        ]


def test_data_that_is_too_long_is_thrown_away_and_what_follows_is_read() -> None:
    reader = _frames.FrameReader()
    too_long = _frames.pack(1, 2, 0, bytes(_frames.MAX_FRAME_BYTES + 1))
    read = []
    for start in range(0, len(too_long), 1 << 20):
        read += reader.feed(too_long[start : start + (1 << 20)])
    read += reader.feed(_frames.pack(3, 2, 0, b"x"))
    assert read == [_frames.Frame(1, 2, 0, None), _frames.Frame(3, 2, 0, b"x")]


def test_what_is_not_ttrpc_is_refused() -> None:
    with pytest.raises(_frames.NotTTRPC):
        _frames.FrameReader().feed(b"HTTP/1.1 400 Bad Request\r\n")


def test_stream_ids_are_odd_and_skip_those_in_use_when_they_wrap() -> None:
    table: CallTable[str] = CallTable(max_calls=10, first_id=0xFFFFFFFF)
    assert table.open("last", streaming=False) == 0xFFFFFFFF
    assert table.open("first", streaming=False) == 1
    assert table.open("second", streaming=False) == 3
    with pytest.raises(RPCError, match="RESOURCE_EXHAUSTED"):
        for _ in range(8):
            table.open("more", streaming=False)


def test_ids_are_uuids_of_version_7_that_sort_by_time() -> None:
    ids = [uuid7() for _ in range(1000)]
    assert len(set(ids)) == 1000
    assert all(each[14] == "7" and each[19] in "89ab" for each in ids)
    assert sorted(each[:13] for each in ids) == [each[:13] for each in ids]
