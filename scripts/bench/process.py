"""The CPU and the memory of another process, as the kernel counts them."""

import os
import pathlib
import threading

TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid: int) -> float:
    """User and system time of a process and all its threads."""
    # The name in brackets may hold spaces.
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def rss_kib(pid: int) -> int:
    """Memory of a process that is resident now."""
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    raise RuntimeError(f"process {pid} has no VmRSS")


class RSSWatch:
    """Samples the memory of a process while a `with` block runs; `samples` are in KiB."""

    def __init__(self, pid: int, seconds: float = 0.1):
        self.pid = pid
        self.interval = seconds
        self.samples = []
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self.sample, daemon=True)

    def sample(self) -> None:
        while True:
            self.samples.append(rss_kib(self.pid))
            if self.stopping.wait(self.interval):
                return

    def __enter__(self) -> "RSSWatch":
        self.thread.start()
        return self

    def __exit__(self, *_) -> None:
        self.stopping.set()
        self.thread.join()
