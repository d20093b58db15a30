"""The same calls in an empty database and in one with millions of messages."""

import time
import uuid

import generator
from context import Context
from database import Database
from pairs import alternate, median, ratio
from servers import EngramServer, Server

ORGANIZATIONS = 1_000
MESSAGES_EACH = 100
CHUNK = 500
IN_FLIGHT = 8
GOAL = 0.8
COLUMNS = ["call", "empty/s", "p50 ms", "full/s", "p50 ms in full", "ratio"]


def run(context: Context) -> None:
    messages = context.options.scale_messages
    context.report.section(
        "scale", f"an empty database against one of {messages:,} messages")
    with EngramServer(context.work / "empty") as empty, EngramServer(context.work / "full") as full:
        fill(Database(full.data), messages // MESSAGES_EACH)
        table = context.report.table(
            f"{IN_FLIGHT} in flight, medians of {context.options.pairs} runs by turns", COLUMNS)
        for scenario in ("append", "list"):
            compare(context, table, scenario, empty, full)


def fill(database: Database, conversations: int) -> None:
    """Makes conversations of 100 messages, whose organizations have names as those that the
    generator makes, so that its own lie among them in every index."""
    started = time.monotonic()
    prefix = f"bench-{uuid.uuid4()}"
    database.sql(database.insert_organizations(prefix, ORGANIZATIONS))
    for first in range(1, conversations + 1, CHUNK):
        last = min(first + CHUNK - 1, conversations)
        database.sql("set synchronous_commit = off;" + database.insert_conversations(
            prefix, ORGANIZATIONS, first, last, MESSAGES_EACH))
        share = last / conversations
        print(f"\rfilling: {100 * share:.0f} %, {last * MESSAGES_EACH:,} messages, "
              f"{time.monotonic() - started:.0f} s", end="", flush=True)
    print()
    database.sql("vacuum analyze;")
    database.settle()
    size = database.sql("select pg_size_pretty(pg_database_size(current_database()));").strip()
    print(f"filled in {time.monotonic() - started:.0f} s, {size}")


def compare(context: Context, table, scenario: str, empty: Server, full: Server) -> None:
    def measure(server: Server) -> dict:
        database = Database(server.data)
        database.settle()
        database.reconnect()
        return generator.run_one(
            server.address, "--scenario", scenario, "--in-flight", IN_FLIGHT,
            "--organizations", 50, "--conversations", 200,
            "--seconds", context.options.seconds, "--warm-up", 1)

    ours, theirs = alternate(
        context.options.pairs, lambda: measure(empty), lambda: measure(full))
    value = ratio(theirs, ours, "calls_per_second")
    table.add(scenario, median(ours, "calls_per_second"), median(ours, "p50_ms"),
              median(theirs, "calls_per_second"), median(theirs, "p50_ms"), value)
    context.report.goal(f"{scenario}: full / empty", value, GOAL, at_least=True)
