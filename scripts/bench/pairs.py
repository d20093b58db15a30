"""Measures two things by turns, so that a slow moment of the machine meets both."""

import statistics


def alternate(count: int, first, second) -> tuple[list, list]:
    """Calls both `count` times, first-second, second-first and so on; their results in order."""
    results = ([], [])
    for number in range(count):
        order = (0, 1) if number % 2 == 0 else (1, 0)
        for which in order:
            results[which].append((first, second)[which]())
    return results


def median(rows: list[dict], name: str) -> float:
    return statistics.median(row[name] for row in rows)


def ratio(first: list[dict], second: list[dict], name: str) -> float:
    """The median of the ratios within each pair."""
    return statistics.median(a[name] / b[name] for a, b in zip(first, second))
