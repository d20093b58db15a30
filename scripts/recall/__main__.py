#!/usr/bin/env python3
"""Measure how well memories and messages are found: questions about dialogues, whose answers are in
turns known.

Each turn is stored as a memory of a user, through a server on a private database, and each question
is searched for; then each dialogue as a conversation, whose messages are searched, and whose context is
asked for once it is consolidated. Printed is the share of the turns with the answer among the first 5,
10 and 20, and in contexts. The data is read from ENGRAM_RECALL_DATA; nothing of it stays. With
ENGRAM_EMBEDDING_URL (and what else says how to reach a model) all is done once more with embeddings from
there. docs/performance.md says more.
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
# The same for messages, and which share of the turns with the answer the first 2,000 tokens have.
MESSAGE_GOALS, ENDPOINT_MESSAGE_GOALS = (73, 86), (80, 91)
# Which share of these turns contexts of 2,000 tokens have.
CONTEXT_GOAL, ENDPOINT_CONTEXT_GOAL = 75, 80
EMBED_MESSAGES = ["--embed-messages", "on"]

sys.path.append(str(ROOT / "scripts" / "bench"))


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python3 scripts/recall", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=["memories", "messages", "contexts"])
    only = parser.parse_args().only
    data = pathlib.Path(os.environ.get("ENGRAM_RECALL_DATA") or STANDARD_DATA)
    if not data.is_file():
        print(f"There is no dialogue data at {data}: set ENGRAM_RECALL_DATA to a file of it; "
              "docs/performance.md says in which form.", file=sys.stderr)
        return 1
    if pathlib.Path(sys.prefix) != PYTHON.parents[1]:
        make_environment()
        os.execv(PYTHON, [str(PYTHON), *sys.argv])
    return measure(data, only)


def make_environment() -> None:
    """A virtual environment with Engram's client."""
    if not PYTHON.exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", PYTHON.parents[1]], check=True)
    subprocess.run([PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
                    "--editable", ROOT / "clients" / "python"], check=True)


def measure(data: pathlib.Path, only: str | None) -> int:
    # Both need what is in the environment, or beside the benchmarks.
    import dialogues
    import machine
    from contexts import ContextRun
    from messages import MessageRun
    from run import Run

    conversations, questions = dialogues.load(data)
    print(f"machine: {machine.line(machine.describe())}\n"
          f"data: {data}, {sum(len(one.turns) for one in conversations)} turns of "
          f"{len(conversations)} dialogues, {len(questions)} questions with an answer in them")
    goals = []
    with tempfile.TemporaryDirectory(prefix="engram-recall-", dir="/tmp") as work:
        # A path that the database's own user can reach.
        os.chmod(work, 0o711)
        endpoint = {name: value for name, value in os.environ.items()
                    if name.startswith("ENGRAM_EMBEDDING_")}
        messages = MessageRun(pathlib.Path(work), conversations, questions)
        if only in (None, "memories"):
            goals += measure_memories(
                Run(pathlib.Path(work), conversations, questions), questions, endpoint)
        if only in (None, "messages"):
            goals += measure_messages(messages, endpoint)
        if only in (None, "contexts"):
            goals += measure_contexts(ContextRun(messages), endpoint)
    print()
    for name, goal, value in goals:
        verdict = "met" if value >= goal else "NOT MET"
        print(f"goal: {name}: {value:.1f}, goal ≥ {goal}: {verdict}")
    return 0


def measure_memories(run, questions: list, endpoint: dict[str, str]) -> list[tuple]:
    import dialogues

    orders = run.rank("built-in", {})
    dialogues.show("words alone", questions, orders["words"])
    dialogues.show("built-in vectors alone", questions, orders["vectors"])
    goals = [("memories, recall@10 with the built-in provider", BUILT_IN_GOAL, dialogues.show(
        "words and built-in vectors", questions, orders["both"]))]
    if "ENGRAM_EMBEDDING_URL" in endpoint:
        orders = run.rank("endpoint", endpoint)
        dialogues.show("endpoint's vectors alone", questions, orders["vectors"])
        goals.append(("memories, recall@10 with the endpoint", ENDPOINT_GOAL, dialogues.show(
            "words and the endpoint's vectors", questions, orders["both"])))
    return goals


def measure_messages(run, endpoint: dict[str, str]) -> list[tuple]:
    goals = measure_message_run(
        run, "built-in provider", MESSAGE_GOALS, run.rank("built-in", [], {}))
    if "ENGRAM_EMBEDDING_URL" in endpoint:
        goals += measure_message_run(
            run, "endpoint", ENDPOINT_MESSAGE_GOALS,
            run.rank("endpoint", EMBED_MESSAGES, endpoint))
    return goals


def measure_message_run(run, name: str, goals: tuple[int, int],
                        orders: dict[str, list[str]]) -> list[tuple]:
    import dialogues
    import messages

    recall = dialogues.show(f"messages, {name}", run.questions, orders)
    share = messages.evidence_in_tokens(run.conversations, run.questions, orders)
    return [(f"messages, recall@10 with the {name}", goals[0], recall),
            (f"messages, evidence within 2,000 tokens with the {name}", goals[1], share)]


def measure_contexts(run, endpoint: dict[str, str]) -> list[tuple]:
    name = "contexts of 2,000 tokens, evidence with the"
    goals = [(f"{name} built-in provider", CONTEXT_GOAL, run.evidence("built-in", [], {}))]
    if "ENGRAM_EMBEDDING_URL" in endpoint:
        goals.append((f"{name} endpoint", ENDPOINT_CONTEXT_GOAL,
                      run.evidence("endpoint", EMBED_MESSAGES, endpoint)))
    return goals


if __name__ == "__main__":
    sys.exit(main())
