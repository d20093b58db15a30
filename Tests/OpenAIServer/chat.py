"""POST /v1/chat/completions: what is asked for, and replies that are scripted or made from it."""

from __future__ import annotations

import dataclasses
import json
import re
from typing import Any

from failures import Refusal, read, refused

ROLES = ("system", "developer", "user", "assistant", "tool")
PARAMETERS = (
    "max_tokens",
    "max_completion_tokens",
    "temperature",
    "response_format",
    "stream_options",
    "tools",
)
# Of the summary that is made from a request.
MAX_LINES = 200
WORDS_PER_LINE = 12
MAX_FACTS = 20


@dataclasses.dataclass(frozen=True)
class Request:
    model: str
    messages: list[dict[str, Any]]
    parameters: dict[str, Any]
    is_streamed: bool

    @classmethod
    def parse(cls, body: bytes) -> Request:
        value, model = read(body)
        messages = value.get("messages")
        if not isinstance(messages, list) or not messages:
            raise refused("'messages' is an array of at least one message", "messages")
        for message in messages:
            if not isinstance(message, dict) or message.get("role") not in ROLES:
                raise refused(f"a message's 'role' is one of {', '.join(ROLES)}", "messages")
            if message.get("content") is None and message.get("tool_calls"):
                message["content"] = ""
            if not isinstance(message.get("content"), str):
                raise refused("a message's 'content' is a string", "messages")
        check_tools(messages)
        parameters = {name: value[name] for name in PARAMETERS if value.get(name) is not None}
        for name in ("max_tokens", "max_completion_tokens"):
            given = parameters.get(name, 1)
            if not isinstance(given, int) or given < 1:
                raise refused(f"'{name}' is a number from 1", name)
        temperature = parameters.get("temperature", 1)
        if not isinstance(temperature, (int, float)) or not 0 <= temperature <= 2:
            raise refused("'temperature' is a number from 0 to 2", "temperature")
        return cls(model, messages, parameters, value.get("stream") is True)

    @property
    def asks_for_json(self) -> bool:
        return any("json" in m["content"].lower() for m in self.messages if m["role"] != "assistant")

    @property
    def wants_json(self) -> bool:
        return self.parameters.get("response_format", {}).get("type") == "json_object"

    @property
    def max_tokens(self) -> int | None:
        return self.parameters.get("max_completion_tokens", self.parameters.get("max_tokens"))

    def check(self, refused_parameters: list[str], context_tokens: int | None) -> None:
        """Refuses as OpenAI does what the behaviour says, and JSON that is not asked for in words."""
        for name in refused_parameters:
            if name in self.parameters:
                raise Refusal(
                    400,
                    "unsupported_parameter",
                    f"Unsupported parameter: '{name}' is not supported with this model.",
                    param=name,
                )
        if self.wants_json and not self.asks_for_json:
            raise refused(
                "'messages' must contain the word 'json' in some form, to use 'response_format' of "
                "type 'json_object'.",
                "messages",
            )
        if context_tokens is not None and self.input_tokens > context_tokens:
            raise Refusal(
                400,
                "context_length_exceeded",
                f"This model's maximum context length is {context_tokens} tokens.",
                param="messages",
            )

    @property
    def input_tokens(self) -> int:
        return sum(tokens(message["content"]) + 4 for message in self.messages)

    def reply(self, script: dict[str, Any] | None, damage: str | None) -> Any:
        """The reply: what `script` says of it, the rest made from the request."""
        script = script or {}
        content = script.get("content", self.made_content())
        finish = script.get("finish_reason", "stop")
        if "content" not in script and self.max_tokens and tokens(content) > self.max_tokens:
            content, finish = content[: self.max_tokens * 4], "length"
        message = {"role": "assistant", "content": content, "refusal": script.get("refusal")}
        if script.get("tool_calls"):
            message["tool_calls"] = script["tool_calls"]
        output = tokens(content or "")
        usage = {
            "prompt_tokens": self.input_tokens,
            "completion_tokens": output,
            "total_tokens": self.input_tokens + output,
        }
        choices = [{"index": 0, "message": message, "finish_reason": finish, "logprobs": None}]
        return {
            "id": "chatcmpl-test",
            "object": "chat.completion",
            "created": 0,
            "model": script.get("model", self.model),
            "choices": [] if damage == "no_choices" else choices,
            "usage": script.get("usage", usage),
        }

    def made_content(self) -> str:
        """JSON with a summary and facts where JSON is asked for, else the summary alone."""
        text = next((m["content"] for m in reversed(self.messages) if m["role"] == "user"), "")
        lines = [line.strip() for line in text.splitlines() if line.strip()][:MAX_LINES]
        summary = " ".join(" ".join(line.split()[:WORDS_PER_LINE]) for line in lines)
        if not self.asks_for_json:
            return summary
        facts = [line for line in lines if re.search(r"\d", line)][:MAX_FACTS]
        return json.dumps({"summary": summary, "facts": facts}, ensure_ascii=False)


def check_tools(messages: list[dict[str, Any]]) -> None:
    """As OpenAI: what a tool answers was called right before, and every call is answered."""
    open_calls: set[str] = set()
    for message in messages:
        if message["role"] == "tool" and "tool_call_id" in message:
            if message["tool_call_id"] not in open_calls:
                raise refused("'tool' answers no 'tool_calls' before it", "messages")
            open_calls.remove(message["tool_call_id"])
            continue
        if open_calls:
            raise refused("'tool_calls' must be followed by their answers", "messages")
        open_calls = {call["id"] for call in message.get("tool_calls", [])}
    if open_calls:
        raise refused("'tool_calls' must be followed by their answers", "messages")


def tokens(text: str) -> int:
    return (len(text) + 3) // 4
