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
CONCURRENCIES = (8, 64)
MESSAGES = 21
ORGANIZATIONS = 10
GOAL = 1.0
COLUMNS = ["workers", "engram/s", "BullMQ/s", "ratio"]


def run(context: Context) -> None:
    context.report.section(
        "consolidation", f"{CONVERSATIONS:,} conversations of {MESSAGES} messages that are due, an LLM "
        "that answers at once, no limit of calls")
    python = environments.make(context.work / "bullmq", PACKAGES)
    print(environments.versions(python, ("bullmq", "redis")))
    pairs = context.options.storage_pairs
    table = context.report.table(
        f"medians of {pairs} runs by turns; a job of BullMQ does nothing, one of Engram reads, asks, "
        "writes and commits", COLUMNS)
    llm = Server("instant LLM", [str(HERE / "instant_llm.py")], context.work / "llm.log")
    with llm:
        for workers in CONCURRENCIES:
            options = ["--llm-url", f"http://{llm.address}/v1", "--llm-calls", "0",
                       "--workers", str(workers), "--user-memory-limit", "100000"]
            with EngramServer(context.work / f"consolidation-{workers}", options) as server:
                compare(context, table, python, server, workers)


def compare(context: Context, table, python: pathlib.Path, server: Server, workers: int) -> None:
    database = Database(server.data)
    redis = json.loads((server.data / "engram.lock").read_text())["redisURL"]
    rows, others = alternate(
        context.options.storage_pairs, lambda: ours(server, database),
        lambda: theirs(python, redis, workers))
    value = ratio(rows, others, "jobs_per_second")
    table.add(workers, median(rows, "jobs_per_second"), median(others, "jobs_per_second"), value)
    context.report.goal(
        f"consolidations with {workers} workers: engram / BullMQ", value, GOAL, at_least=True)


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
    # Looked for by one session: a new one each time would take a good part of the machine.
    wait = f"""
        do $$
        declare give_up timestamptz := clock_timestamp() + interval '300 seconds';
        begin
          while (
            select count(*) from engram.consolidations where organization_id like '{prefix}-%'
          ) < {CONVERSATIONS} loop
            if clock_timestamp() > give_up then raise 'the conversations were not consolidated'; end if;
            perform pg_sleep(0.02);
          end loop;
        end $$;
    """
    database.sql("checkpoint;")
    started = time.monotonic()
    jobs(server, "resume")
    database.sql(wait)
    return {"jobs_per_second": CONVERSATIONS / (time.monotonic() - started)}


def theirs(python: pathlib.Path, redis: str, workers: int) -> dict:
    done = subprocess.run(
        [python, HERE / "bullmq_client.py", redis, str(CONVERSATIONS), str(workers)],
        stdout=subprocess.PIPE, text=True, check=True)
    return {"jobs_per_second": CONVERSATIONS / float(done.stdout)}


def jobs(server: Server, action: str) -> None:
    subprocess.run(
        [ENGRAM, "jobs", action, "consolidation", "--address", server.address], check=True,
        stdout=subprocess.DEVNULL)
