#!/usr/bin/env python3
"""One client of LangGraph's PostgresStore, a process of its own.

  langgraph_client.py URL setup|put|search VECTORS NUMBER SECONDS

setup makes the tables and puts all items into the namespace that is searched. put and search print
`ready`, wait for a line, and then call for SECONDS; what they did is printed as JSON. VECTORS is what
langgraph_store.py wrote: the embedding of each text, so that no model is measured.
"""

import json
import pathlib
import pickle
import sys
import time
import uuid

from langgraph.store.postgres import PostgresStore

ITEMS = ("bench", "items")
LIMIT = 10


def main() -> None:
    url, action, path, number, seconds = sys.argv[1:]
    # The benchmark's own file, of its own folder.
    data = pickle.loads(pathlib.Path(path).read_bytes())
    vectors = {text: list(vector) for text, vector in data["vectors"].items()}
    index = {"dims": len(next(iter(vectors.values()))), "fields": ["text"],
             "embed": lambda texts: [vectors[text] for text in texts]}
    with PostgresStore.from_conn_string(url, index=index) as store:
        if action == "setup":
            fill(store, data["items"])
            return
        texts = data["items"] if action == "put" else data["queries"]
        call = {"put": put, "search": search}[action](store, int(number))
        print("ready", flush=True)
        sys.stdin.readline()
        print(json.dumps(measure(call, texts, int(number), float(seconds))), flush=True)


def fill(store: PostgresStore, items: list[str]) -> None:
    store.setup()
    for text in items:
        store.put(ITEMS, str(uuid.uuid4()), {"text": text})


def put(store: PostgresStore, number: int):
    namespace = ("bench", f"client-{number}")
    return lambda text: store.put(namespace, str(uuid.uuid4()), {"text": text})


def search(store: PostgresStore, number: int):
    def call(text: str) -> None:
        found = store.search(ITEMS, query=text, limit=LIMIT)
        if len(found) != LIMIT:
            raise RuntimeError(f"expected {LIMIT} items, found {len(found)}")
    return call


def measure(call, texts: list[str], number: int, seconds: float) -> dict:
    """Calls one after the other, and how long each took, in milliseconds."""
    latencies = []
    place = number * 37
    started = time.perf_counter()
    end = started + seconds
    before = started
    while before < end:
        call(texts[place % len(texts)])
        place += 1
        after = time.perf_counter()
        latencies.append((after - before) * 1e3)
        before = after
    return {"calls": len(latencies), "seconds": before - started, "latencies": latencies}


if __name__ == "__main__":
    main()
