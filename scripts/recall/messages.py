"""Stores each dialogue as one conversation of a server of its own, and searches for all questions."""

import math
import pathlib
import time
import uuid

import engram
from dialogues import HEADLINE, UNANSWERABLE, Conversation, Question
from servers import EngramServer

ORGANIZATION = "recall"
BATCH = 100
EMBEDDING_SECONDS = 900
# The most that a search returns.
LIMIT = 100
TOKENS = 2000


class MessageRun:
    def __init__(self, work: pathlib.Path, conversations: list[Conversation],
                 questions: list[Question]):
        self.work = work
        self.conversations = conversations
        self.questions = questions

    def rank(self, name: str, options: list[str],
             settings: dict[str, str]) -> dict[str, list[str]]:
        """The turns found, best first, by question."""
        started = time.monotonic()
        with EngramServer(self.work / f"messages-{name}", options, settings) as server:
            with engram.connect(server.address) as client:
                ids = {one.name: self.store(client, one) for one in self.conversations}
                if "--embed-messages" in options:
                    for conversation in self.conversations:
                        self.wait(client, conversation, ids[conversation.name])
                stored = time.monotonic()
                orders = {one.name: self.search(client, one, ids[one.conversation])
                          for one in self.questions}
        print(f"\n{name}: messages stored in {stored - started:.0f} s, searched in "
              f"{time.monotonic() - stored:.0f} s")
        return orders

    def store(self, client, conversation: Conversation) -> str:
        created = client.conversations.create_conversation(
            organization_id=ORGANIZATION, user_id=conversation.name, timeout=60)
        messages = [
            {"message_id": str(uuid.uuid4()), "role": turn.role, "name": turn.speaker,
             "content": turn.said, "occurred_at": turn.said_at}
            for turn in conversation.details]
        for start in range(0, len(messages), BATCH):
            client.conversations.add_messages(
                organization_id=ORGANIZATION, conversation_id=created.conversation_id,
                messages=messages[start:start + BATCH], timeout=60)
        return created.conversation_id

    def wait(self, client, conversation: Conversation, conversation_id: str) -> None:
        """Until the newest message is embedded: older ones are before it."""
        newest = len(conversation.details)
        end = time.monotonic() + EMBEDDING_SECONDS
        while time.monotonic() < end:
            reply = client.conversations.search_messages(
                organization_id=ORGANIZATION, conversation_id=conversation_id,
                query=conversation.details[-1].said, limit=LIMIT, timeout=60)
            if any(result.message.seq == newest and result.vector_rank
                   for result in reply.results):
                return
            time.sleep(1)
        raise RuntimeError("the server did not embed the messages in time")

    def search(self, client, question: Question, conversation: str) -> list[str]:
        turns = next(one.turns for one in self.conversations
                     if one.name == question.conversation)
        reply = client.conversations.search_messages(
            organization_id=ORGANIZATION, conversation_id=conversation, query=question.text,
            limit=LIMIT, timeout=60)
        return [turns[result.message.seq - 1][0] for result in reply.results]


def evidence_in_tokens(conversations: list[Conversation], questions: list[Question],
                       orders: dict[str, list[str]]) -> float:
    """The share, in percent, of the turns with the answer in the first so many tokens."""
    costs = {(one.name, turn): math.ceil(len(text) / 4)
             for one in conversations for turn, text in one.turns}
    answerable = [one for one in questions if one.category != UNANSWERABLE]
    shares = []
    for question in answerable:
        found, used = 0, 0
        for turn in orders[question.name]:
            used += costs[question.conversation, turn]
            if used > TOKENS:
                break
            found += turn in question.evidence
        shares.append(found / len(question.evidence))
    share = 100 * sum(shares) / len(shares)
    print(f"{HEADLINE}: evidence within {TOKENS} tokens {share:.1f}", flush=True)
    return share
