"""Dialogues, questions about them, and how well their turns were found."""

import json
import pathlib
from dataclasses import dataclass

PLACES = (5, 10, 20)
# Questions that nothing answers are counted apart, as is done for this kind of data.
UNANSWERABLE = 5
HEADLINE = "ALL 1-4"


@dataclass
class Conversation:
    name: str
    # (id, text) of each turn.
    turns: list[tuple[str, str]]


@dataclass
class Question:
    name: str
    conversation: str
    text: str
    category: int
    category_name: str
    # Ids of the turns with the answer, at least one.
    evidence: set[str]


def load(path: pathlib.Path) -> tuple[list[Conversation], list[Question]]:
    conversations, questions = [], []
    for line in path.read_text(encoding="utf-8").splitlines():
        value = json.loads(line)
        if value["type"] == "conversation":
            turns = [(turn["dia_id"], text(turn))
                     for session in value["sessions"] for turn in session["turns"]]
            conversations.append(Conversation(value["conv_id"], turns))
        elif value["evidence"]:
            questions.append(Question(
                value["qid"], value["conv_id"], value["question"], value["category"],
                value["category_name"], set(value["evidence"])))
    return conversations, questions


def text(turn: dict) -> str:
    caption = f" [image: {turn['caption']}]" if turn.get("caption") else ""
    return f"{turn['speaker']}: {turn['text']}{caption}"


def show(title: str, questions: list[Question], orders: dict[str, list[str]]) -> float:
    """Prints the recall by category, in percent; returns the headline's at 10."""
    print(f"\n{title}\n{'':18}{'questions':>10}" + "".join(f"{f'R@{k}':>8}" for k in PLACES))
    groups: dict[str, list[Question]] = {}
    for question in sorted(questions, key=lambda one: one.category):
        groups.setdefault(f"{question.category} {question.category_name}", []).append(question)
    groups[HEADLINE] = [one for one in questions if one.category != UNANSWERABLE]
    for name, group in groups.items():
        shares = [100 * mean_recall(group, orders, place) for place in PLACES]
        print(f"{name:18}{len(group):10}" + "".join(f"{share:8.1f}" for share in shares),
              flush=True)
    return 100 * mean_recall(groups[HEADLINE], orders, 10)


def mean_recall(questions: list[Question], orders: dict[str, list[str]], place: int) -> float:
    return sum(len(one.evidence & set(orders[one.name][:place])) / len(one.evidence)
               for one in questions) / len(questions)
