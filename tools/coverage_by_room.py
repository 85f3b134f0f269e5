"""What the tests reach, room by room: written to docs/quality/coverage.md from what ``coverage json`` says."""

import json
import platform
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tools.project import QUALITY, today

__all__ = ["WHOLE", "Room", "page", "rooms"]

WHOLE = ("accounting", "cofunding", "money", "rules")
"""Rooms of which every line and every branch is to be reached."""


@dataclass
class Room:
    """A module, or a package with all in it: how much there is, how much is reached, and where not."""

    lines: int = 0
    lines_missed: int = 0
    branches: int = 0
    branches_missed: int = 0
    where: list[str] = field(default_factory=list)

    def add(self, module: str, told: dict[str, Any]) -> None:
        """Count one module."""
        summary = told["summary"]
        self.lines += summary["num_statements"]
        self.lines_missed += summary["missing_lines"]
        self.branches += summary["num_branches"]
        self.branches_missed += summary["missing_branches"]
        lines = [str(line) for line in told["missing_lines"]]
        branches = [f"{start}→{'end' if end < 0 else end}" for start, end in told["missing_branches"]]
        if lines or branches:
            self.where.append(f"`{module}`: {', '.join([*lines, *branches])}")

    @property
    def row(self) -> str:
        """The figures as cells; rounded down, so that 100 is 100."""
        return " | ".join(
            f"{of:,} | {1000 * (of - missed) // of / 10 if of else 100.0:.1f}"
            for of, missed in ((self.lines, self.lines_missed), (self.branches, self.branches_missed))
        )


def rooms(told: dict[str, Any]) -> dict[str, Room]:
    """Every room with its figures, by name."""
    found: defaultdict[str, Room] = defaultdict(Room)
    for path, figures in told["files"].items():
        module = path.replace("\\", "/").rpartition("communitywelfare/")[2]
        found[module.partition("/")[0].removesuffix(".py")].add(module, figures)
    return dict(sorted(found.items()))


def page(told: dict[str, Any]) -> str:
    """The record."""
    found = rooms(told)
    where = f"Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    lacking = [f"- {place}" for name in WHOLE for place in found[name].where]
    lines = [
        "# What the tests reach",
        "",
        f"Written by `python tasks.py coverage` on {today()}, with {where}. Lines and branches of each",
        "room that the tests and doctests run. Of a property, only some of the examples are measured, so what the",
        "others alone reach counts as missed.",
        "",
        "| room | lines | % | branches | % |",
        "|---|--:|--:|--:|--:|",
        *(f"| `{name}` | {room.row} |" for name, room in found.items()),
        "",
        f"## What lacks in {', '.join(WHOLE)}",
        "",
        "There every line and every branch is to be reached, for an amount depends on them. Lines are told by number,",
        "branches as from→to.",
        "",
        *(lacking or ["Nothing."]),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    text = page(json.loads(Path(sys.argv[1]).read_text("utf-8")))
    print(text)
    (QUALITY / "coverage.md").write_text(text, "utf-8", newline="\n")
