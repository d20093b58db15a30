"""Chat completions as server-sent events, whole or failing in the middle."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

# Of a tool call's arguments in one event.
ARGUMENTS_AT_ONCE = 5


def events(reply: dict[str, Any], includes_usage: bool) -> Iterator[dict[str, Any]]:
    """The chunks of a whole reply: a word each, then the tools' calls, the end, and the usage."""
    frame = {"id": reply["id"], "object": "chat.completion.chunk", "created": 0}
    frame["model"] = reply["model"]

    def chunk(delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
        choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
        return frame | {"choices": [choice]}

    if not reply["choices"]:
        yield frame | {"choices": []}
        return
    choice = reply["choices"][0]
    message = choice["message"]
    yield chunk({"role": "assistant", "content": ""})
    for word in re.findall(r"\s*\S+|\s+", message["content"] or ""):
        yield chunk({"content": word})
    if message["refusal"]:
        yield chunk({"refusal": message["refusal"]})
    for index, call in enumerate(message.get("tool_calls", [])):
        function = {"name": call["function"]["name"], "arguments": ""}
        yield chunk({"tool_calls": [call | {"index": index, "function": function}]})
        arguments = call["function"]["arguments"]
        for start in range(0, len(arguments), ARGUMENTS_AT_ONCE):
            part = {"arguments": arguments[start : start + ARGUMENTS_AT_ONCE]}
            yield chunk({"tool_calls": [{"index": index, "function": part}]})
    yield chunk({}, choice["finish_reason"])
    if includes_usage and reply["usage"]:
        yield frame | {"choices": [], "usage": reply["usage"]}


def lines(chunks: Iterator[dict[str, Any]], script: dict[str, Any]) -> Iterator[bytes | None]:
    """What is written, each by itself; `None` hangs up."""
    for number, chunk in enumerate(chunks):
        if number == script.get("cut_after"):
            yield None
        if number == script.get("malformed_after"):
            yield b'data: {"choices": [{"delta": {"con\n\n'
        if number == script.get("error_after"):
            error = {"message": "as ordered", "type": "server_error", "code": script.get("error")}
            yield b"data: " + json.dumps({"error": error}).encode() + b"\n\n"
            return
        yield b"data: " + json.dumps(chunk, ensure_ascii=False).encode() + b"\n\n"
    yield b"data: [DONE]\n\n"
