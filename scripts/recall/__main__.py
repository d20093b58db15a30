#!/usr/bin/env python3
"""Measure how well memories are found: questions about dialogues, whose answers are in turns known.

Each turn is stored as a memory of a user, through a server on a private database, and each question
is searched for. Printed is the share of the turns with the answer among the first 5, 10 and 20. The
data is read from ENGRAM_RECALL_DATA; nothing of it stays. With ENGRAM_EMBEDDING_URL (and what else
says how to reach a model) all is done once more with embeddings from there. docs/performance.md says
more.
"""

import argparse
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".build" / "clients" / "recall" / "bin" / "python"
STANDARD_DATA = ROOT.parent / "shared" / "data" / "locomo-dev.jsonl"
# Recall at 10 of categories 1 to 4, in percent.
BUILT_IN_GOAL, ENDPOINT_GOAL = 62, 70

sys.path.append(str(ROOT / "scripts" / "bench"))


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python3 scripts/recall", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.parse_args()
    data = pathlib.Path(os.environ.get("ENGRAM_RECALL_DATA") or STANDARD_DATA)
    if not data.is_file():
        print(f"There is no dialogue data at {data}: set ENGRAM_RECALL_DATA to a file of it; "
              "docs/performance.md says in which form.", file=sys.stderr)
        return 1
    if pathlib.Path(sys.prefix) != PYTHON.parents[1]:
        make_environment()
        os.execv(PYTHON, [str(PYTHON), *sys.argv])
    return measure(data)


def make_environment() -> None:
    """A virtual environment with Engram's client."""
    if not PYTHON.exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", PYTHON.parents[1]], check=True)
    subprocess.run([PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
                    "--editable", ROOT / "clients" / "python"], check=True)


def measure(data: pathlib.Path) -> int:
    # Both need what is in the environment, or beside the benchmarks.
    import dialogues
    import machine
    from run import Run

    conversations, questions = dialogues.load(data)
    print(f"machine: {machine.line(machine.describe())}\n"
          f"data: {data}, {sum(len(one.turns) for one in conversations)} turns of "
          f"{len(conversations)} dialogues, {len(questions)} questions with an answer in them")
    goals = []
    with tempfile.TemporaryDirectory(prefix="engram-recall-", dir="/tmp") as work:
        # A path that the database's own user can reach.
        os.chmod(work, 0o711)
        run = Run(pathlib.Path(work), conversations, questions)
        orders = run.rank("built-in", {})
        dialogues.show("words alone", questions, orders["words"])
        dialogues.show("built-in vectors alone", questions, orders["vectors"])
        goals.append(("built-in provider", BUILT_IN_GOAL, dialogues.show(
            "words and built-in vectors", questions, orders["both"])))
        if os.environ.get("ENGRAM_EMBEDDING_URL"):
            orders = run.rank("endpoint", {
                name: value for name, value in os.environ.items()
                if name.startswith("ENGRAM_EMBEDDING_")})
            dialogues.show("endpoint's vectors alone", questions, orders["vectors"])
            goals.append(("endpoint", ENDPOINT_GOAL, dialogues.show(
                "words and the endpoint's vectors", questions, orders["both"])))
    print()
    for name, goal, value in goals:
        verdict = "met" if value >= goal else "NOT MET"
        print(f"goal: recall@10 with the {name}: {value:.1f}, goal ≥ {goal}: {verdict}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
