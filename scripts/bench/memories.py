"""Memories that are stored and searched, against pgbench with the same SQL, and against LangGraph."""

import generator
import langgraph_store
from context import Context
from database import Database
from langgraph_store import LangGraphStore
from memory_pgbench import MemoryPgBench
from pairs import alternate, median, ratio
from servers import EngramServer, Server

COLUMNS = ["call", "in flight", "engram/s", "p50 ms", "p99 ms", "pgbench/s", "mean ms", "ratio"]
LANGGRAPH_COLUMNS = ["call", "engram/s", "p50 ms", "p99 ms", "LangGraph/s", "p50 ms ", "p99 ms ",
                     "ratio"]
IN_FLIGHT = {"store": (1, 64), "search": (1, 16)}
GOALS = {"store": 0.7, "search": 0.8}
# What LangGraph calls the same, and how often its rate is to be reached.
LANGGRAPH = {"store": ("put", 10), "search": ("search", 5)}


def run(context: Context) -> None:
    context.report.section(
        "memories", "memories of 120 bytes that are stored, and searched among 1,600 of 1,536 "
        "dimensions")
    with EngramServer(context.work / "memories") as server:
        database = Database(server.data)
        print(database.version())
        pgbench = MemoryPgBench(database, context.work)
        database.reconnect()
        compare_pgbench(context, server, pgbench)
        compare_langgraph(context, server, pgbench)


def compare_pgbench(context: Context, server: Server, pgbench: MemoryPgBench) -> None:
    pairs, seconds = context.options.storage_pairs, context.options.seconds
    table = context.report.table(f"medians of {pairs} runs by turns", COLUMNS)
    goals = []
    for scenario, loads in IN_FLIGHT.items():
        for in_flight in loads:
            def theirs() -> dict:
                pgbench.settle()
                return pgbench.measure(scenario, in_flight, seconds)

            rows, others = alternate(
                pairs, lambda: ours(context, server, pgbench, scenario, in_flight), theirs)
            value = ratio(rows, others, "calls_per_second")
            table.add(scenario, in_flight, median(rows, "calls_per_second"),
                      median(rows, "p50_ms"), median(rows, "p99_ms"),
                      median(others, "calls_per_second"), median(others, "mean_ms"), value)
            goals.append((f"{scenario} at {in_flight}", value, GOALS[scenario]))
    for name, value, goal in goals:
        context.report.goal(f"{name}: engram / pgbench", value, goal, at_least=True)


def compare_langgraph(context: Context, server: Server, pgbench: MemoryPgBench) -> None:
    pairs, seconds, clients = (
        context.options.storage_pairs, context.options.seconds, langgraph_store.CLIENTS)
    items = pgbench.visible_vectors()
    langgraph = LangGraphStore(
        pgbench.database, context.work, list(items), pgbench.queries,
        items | pgbench.query_vectors)
    print(langgraph.version())
    table = context.report.table(
        f"{clients} in flight, and LangGraph's PostgresStore with {clients} clients and the same "
        f"vectors, medians of {pairs} runs by turns", LANGGRAPH_COLUMNS)
    for scenario, (action, goal) in LANGGRAPH.items():
        rows, others = alternate(
            pairs, lambda: ours(context, server, pgbench, scenario, clients),
            lambda: langgraph.measure(action, seconds))
        value = ratio(rows, others, "calls_per_second")
        table.add(f"{scenario}, {action}", *(
            median(side, name) for side in (rows, others)
            for name in ("calls_per_second", "p50_ms", "p99_ms")), value)
        context.report.goal(
            f"{scenario} at {clients}: engram / LangGraph", value, goal, at_least=True)


def ours(context: Context, server: Server, pgbench: MemoryPgBench, scenario: str,
         in_flight: int) -> dict:
    pgbench.settle()
    return generator.run_one(
        server.address, "--scenario", scenario, "--in-flight", in_flight,
        "--seconds", context.options.seconds, "--warm-up", 1)
