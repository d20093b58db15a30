"""The servers that are measured, each a process of its own with a port of 127.0.0.1."""

import os
import pathlib
import re
import shutil
import signal
import subprocess

from paths import ENGRAM, HERE


class Server:
    """A process that prints `… serving on ADDRESS` once it is ready."""

    def __init__(self, name: str, command: list, log: pathlib.Path, env: dict | None = None):
        self.name = name
        self.log = log
        with open(log, "w", encoding="utf-8") as errors:
            self.process = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=errors, text=True, env=env)
        ready = re.fullmatch(r".* serving on (\S+)\n", self.process.stdout.readline())
        if not ready:
            self.stop()
            raise RuntimeError(f"{name} did not become ready:\n{log.read_text()}")
        self.address = ready[1]

    @property
    def pid(self) -> int:
        return self.process.pid

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_) -> None:
        self.stop()


class EngramServer(Server):
    """`engram serve` on a private PostgreSQL in a folder of its own."""

    def __init__(self, folder: pathlib.Path, options: list[str] | None = None,
                 settings: dict[str, str] | None = None):
        folder.mkdir(mode=0o711)
        self.data = folder / "data"
        # Settings of the caller could point it at a database with data.
        env = {name: value for name, value in os.environ.items()
               if not name.startswith("ENGRAM_")}
        # Calls are measured, and not what would go on beside them.
        command = [ENGRAM, "serve", "--listen", "127.0.0.1:0", "--data-dir", self.data,
                   "--consolidation", "off"]
        super().__init__(
            "engram", command + (options or []), folder / "server.log", env | (settings or {}))


def echo_server(work: pathlib.Path) -> Server:
    """The bare echo server in C, compiled now."""
    program = work / "echo"
    subprocess.run(["cc", "-O2", "-o", program, HERE / "echo.c"], check=True)
    return Server("C echo", [program], work / "echo.log")


def go_server(work: pathlib.Path) -> Server:
    """The reference ttrpc server, compiled now with Debian's Go and its packages."""
    if not shutil.which("go"):
        raise RuntimeError("there is no Go: run scripts/install.sh bench")
    program = work / "goserver"
    env = {**os.environ, "GO111MODULE": "off", "GOPATH": "/usr/share/gocode",
           "GOCACHE": str(work / "go-cache")}
    subprocess.run(["go", "build", "-o", program, "."], cwd=HERE / "goserver", env=env, check=True)
    return Server("Go ttrpc", [program], work / "goserver.log")
