"""Dialogues, questions about them, and how well their turns were found."""

import json
import pathlib
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

PLACES = (5, 10, 20)
# Questions that nothing answers are counted apart, as is done for this kind of data.
UNANSWERABLE = 5
HEADLINE = "ALL 1-4"


@dataclass
class Turn:
    role: str
    speaker: str
    # With the caption of a picture, without the speaker.
    said: str
    said_at: datetime


@dataclass
class Conversation:
    name: str
    # (id, text) of each turn.
    turns: list[tuple[str, str]]
    # In step with these.
    details: list[Turn]


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
            conversations.append(Conversation(value["conv_id"], turns, details(value)))
        elif value["evidence"]:
            questions.append(Question(
                value["qid"], value["conv_id"], value["question"], value["category"],
                value["category_name"], set(value["evidence"])))
    return conversations, questions


def details(conversation: dict) -> list[Turn]:
    """The first speaker is the user; turns of a session are a second apart."""
    turns = []
    for session in conversation["sessions"]:
        start = datetime.fromisoformat(session["date"]).replace(tzinfo=timezone.utc)
        for place, turn in enumerate(session["turns"]):
            is_first = turn["speaker"] == conversation["speaker_a"]
            turns.append(Turn(
                "ROLE_USER" if is_first else "ROLE_ASSISTANT", turn["speaker"], said(turn),
                start + timedelta(seconds=place)))
    return turns


def text(turn: dict) -> str:
    return f"{turn['speaker']}: {said(turn)}"


def said(turn: dict) -> str:
    caption = f" [image: {turn['caption']}]" if turn.get("caption") else ""
    return f"{turn['text']}{caption}"


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
