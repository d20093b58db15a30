#!/usr/bin/env python3
"""A server that speaks a part of OpenAI's API, for tests: the standard library only.

usage: openai_server.py [--host HOST] [--port PORT] [--key KEY] [--exit-with-stdin]

Prints the port as its first line. With --key every request under /v1 needs it as bearer token; with
--exit-with-stdin the server ends when its standard input does, such as with the process that holds it.

POST /v1/embeddings, GET /v1/models   as OpenAI has them, with vectors made of hashed words
POST /v1/chat/completions             as OpenAI has it, streams too: what chat_replies say, else
                 JSON with "summary" and "facts" made from the last message of the user when a message
                 asks for JSON, else that summary alone
POST /control    sets how it behaves from now on; fields that are left out stay as they are:
    delay_ms     how long each reply under /v1 takes
    fail_next    what happens to the next requests under /v1, one each:
                 {"status": 429, "retry_after": "2"}       an error in OpenAI's shape
                 {"body": "malformed"}                     a status 200 with half of a JSON text
                 {"body": "hangup"}                        the connection is closed without a reply
                 {"body": "wrong_dimensions" | "wrong_count" | "wrong_index" | "reversed" | "zero"}
                 {"body": "float"}                         numbers although base64 was asked for
                 {"body": "no_choices"}                    a chat completion without any
                 "retry_after" is sent as it is; {"in": 2} makes it a date in 2 seconds
    always       the same for every request that fail_next says nothing about; {} ends that
    padding      how many bytes more a reply has
    chat_replies what the next chat completions have, one each: "content", "finish_reason", "refusal",
                 "usage", "model", "tool_calls"; what is left out is made. Of a stream also "pause_ms"
                 between its events, and after how many of them it fails: "cut_after" hangs up,
                 "malformed_after" sends what is no JSON, "error_after" OpenAI's error, its code "error"
    chat_refuses names of parameters that are refused as OpenAI refuses those a model does not know
    chat_context_tokens   longer requests are refused; a token is 4 characters
    reset        true sets the counters to zero, and the rest to its beginning, before all else
GET /control     {"requests", "inputs", "connections", "last": {"texts", "encoding_format",
                 "dimensions", "model"}, "chat"}; requests and connections are those under /v1. "chat"
                 has "arrivals", the times of all calls in seconds of CLOCK_MONOTONIC, failed ones
                 included, in order, "last", and "hangups": the streams whose client went away;
                 {"reset": true} empties it
"""

from __future__ import annotations

import argparse
import hmac
import json
import os
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Callable

import chat
import embeddings
import stream
from failures import Behaviour, Failure, Refusal

MAX_BODY_BYTES = 64 << 20
# In place of a reply that has been written.
STREAMED = object()
MODELS = ["text-embedding-3-small", "text-embedding-3-large", "gpt-4o-mini"]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # The header and the body are two writes: without this the second waits for an acknowledgement.
    disable_nagle_algorithm = True
    server: Server

    def setup(self) -> None:
        super().setup()
        self.is_counted = False

    def do_GET(self) -> None:
        self.answer({"/control": self.counters, "/v1/models": self.models})

    def do_POST(self) -> None:
        if self.path == "/v1/chat/completions":
            self.server.behaviour.count_chat(time.monotonic())
        self.answer(
            {
                "/control": self.control,
                "/v1/embeddings": self.embeddings,
                "/v1/chat/completions": self.chat,
            }
        )

    def answer(self, routes: dict[str, Callable[[bytes], Any]]) -> None:
        body = self.rfile.read(min(int(self.headers.get("Content-Length", 0)), MAX_BODY_BYTES))
        route = routes.get(self.path)
        try:
            if self.path.startswith("/v1/"):
                self.enter_api()
            if route is None:
                raise Refusal(404, "not_found", f"there is no {self.command} {self.path}")
            value = route(body)
            if value is not STREAMED:
                self.reply(200, value)
        except Refusal as refusal:
            self.reply(refusal.status, refusal.body(), refusal.retry_after)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def enter_api(self) -> None:
        behaviour = self.server.behaviour
        behaviour.count_request(is_new_connection=not self.is_counted)
        self.is_counted = True
        self.failure = behaviour.next_failure()
        delay = behaviour.delay_ms
        if delay:
            time.sleep(delay / 1000)
        self.check_key()
        if self.failure.status:
            raise Refusal(self.failure.status, "made_up", "as ordered", self.failure.retry_after)

    def check_key(self) -> None:
        key = self.server.key
        sent = self.headers.get("Authorization", "")
        if key is not None and not hmac.compare_digest(sent.encode(), f"Bearer {key}".encode()):
            raise Refusal(401, "invalid_api_key", f"Incorrect API key provided: {sent}")

    def reply(self, status: int, value: Any, retry_after: str | None = None) -> None:
        failure = getattr(self, "failure", Failure()) if self.path.startswith("/v1/") else Failure()
        if failure.body == "hangup":
            self.close_connection = True
            return
        data = json.dumps(value).encode()
        if failure.body == "malformed":
            data = data[: len(data) // 2]
        if self.path.startswith("/v1/"):
            data += b" " * self.server.behaviour.padding
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        if 300 <= status < 400:
            # Back here, where a client that follows is counted.
            self.send_header("Location", self.path)
        if retry_after is not None:
            self.send_header("Retry-After", retry_after)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: Any) -> None:
        pass

    # The API.

    def models(self, _: bytes) -> Any:
        data = [{"id": name, "object": "model", "created": 0, "owned_by": "test"} for name in MODELS]
        return {"object": "list", "data": data}

    def embeddings(self, body: bytes) -> Any:
        request = embeddings.Request.parse(body)
        self.server.behaviour.count_texts(request)
        return request.reply(self.failure.body)

    def chat(self, body: bytes) -> Any:
        request = chat.Request.parse(body)
        script = self.server.behaviour.next_chat_reply(request)
        reply = request.reply(script, self.failure.body)
        if not request.is_streamed or self.failure.body in ("hangup", "malformed"):
            return reply
        includes_usage = request.parameters.get("stream_options", {}).get("include_usage")
        self.stream(stream.events(reply, includes_usage), script or {})
        return STREAMED

    def stream(self, chunks: Any, script: dict[str, Any]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        try:
            for line in stream.lines(chunks, script):
                if line is None:
                    self.close_connection = True
                    return
                self.wfile.write(b"%x\r\n%s\r\n" % (len(line), line))
                time.sleep(script.get("pause_ms", 0) / 1000)
            self.wfile.write(b"0\r\n\r\n")
        except (BrokenPipeError, ConnectionResetError):
            self.server.behaviour.count_hangup()
            raise

    # Control.

    def control(self, body: bytes) -> Any:
        self.server.behaviour.change(json.loads(body or b"{}"))
        return {}

    def counters(self, _: bytes) -> Any:
        return self.server.behaviour.counters()


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 512

    def __init__(self, address: tuple[str, int], key: str | None) -> None:
        super().__init__(address, Handler)
        self.key = key
        self.behaviour = Behaviour()

    def handle_error(self, *_: Any) -> None:
        """Clients that go away are part of the tests."""


def end_with_stdin() -> None:
    while os.read(0, 4096):
        pass
    os._exit(0)


def main() -> None:
    parser = argparse.ArgumentParser(description="A part of OpenAI's API, for tests.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 is any free one")
    parser.add_argument("--key", help="the bearer token that requests need")
    parser.add_argument("--exit-with-stdin", action="store_true")
    options = parser.parse_args()
    server = Server((options.host, options.port), options.key)
    print(server.server_address[1], flush=True)
    if options.exit_with_stdin:
        threading.Thread(target=end_with_stdin, daemon=True).start()
    try:
        server.serve_forever(poll_interval=0.1)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
