from __future__ import annotations

import itertools
import threading
import time
from typing import Any

import pytest
from fake_server import Call, FakeServer
from google.protobuf import duration_pb2

import engram
from engram import _frames
from engram.v1 import AddMessagesRequest, CancelRequest, Conversation, CreateConversationRequest
from engram.wire import error_details_pb2, health_pb2

SERVING = health_pb2.HealthCheckResponse(status="SERVING")


def reply_serving(call: Call) -> None:
    call.reply(SERVING)


def test_a_call_carries_service_method_time_left_metadata_and_a_request_id(connect: Any) -> None:
    with FakeServer(reply_serving) as server:
        client = connect(server.address)
        reply = client.call("health", "check", service="x", timeout=5, metadata={"Team": "ä"})
        assert reply == SERVING
        (request,) = server.requests
        assert (request.service, request.method) == ("grpc.health.v1.Health", "Check")
        assert 4e9 < request.timeout_nano <= 5e9
        assert [entry.key for entry in request.metadata] == ["team", "request-id"]
        assert request.metadata[0].value == "ä"


def test_a_request_is_a_message_or_its_fields_but_not_both(connect: Any) -> None:
    with FakeServer(lambda call: call.reply(Conversation(title="t"))) as server:
        client = connect(server.address)
        request = CreateConversationRequest(organization_id="acme", user_id="ada")
        assert client.call("conversations", "create_conversation", request).title == "t"
        assert request.conversation_id == ""
        with pytest.raises(TypeError, match="user_id"):
            client.call("conversations", "create_conversation", request, user_id="bob")


def test_many_calls_share_one_connection_and_are_answered_in_any_order(connect: Any) -> None:
    held: list[Call] = []

    def answer(call: Call) -> None:
        held.append(call)
        if len(held) == 50:
            for each in reversed(held):
                each.reply(Conversation(title=each.request_id))

    with FakeServer(answer) as server:
        client = connect(server.address)
        calls = [
            client.start("conversations", "get_conversation", metadata={"request-id": str(number)})
            for number in range(50)
        ]
        assert [call.result(10).title for call in calls] == [str(number) for number in range(50)]
        assert server.connections == 1


def test_an_error_has_code_message_and_details(connect: Any) -> None:
    violation = error_details_pb2.BadRequest.FieldViolation(field="user_id", description="empty")
    details = [
        ("google.rpc.BadRequest", error_details_pb2.BadRequest(field_violations=[violation])),
        ("google.rpc.ErrorInfo", error_details_pb2.ErrorInfo(reason="EMPTY")),
        ("other.Detail", error_details_pb2.ErrorInfo()),
    ]
    with FakeServer(lambda call: call.fail(3, "bad", details)) as server:
        client = connect(server.address)
        with pytest.raises(engram.RPCError) as caught:
            client.call("conversations", "get_conversation")
    error = caught.value
    assert error.code == engram.StatusCode.INVALID_ARGUMENT
    assert error.message == "bad"
    assert error.field_violations == (engram.FieldViolation("user_id", "empty"),)
    assert error.details[1:] == (engram.ErrorInfo("EMPTY"),)
    assert str(error) == "INVALID_ARGUMENT: bad (user_id: empty)"


def test_a_create_that_loses_its_connection_is_repeated_with_the_same_id(connect: Any) -> None:
    attempts = itertools.count(1)

    def answer(call: Call) -> None:
        if next(attempts) < 3:
            call.disconnect()
        else:
            call.reply(Conversation(title="there"))

    with FakeServer(answer) as server:
        client = connect(server.address)
        made = client.call("conversations", "create_conversation", organization_id="acme")
        assert made.title == "there"
        ids = [
            CreateConversationRequest.FromString(each.payload).conversation_id
            for each in server.requests
        ]
        assert len(ids) == 3 and len(set(ids)) == 1 and len(ids[0]) == 36
        assert server.connections == 3


def test_an_append_gives_ids_to_messages_that_have_none(connect: Any) -> None:
    with FakeServer(lambda call: call.reply(Conversation())) as server:
        client = connect(server.address)
        own = "0b1f1d0e-0000-4000-8000-000000000001"
        messages = [{"content": "a", "role": "ROLE_USER"}, {"message_id": own}]
        client.call("conversations", "add_messages", messages=messages)
        sent = AddMessagesRequest.FromString(server.requests[0].payload)
        assert len(sent.messages[0].message_id) == 36
        assert sent.messages[1].message_id == own


def test_a_delete_that_loses_its_connection_is_not_repeated(connect: Any) -> None:
    with FakeServer(Call.disconnect) as server:
        client = connect(server.address)
        with pytest.raises(engram.RPCError, match="UNAVAILABLE"):
            client.call("conversations", "delete_conversation")
        assert len(server.requests) == 1


def test_retry_info_is_waited_for(connect: Any) -> None:
    attempts = itertools.count(1)
    delay = error_details_pb2.RetryInfo(retry_delay=duration_pb2.Duration(nanos=200_000_000))

    def answer(call: Call) -> None:
        if next(attempts) == 1:
            call.fail(8, "busy", [("google.rpc.RetryInfo", delay)])
        else:
            call.reply(SERVING)

    with FakeServer(answer) as server:
        client = connect(server.address)
        started = time.monotonic()
        assert client.call("health", "check") == SERVING
        assert time.monotonic() - started >= 0.2


def test_a_silent_server_ends_in_deadline_exceeded_and_is_told(connect: Any) -> None:
    with FakeServer(lambda call: None) as server:
        client = connect(server.address)
        with pytest.raises(engram.RPCError, match="DEADLINE_EXCEEDED"):
            client.call("health", "check", timeout=0.05)
        server.wait_for_requests(2)
        cancel = CancelRequest.FromString(server.requests[1].payload)
        assert cancel.request_id == server.requests[0].metadata[0].value


def test_a_request_too_long_for_a_frame_is_refused_before_it_is_sent(connect: Any) -> None:
    with FakeServer(reply_serving) as server:
        client = connect(server.address)
        with pytest.raises(engram.RPCError, match="RESOURCE_EXHAUSTED"):
            client.call("health", "check", service="x" * _frames.MAX_FRAME_BYTES)
        assert not server.requests


def test_a_bad_answer_fails_its_call_alone(connect: Any) -> None:
    def answer(call: Call) -> None:
        service = health_pb2.HealthCheckRequest.FromString(call.request.payload).service
        if service == "oversized":
            call.send(2, bytes(_frames.MAX_FRAME_BYTES + 1))
        elif service == "stream":
            call.message(SERVING)
        elif service == "garbage":
            call.send(2, b"\xff")
        else:
            call._replace(stream_id=4001).message(SERVING)
            call.send(77, b"?")
            call.reply(SERVING)

    with FakeServer(answer) as server:
        client = connect(server.address)
        for service, code in [
            ("oversized", "RESOURCE_EXHAUSTED"),
            ("stream", "INTERNAL"),
            ("garbage", "INTERNAL"),
        ]:
            with pytest.raises(engram.RPCError, match=code):
                client.call("health", "check", service=service)
        assert client.call("health", "check") == SERVING
        assert server.connections == 1


def test_nobody_listening_is_unavailable(connect: Any) -> None:
    client = connect("127.0.0.1:1")
    with pytest.raises(engram.RPCError, match="UNAVAILABLE: no connection to 127.0.0.1:1"):
        client.call("conversations", "delete_conversation")


@pytest.mark.parametrize("address", ["localhost", "127.0.0.1:", ":7420", "unix:", "::1:7420"])
def test_a_bad_address_says_what_was_expected(connect: Any, address: str) -> None:
    with pytest.raises(ValueError, match="expected HOST:PORT"):
        connect(address)


def test_a_unix_socket_works_as_tcp_does(connect: Any, tmp_path: Any) -> None:
    with FakeServer(reply_serving, path=str(tmp_path / "s")) as server:
        assert connect(server.address).call("health", "check") == SERVING


def test_a_closed_client_ends_its_calls_with_cancelled(connect: Any) -> None:
    with FakeServer(lambda call: None) as server:
        client = connect(server.address)
        call = client.start("health", "check")
        server.wait_for_requests(1)
        if isinstance(client.client, engram.Client):
            client.client.close()
        else:
            client._run(client.client.close())
        with pytest.raises(engram.RPCError, match="CANCELLED"):
            call.result(10)


def test_connect_fails_at_once_where_nobody_listens() -> None:
    with pytest.raises(engram.RPCError, match="UNAVAILABLE"):
        engram.connect("127.0.0.1:1")


def test_the_reader_thread_ends_with_its_client() -> None:
    with FakeServer(reply_serving) as server:
        with engram.connect(server.address) as client:
            client.health.check()
        time.sleep(0.1)
        assert not [each for each in threading.enumerate() if each.name == "engram-reader"]
