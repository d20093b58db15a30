"""Contexts of a conversation, against pgbench with the statements that the service runs for them."""

import json
import os
import pathlib
import subprocess
import time
import uuid

import generator
from context import Context
from corpus import Corpus
from database import Database, statement
from memory_pgbench import PAGE_BYTES, SERVICE_ROLE, VECTOR_WEIGHT, MemoryPgBench
from pairs import alternate, median, ratio
from paths import ENGRAM
from servers import EngramServer, Server

IN_FLIGHT = (1, 16, 64)
RATE_GOAL, LATENCY_GOAL = 0.7, 1.5
# Summarised messages, and how much longer the one may take.
LENGTHS, LENGTH_GOAL = (100, 100_000), 1.2
MESSAGES = 20
SUMMARIES = 8
CHUNKS = 10_000
DOCUMENT_WORDS = 18_000
# What a context looks for: half as much again as it may have, and one.
FOUND, FOUND_CHUNKS = 31, 16
COLUMNS = ["in flight", "engram/s", "p50 ms", "p99 ms", "pgbench/s", "mean ms", "ratio", "p50 ratio"]
# What pgbench runs.
OWN, IN_SQL = "the statements of the service", "memories and chunks searched in SQL"


def run(context: Context) -> None:
    context.report.section(
        "contexts", "contexts of 8 summaries, 10 messages, 1,600 visible memories and 10,000 chunks of "
        "documents, whose query is embedded already")
    with EngramServer(context.work / "contexts", ["--message-threshold", "100000"]) as server:
        database = Database(server.data)
        print(database.version())
        statements = ContextPgBench(server, database, context.work)
        goals = [goal for kind in (IN_SQL, OWN)
                 for goal in compare(context, server, statements, kind)]
        goals.append(lengths(context, server, database))
        for name, value, goal, at_least in goals:
            context.report.goal(name, value, goal, at_least=at_least)


def compare(context: Context, server: Server, statements: "ContextPgBench", kind: str) -> list[tuple]:
    pairs, seconds = context.options.storage_pairs, context.options.seconds
    rows_of, others_of = alternate(
        pairs, lambda: ours(context, server),
        lambda: [statements.measure(kind, in_flight, seconds) for in_flight in IN_FLIGHT])
    table = context.report.table(
        f"medians of {pairs} runs by turns, and pgbench with {kind}", COLUMNS)
    goals = []
    for in_flight, rows, others in zip(IN_FLIGHT, zip(*rows_of), zip(*others_of)):
        rate = ratio(rows, others, "calls_per_second")
        latency = median(rows, "p50_ms") / median(others, "mean_ms")
        table.add(in_flight, median(rows, "calls_per_second"), median(rows, "p50_ms"),
                  median(rows, "p99_ms"), median(others, "calls_per_second"),
                  median(others, "mean_ms"), rate, latency)
        name = f"contexts at {in_flight}, pgbench with {kind}"
        goals += [(f"{name}: ratio", rate, RATE_GOAL, True),
                  (f"{name}: p50 / mean", latency, LATENCY_GOAL, False)]
    return goals


def lengths(context: Context, server: Server, database: Database) -> tuple:
    """Short and long conversations by turns, each once what the one before left is erased."""
    def measure(count: int) -> dict:
        database.settle()
        return ours(context, server, (1,), "--messages", count)[0]

    pairs, short, long = context.options.storage_pairs, *LENGTHS
    rows, others = alternate(pairs, lambda: measure(long), lambda: measure(short))
    table = context.report.table(
        f"medians of {pairs} runs by turns, one call in flight", ["messages", "p50 ms", "p99 ms"])
    for count, kind in ((short, others), (long, rows)):
        table.add(count, median(kind, "p50_ms"), median(kind, "p99_ms"))
    value = ratio(rows, others, "p50_ms")
    return f"contexts: p50 of {long:,} messages / of {short}", value, LENGTH_GOAL, False


def ours(context: Context, server: Server, in_flight: tuple = IN_FLIGHT, *options) -> list[dict]:
    """A row for each load."""
    loads = [option for number in in_flight for option in ("--in-flight", number)]
    return generator.run(
        server.address, "--scenario", "context", *loads, "--seconds", context.options.seconds,
        "--warm-up", 3, *options)


class ContextPgBench:
    """A conversation like that of `engram bench`, and the statements of one context of it."""

    def __init__(self, server: Server, database: Database, work: pathlib.Path):
        self.server = server
        self.database = database
        self.work = work
        self.memories = MemoryPgBench(database, work)
        self.organization = self.memories.organization
        self.caller = self.memories.callers[0]
        self.conversation = str(uuid.uuid4())
        self.create()
        self.context = self.call("GetConversationContext", {
            "conversationId": self.conversation, "query": self.memories.queries[0],
            "limits": {"memories": 100, "recalledMessages": 100}, "tokenBudget": 100_000})
        database.sql("vacuum analyze;")

    def create(self) -> None:
        self.put_documents()
        self.call("CreateConversation", {
            "conversationId": self.conversation, "userId": self.caller.user,
            "projectId": self.caller.project})
        self.append(10)
        for _ in range(SUMMARIES):
            self.append(MESSAGES)
            self.call("ConsolidateConversation", {
                "conversationId": self.conversation, "wait": True})

    def put_documents(self) -> None:
        corpus, path = Corpus(seed=3), self.work / "document.txt"
        left, largest = CHUNKS, 0
        while left >= largest:
            path.write_text(corpus.words(DOCUMENT_WORDS))
            put = self.engram("document", "put", path, "--organization", self.organization, "--json")
            count = put["document"]["chunkCount"]
            left, largest = left - count, max(largest, count)
        self.wait_for_embeddings()

    def wait_for_embeddings(self) -> None:
        missing = f"""
            select count(*) from engram.document_chunks c
            where organization_id = '{self.organization}' and not exists (
              select from engram.chunk_embeddings e
              where e.organization_id = c.organization_id and e.document_id = c.document_id
                and e.version = c.version and e.ordinal = c.ordinal);
        """
        end = time.monotonic() + 600
        while self.database.sql(missing).strip() != "0":
            if time.monotonic() > end:
                raise RuntimeError("the server did not embed the documents within ten minutes")
            time.sleep(1)

    def append(self, count: int) -> None:
        self.call("AddMessages", {
            "conversationId": self.conversation,
            "messages": [{"role": "ROLE_USER", "content": query}
                         for query in self.memories.queries[:count]]})

    def call(self, method: str, request: dict) -> dict:
        return self.engram("call", f"ConversationService/{method}",
                           json.dumps({"organizationId": self.organization} | request))

    def engram(self, *arguments) -> dict:
        env = {name: value for name, value in os.environ.items()
               if not name.startswith("ENGRAM_")}
        done = subprocess.run(
            [ENGRAM, *arguments, "--address", self.server.address],
            stdout=subprocess.PIPE, text=True, check=True, env=env)
        return json.loads(done.stdout)

    def items(self, section: str) -> list[dict]:
        return next(part["items"] for part in self.context["sections"]
                    if part["type"] == f"CONTEXT_SECTION_TYPE_{section}")

    def measure(self, kind: str, clients: int, seconds: float) -> dict:
        """Each statement in a unit of its own, as the service has them."""
        script = self.work / "context.pgbench"
        scope = f"select set_config('engram.organizations', '{{{self.organization}}}', true);"
        script.write_text("".join(
            "\\startpipeline\n" + "\n".join([scope, f"{text};"]) + "\n\\endpipeline\n"
            for text in self.statements(kind)))
        return self.database.pgbench(
            [script], clients, seconds, SERVICE_ROLE, warm_up=1,
            settings="-c plan_cache_mode=force_generic_plan")

    def statements(self, kind: str) -> list[str]:
        organization, conversation = f"'{self.organization}'", f"'{self.conversation}'::uuid"
        recalled = [item["toSeq"] for item in self.items("RECALLED_MESSAGES")][:FOUND]
        searches = self.own_searches if kind == OWN else self.searches_in_sql
        return [
            statement("context_read", [
                organization, conversation, "100", "200", str(PAGE_BYTES)]),
            *searches(organization),
            statement("message_search_conversation", [
                organization, conversation, "null", "0::int2"]),
            statement("message_search_found", [
                organization, f"array[{','.join([conversation] * len(recalled))}]",
                f"array[{','.join(map(str, recalled))}]::int8[]", str(PAGE_BYTES)]),
        ]

    def own_searches(self, organization: str) -> list[str]:
        """What is left to do where copies are ranked."""
        memories = [f"'{item['id']}'::uuid" for item in self.items("MEMORIES")][:FOUND]
        chunks = self.items("DOCUMENTS")[:FOUND_CHUNKS]
        ids = ",".join(f"'{item['id']}'::uuid" for item in chunks)
        times = (f"select array_agg(d.updated_at order by w.place) from unnest(array[{ids}]) "
                 "with ordinality as w (id, place) join engram.documents d on d.document_id = w.id "
                 f"and d.organization_id = {organization}")
        # Not looked up for each of them: that is not what is measured.
        updated = self.database.sql(f"{times};").strip()
        return [
            statement("memory_search", [
                organization, self.caller.keys, f"'{self.caller.project}'",
                # Of any version.
                "'{NULL,NULL,NULL}'::int8[]", "false", f"array[{','.join(memories)}]",
                f"array[{','.join(['true'] * len(memories))}]", str(PAGE_BYTES),
                str(self.memories.model)]),
            statement("document_search_state", [
                organization, self.caller.keys, f"'{self.caller.project}'", "'{}'::uuid[]", "null",
                f"{self.memories.model}::int2", "1000"]),
            statement("document_search_found", [
                organization, f"array[{ids}]", f"array[{','.join(['1'] * len(chunks))}]::int8[]",
                f"'{updated}'::timestamptz[]",
                f"array[{','.join(str(item.get('chunk', 0)) for item in chunks)}]",
                str(PAGE_BYTES)]),
        ]

    def searches_in_sql(self, organization: str) -> list[str]:
        def asked(column: str) -> str:
            return f"(select {column} from public.bench_queries where number = 1)"

        common = [organization, asked("keys"), asked("project"), "'english'", asked("query"),
                  "'{1,2,3}'::int2[]", "1::int2", "null", "null", "null"]
        return [
            statement("search_words", common),
            statement("search_ranked", common + [
                "false", asked("ids"), asked("scores"), str(self.memories.model), asked("vector"),
                str(VECTOR_WEIGHT), str(FOUND), str(PAGE_BYTES)]),
            statement("document_search", [
                organization, self.caller.keys, f"'{self.caller.project}'", "'english'",
                asked("query"), "'{}'", "null", f"{self.memories.model}::int2", asked("vector"),
                str(VECTOR_WEIGHT), str(FOUND_CHUNKS), str(PAGE_BYTES), str(CHUNKS)]),
        ]
