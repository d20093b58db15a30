"""Calls that do nothing: what the wire and the dispatch cost."""

import generator
from context import Context
from pairs import alternate, median, ratio
from process import cpu_seconds
from servers import EngramServer, Server, echo_server, go_server

COLUMNS = ["server", "calls/s", "p50 ms", "p99 ms", "server µs/call", "server CPU %",
           "generator CPU %"]


def run(context: Context) -> None:
    context.report.section("wire", "no-op calls against a bare echo and the reference server")
    with EngramServer(context.work / "wire") as engram, \
            echo_server(context.work) as echo, go_server(context.work) as go:
        compare(context, engram, echo, connections=16, in_flight=16, goal=0.5, is_echo=True)
        compare(context, engram, go, connections=1, in_flight=64, goal=2.0, is_echo=False)
        show_limit(context, echo)


def compare(context: Context, engram: Server, other: Server, connections: int, in_flight: int,
            goal: float, is_echo: bool) -> None:
    load = ["--connections", connections, "--in-flight", in_flight]
    extra = ["--echo"] if is_echo else []
    for server, options in ((engram, []), (other, extra)):
        measure(server, load + options, seconds=1)
    seconds = context.options.seconds
    ours, theirs = alternate(
        context.options.pairs, lambda: measure(engram, load, seconds),
        lambda: measure(other, load + extra, seconds))
    each = in_flight // connections
    table = context.report.table(
        f"{connections} connection{'s' if connections > 1 else ''} with {each} in flight"
        f"{' each' if connections > 1 else ''}, medians of {len(ours)} runs by turns", COLUMNS)
    for server, rows in ((engram, ours), (other, theirs)):
        table.add(server.name, *(median(rows, name) for name in (
            "calls_per_second", "p50_ms", "p99_ms", "server_us_per_call", "server_cpu_percent",
            "generator_cpu_percent")))
    context.report.goal(f"engram / {other.name}", ratio(ours, theirs, "calls_per_second"), goal,
                        at_least=True)


def show_limit(context: Context, echo: Server) -> None:
    row = measure(echo, ["--connections", 1, "--in-flight", 64, "--echo"], context.options.seconds)
    table = context.report.table(
        "What the generator reaches: frames sent back as they are, 1 connection, 64 in flight",
        COLUMNS)
    table.add(echo.name, row["calls_per_second"], row["p50_ms"], row["p99_ms"],
              row["server_us_per_call"], row["server_cpu_percent"], row["generator_cpu_percent"])


def measure(server: Server, load: list, seconds: float) -> dict:
    """A row with the server's CPU. Without a warm-up, so that all calls are counted for it."""
    before = cpu_seconds(server.pid)
    row = generator.run_one(
        server.address, "--scenario", "noop", *load, "--seconds", seconds, "--warm-up", 0)
    used = cpu_seconds(server.pid) - before
    row["server_us_per_call"] = 1e6 * used / row["calls"]
    row["server_cpu_percent"] = 100 * used / row["seconds"]
    return row
