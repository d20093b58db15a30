"""Memory of the server: at rest, and for connections that do nothing."""

import resource
import socket
import time

from context import Context
from process import rss_kib
from servers import EngramServer, Server

CONNECTIONS = 1_000
GOAL_KIB = 20


def run(context: Context) -> None:
    context.report.section("memory", f"at rest, and with {CONNECTIONS:,} idle connections")
    with EngramServer(context.work / "memory") as server:
        time.sleep(2)
        start = rss_kib(server.pid)
        idle = with_connections(server)
        table = context.report.table("resident memory of the server", ["", "MiB"])
        table.add("after the start", start / 1024)
        table.add(f"with {CONNECTIONS:,} connections", idle / 1024)
        context.report.goal("for each idle connection", (idle - start) / CONNECTIONS, GOAL_KIB,
                            at_least=False, unit="KiB")


def with_connections(server: Server) -> int:
    """KiB once each of many connections has made one call and had its answer."""
    allow_descriptors(CONNECTIONS + 100)
    host, port = server.address.rsplit(":", 1)
    connections = []
    try:
        for _ in range(CONNECTIONS):
            connection = socket.create_connection((host, int(port)), timeout=10)
            connection.sendall(health_check())
            if not connection.recv(4096):
                raise RuntimeError("the server closed a connection")
            connections.append(connection)
        time.sleep(2)
        return rss_kib(server.pid)
    finally:
        for connection in connections:
            connection.close()


def health_check() -> bytes:
    """The frame of a grpc.health.v1.Health/Check with stream id 1."""
    request = b"".join(bytes([tag, len(text)]) + text for tag, text in (
        (0x0A, b"grpc.health.v1.Health"), (0x12, b"Check")))
    return len(request).to_bytes(4, "big") + (1).to_bytes(4, "big") + b"\x01\x00" + request


def allow_descriptors(count: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < count:
        raise RuntimeError(f"needs {count} file descriptors, and the limit is {hard}")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, count), hard))
