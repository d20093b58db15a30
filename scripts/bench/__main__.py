#!/usr/bin/env python3
"""Compare Engram with what else there is, side by side in one run on one machine.

Each section starts its own servers on a private database in a temporary folder, measures by turns
with `engram bench`, and prints a table, its goals and whether they were met. docs/performance.md
says how to read it. Figures are for comparing within one run: other machines, and other moments,
give others.
"""

import argparse
import os
import pathlib
import shlex
import sys
import tempfile
import time

import chat
import consolidation
import contexts
import machine
import memories
import memory
import overload
import scale
import soak
import storage
import wire
from context import Context
from paths import ENGRAM
from report import Report

SECTIONS = {"wire": wire, "storage": storage, "overload": overload, "memory": memory,
            "memories": memories, "contexts": contexts, "consolidation": consolidation, "chat": chat,
            "soak": soak, "scale": scale}
# Those that take more than a few minutes are run when they are asked for.
STANDARD = ["wire", "storage", "memories", "contexts", "consolidation", "chat", "overload",
            "memory"]


def main() -> int:
    options = parse()
    if not ENGRAM.exists():
        sys.exit(f"{ENGRAM} is not there: run `make build`")
    described = machine.describe()
    command = "python3 scripts/bench " + shlex.join(sys.argv[1:])
    report = Report(described, command)
    print(f"machine: {machine.line(described)}\ncommand: {command}")
    started = time.monotonic()
    # A short path that the database's own user can reach.
    with tempfile.TemporaryDirectory(prefix="engram-bench-", dir="/tmp") as work:
        os.chmod(work, 0o711)
        context = Context(options, report, pathlib.Path(work))
        for name in options.sections or STANDARD:
            SECTIONS[name].run(context)
            if options.output:
                report.write(options.output)
    report.summary()
    print(f"in {time.monotonic() - started:.0f} s")
    if options.markdown:
        print(f"\n{report.markdown()}")
    return 0


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python3 scripts/bench", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sections", nargs="*", metavar="SECTION",
                        help=f"one of {', '.join(SECTIONS)} (default: {' '.join(STANDARD)})")
    parser.add_argument("--seconds", type=float, default=3, help="for each run (default: 3)")
    parser.add_argument("--pairs", type=int, default=5,
                        help="runs of each side in wire and scale (default: 5)")
    parser.add_argument("--storage-pairs", type=int, default=3,
                        help="runs of each side in storage and memories (default: 3)")
    parser.add_argument("--overload-seconds", type=float, default=10,
                        help="of the overload (default: 10)")
    parser.add_argument("--soak-seconds", type=float, default=600,
                        help="of mixed load in soak (default: 600)")
    parser.add_argument("--scale-messages", type=int, default=5_000_000,
                        help="in the full database of scale (default: 5000000)")
    parser.add_argument("--output", type=pathlib.Path, metavar="FILE",
                        help="also write all results as JSON")
    parser.add_argument("--markdown", action="store_true", help="also print all as Markdown")
    options = parser.parse_args()
    for name in options.sections:
        if name not in SECTIONS:
            parser.error(f"there is no section {name}: expected {', '.join(SECTIONS)}")
    if min(options.pairs, options.storage_pairs) < 1 or options.seconds <= 0:
        parser.error("expected at least one pair and more than 0 seconds")
    return options


if __name__ == "__main__":
    sys.exit(main())
