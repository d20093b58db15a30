"""LangGraph's PostgresStore, in a virtual environment of its own, on the database server of Engram."""

import json
import pathlib
import pickle
import statistics
import subprocess
import uuid
from array import array

import environments
from database import Database
from paths import HERE

CLIENTS = 8
PACKAGES = ["langgraph-checkpoint-postgres>=3.1,<4", "psycopg[binary]>=3.2,<4"]


class LangGraphStore:
    """A database of its own, whose searched namespace has all of `items`.

    `vectors` are those of all items and queries.
    """

    def __init__(self, database: Database, work: pathlib.Path, items: list[str],
                 queries: list[str], vectors: dict[str, array]):
        self.database = database
        self.python = environments.make(work / "langgraph", PACKAGES)
        self.data = work / "langgraph.pickle"
        self.data.write_bytes(
            pickle.dumps({"items": items, "queries": queries, "vectors": vectors}))
        name = f"langgraph_{uuid.uuid4().hex}"
        database.sql(f"create database {name};")
        self.url = database.url.replace("/engram?", f"/{name}?")
        self.finish(self.client("setup", 0, 0))
        self.sql("analyze;")

    def version(self) -> str:
        return environments.versions(self.python, ("langgraph", "psycopg"))

    def measure(self, action: str, seconds: float) -> dict:
        """`put` or `search` by eight clients at the same time."""
        # What earlier runs put would be in the way of both.
        self.sql("delete from store where prefix like 'bench.client-%';\n"
                 "vacuum store;\nvacuum store_vectors;\ncheckpoint;")
        clients = [self.client(action, number, seconds) for number in range(CLIENTS)]
        for client in clients:
            if client.stdout.readline() != "ready\n":
                raise RuntimeError(f"a client of LangGraph failed:\n{client.stderr.read()}")
        for client in clients:
            client.stdin.write("go\n")
            client.stdin.flush()
        rows = [json.loads(self.finish(client)) for client in clients]
        latencies = sorted(value for row in rows for value in row["latencies"])
        return {"calls_per_second": sum(row["calls"] / row["seconds"] for row in rows),
                "p50_ms": statistics.median(latencies),
                "p99_ms": latencies[len(latencies) * 99 // 100]}

    def sql(self, script: str) -> None:
        self.database.sql(script, url=self.url)

    def client(self, action: str, number: int, seconds: float) -> subprocess.Popen:
        command = [self.python, HERE / "langgraph_client.py", self.url, action, self.data, number,
                   seconds]
        return subprocess.Popen(
            [str(part) for part in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True)

    def finish(self, client: subprocess.Popen) -> str:
        output, errors = client.communicate()
        if client.returncode:
            raise RuntimeError(f"a client of LangGraph failed:\n{errors}")
        return output
