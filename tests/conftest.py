"""What holds for all tests, and what a whole run of them prints at its end."""

from collections import defaultdict

import pytest
from hypothesis import settings

# No test fails because the machine is slow.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

PROPERTY = "fault matrix"
_MARKS = {"answer": "+", "notice": "!", "unseen": "-"}


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the table of errors and calls: what became of the question that was asked meanwhile."""
    tables: dict[str, dict[str, dict[str, str]]] = defaultdict(dict)
    for report in terminalreporter.getreports("passed"):
        for name, value in report.user_properties:
            if name == PROPERTY and report.when == "call":
                far_side, kind, row = value
                tables[far_side][kind] = row
    for far_side, rows in tables.items():
        points = list(next(iter(rows.values())))
        terminalreporter.section(f"{far_side} fails: + answered, ! an honest word, - nobody can read it")
        terminalreporter.line(" " * 18 + "  ".join(points))
        for kind, row in rows.items():
            cells = "  ".join(_MARKS[row[point]].center(len(point)) for point in points)
            terminalreporter.line(f"{kind:18}{cells}")
