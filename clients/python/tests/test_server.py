"""Both clients against a running server, whose address is in ENGRAM_ADDRESS."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

import engram
from engram.v1 import MESSAGE_ORDER_NEWEST_FIRST
from engram.wire import health_pb2


@pytest.fixture
def organization() -> str:
    return f"python-{uuid.uuid4()}"


@pytest.fixture
def client(connect: Any, server_address: str) -> Any:
    return connect(server_address, retry=engram.RetryPolicy())


def create(client: Any, organization: str, **fields: Any) -> Any:
    return client.call(
        "conversations",
        "create_conversation",
        organization_id=organization,
        user_id="ada",
        **fields,
    )


def test_a_conversation_is_created_filled_and_read_back(client: Any, organization: str) -> None:
    conversation = create(client, organization, metadata_json='{"source": "test"}')
    key = {
        "organization_id": organization,
        "conversation_id": conversation.conversation_id,
    }
    added = client.call(
        "conversations",
        "add_messages",
        **key,
        messages=[
            {"role": "ROLE_USER", "content": "Was ist ein Lemma? Und was ein Korollar? 👋"},
            {"role": "ROLE_ASSISTANT", "content": "Ein Hilfssatz."},
        ],
    )
    assert [message.seq for message in added.messages] == [1, 2]
    listed = client.call("conversations", "list_messages", **key, order=MESSAGE_ORDER_NEWEST_FIRST)
    assert [message.content for message in listed.messages] == [
        "Ein Hilfssatz.",
        "Was ist ein Lemma? Und was ein Korollar? 👋",
    ]
    got = client.call("conversations", "get_conversation", **key)
    assert got.title == "Was ist ein Lemma?"
    assert got.message_count == 2


def test_a_repeated_create_returns_the_first_result(client: Any, organization: str) -> None:
    conversation_id = str(uuid.uuid4())
    first = create(client, organization, conversation_id=conversation_id, title="one")
    assert create(client, organization, conversation_id=conversation_id, title="one") == first
    with pytest.raises(engram.RPCError, match="ALREADY_EXISTS"):
        create(client, organization, conversation_id=conversation_id, title="two")


def test_a_bad_field_is_named(client: Any, organization: str) -> None:
    with pytest.raises(engram.RPCError) as caught:
        client.call("conversations", "create_conversation", organization_id=organization)
    assert caught.value.code == engram.StatusCode.INVALID_ARGUMENT
    assert [violation.field for violation in caught.value.field_violations] == ["user_id"]


def test_an_unknown_conversation_is_not_found(client: Any, organization: str) -> None:
    with pytest.raises(engram.RPCError) as caught:
        client.call(
            "conversations",
            "get_conversation",
            organization_id=organization,
            conversation_id=str(uuid.uuid4()),
        )
    assert caught.value.code == engram.StatusCode.NOT_FOUND


def test_pages_lead_through_all_conversations(client: Any, organization: str) -> None:
    made = {create(client, organization).conversation_id for _ in range(5)}
    listed: list[str] = []
    token = ""
    while True:
        page = client.call(
            "conversations",
            "list_conversations",
            organization_id=organization,
            page_size=2,
            page_token=token,
        )
        listed += [conversation.conversation_id for conversation in page.conversations]
        token = page.next_page_token
        if not token:
            break
    assert len(listed) == 5 and set(listed) == made


def test_the_health_of_the_server_is_watched(client: Any) -> None:
    assert client.call("health", "check").status == health_pb2.HealthCheckResponse.SERVING
    with pytest.raises(engram.RPCError, match="DEADLINE_EXCEEDED"):
        seen: list[Any] = []
        client.read(client.call("health", "watch", timeout=0.5), seen.append)
    assert [reply.status for reply in seen] == [health_pb2.HealthCheckResponse.SERVING]


def test_many_calls_at_once_are_all_answered(client: Any, organization: str) -> None:
    calls = [
        client.start(
            "conversations",
            "create_conversation",
            organization_id=organization,
            user_id="ada",
            title=f"conversation {number}",
        )
        for number in range(64)
    ]
    titles = {call.result(30).title for call in calls}
    assert titles == {f"conversation {number}" for number in range(64)}


def test_a_chat_streams_its_reply_and_ends_with_the_result(client: Any, organization: str) -> None:
    conversation = create(client, organization)
    key = {
        "organization_id": organization,
        "conversation_id": conversation.conversation_id,
        "message_id": str(uuid.uuid4()),
        "content": "Grüße!",
    }
    *pieces, end = client.read(client.call("conversations", "chat", **key))
    assert len(pieces) > 1 and all(piece.WhichOneof("event") == "text" for piece in pieces)
    assert end.result.user_message_id == key["message_id"]
    assert end.result.reply_message_seq == 2
    piece, again = client.read(client.call("conversations", "chat", **key))
    assert piece.text == "".join(each.text for each in pieces)
    assert again.result.is_replay
