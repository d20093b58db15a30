"""Appends and lists, against pgbench with the same SQL."""

import generator
from context import Context
from database import Database, PgBench
from pairs import alternate, median, ratio
from servers import EngramServer, Server

COLUMNS = ["call, organizations × conversations", "in flight", "engram/s", "p50 ms", "p99 ms",
           "pgbench/s", "mean ms", "ratio"]
IN_FLIGHT = [1, 8, 32, 64]
# One organization with eight conversations, and 64 with one each.
SPREADS = [(1, 8), (64, 64)]
GOALS = {("list", 32): 0.7, ("append", 64): 2.0, ("append", 1): 0.6}
SERVICE_ROLE = "engram_service"


def run(context: Context) -> None:
    context.report.section(
        "storage", "appends of one message and lists of the last ten, against pgbench with the "
        "same SQL")
    with EngramServer(context.work / "storage") as server:
        database = Database(server.data)
        print(database.version())
        compare(context, server, database)
        show_row_security(context, database)


def compare(context: Context, server: Server, database: Database) -> None:
    table = context.report.table(
        f"medians of {context.options.storage_pairs} runs by turns", COLUMNS)
    goals = []
    for organizations, conversations in SPREADS:
        pgbench = PgBench(database, context.work, organizations, conversations)
        for scenario in ("append", "list"):
            for in_flight in IN_FLIGHT:
                value = compare_one(context, table, server, pgbench, scenario, in_flight)
                if goal := GOALS.get((scenario, in_flight)):
                    name = f"{scenario} at {in_flight}, {spread(pgbench)}"
                    goals.append((name, value, goal))
    for name, value, goal in goals:
        context.report.goal(f"{name}: engram / pgbench", value, goal, at_least=True)


def compare_one(context: Context, table, server: Server, pgbench: PgBench, scenario: str,
                in_flight: int) -> float:
    seconds = context.options.seconds

    def ours() -> dict:
        pgbench.database.settle()
        return generator.run_one(
            server.address, "--scenario", scenario, "--in-flight", in_flight,
            "--organizations", pgbench.organizations, "--conversations", pgbench.conversations,
            "--seconds", seconds, "--warm-up", 0.5)

    def theirs() -> dict:
        pgbench.database.settle()
        return pgbench.measure(scenario, in_flight, seconds, SERVICE_ROLE)

    rows, others = alternate(context.options.storage_pairs, ours, theirs)
    value = ratio(rows, others, "calls_per_second")
    table.add(f"{scenario}, {spread(pgbench)}", in_flight, median(rows, "calls_per_second"),
              median(rows, "p50_ms"), median(rows, "p99_ms"), median(others, "calls_per_second"),
              median(others, "mean_ms"), value)
    return value


def show_row_security(context: Context, database: Database) -> None:
    """The same statements by the service and by a role that row-level security lets pass."""
    table = context.report.table(
        "What row-level security costs: pgbench alone, as the service and as a superuser",
        ["call, organizations × conversations", "clients", "service/s", "superuser/s", "ratio"])
    pgbench = PgBench(database, context.work, *SPREADS[0])
    for scenario in ("append", "list"):
        for clients in (1, 32):
            service, superuser = alternate(
                context.options.storage_pairs,
                lambda: pgbench.measure(scenario, clients, context.options.seconds, SERVICE_ROLE),
                lambda: pgbench.measure(scenario, clients, context.options.seconds, None))
            table.add(f"{scenario}, {spread(pgbench)}", clients,
                      median(service, "calls_per_second"), median(superuser, "calls_per_second"),
                      ratio(service, superuser, "calls_per_second"))


def spread(pgbench: PgBench) -> str:
    return f"{pgbench.organizations} × {pgbench.conversations // pgbench.organizations}"
