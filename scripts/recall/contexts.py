"""Consolidates each dialogue, and asks for its context with each question."""

import time

import engram
from dialogues import HEADLINE, UNANSWERABLE, Conversation, Question
from messages import ORGANIZATION, MessageRun
from servers import EngramServer

CONSOLIDATION_SECONDS = 900
TOKENS = 2000
MESSAGE_SECTIONS = ("CONTEXT_SECTION_TYPE_RECALLED_MESSAGES", "CONTEXT_SECTION_TYPE_MESSAGES")


class ContextRun:
    def __init__(self, messages: MessageRun):
        self.messages = messages

    def evidence(self, name: str, options: list[str], settings: dict[str, str]) -> float:
        """The share, in percent, of the turns with the answer that contexts have as messages."""
        questions = [one for one in self.messages.questions if one.category != UNANSWERABLE]
        work = self.messages.work / f"contexts-{name}"
        with EngramServer(work, options, settings) as server:
            with engram.connect(server.address) as client:
                ids = {}
                for one in self.messages.conversations:
                    ids[one.name] = self.messages.store(client, one)
                    self.consolidate(client, ids[one.name])
                    if "--embed-messages" in options:
                        self.messages.wait(client, one, ids[one.name])
                found = {one.name: self.turns(client, one, ids[one.conversation])
                         for one in questions}
        share = 100 * sum(len(one.evidence & found[one.name]) / len(one.evidence)
                          for one in questions) / len(questions)
        print(f"\ncontexts, {name}\n{HEADLINE}: evidence in contexts of {TOKENS} tokens {share:.1f}",
              flush=True)
        return share

    def consolidate(self, client, conversation: str) -> None:
        end = time.monotonic() + CONSOLIDATION_SECONDS
        while time.monotonic() < end:
            reply = client.conversations.consolidate_conversation(
                organization_id=ORGANIZATION, conversation_id=conversation, wait=True, timeout=60)
            if reply.is_done:
                return
        raise RuntimeError("the server did not consolidate the dialogue in time")

    def turns(self, client, question: Question, conversation: str) -> set[str]:
        """Those that the context has as messages."""
        context = client.conversations.get_conversation_context(
            organization_id=ORGANIZATION, conversation_id=conversation, query=question.text,
            token_budget=TOKENS, timeout=60)
        if context.total_tokens > TOKENS:
            raise RuntimeError(f"a context of {TOKENS} tokens has {context.total_tokens}")
        turns = self.dialogue(question).turns
        types = {engram.v1.ContextSectionType.Value(name) for name in MESSAGE_SECTIONS}
        return {turns[item.from_seq - 1][0] for section in context.sections
                if section.type in types for item in section.items}

    def dialogue(self, question: Question) -> Conversation:
        return next(one for one in self.messages.conversations
                    if one.name == question.conversation)
