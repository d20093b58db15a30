"""Runs the load generator."""

import json
import os
import subprocess

from paths import ENGRAM


def run(address: str, *options, may_fail: bool = False) -> list[dict]:
    """The rows that `engram bench` measured. Calls may fail only where that is expected."""
    command = [str(ENGRAM), "bench", "--address", address, "--json",
               *(str(option) for option in options)]
    if may_fail:
        command.append("--allow-failures")
    env = {name: value for name, value in os.environ.items() if not name.startswith("ENGRAM_")}
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def run_one(address: str, *options, may_fail: bool = False) -> dict:
    """The row of a single scenario and load."""
    return run(address, *options, may_fail=may_fail)[0]
