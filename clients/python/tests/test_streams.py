from __future__ import annotations

import threading
import time
from typing import Any

import pytest
from fake_server import Call, FakeServer

import engram
from engram.v1 import CancelRequest
from engram.wire import health_pb2, ttrpc_pb2

SERVING = health_pb2.HealthCheckResponse(status="SERVING")
EMPTY = health_pb2.HealthCheckResponse()


def test_messages_come_in_order_until_the_end(connect: Any) -> None:
    def answer(call: Call) -> None:
        assert call.flags == 1
        call.message(SERVING)
        call.message(EMPTY)
        call.message(SERVING)
        call.end()

    with FakeServer(answer) as server:
        client = connect(server.address)
        assert client.read(client.call("health", "watch")) == [SERVING, EMPTY, SERVING]
        assert server.requests[0].timeout_nano == 0


def test_a_message_on_the_closing_frame_counts(connect: Any) -> None:
    with FakeServer(lambda call: call.message(SERVING, flags=1)) as server:
        client = connect(server.address)
        assert client.read(client.call("health", "watch")) == [SERVING]


def test_a_response_without_an_error_ends_a_stream_too(connect: Any) -> None:
    def answer(call: Call) -> None:
        call.message(SERVING)
        call.send(2, ttrpc_pb2.Response().SerializeToString())

    with FakeServer(answer) as server:
        client = connect(server.address)
        assert client.read(client.call("health", "watch")) == [SERVING]


@pytest.mark.parametrize("ending", ["NOT_FOUND", "UNAVAILABLE"])
def test_an_error_after_messages_is_raised_after_them(connect: Any, ending: str) -> None:
    def answer(call: Call) -> None:
        call.message(SERVING)
        if ending == "NOT_FOUND":
            call.fail(5, "gone")
        else:
            call.disconnect()

    with FakeServer(answer) as server:
        client = connect(server.address)
        seen: list[Any] = []
        with pytest.raises(engram.RPCError, match=ending):
            client.read(client.call("health", "watch"), seen.append)
        assert seen == [SERVING]


def test_a_deadline_ends_a_stream(connect: Any) -> None:
    with FakeServer(lambda call: None) as server:
        client = connect(server.address)
        with pytest.raises(engram.RPCError, match="DEADLINE_EXCEEDED"):
            client.read(client.call("health", "watch", timeout=0.05))


def test_cancelling_ends_a_stream_here_and_on_the_server(connect: Any) -> None:
    with FakeServer(lambda call: call.message(SERVING)) as server:
        client = connect(server.address)
        stream = client.call("health", "watch")

        def cancel(_: Any) -> None:
            if isinstance(client.client, engram.Client):
                stream.cancel()
            else:
                client.loop.call_soon_threadsafe(stream.cancel)

        with pytest.raises(engram.RPCError, match="CANCELLED"):
            client.read(stream, cancel)
        server.wait_for_requests(2)
        cancelled = CancelRequest.FromString(server.requests[1].payload).request_id
        assert cancelled == server.requests[0].metadata[0].value


def test_a_blocking_stream_ends_with_its_block() -> None:
    with FakeServer(lambda call: call.message(SERVING)) as server:
        with engram.connect(server.address) as client:
            with client.health.watch() as stream:
                assert next(stream) == SERVING
            server.wait_for_requests(2)
            assert server.requests[1].method == "Cancel"


def test_a_slow_reader_misses_nothing(connect: Any) -> None:
    def answer(call: Call) -> None:
        for _ in range(500):
            call.message(SERVING)
        call.end()

    with FakeServer(answer) as server:
        client = connect(server.address, stream_buffer=8)
        messages = client.read(client.call("health", "watch"), lambda _: time.sleep(0.001))
        assert len(messages) == 500


def test_a_reader_that_keeps_other_calls_waiting_loses_its_stream(connect: Any) -> None:
    def answer(call: Call) -> None:
        if call.request.method == "Check":
            call.reply(SERVING)
            return
        for _ in range(100_000):
            call.message(SERVING)

    with FakeServer(answer) as server:
        client = connect(server.address, stream_buffer=8, stream_stall_limit=0.1)
        once = threading.Event()

        def check(_: Any) -> None:
            if not once.is_set():
                once.set()
                time.sleep(0.05)
                assert client.start("health", "check").result(10) == SERVING

        with pytest.raises(engram.RPCError, match="RESOURCE_EXHAUSTED"):
            client.read(client.call("health", "watch"), check)
