#!/usr/bin/env python3
"""A server that completes each chat at once with a summary.

  instant_llm.py

Prints `instant LLM serving on 127.0.0.1:PORT`, and serves until it is ended.
"""

import asyncio
import itertools
import json

SUMMARY = ("Miller gets the offers 1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008, 1009, 1010 and "
           "1011; Ann sends them on 3 May. The file is {}.")
NUMBERS = itertools.count(1)


def response() -> bytes:
    """Other words in each, as no two conversations have the same summary."""
    answer = json.dumps({"summary": SUMMARY.format(next(NUMBERS)), "facts": []})
    reply = json.dumps({
        "id": "chatcmpl-1", "object": "chat.completion", "created": 0, "model": "instant",
        "choices": [{"index": 0, "finish_reason": "stop", "message": {
            "role": "assistant", "content": answer}}],
        "usage": {"prompt_tokens": 300, "completion_tokens": 60, "total_tokens": 360}}).encode()
    return (b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
            + str(len(reply)).encode() + b"\r\n\r\n" + reply)


class Chat(asyncio.Protocol):
    """Replies to each request once all of its body is there."""

    def connection_made(self, transport: asyncio.Transport) -> None:
        self.transport = transport
        self.received = b""

    def data_received(self, data: bytes) -> None:
        self.received += data
        head, separator, body = self.received.partition(b"\r\n\r\n")
        if not separator:
            return
        length = next(int(line.split(b":")[1]) for line in head.lower().split(b"\r\n")
                      if line.startswith(b"content-length"))
        if len(body) >= length:
            self.received = body[length:]
            self.transport.write(response())


async def main() -> None:
    server = await asyncio.get_running_loop().create_server(Chat, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    print(f"instant LLM serving on 127.0.0.1:{port}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
