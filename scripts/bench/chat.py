"""Chats that are relayed: from an LLM that speaks, through the server, to clients that listen."""

import json
import pathlib
import struct
import subprocess
import threading
import time
import uuid

from context import Context
from database import Database
from process import cpu_seconds
from servers import EngramServer, Server
from paths import HERE

STREAMS = 100
DELTAS_PER_SECOND = 10_000
CPU_GOAL = 1.0
FIRST_GOAL_MS = 5.0
ORGANIZATIONS = 10
# How long chats take to begin: they store a message each.
BEGINNING = 1.0


def run(context: Context) -> None:
    seconds = max(5, round(context.options.seconds))
    context.report.section(
        "chat", f"{STREAMS} chats at once, {DELTAS_PER_SECOND:,} streamed deltas a second in all, for "
        f"{seconds} s; the LLM and the clients are one thread of C")
    program = context.work / "relay"
    subprocess.run(["cc", "-O2", "-o", program, HERE / "relay.c"], check=True)
    command = [program, str(STREAMS), str(DELTAS_PER_SECOND), str(seconds)]
    relay = Relay(command, context.work / "relay.log")
    options = ["--llm-url", f"http://{relay.address}/v1", "--llm-model", "relay"]
    with relay, EngramServer(context.work / "chat", options) as server:
        frames = context.work / "frames"
        frames.write_bytes(requests(Database(server.data)))
        row, cores = relay.measure(server, frames)
    table = context.report.table(
        "from the writing of a delta by the LLM to its arrival at the client", [
            "deltas", "seconds", "server cores", "p50 ms", "p99 ms", "first p50 ms", "first p99 ms",
            "first max ms"])
    table.add(row["deltas"], row["seconds"], cores, row["all"]["p50"] / 1e3,
              row["all"]["p99"] / 1e3, *(row["first"][name] / 1e3 for name in ("p50", "p99", "max")))
    context.report.goal("cores of the server", cores, CPU_GOAL, at_least=False)
    context.report.goal("first delta, p99", row["first"]["p99"] / 1e3, FIRST_GOAL_MS,
                        at_least=False, unit="ms")


class Relay(Server):
    """Both ends of the relay."""

    def __init__(self, command: list, log: pathlib.Path):
        self.command = command
        self.name, self.log = "relay", log
        with open(log, "w", encoding="utf-8") as errors:
            self.process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True)
        self.address = self.process.stdout.readline().split()[-1]

    def measure(self, server: Server, frames: pathlib.Path) -> tuple[dict, float]:
        """What the relay counted, and the cores that the server used meanwhile."""
        self.process.stdin.write(f"{server.address.rsplit(':', 1)[1]} {frames}\n")
        self.process.stdin.flush()
        time.sleep(BEGINNING)
        before, started = cpu_seconds(server.pid), time.monotonic()
        # The end of chats is not the relay of deltas: the samples end before it.
        samples = []
        stopping = threading.Event()

        def sample() -> None:
            while not stopping.wait(0.25):
                samples.append((cpu_seconds(server.pid), time.monotonic()))

        thread = threading.Thread(target=sample, daemon=True)
        thread.start()
        line = self.process.stdout.readline()
        stopping.set()
        thread.join()
        if not line:
            raise RuntimeError(f"the relay failed:\n{self.log.read_text()}\n{server.log.read_text()}")
        used, ended = samples[-1]
        return json.loads(line), (used - before) / (ended - started)


def requests(database: Database) -> bytes:
    """A frame for each chat, in a conversation of its own, which is made here."""
    prefix = f"chat-{uuid.uuid4()}"
    database.sql(
        database.insert_organizations(prefix, ORGANIZATIONS)
        + database.insert_conversations(prefix, ORGANIZATIONS, 1, STREAMS, 4) + "vacuum analyze;")
    rows = database.sql(
        "select organization_id, conversation_id from engram.conversations "
        f"where organization_id like '{prefix}-%';").split()
    frames = b""
    for number, row in enumerate(rows):
        organization, conversation = row.split("|")
        chat = text(1, organization) + text(2, conversation) + text(4, "What do you say?")
        request = text(1, "engram.v1.ConversationService") + text(2, "Chat") + field(3, chat)
        # A Request that is the last from its client.
        frames += struct.pack(">IIBB", len(request), 2 * number + 1, 1, 1) + request
    return frames


def text(number: int, value: str) -> bytes:
    return field(number, value.encode())


def field(number: int, value: bytes) -> bytes:
    """A length-delimited field of protobuf, shorter than 16 KiB."""
    size = len(value)
    length = bytes([size]) if size < 128 else bytes([size & 127 | 128, size >> 7])
    return bytes([number << 3 | 2]) + length + value
