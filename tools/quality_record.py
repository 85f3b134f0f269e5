"""The record at a glance, at the top of docs/quality/index.md: a line for each page beside it, in that page's words.

``python -m tools.quality_record`` brings it up to date after a chore wrote its page; a test holds the two together.
"""

import re

from tools.project import QUALITY

__all__ = ["brought_up_to_date", "lines"]

PAGE = QUALITY / "index.md"
_REGION = re.compile(r"(?<=<!-- the record -->\n).*?(?=<!-- end of the record -->)", re.DOTALL)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

TOLD = {
    "coverage": r"^\| `((?:accounting|cofunding|money|rules)` \|.+)\|$",
    "mutation": r"^(Of all that was tried .*?\.|- score: .+)$",
    "fuzzing": r"^\*\*(.+?) tried\*\* (on .+)\.$",
    "crashes": r"^(Killed [\d,]+ times in all)",
    "benchmarks": r"^## (.+)$",
    "oldest": r"^\| ([\d,]+ \| \d+ \| \d+) \| \d+ \|$",
    "pythons": r"^\| 3\.\d+ \| (3\.\d+\.\d+ \| [\d,]+ \| \d+) .+\|$",
    "first-hours": r"^\| (?!what was )(.+ \| .+) \|$",
}
"""Which lines of each page tell what it found."""


def lines() -> str:
    """The table."""
    return "\n".join(["", "| record | of | found |", "|---|---|---|", *(_line(name) for name in TOLD), "", ""])


def _line(name: str) -> str:
    text = (QUALITY / f"{name}.md").read_text("utf-8")
    found = [
        " ".join(groups) if isinstance(groups, tuple) else groups
        for groups in re.findall(TOLD[name], text, re.MULTILINE)
    ]
    day = _DAY.search(text)
    return f"| [{name}]({name}.md) | {day[0] if day else 'undated'} | {_SAID[name](found)} |"


def _coverage(found: list[str]) -> str:
    cells = [re.split(r"`? \| ", each.strip()) for each in found]
    return "; ".join(
        f"{name} {of_lines} % of lines, {of_branches.strip()} % of branches"
        for name, _lines, of_lines, _b, of_branches in cells
    )


def _pythons(found: list[str]) -> str:
    cells = [each.split(" | ") for each in found]
    return "; ".join(f"{version}: {passed} passed, {failed} failed" for version, passed, failed in cells)


def _oldest(found: list[str]) -> str:
    passed, failed, skipped = found[0].split(" | ")
    return f"{passed} passed, {failed} failed, {skipped} skipped"


def _first_hours(found: list[str]) -> str:
    is_open = [each for each in found if "**open**" in each]
    return f"{len(found)} things were slow or unclear; {len(is_open)} of them are open"


_SAID = {
    "coverage": _coverage,
    "mutation": lambda found: found[0].removeprefix("- ").rstrip("."),
    "fuzzing": lambda found: found[0],
    "crashes": lambda found: found[0],
    "benchmarks": lambda found: f"{len(found)} tables",
    "oldest": _oldest,
    "pythons": _pythons,
    "first-hours": _first_hours,
}


def brought_up_to_date(page: str) -> str:
    """The page with the record as it is."""
    return _REGION.sub(lambda _old: lines(), page)


if __name__ == "__main__":
    PAGE.write_text(brought_up_to_date(PAGE.read_text("utf-8")), "utf-8", newline="\n")
