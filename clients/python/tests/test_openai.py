"""OpenAI's own client against the server that the Swift tests use: it speaks their API."""

from __future__ import annotations

import json
import math
import pathlib
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from typing import Any

import openai
import pytest

SERVER = pathlib.Path(__file__).parents[3] / "Tests" / "OpenAIServer" / "openai_server.py"
KEY = "sk-right"


class OpenAIServer:
    """A server in a process of its own that ends with this one."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(SERVER), "--key", KEY, "--exit-with-stdin"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self.process.stdout is not None
        self.url = f"http://127.0.0.1:{int(self.process.stdout.readline())}"

    def client(self, key: str = KEY) -> Any:
        return openai.OpenAI(base_url=self.url + "/v1", api_key=key, timeout=30)

    def control(self, **order: Any) -> Any:
        data = json.dumps(order).encode() if order else None
        with urllib.request.urlopen(self.url + "/control", data, timeout=30) as reply:
            return json.load(reply)

    def stop(self) -> None:
        self.process.communicate(timeout=30)


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    made = OpenAIServer()
    yield made
    made.stop()


def embed(server: OpenAIServer, texts: Any, **options: Any) -> list[list[float]]:
    reply = server.client().embeddings.create(
        model="text-embedding-3-small", input=texts, **options
    )
    assert [item.index for item in reply.data] == list(range(len(reply.data)))
    return [item.embedding for item in reply.data]


def test_numbers_and_base64_are_the_same_vectors(server: OpenAIServer) -> None:
    texts = ["one text", "another", "größer 文"]
    written = embed(server, texts, encoding_format="float")
    assert server.control()["last"]["encoding_format"] == "float"
    encoded = embed(server, texts)
    # What the client asks for when it is told nothing, and decodes by itself.
    assert server.control()["last"]["encoding_format"] == "base64"
    assert [len(vector) for vector in encoded] == [1536] * 3
    for left, right in zip(written, encoded):
        assert left == pytest.approx(right, abs=1e-6)
        assert math.fsum(value * value for value in right) == pytest.approx(1, abs=1e-5)


def test_one_string_is_one_vector_of_the_dimensions_asked_for(server: OpenAIServer) -> None:
    assert [len(vector) for vector in embed(server, "text", dimensions=256)] == [256]


def test_models_are_listed(server: OpenAIServer) -> None:
    names = [model.id for model in server.client().models.list()]
    assert "text-embedding-3-small" in names


def test_a_429_is_tried_again_when_retry_after_says(server: OpenAIServer) -> None:
    server.control(fail_next=[{"status": 429, "retry_after": 1}])
    started = time.monotonic()
    assert len(embed(server, "text")) == 1
    assert time.monotonic() - started >= 1
    assert server.control()["requests"] == 2


def test_a_429_that_stays_is_a_rate_limit_error(server: OpenAIServer) -> None:
    server.control(always={"status": 429, "retry_after": 1})
    client = server.client().with_options(max_retries=0)
    with pytest.raises(openai.RateLimitError) as caught:
        client.embeddings.create(model="text-embedding-3-small", input="text")
    assert caught.value.response.headers["retry-after"] == "1"
    assert caught.value.code == "made_up"


def test_a_wrong_key_is_an_authentication_error(server: OpenAIServer) -> None:
    with pytest.raises(openai.AuthenticationError) as caught:
        server.client("sk-wrong").embeddings.create(model="text-embedding-3-small", input="text")
    assert caught.value.code == "invalid_api_key"


def test_a_bad_request_names_what_is_wrong(server: OpenAIServer) -> None:
    with pytest.raises(openai.BadRequestError, match="input"):
        embed(server, [])


def ask(server: OpenAIServer, text: str, **options: Any) -> Any:
    return server.client().chat.completions.create(
        model="gpt-4o-mini", messages=[{"role": "user", "content": text}], **options
    )


def test_a_chat_has_a_reply_and_its_usage(server: OpenAIServer) -> None:
    server.control(chat_replies=[{"content": "Grüße", "finish_reason": "length"}])
    reply = ask(server, "Hello", max_tokens=20, temperature=0)
    assert reply.choices[0].message.content == "Grüße"
    assert reply.choices[0].finish_reason == "length"
    assert reply.usage.total_tokens == reply.usage.prompt_tokens + reply.usage.completion_tokens
    assert server.control()["chat"]["last"]["parameters"] == ["max_tokens", "temperature"]


def test_json_is_made_from_the_request(server: OpenAIServer) -> None:
    reply = ask(server, "As JSON:\nAnna has 3 cats.", response_format={"type": "json_object"})
    made = json.loads(reply.choices[0].message.content)
    assert made == {"summary": "As JSON: Anna has 3 cats.", "facts": ["Anna has 3 cats."]}


def test_a_parameter_that_is_not_known_is_a_bad_request(server: OpenAIServer) -> None:
    server.control(chat_refuses=["max_tokens"])
    with pytest.raises(openai.BadRequestError) as caught:
        ask(server, "Hello", max_tokens=20)
    assert caught.value.param == "max_tokens"
    assert caught.value.code == "unsupported_parameter"


def test_every_chat_has_its_time_of_arrival(server: OpenAIServer) -> None:
    before = time.monotonic()
    server.control(fail_next=[{"status": 500}])
    ask(server, "Hello")
    arrivals = server.control()["chat"]["arrivals"]
    assert len(arrivals) == 2
    assert before <= arrivals[0] <= arrivals[1] <= time.monotonic()
