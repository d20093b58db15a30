"""Stores all turns in a server of its own, and searches for all questions."""

import pathlib
import time
import uuid

import engram
from dialogues import Conversation, Question
from servers import EngramServer

ORGANIZATION = "recall"
BATCH = 100
# The most that a search returns: enough for the first 20 of the words and of the vectors.
LIMIT = 100
EMBEDDING_SECONDS = 600


class Run:
    def __init__(self, work: pathlib.Path, conversations: list[Conversation],
                 questions: list[Question]):
        self.work = work
        self.conversations = conversations
        self.questions = questions

    def rank(self, name: str, settings: dict[str, str]) -> dict[str, dict[str, list[str]]]:
        """The turns found, best first, by question: for words, vectors and both."""
        started = time.monotonic()
        orders = {"words": {}, "vectors": {}, "both": {}}
        with EngramServer(self.work / name, ["--user-memory-limit", "100000"], settings) as server:
            with engram.connect(server.address) as client:
                turns = {one.name: self.store(client, one) for one in self.conversations}
                stored = time.monotonic()
                for question in self.questions:
                    self.search(client, question, turns[question.conversation], orders)
        print(f"\n{name}: stored in {stored - started:.0f} s, searched in "
              f"{time.monotonic() - stored:.0f} s")
        return orders

    def store(self, client, conversation: Conversation) -> dict[str, list[str]]:
        """The turns by the id of their memory: two that say the same have one."""
        turns: dict[str, list[str]] = {}
        for start in range(0, len(conversation.turns), BATCH):
            batch = conversation.turns[start:start + BATCH]
            memories = [
                {"memory_id": str(uuid.uuid4()), "type": "MEMORY_TYPE_EPISODIC",
                 "scope": "MEMORY_SCOPE_USER", "user_id": conversation.name, "content": content}
                for _, content in batch]
            for (turn, _), memory in zip(batch, self.store_batch(client, memories)):
                turns.setdefault(memory.memory_id, []).append(turn)
        return turns

    def store_batch(self, client, memories: list[dict]):
        """Again, which changes nothing, until all are embedded."""
        end = time.monotonic() + EMBEDDING_SECONDS
        while True:
            reply = client.memories.store_memories(
                organization_id=ORGANIZATION, memories=memories, wait_for_embedding=True,
                timeout=60)
            if all(memory.embedding_state == engram.v1.EMBEDDING_STATE_READY
                   for memory in reply.memories):
                return reply.memories
            if time.monotonic() > end:
                raise RuntimeError("the server did not embed the turns in time")
            time.sleep(1)

    def search(self, client, question: Question, turns: dict[str, list[str]],
               orders: dict[str, dict[str, list[str]]]) -> None:
        reply = client.memories.search_memories(
            organization_id=ORGANIZATION, user_id=question.conversation, query=question.text,
            limit=LIMIT, timeout=60)
        if not reply.used_embedding:
            raise RuntimeError("a search went by words alone: its query was not embedded in time")
        results = list(reply.results)
        for name, order in (
                ("both", results),
                ("words", ranked(results, lambda result: result.word_rank)),
                ("vectors", ranked(results, lambda result: result.vector_rank))):
            orders[name][question.name] = [
                turn for result in order for turn in turns[result.memory.memory_id]]


def ranked(results: list, rank) -> list:
    """Those that have a rank, in its order."""
    return sorted((result for result in results if rank(result)), key=rank)
