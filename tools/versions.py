"""Records of tests on other versions: the lowest that are allowed, and each Python that is there.

``tasks.py`` runs the tests and leaves their results, as pytest writes them for machines, in ``build/results``.
"""

import platform
import sys
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path

from tools.project import QUALITY, ROOT, pins, requirements, today

__all__ = ["Result", "oldest_page", "pythons_page", "result"]

RESULTS = ROOT / "build" / "results"


@dataclass(frozen=True)
class Result:
    """How a run of tests ended."""

    tests: int
    failed: int
    skipped: int
    seconds: float

    @property
    def cells(self) -> str:
        """The figures as cells of a table."""
        return f"{self.tests - self.failed - self.skipped:,} | {self.failed} | {self.skipped} | {self.seconds:.0f}"


def result(path: Path) -> Result:
    """What pytest wrote of a run with ``--junit-xml``."""
    suites = list(ET.parse(path).getroot().iter("testsuite"))  # noqa: S314 - our own file

    def added(name: str) -> int:
        return sum(int(each.get(name, "0")) for each in suites)

    seconds = sum(float(each.get("time", "0")) for each in suites)
    return Result(added("tests"), added("failures") + added("errors"), added("skipped"), seconds)


def oldest_page(run: Result) -> str:
    """The record of the lowest versions."""
    asked = requirements()
    pinned = {pin.name: pin.version for pin in pins("oldest")}
    where = f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"
    lines = [
        "# The lowest versions",
        "",
        f"Written by `python tasks.py oldest` on {today()}, with {where}.",
        "The lowest versions that `pyproject.toml` allows are installed together (`requirements/oldest.txt`), and",
        "a part of the tests, which reaches what is used of these packages, is run on them.",
        "",
        "| passed | failed | skipped | seconds |",
        "|--:|--:|--:|--:|",
        f"| {run.cells} |",
        "",
        "| package | asked for | tested with |",
        "|---|---|---|",
        *(f"| {name} | `{asked[name].removeprefix(name)}` | {pinned[name]} |" for name in sorted(asked)),
    ]
    return "\n".join(lines) + "\n"


def pythons_page(runs: dict[str, tuple[str, Result | None]]) -> str:
    """The record of the Pythons: each promised version with what ran there and how it ended, or None."""
    where = f"{platform.system()} {platform.machine()}"
    lines = [
        "# The Pythons",
        "",
        f"Written by `python tasks.py pythons` on {today()}, on {where}. A part of the",
        "tests is run on each Python that the library promises to run on and that the machine has, with the pins of",
        "`requirements/test.txt`.",
        "",
        "| promised | found | passed | failed | skipped | seconds |",
        "|---|---|--:|--:|--:|--:|",
    ]
    for version, (found, run) in runs.items():
        lines.append(f"| {version} | {found} | {run.cells} |" if run else f"| {version} | not there | | | | |")
    return "\n".join(lines) + "\n"


def main(kind: str, *found: str) -> None:
    """Write the page of ``kind``; ``found`` says of each Python ``3.12=3.12.1``, or ``3.12=`` of one not there."""
    if kind == "oldest":
        text = oldest_page(result(RESULTS / "oldest.xml"))
    else:
        parts = [each.partition("=") for each in found]
        runs = {version: (full, result(RESULTS / f"{version}.xml") if full else None) for version, _is, full in parts}
        text = pythons_page(runs)
    print(text)
    (QUALITY / f"{kind}.md").write_text(text, "utf-8", newline="\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
