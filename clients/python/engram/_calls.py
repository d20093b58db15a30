"""What the generated stubs, the blocking and the asyncio channel share."""

from __future__ import annotations

import itertools
import os
import time
import uuid
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, TypeVar, Union

from google.protobuf.message import Message

from engram import _frames
from engram.errors import RPCError, StatusCode
from engram.v1 import control_pb2
from engram.wire import ttrpc_pb2

#: Metadata of a call: keys in lower case; a key may come several times.
CallMetadata = Union[Mapping[str, str], Iterable[tuple[str, str]]]

M = TypeVar("M", bound=Message)


class Method(NamedTuple):
    """A method of the server."""

    #: Full name of the service.
    service: str
    #: Bare name of the method.
    name: str
    #: Whether a call may be repeated when the fate of the first is unknown.
    idempotent: bool


def make_request(type: type[M], request: M | None, **fields: Any) -> M:
    """A copy of ``request``, or a request of the fields that are not None."""
    given = {name: value for name, value in fields.items() if value is not None}
    if request is None:
        return type(**given)
    if given:
        raise TypeError(f"give a request or its fields, not both: {', '.join(given)}")
    copy = type()
    copy.CopyFrom(request)
    return copy


def fill_id(message: Message, field: str) -> None:
    """Puts a new id into an empty field, so that the call can be repeated."""
    if not getattr(message, field):
        setattr(message, field, uuid7())


def fill_ids(messages: Iterable[Message], field: str) -> None:
    """Puts new ids into an empty field of each message."""
    for message in messages:
        fill_id(message, field)


def uuid7() -> str:
    """A new UUID of version 7: 48 bits of Unix time in milliseconds, then random bits."""
    random = int.from_bytes(os.urandom(10), "big")
    value = time.time_ns() // 1_000_000 << 80 | random
    value = value & ~(0xF << 76) | 7 << 76
    value = value & ~(0x3 << 62) | 2 << 62
    return str(uuid.UUID(int=value))


class RequestIDs:
    """Names the calls of one client, so that they can be cancelled and found in logs."""

    def __init__(self) -> None:
        self._prefix = os.urandom(6).hex()
        self._numbers = itertools.count(1)

    def complete(self, metadata: CallMetadata) -> list[tuple[str, str]]:
        """The metadata to send: with a ``request-id``, where it has none."""
        items = metadata.items() if isinstance(metadata, Mapping) else metadata
        entries = [(key.lower(), value) for key, value in items]
        if not any(key == "request-id" for key, _ in entries):
            entries.append(("request-id", f"{self._prefix}-{next(self._numbers)}"))
        return entries


def encode_request(
    method: Method, payload: bytes, metadata: Iterable[tuple[str, str]], timeout: float | None
) -> bytes:
    """The data of a request frame."""
    data = ttrpc_pb2.Request(
        service=method.service,
        method=method.name,
        payload=payload,
        timeout_nano=0 if timeout is None else max(1, int(timeout * 1e9)),
        metadata=[ttrpc_pb2.KeyValue(key=key, value=value) for key, value in metadata],
    ).SerializeToString()
    if len(data) > _frames.MAX_FRAME_BYTES:
        raise RPCError(
            StatusCode.RESOURCE_EXHAUSTED,
            f"the request to {method.service}/{method.name} has {len(data)} bytes,"
            f" and a frame holds {_frames.MAX_FRAME_BYTES}",
        )
    return data


def decode_reply(type: type[M], payload: bytes) -> M:
    """The reply message in ``payload``."""
    try:
        return type.FromString(payload)
    except Exception as error:
        raise RPCError(
            StatusCode.INTERNAL, f"the server's {type.DESCRIPTOR.full_name} can't be read"
        ) from error


_CANCEL = Method("engram.v1.ControlService", "Cancel", idempotent=True)

#: Seconds that the server has to cancel a call.
CANCEL_TIMEOUT = 5.0


def cancel_request(entries: Iterable[tuple[str, str]]) -> bytes:
    """The data of a request that cancels the call which was sent with ``entries``."""
    request_id = next(value for key, value in entries if key == "request-id")
    request = control_pb2.CancelRequest(request_id=request_id)
    return encode_request(_CANCEL, request.SerializeToString(), [], CANCEL_TIMEOUT)
