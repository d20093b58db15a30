"""A server in this process, on a thread of its own, that answers each request by a function."""

from __future__ import annotations

import asyncio
import struct
import threading
from collections.abc import Callable, Iterable
from typing import NamedTuple

from google.protobuf.message import Message

from engram.wire import status_pb2, ttrpc_pb2

HEADER = struct.Struct(">IIBB")


class Call(NamedTuple):
    """One request, and the ways to answer it."""

    stream_id: int
    flags: int
    request: ttrpc_pb2.Request
    writer: asyncio.StreamWriter

    @property
    def request_id(self) -> str:
        return next(entry.value for entry in self.request.metadata if entry.key == "request-id")

    def send(self, type: int, data: bytes, flags: int = 0) -> None:
        self.writer.write(HEADER.pack(len(data), self.stream_id, type, flags) + data)

    def reply(self, message: Message) -> None:
        response = ttrpc_pb2.Response(payload=message.SerializeToString())
        self.send(2, response.SerializeToString())

    def fail(self, code: int, message: str, details: Iterable[tuple[str, Message]] = ()) -> None:
        status = status_pb2.Status(code=code, message=message)
        for name, detail in details:
            status.details.add(
                type_url=f"type.googleapis.com/{name}", value=detail.SerializeToString()
            )
        self.send(2, ttrpc_pb2.Response(status=status).SerializeToString())

    def message(self, message: Message, flags: int = 0) -> None:
        self.send(3, message.SerializeToString(), flags)

    def end(self) -> None:
        self.send(3, b"", 0x05)

    def disconnect(self) -> None:
        self.writer.close()


class FakeServer:
    """Listens on a free port of 127.0.0.1 within a ``with`` block."""

    def __init__(self, answer: Callable[[Call], None], path: str = "") -> None:
        self.requests: list[ttrpc_pb2.Request] = []
        self.connections = 0
        self.address = f"unix:{path}"
        self._path = path
        self._answer = answer
        self._arrived = threading.Condition()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def wait_for_requests(self, count: int) -> None:
        with self._arrived:
            assert self._arrived.wait_for(lambda: len(self.requests) >= count, 10)

    def __enter__(self) -> FakeServer:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(10)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    async def _stop(self) -> None:
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _listen(self) -> None:
        if self._path:
            await asyncio.start_unix_server(self._serve, self._path)
        else:
            server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
            self.address = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while True:
                length, stream_id, _, flags = HEADER.unpack(await reader.readexactly(10))
                data = await reader.readexactly(length)
                request = ttrpc_pb2.Request.FromString(data)
                with self._arrived:
                    self.requests.append(request)
                    self._arrived.notify_all()
                self._answer(Call(stream_id, flags, request, writer))
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()
