#!/usr/bin/env python3
"""Compare Engram with PostgreSQL itself, side by side in one run on one private database.

usage: bench.py [--seconds N] [--in-flight N …]

For appends and lists, `engram bench` calls the server over the wire with N calls in flight, then
pgbench runs the very same SQL with N clients of its own, under the same role. The no-op call has
no SQL; its row shows what wire and dispatch cost. Figures are for comparing within one run: other
machines, and other moments, give others.
"""

import argparse
import json
import os
import pathlib
import platform
import re
import signal
import subprocess
import sys
import tempfile
import uuid

ROOT = pathlib.Path(__file__).resolve().parent.parent
ENGRAM = ROOT / ".build" / "release" / "engram"
SQL = ROOT / "Sources" / "Domain" / "Conversations" / "SQL"
CONTENT = "We agreed to move the launch. " * 4
CONVERSATIONS = 8


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=5, help="for each row, default 5")
    parser.add_argument("--in-flight", type=int, nargs="+", default=[1, 8, 32, 64])
    options = parser.parse_args()
    # The caller's own settings could point the server at a database with data.
    for name in [name for name in os.environ if name.startswith("ENGRAM_")]:
        del os.environ[name]
    print(f"machine: {os.cpu_count()} cores, {platform.system()} {platform.release()}")
    print(f"command: make bench, {options.seconds} s a row, client and servers share the machine\n")
    # A short path that the database's own user can reach.
    with tempfile.TemporaryDirectory(prefix="engram-bench-", dir="/tmp") as work:
        os.chmod(work, 0o711)
        server, address = start_server(pathlib.Path(work))
        try:
            compare(pathlib.Path(work), address, options)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=60)
    return 0


def start_server(work: pathlib.Path):
    server = subprocess.Popen(
        [ENGRAM, "serve", "--listen", "127.0.0.1:0", "--data-dir", work / "data"],
        stdout=subprocess.PIPE, stderr=open(work / "server.log", "w"), text=True)
    ready = re.fullmatch(r"engram .* serving on (\S+)\n", server.stdout.readline())
    if not ready:
        server.kill()
        sys.exit("the server did not become ready:\n" + (work / "server.log").read_text())
    return server, ready[1]


def compare(work: pathlib.Path, address: str, options) -> None:
    columns = "{:<9}{:>10}{:>14}{:>9}{:>9}{:>16}{:>9}{:>8}".format
    print(columns("call", "in flight", "engram/s", "p50 ms", "p99 ms", "pgbench/s", "avg ms", "ratio"))
    database = PgBench(work)
    for scenario in ("noop", "append", "list"):
        for in_flight in options.in_flight:
            row = measure_engram(address, scenario, in_flight, options.seconds)
            if row["failed"]:
                sys.exit(f"{scenario}: {row['failed']} calls failed")
            cells = [scenario, in_flight, f"{row['calls_per_second']:.0f}",
                     f"{row['p50_ms']:.2f}", f"{row['p99_ms']:.2f}"]
            if scenario == "noop":
                cells += ["-", "-", "-"]
            else:
                rate, latency = database.measure(scenario, in_flight, options.seconds)
                cells += [f"{rate:.0f}", f"{latency:.2f}", f"{row['calls_per_second'] / rate:.2f}"]
            print(columns(*cells), flush=True)


def measure_engram(address: str, scenario: str, in_flight: int, seconds: int) -> dict:
    output = subprocess.run(
        [ENGRAM, "bench", "--address", address, "--scenario", scenario, "--json",
         "--in-flight", str(in_flight), "--seconds", str(seconds)],
        check=True, stdout=subprocess.PIPE, text=True).stdout
    return json.loads(output)


class PgBench:
    """pgbench on the private database, running the statements of the service."""

    def __init__(self, work: pathlib.Path):
        self.work = work
        record = json.loads((work / "data" / "engram.lock").read_text())
        self.url = record["databaseURL"]
        pid = next((work / "data").rglob("postmaster.pid")).read_text().splitlines()[0]
        self.bin = pathlib.Path(os.readlink(f"/proc/{pid}/exe")).parent
        self.organization = f"pgbench-{uuid.uuid4()}"
        self.make_conversations()

    def make_conversations(self) -> None:
        """As many conversations and messages as `engram bench` makes."""
        script = f"""
            set role engram_service;
            select set_config('engram.organizations', '{{{self.organization}}}', false);
            insert into engram.organizations (organization_id) values ('{self.organization}');
            insert into engram.users (organization_id, user_id)
              values ('{self.organization}', 'bench');
            insert into engram.conversations
              (organization_id, conversation_id, user_id, title, request_hash, next_seq)
              select '{self.organization}', lpad(to_hex(n), 32, '0')::uuid, 'bench', 'bench',
                sha256(''), 101
              from generate_series(1, {CONVERSATIONS}) n;
            insert into engram.messages
              (organization_id, conversation_id, seq, message_id, role, name, content,
               token_count, request_hash, created_at, occurred_at)
              select '{self.organization}', lpad(to_hex(n), 32, '0')::uuid, seq,
                gen_random_uuid(), 2, '', '{CONTENT}', 30, sha256(''), now(), now()
              from generate_series(1, {CONVERSATIONS}) n, generate_series(1, 100) seq;
            analyze;
        """
        self.run("psql", "-q", "-v", "ON_ERROR_STOP=1", "-f", "-", input=script)

    def measure(self, scenario: str, clients: int, seconds: int) -> tuple[float, float]:
        script = self.work / f"{scenario}.pgbench"
        script.write_text(self.script(scenario))
        output = self.run(
            "pgbench", "-n", "-M", "prepared", "-c", str(clients), "-j", str(min(clients, 2)),
            "-T", str(seconds), "-f", str(script),
            options="-c role=engram_service")
        rate = re.search(r"tps = ([\d.]+)", output)
        latency = re.search(r"latency average = ([\d.]+) ms", output)
        return float(rate[1]), float(latency[1])

    def script(self, scenario: str) -> str:
        set_organizations = (
            f"select set_config('engram.organizations', '{{{self.organization}}}', true);")
        conversation = "lpad(to_hex(:n::int), 32, '0')::uuid"
        if scenario == "list":
            statements = [self.statement("message_list_newest_first", [
                f"'{self.organization}'", conversation, "1", str(2**62), "10", str(3 << 20)])]
        else:
            arrays = [f"'{{{self.organization}}}'", f"array[{conversation}]"]
            statements = [
                self.statement("conversation_lock", arrays),
                self.statement("message_append", arrays + [
                    "'{1}'", "array[gen_random_uuid()]", "'{2}'", "array['']",
                    f"array['{CONTENT}']", "'{NULL}'", "'{30}'", "array[sha256('')]", "'{NULL}'",
                    "array['']"])]
        body = "\n".join(f"{statement};" for statement in statements)
        return (f"\\set n random(1, {CONVERSATIONS})\n\\startpipeline\n"
                f"{set_organizations}\n{body}\n\\endpipeline\n")

    def statement(self, name: str, values: list[str]) -> str:
        """A statement of the service with `values` in the place of its parameters."""
        lines = (SQL / f"{name}.sql").read_text().splitlines()
        text = "\n".join(line for line in lines if not line.lstrip().startswith("--"))
        return re.sub(r"\$(\d+)", lambda match: values[int(match[1]) - 1], text)

    def run(self, program: str, *arguments: str, options: str = "", input: str | None = None) -> str:
        command = [self.bin / program, *arguments, self.url]
        done = subprocess.run(
            command, input=input, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env={**os.environ, "PGOPTIONS": options})
        if done.returncode:
            sys.exit(f"{program} failed:\n{done.stderr}")
        return done.stdout


if __name__ == "__main__":
    sys.exit(main())
