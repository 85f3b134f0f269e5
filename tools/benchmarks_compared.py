"""Two records of benchmarks held against one another: ``python tasks.py compare OLD NEW``.

A record is the page docs/quality/benchmarks.md as some commit has it, so every commit that changed it can be asked.
What is compared is how many times the first row of its table a row costs, for seconds differ from machine to
machine; and memory, which hardly does.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from tools.project import QUALITY, ROOT

__all__ = ["Change", "Row", "changes", "record", "told"]

PAGE = QUALITY / "benchmarks.md"
NOTICED = 1.15
"""A row counts as dearer or cheaper from this factor on: what a busy machine adds is less, for the most part."""

_TITLE = re.compile(r"^## (.+)$")
_MEASURED = re.compile(r"^Measured on .+$", re.MULTILINE)
_RATIO, _MEMORY = "times the first row", "peak MB"


@dataclass(frozen=True)
class Row:
    """One row of a record: how many times the first row of its table it costs, and how many MB at its peak."""

    ratio: float
    megabytes: float | None


@dataclass(frozen=True)
class Change:
    """What a row costs against what it cost: the factor of its ratio, and of its memory where both are known."""

    row: str
    before: Row
    after: Row

    @property
    def factor(self) -> float:
        """How many times what it cost."""
        return self.after.ratio / self.before.ratio if self.before.ratio else 1.0

    @property
    def memory(self) -> float:
        """How many times the memory that it took."""
        known = self.before.megabytes and self.after.megabytes
        return (self.after.megabytes or 1.0) / (self.before.megabytes or 1.0) if known else 1.0

    @property
    def verdict(self) -> str:
        """In one word; empty where nothing is to be noticed."""
        if self.factor >= NOTICED:
            return "dearer"
        if self.memory >= NOTICED:
            return "larger"
        return "cheaper" if self.factor <= 1 / NOTICED else ""


def record(page: str) -> dict[str, Row]:
    """Every row of a page that is told as a ratio to its table's first, by the title of the table and its own name."""
    return dict(_rows(page))


def _rows(page: str) -> Iterator[tuple[str, Row]]:
    title, columns = "", list[str]()
    for line in page.splitlines():
        if found := _TITLE.match(line):
            title, columns = found[1], []
        elif not line.startswith("|"):
            columns = []
        elif not columns:
            columns = _cells(line)
        elif _RATIO in columns and not line.startswith("|--"):
            cells = dict(zip(columns, _cells(line), strict=True))
            memory = cells.get(_MEMORY, "–")
            yield f"{title}: {cells['']}", Row(_number(cells[_RATIO]), None if memory == "–" else _number(memory))


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")] if line.count("|") > 1 else []


def _number(text: str) -> float:
    return float(text.replace(",", ""))


def changes(before: dict[str, Row], after: dict[str, Row]) -> list[Change]:
    """What both records tell of, in the order of the newer."""
    return [Change(row, before[row], now) for row, now in after.items() if row in before]


def told(old: str, new: str) -> str:
    """Two pages compared, as a page."""
    before, after = record(old), record(new)
    found = changes(before, after)
    new_rows, gone = len(after.keys() - before.keys()), len(before.keys() - after.keys())
    lines = [
        "# Benchmarks compared",
        "",
        *(f"- {which}: {_when(page)}" for which, page in (("before", old), ("after", new))),
        f"- {len(found)} rows are in both; {new_rows} are new, {gone} are gone",
        f"- noticed is what differs by {NOTICED - 1:.0%} or more, as times the first row of its table, or in memory",
        "",
        "| row | before | after | factor | memory | |",
        "|---|--:|--:|--:|--:|---|",
        *(_line(each) for each in found if each.verdict),
    ]
    if not any(each.verdict for each in found):
        lines[-2:] = ["Nothing is to be noticed."]
    return "\n".join(lines) + "\n"


def _line(it: Change) -> str:
    figures = f"{it.before.ratio:.2f} | {it.after.ratio:.2f} | × {it.factor:.2f} | × {it.memory:.2f}"
    return f"| {it.row} | {figures} | {it.verdict} |"


def _when(page: str) -> str:
    found = _MEASURED.search(page)
    return found[0] if found else "not said when"


def page_of(commit: str) -> str:
    """The page as a commit has it; of no commit, the page that lies here."""
    if not commit:
        return PAGE.read_text("utf-8")
    command = ["git", "show", f"{commit}:{PAGE.relative_to(ROOT).as_posix()}"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if done.returncode:
        raise SystemExit(f"{commit} has no record: {done.stderr.decode('utf-8', 'replace').strip()}")
    return done.stdout.decode("utf-8")


if __name__ == "__main__":
    print(told(page_of(sys.argv[1]), page_of(sys.argv[2] if len(sys.argv) > 2 else "")), end="")
