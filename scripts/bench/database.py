"""PostgreSQL under the server, and pgbench with the statements of the service."""

import json
import os
import pathlib
import re
import statistics
import subprocess
import time
import uuid

from paths import OWN_SQL, SQL

# 120 bytes, as `engram bench` writes.
CONTENT = "We agreed to move the launch. " * 4
INITIAL_MESSAGES = 100


class Database:
    """The private PostgreSQL of an `engram serve`, used as its superuser."""

    def __init__(self, data: pathlib.Path):
        self.url = json.loads((data / "engram.lock").read_text())["databaseURL"]
        pid = next(data.rglob("postmaster.pid")).read_text().splitlines()[0]
        self.programs = pathlib.Path(os.readlink(f"/proc/{pid}/exe")).parent

    def sql(self, script: str, url: str | None = None) -> str:
        """What a script of statements printed, without decoration; another database has a URL of
        its own."""
        return self.run(
            "psql", "-qAtX", "-v", "ON_ERROR_STOP=1", "-f", "-", text=script, url=url)

    def run(self, program: str, *arguments, settings: str = "", text: str | None = None,
            url: str | None = None, merges_errors: bool = False) -> str:
        done = subprocess.run(
            [self.programs / program, *arguments, url or self.url], input=text, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT if merges_errors else subprocess.PIPE,
            env={**os.environ, "PGOPTIONS": settings})
        if done.returncode:
            raise RuntimeError(f"{program} failed:\n{done.stderr or done.stdout}")
        return done.stdout

    def pgbench(self, scripts: list[pathlib.Path], clients: int, seconds: float,
                role: str | None, warm_up: int = 0, settings: str = "") -> dict:
        """Transactions a second and their mean latency, after whole seconds of warm-up."""
        files = [part for script in scripts for part in ("-f", str(script))]
        role_setting = f"-c role={role}" if role else ""
        output = self.run(
            "pgbench", "-n", "-M", "prepared", "-c", str(clients), "-j", str(min(clients, 2)),
            "-T", str(warm_up + max(1, round(seconds))), "-P", "1", *files,
            settings=f"{role_setting} {settings}", merges_errors=True)
        rates = re.findall(r"^progress: .* s, ([\d.]+) tps", output, re.M)[warm_up:]
        if not warm_up:
            rates = re.findall(r"^tps = ([\d.]+)", output, re.M)
        rate = statistics.mean(map(float, rates))
        return {"calls_per_second": rate, "mean_ms": 1e3 * clients / rate}

    def version(self) -> str:
        return self.sql("select 'PostgreSQL ' || current_setting('server_version') "
                        "|| ', synchronous_commit ' || current_setting('synchronous_commit');"
                        ).strip()

    def settle(self) -> None:
        """Waits until what `engram bench` deleted is erased, and writes out what is dirty."""
        pending = "select count(*) from engram.organizations where deleted_at is not null " \
                  "and purged_at is null;"
        end = time.monotonic() + 120
        while self.sql(pending).strip() != "0" and time.monotonic() < end:
            time.sleep(0.2)
        self.sql("checkpoint;")

    def reconnect(self) -> None:
        """Ends the server's sessions, which it opens anew. A plan that was made while the tables were
        empty, as they are between two runs, is kept until the next analyze otherwise."""
        self.sql("select pg_terminate_backend(pid) from pg_stat_activity "
                 "where application_name = 'engram';")
        time.sleep(2)

    def insert_conversations(self, prefix: str, organizations: int, first: int, last: int,
                             messages: int) -> str:
        """A script that makes conversations `first` to `last`, counted from 1 and spread over
        organizations `prefix-1` to `prefix-N`, which are there."""
        organization = f"'{prefix}-' || ((n - 1) % {organizations} + 1)"
        return f"""
            insert into engram.conversations
              (organization_id, conversation_id, user_id, title, request_hash, next_seq)
              select {organization}, lpad(to_hex(n), 32, '0')::uuid, 'bench', 'bench',
                sha256(''), {messages + 1}
              from generate_series({first}, {last}) n;
            insert into engram.messages
              (organization_id, conversation_id, seq, message_id, role, name, content,
               token_count, request_hash, created_at, occurred_at)
              select {organization}, lpad(to_hex(n), 32, '0')::uuid, seq, gen_random_uuid(), 2, '',
                '{CONTENT}', 30, sha256(''), now(), now()
              from generate_series({first}, {last}) n, generate_series(1, {messages}) seq;
        """

    def insert_organizations(self, prefix: str, count: int) -> str:
        return f"""
            insert into engram.organizations (organization_id)
              select '{prefix}-' || n from generate_series(1, {count}) n;
            insert into engram.users (organization_id, user_id)
              select '{prefix}-' || n, 'bench' from generate_series(1, {count}) n;
        """


class PgBench:
    """pgbench with the statements of the service, on conversations of its own."""

    def __init__(self, database: Database, work: pathlib.Path, organizations: int,
                 conversations: int):
        self.database = database
        self.work = work
        self.organizations = organizations
        self.conversations = conversations
        self.prefix = f"pgbench-{uuid.uuid4()}"
        database.sql(
            database.insert_organizations(self.prefix, organizations)
            + database.insert_conversations(
                self.prefix, organizations, 1, conversations, INITIAL_MESSAGES)
            + "analyze;")

    def measure(self, scenario: str, clients: int, seconds: float, role: str | None) -> dict:
        """Transactions a second and their mean latency. Without a role: as the superuser, whom
        row-level security doesn't concern."""
        script = self.work / f"{scenario}.pgbench"
        script.write_text(self.script(scenario))
        return self.database.pgbench([script], clients, seconds, role)

    def script(self, scenario: str) -> str:
        organization = f"('{self.prefix}-' || (:o)::int)"
        conversation = "lpad(to_hex((:c)::int), 32, '0')::uuid"
        scope = f"select set_config('engram.organizations', '{{' || {organization} || '}}', true);"
        body = "\n".join(f"{text};" for text in STATEMENTS[scenario](organization, conversation))
        return (f"\\set c random(1, {self.conversations})\n"
                f"\\set o (:c - 1) % {self.organizations} + 1\n"
                f"\\startpipeline\n{scope}\n{body}\n\\endpipeline\n")


def list_statements(organization: str, conversation: str) -> list[str]:
    return [statement("message_list_newest_first", [
        organization, conversation, "1", str(2**62), "10", str(3 << 20)])]


def append_statements(organization: str, conversation: str) -> list[str]:
    arrays = [f"array[{organization}]", f"array[{conversation}]"]
    return [
        statement("conversation_lock", arrays),
        statement("message_append", arrays + [
            "'{1}'", "array[gen_random_uuid()]", "'{2}'", "array['']", f"array['{CONTENT}']",
            "'{NULL}'", "'{30}'", "array[sha256('')]", "'{NULL}'", "array['']",
            "false", "20", "8000", "10", "3600"]),
    ]


# The statements that the service runs for a call, by scenario of `engram bench`.
STATEMENTS = {"list": list_statements, "append": append_statements}


def statement(name: str, values: list[str]) -> str:
    """A statement of the service, or of this folder, with `values` in the place of its parameters."""
    file = next(SQL.glob(f"*/SQL/{name}.sql"), OWN_SQL / f"{name}.sql")
    lines = file.read_text().splitlines()
    text = "\n".join(line for line in lines if not line.lstrip().startswith("--"))
    expected = max(int(number) for number in re.findall(r"\$(\d+)", text))
    if expected != len(values):
        raise RuntimeError(f"{name}.sql has {expected} parameters, and scripts/bench/database.py "
                           f"has values for {len(values)}: bring them in step")
    # pgbench would take what follows a colon within a literal for a variable of its own.
    text = re.sub(r"(?<!:):(\w+)'", r"' || chr(58) || '\1'", text)
    return re.sub(r"\$(\d+)", lambda match: values[int(match[1]) - 1], text)
