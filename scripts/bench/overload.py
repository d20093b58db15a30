"""Four times the load that the server can bear: it has to refuse, quickly, and go on working."""

import time

import generator
from context import Context
from database import Database
from process import RSSWatch, rss_kib
from servers import EngramServer, Server

IN_FLIGHT = [32, 64, 128, 256]
FACTOR = 4
# More than the server takes on one connection, so that it is the server who refuses.
CONNECTIONS = 8
MAX_IN_FLIGHT = 16_384
GOAL_SHARE = 0.8
GOAL_REFUSAL_MS = 100


def run(context: Context) -> None:
    context.report.section("overload", f"appends at {FACTOR} times the best throughput")
    with EngramServer(context.work / "overload") as server:
        database = Database(server.data)
        best = find_best(context, server)
        database.settle()
        before = rss_kib(server.pid)
        with RSSWatch(server.pid) as watch:
            row = generator.run_one(
                server.address, "--scenario", "append", "--conversations", 64,
                "--rate", FACTOR * best, "--connections", CONNECTIONS,
                "--max-in-flight", MAX_IN_FLIGHT, "--seconds", context.options.overload_seconds,
                may_fail=True)
        time.sleep(2)
        show(context, best, row)
        show_memory(context, before, max(watch.samples), rss_kib(server.pid))


def find_best(context: Context, server: Server) -> float:
    """The best throughput of a closed loop, in calls a second."""
    table = context.report.table("closed loop", ["in flight", "calls/s", "p99 ms"])
    rows = []
    for in_flight in IN_FLIGHT:
        row = generator.run_one(
            server.address, "--scenario", "append", "--conversations", 64,
            "--in-flight", in_flight, "--seconds", context.options.seconds, may_fail=True)
        table.add(str(in_flight), row["calls_per_second"], row["p99_ms"])
        rows.append(row)
    return max(row["calls_per_second"] for row in rows)


def show(context: Context, best: float, row: dict) -> None:
    table = context.report.table(
        "open loop", ["", "calls/s", "p50 ms", "p99 ms", "max ms"])
    table.add("offered", FACTOR * best, None, None, None)
    table.add("accepted", row["calls_per_second"], row["p50_ms"], row["p99_ms"], row["max_ms"])
    table.add("refused", row["failed"] / row["seconds"], row["failed_p50_ms"],
              row["failed_p99_ms"], row["failed_max_ms"])
    codes = ", ".join(f"{count} {name}" for name, count in sorted(row["codes"].items())) or "none"
    exhausted = row["codes"].get("RESOURCE_EXHAUSTED", 0)
    hinted = 100 * (1 - row["without_retry_info"] / exhausted) if exhausted else 100
    print(f"refusals: {codes}; with RetryInfo: {hinted:.1f} %; never sent: {row['unsent']}")
    context.report.goal("accepted, share of the best", row["calls_per_second"] / best, GOAL_SHARE,
                        at_least=True)
    context.report.goal("refusals with RetryInfo", hinted, 100, at_least=True, unit="%")
    for name in ("p99", "max"):
        context.report.goal(f"refusal {name}", row[f"failed_{name}_ms"] or 0, GOAL_REFUSAL_MS,
                            at_least=False, unit="ms")


def show_memory(context: Context, before: int, peak: int, after: int) -> None:
    table = context.report.table("resident memory of the server", ["", "MiB"])
    for name, kib in (("before", before), ("peak", peak), ("two seconds after", after)):
        table.add(name, kib / 1024)
