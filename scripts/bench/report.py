"""What a run prints, and what it leaves behind."""

import json
import pathlib


class Report:
    """Collects tables and goals by section, and prints each as it comes."""

    def __init__(self, machine: dict, command: str):
        self.machine = machine
        self.command = command
        self.sections = []

    def section(self, name: str, title: str) -> None:
        self.sections.append({"name": name, "title": title, "tables": [], "goals": []})
        print(f"\n== {name}: {title}", flush=True)

    def table(self, title: str, columns: list[str]) -> "Table":
        table = Table(title, columns)
        self.sections[-1]["tables"].append(table)
        return table

    def goal(self, name: str, value: float, goal: float, at_least: bool, unit: str = "") -> None:
        met = value >= goal if at_least else value <= goal
        entry = {"name": name, "value": value, "goal": goal, "at_least": at_least, "unit": unit,
                 "met": met}
        self.sections[-1]["goals"].append(entry)
        print(f"goal: {goal_text(entry)}", flush=True)

    def summary(self) -> None:
        """All goals once more, those that were not met last."""
        goals = [(section["name"], goal) for section in self.sections for goal in section["goals"]]
        missed = [(name, goal) for name, goal in goals if not goal["met"]]
        print(f"\n{len(goals) - len(missed)} of {len(goals)} goals met")
        for name, goal in missed:
            print(f"  {name}: {goal_text(goal)}")

    def write(self, path: pathlib.Path) -> None:
        value = {"machine": self.machine, "command": self.command, "sections": self.sections}
        path.write_text(json.dumps(value, indent=2, default=Table.as_json) + "\n")

    def markdown(self) -> str:
        parts = []
        for section in self.sections:
            parts.append(f"### {section['name']}: {section['title']}\n")
            parts += [table.markdown() for table in section["tables"]]
            parts += [f"- {goal_text(goal)}" for goal in section["goals"]]
            parts.append("")
        return "\n".join(parts)


class Table:
    """Rows of one measurement, printed one by one."""

    def __init__(self, title: str, columns: list[str]):
        self.title = title
        self.columns = columns
        self.rows = []
        self.widths = [max(len(column), 9) + 2 for column in columns]
        self.widths[0] = 34
        print(f"\n{title}")
        self.print_row(columns)

    def add(self, *cells) -> None:
        self.rows.append(list(cells))
        self.print_row([text(cell) for cell in cells])

    def print_row(self, cells: list[str]) -> None:
        first = cells[0].ljust(self.widths[0])
        print(first + "".join(cell.rjust(width) for cell, width in
                              zip(cells[1:], self.widths[1:])), flush=True)

    def markdown(self) -> str:
        lines = [f"{self.title}\n", "| " + " | ".join(self.columns) + " |",
                 "|---|" + "---:|" * (len(self.columns) - 1)]
        lines += ["| " + " | ".join(text(cell) for cell in row) + " |" for row in self.rows]
        return "\n".join(lines) + "\n"

    def as_json(self) -> dict:
        return {"title": self.title,
                "rows": [dict(zip(self.columns, row)) for row in self.rows]}


def text(cell) -> str:
    """A number with about three digits, anything else as it is."""
    if cell is None:
        return "-"
    if not isinstance(cell, float):
        return str(cell)
    return f"{cell:.0f}" if abs(cell) >= 100 else f"{cell:.1f}" if abs(cell) >= 10 else f"{cell:.2f}"


def goal_text(goal: dict) -> str:
    sign = "≥" if goal["at_least"] else "≤"
    verdict = "met" if goal["met"] else "NOT MET"
    unit = f" {goal['unit']}" if goal["unit"] else ""
    return f"{goal['name']}: {goal['value']:.2f}{unit}, goal {sign} {goal['goal']:g}{unit}: {verdict}"
