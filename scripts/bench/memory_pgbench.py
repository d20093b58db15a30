"""pgbench with the statements of memories, on memories of its own; and with a search in SQL."""

import pathlib
import time
import uuid
from array import array
from dataclasses import dataclass

from corpus import Corpus
from database import Database, statement

# As `engram bench` makes them.
ORGANIZATION_MEMORIES, PROJECT_MEMORIES, READER_MEMORIES = 1_000, 500, 100
PROJECTS, READERS = 4, 8
# Who stores: so many that none comes to its limit.
WRITERS = 2_000
QUERIES = 64
RESULTS = 10
PAGE_BYTES = 4_177_920
TEXT_WORDS = 1_000
# What the built-in provider's vectors weigh beside words.
VECTOR_WEIGHT = 0.3
SERVICE_ROLE = "engram_service"


@dataclass
class Caller:
    """Who searches, and sees 1,600 memories: those of the organization, of a project and its own."""

    project: str
    user: str

    @property
    def keys(self) -> str:
        # Apart, since pgbench would take what follows a colon for a variable of its own.
        return f"array['1', '2:' || '{self.project}', '3:' || '{self.user}']"


class MemoryPgBench:
    """An organization with memories and their embeddings, which a running server has made."""

    def __init__(self, database: Database, work: pathlib.Path):
        self.database = database
        self.work = work
        self.organization = f"pgbench-{uuid.uuid4()}"
        corpus = Corpus(seed=1)
        self.queries = [corpus.query() for _ in range(QUERIES)]
        self.callers = [Caller(f"project-{number % PROJECTS + 1}", f"user-{number % READERS + 1}")
                        for number in range(QUERIES)]
        self.model = int(database.sql(
            "select model_id from engram.embedding_models where state = 2;"))
        self.insert(corpus)
        self.query_vectors = self.vectors(f"m.organization_id = '{self.organization}-q'")
        self.insert_queries()

    # Data

    def insert(self, corpus: Corpus) -> None:
        owners = ([("1", "null", "null")] * ORGANIZATION_MEMORIES
                  + [("2", f"'project-{number + 1}'", "null")
                     for number in range(PROJECTS) for _ in range(PROJECT_MEMORIES)]
                  + [("3", "null", f"'user-{number + 1}'")
                     for number in range(READERS) for _ in range(READER_MEMORIES)])
        rows = [(*owner, corpus.memory()) for owner in owners]
        # An organization of their own, which nobody searches, so that they get vectors too.
        queries = [("1", "null", "null", query) for query in self.queries]
        self.database.sql(
            self.organization_script(self.organization, PROJECTS, READERS + WRITERS)
            + memories_script(self.organization, rows)
            + self.organization_script(self.organization + "-q", 0, 0)
            + memories_script(self.organization + "-q", queries))
        self.wait_for_embeddings()
        self.database.sql("vacuum analyze;")

    def organization_script(self, organization: str, projects: int, users: int) -> str:
        return f"""
            insert into engram.organizations (organization_id) values ('{organization}');
            insert into engram.projects (organization_id, project_id)
              select '{organization}', 'project-' || n from generate_series(1, {projects}) n;
            insert into engram.users (organization_id, user_id)
              select '{organization}', 'user-' || n from generate_series(1, {users}) n;
            insert into engram.memory_scopes (organization_id, scope, project_id, user_id)
              select '{organization}', 1, null, null
              union all select '{organization}', 2, 'project-' || n, null
                from generate_series(1, {projects}) n
              union all select '{organization}', 3, null, 'user-' || n
                from generate_series(1, {users}) n;
        """

    def wait_for_embeddings(self) -> None:
        missing = f"""
            select count(*) from engram.memories m
            where organization_id like '{self.organization}%' and not exists (
              select from engram.memory_embeddings e
              where e.organization_id = m.organization_id and e.memory_id = m.memory_id);
        """
        end = time.monotonic() + 120
        while self.database.sql(missing).strip() != "0":
            if time.monotonic() > end:
                raise RuntimeError("the server did not embed the memories within two minutes")
            time.sleep(0.5)

    def settle(self) -> None:
        """Waits until everything is embedded and erased that earlier runs have left."""
        end = time.monotonic() + 120
        while self.database.sql("select count(*) from engram.jobs where state in (1, 2);"
                                ).strip() != "0" and time.monotonic() < end:
            time.sleep(0.2)
        self.database.settle()

    def visible_vectors(self) -> dict[str, array]:
        """The content and the embedding of all 1,600 that the first caller sees."""
        return self.vectors(f"m.organization_id = '{self.organization}' "
                            f"and m.scope_key = any ({self.callers[0].keys})")

    def vectors(self, where: str) -> dict[str, array]:
        lines = self.database.sql(f"""
            select m.content || '|' || e.embedding::text
            from engram.memories m join engram.memory_embeddings e using (organization_id, memory_id)
            where {where};
        """).splitlines()
        pairs = (line.split("|") for line in lines)
        return {text: array("f", map(float, vector[1:-1].split(","))) for text, vector in pairs}

    # Statements

    def measure(self, scenario: str, clients: int, seconds: float) -> dict:
        """As the service, with row-level security."""
        script = self.work / f"memory-{scenario}.pgbench"
        variables, units = {"store": self.store, "search": self.search}[scenario]()
        scope = f"select set_config('engram.organizations', '{{{self.organization}}}', true);"
        script.write_text(variables + "".join(
            "\\startpipeline\n" + "\n".join([scope, *(f"{text};" for text in unit)])
            + "\n\\endpipeline\n" for unit in units))
        # What is planned once is in the first second.
        return self.database.pgbench(
            [script], clients, seconds, SERVICE_ROLE, warm_up=1,
            settings="-c plan_cache_mode=force_generic_plan")

    def store(self) -> tuple[str, list[list[str]]]:
        organization = f"array['{self.organization}']"
        user, number = "'user-' || (:u)::int", "(:n)::int8"
        # Other words in each, and a number that no other has.
        text = f"substr('{Corpus(seed=2).words(TEXT_WORDS)}', (:w)::int, 104) || ' ' || {number}"
        variables = (f"\\set n random(1, {2**53})\n"
                     f"\\set u random({READERS + 1}, {READERS + WRITERS})\n"
                     f"\\set w random(0, {TEXT_WORDS - 20}) * 7 + 1\n")
        return variables, [[
            statement("memory_add_lock", [organization, f"array['3:' || {user}]", "'{NULL}'"]),
            statement("memory_add", [
                "'{1}'", organization, "array[gen_random_uuid()]", "'{3}'", "'{NULL}'",
                f"array[{user}]", "'{3}'", "'{5}'", "'{NULL}'", "'{NULL}'", "'{NULL}'",
                f"array[{text}]", f"array[substr({text}, 1, 6)]", f"array[substr({text}, 8)]", "'{NULL}'", "'{NULL}'",
                f"array[substr(sha256(int8send({number})), 1, 16)]",
                f"array[sha256(int8send({number}))]", "'{1}'", "'{NULL}'",
                "(select array[embedding] from public.bench_queries where number = 1)",
                f"'{{{self.model}}}'", str(ORGANIZATION_MEMORIES), str(PROJECT_MEMORIES), str(READER_MEMORIES),
                "'english'"]),
        ]]

    def search(self) -> tuple[str, list[list[str]]]:
        def asked(column: str) -> str:
            return f"(select {column} from public.bench_queries where number = (:q)::int)"

        common = [f"'{self.organization}'", asked("keys"), asked("project"), "'english'",
                  asked("query"), "'{1,2,3}'::int2[]", "1::int2", "null", "null", "null"]
        return f"\\set q random(1, {QUERIES})\n", [
            [statement("search_words", common)],
            [statement("search_ranked", common + [
                "false", asked("ids"), asked("scores"), str(self.model), asked("vector"),
                str(VECTOR_WEIGHT), str(RESULTS), str(PAGE_BYTES)])],
        ]

    def insert_queries(self) -> None:
        """A table of what is asked: what a client sends, and what the first statement finds."""
        self.database.sql("""
            drop table if exists public.bench_queries;
            create table public.bench_queries (
              number integer primary key, keys text[], project text, query text, vector real[],
              embedding public.halfvec, ids uuid[], scores float8[]);
            grant select on public.bench_queries to engram_service;
        """)
        for number, (query, caller) in enumerate(zip(self.queries, self.callers), 1):
            words = statement("search_words", [
                f"'{self.organization}'", caller.keys, f"'{caller.project}'", "'english'",
                f"'{query}'", "'{1,2,3}'::int2[]", "1::int2", "null", "null", "null"])
            floats = ",".join(map(str, self.query_vectors[query]))
            self.database.sql(f"""
                insert into public.bench_queries
                select {number}, {caller.keys}, '{caller.project}', '{query}', '{{{floats}}}',
                '[{floats}]',
                  array_agg(memory_id order by score desc), array_agg(score order by score desc)
                from ({words}) w;
            """)
        self.database.sql("vacuum analyze public.bench_queries;")


def memories_script(organization: str, rows: list[tuple[str, str, str, str]]) -> str:
    """Inserts memories of (scope, project, user, content), and jobs that embed them."""
    values = ",\n".join(
        f"('{uuid.uuid4()}'::uuid, {scope}, {project}, {user}, '{content}')"
        for scope, project, user, content in rows)
    return f"""
        with made as (
          insert into engram.memories (
            organization_id, memory_id, scope, project_id, user_id, type, importance, content,
            content_hash, request_hash, words, word_count, created_at, updated_at)
          select '{organization}', memory_id, scope, project_id, user_id, 3, 5, content,
            substr(sha256(content::bytea), 1, 16), sha256(content::bytea), words, length(words),
            now(), now()
          from (values {values}) as v (memory_id, scope, project_id, user_id, content)
          cross join lateral (
            select setweight(to_tsvector('english', split_part(content, ' ', 1)), 'A')
              || to_tsvector('english', substr(content, strpos(content, ' ') + 1)) as words
          ) w
          returning memory_id
        )
        insert into engram.jobs (organization_id, queue, subject_kind, subject_id)
          select '{organization}', 2, 1, memory_id from made;
    """
