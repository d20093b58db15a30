"""Conversations that are consolidated, against jobs of BullMQ that do nothing, on the same Redis."""

import json
import pathlib
import subprocess
import time
import uuid

import environments
from context import Context
from database import Database
from pairs import alternate, median, ratio
from paths import ENGRAM, HERE
from servers import EngramServer, Server

PACKAGES = ["bullmq>=2.11,<3"]
CONVERSATIONS = 1_000
CONCURRENCY = 8
MESSAGES = 21
ORGANIZATIONS = 10
GOAL = 1.0
COLUMNS = ["engram/s", "BullMQ/s", "ratio"]


def run(context: Context) -> None:
    context.report.section(
        "consolidation", f"{CONVERSATIONS:,} conversations of {MESSAGES} messages that are due, an LLM "
        f"that answers at once, no limit of calls, {CONCURRENCY} workers")
    python = environments.make(context.work / "bullmq", PACKAGES)
    print(environments.versions(python, ("bullmq", "redis")))
    llm = Server("instant LLM", [str(HERE / "instant_llm.py")], context.work / "llm.log")
    options = ["--llm-url", f"http://{llm.address}/v1", "--llm-calls", "0",
               "--workers", str(CONCURRENCY),
               "--user-memory-limit", "100000"]
    with llm, EngramServer(context.work / "consolidation", options) as server:
        database = Database(server.data)
        print(database.version())
        redis = json.loads((server.data / "engram.lock").read_text())["redisURL"]
        pairs = context.options.storage_pairs
        rows, others = alternate(
            pairs, lambda: ours(server, database), lambda: theirs(python, redis))
        value = ratio(rows, others, "jobs_per_second")
        table = context.report.table(
            f"medians of {pairs} runs by turns; a job of BullMQ does nothing, one of Engram reads, "
            "asks, writes and commits", COLUMNS)
        table.add(median(rows, "jobs_per_second"), median(others, "jobs_per_second"), value)
        context.report.goal("consolidations: engram / BullMQ", value, GOAL, at_least=True)


def ours(server: Server, database: Database) -> dict:
    """Adds jobs while the queue is paused, and times it from the resume to the last one's end."""
    jobs(server, "pause")
    prefix = f"consolidation-{uuid.uuid4()}"
    database.sql(
        database.insert_organizations(prefix, ORGANIZATIONS)
        + database.insert_conversations(prefix, ORGANIZATIONS, 1, CONVERSATIONS, MESSAGES)
        + f"""
            update engram.conversations set token_total = 30 * {MESSAGES}
              where organization_id like '{prefix}-%';
            insert into engram.jobs (organization_id, queue, subject_kind, subject_id, target_seq)
              select organization_id, 1, 4, conversation_id, next_seq - 11 from engram.conversations
              where organization_id like '{prefix}-%';
            vacuum analyze;
        """)
    done = f"""
        select count(*) from engram.consolidations where organization_id like '{prefix}-%';
    """
    database.sql("checkpoint;")
    started = time.monotonic()
    jobs(server, "resume")
    while int(database.sql(done)) < CONVERSATIONS:
        if time.monotonic() - started > 300:
            raise RuntimeError(f"the conversations were not consolidated:\n{server.log.read_text()}")
        time.sleep(0.05)
    return {"jobs_per_second": CONVERSATIONS / (time.monotonic() - started)}


def theirs(python: pathlib.Path, redis: str) -> dict:
    done = subprocess.run(
        [python, HERE / "bullmq_client.py", redis, str(CONVERSATIONS), str(CONCURRENCY)],
        stdout=subprocess.PIPE, text=True, check=True)
    return {"jobs_per_second": CONVERSATIONS / float(done.stdout)}


def jobs(server: Server, action: str) -> None:
    subprocess.run(
        [ENGRAM, "jobs", action, "consolidation", "--address", server.address], check=True,
        stdout=subprocess.DEVNULL)
