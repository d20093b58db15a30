"""Memory of the server under minutes of mixed load."""

import time

import generator
from context import Context
from process import RSSWatch, rss_kib
from servers import EngramServer

IN_FLIGHT = 32
GOAL_MIB = 100


def run(context: Context) -> None:
    seconds = context.options.soak_seconds
    context.report.section("soak", f"{seconds:g} s of mixed load, {IN_FLIGHT} in flight")
    with EngramServer(context.work / "soak") as server:
        with RSSWatch(server.pid, seconds=1) as watch:
            row = generator.run_one(
                server.address, "--scenario", "mixed", "--in-flight", IN_FLIGHT,
                "--connections", 4, "--organizations", 8, "--conversations", 64,
                "--seconds", seconds)
        time.sleep(2)
        end = rss_kib(server.pid) / 1024
    table = context.report.table(
        "resident memory of the server, by tenths of the time", ["", "peak MiB"])
    parts = tenths(watch.samples)
    for number, part in enumerate(parts, 1):
        table.add(f"{number * seconds / len(parts):.0f} s", max(part) / 1024)
    print(f"{row['calls']} calls, {row['calls_per_second']:.0f}/s, p99 {row['p99_ms']:.1f} ms")
    context.report.goal("peak", max(watch.samples) / 1024, GOAL_MIB, at_least=False, unit="MiB")
    context.report.goal("end", end, GOAL_MIB, at_least=False, unit="MiB")


def tenths(samples: list[int]) -> list[list[int]]:
    """The samples in ten parts of about the same length, as far as there are any."""
    size = max(1, -(-len(samples) // 10))
    return [samples[start:start + size] for start in range(0, len(samples), size)]
