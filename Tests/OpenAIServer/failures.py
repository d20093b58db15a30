"""How the server behaves, what it has counted, and OpenAI's errors."""

from __future__ import annotations

import dataclasses
import email.utils
import json
import threading
import time
from collections import deque
from typing import Any


class Refusal(Exception):
    """An error that is sent in OpenAI's shape."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        retry_after: str | None = None,
        param: str | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.retry_after = retry_after
        self.param = param

    def body(self) -> Any:
        kind = "invalid_request_error" if self.status < 500 else "server_error"
        return {
            "error": {"message": str(self), "type": kind, "param": self.param, "code": self.code}
        }


def refused(message: str, param: str | None = None) -> Refusal:
    return Refusal(400, "invalid_value", message, param=param)


def read(body: bytes) -> tuple[dict[str, Any], str]:
    """A request's JSON object, and the model that it names."""
    try:
        value = json.loads(body)
    except ValueError:
        raise refused("the body is not JSON") from None
    if not isinstance(value, dict):
        raise refused("the body is not an object")
    model = value.get("model")
    if not isinstance(model, str) or not model:
        raise refused("you must provide a model parameter")
    return value, model


@dataclasses.dataclass(frozen=True)
class Failure:
    """What happens to one request; nothing unless something is set."""

    status: int | None = None
    retry_after: str | None = None
    body: str | None = None

    @classmethod
    def parse(cls, value: dict[str, Any]) -> Failure:
        after = value.get("retry_after")
        if isinstance(after, dict):
            after = email.utils.formatdate(time.time() + after["in"], usegmt=True)
        return cls(value.get("status"), None if after is None else str(after), value.get("body"))


# How many times of arrival are kept: the first ones.
MAX_ARRIVALS = 100_000


class Behaviour:
    """Shared by all connections."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.reset()

    def reset(self) -> None:
        self.delay_ms = 0
        self.padding = 0
        self.failures: deque[dict[str, Any]] = deque()
        self.always: dict[str, Any] | None = None
        self.requests = self.inputs = self.connections = 0
        self.last: dict[str, Any] | None = None
        self.chat_replies: deque[dict[str, Any]] = deque()
        self.chat_refuses: list[str] = []
        self.chat_context_tokens: int | None = None
        self.chat_arrivals: list[float] = []
        self.chat_last: dict[str, Any] | None = None
        self.chat_hangups = 0

    def change(self, order: dict[str, Any]) -> None:
        with self.lock:
            if order.get("reset"):
                self.reset()
            self.delay_ms = order.get("delay_ms", self.delay_ms)
            self.padding = order.get("padding", self.padding)
            self.always = order.get("always", self.always)
            if "fail_next" in order:
                self.failures = deque(order["fail_next"])
            if "chat_replies" in order:
                self.chat_replies = deque(order["chat_replies"])
            self.chat_refuses = order.get("chat_refuses", self.chat_refuses)
            self.chat_context_tokens = order.get("chat_context_tokens", self.chat_context_tokens)

    def next_failure(self) -> Failure:
        with self.lock:
            return Failure.parse(self.failures.popleft() if self.failures else self.always or {})

    def count_request(self, is_new_connection: bool) -> None:
        with self.lock:
            self.requests += 1
            self.connections += is_new_connection

    def count_texts(self, request: Any) -> None:
        with self.lock:
            self.inputs += len(request.texts)
            self.last = {
                "texts": len(request.texts),
                "encoding_format": request.encoding_format,
                "dimensions": request.dimensions,
                "model": request.model,
            }

    def count_chat(self, arrived: float) -> None:
        with self.lock:
            if len(self.chat_arrivals) < MAX_ARRIVALS:
                self.chat_arrivals.append(arrived)

    def count_hangup(self) -> None:
        with self.lock:
            self.chat_hangups += 1

    def next_chat_reply(self, request: Any) -> dict[str, Any] | None:
        """What is scripted for a request that is not refused."""
        with self.lock:
            self.chat_last = {
                "model": request.model,
                "messages": request.messages,
                "parameters": sorted(request.parameters),
                "max_tokens": request.max_tokens,
                "temperature": request.parameters.get("temperature"),
                "tools": request.parameters.get("tools"),
                "is_streamed": request.is_streamed,
            }
        request.check(self.chat_refuses, self.chat_context_tokens)
        with self.lock:
            return self.chat_replies.popleft() if self.chat_replies else None

    def counters(self) -> Any:
        with self.lock:
            return {
                "requests": self.requests,
                "inputs": self.inputs,
                "connections": self.connections,
                "last": self.last,
                "chat": {
                    "arrivals": self.chat_arrivals[:],
                    "last": self.chat_last,
                    "hangups": self.chat_hangups,
                },
            }
