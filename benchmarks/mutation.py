"""Changes the rules a little, one place at a time, and counts how often the tests notice: `python tasks.py mutate`.

The work is done on a copy under `build/mutate`, with mutmut (which needs Linux or macOS): it tries for each mutant only
the tests that reach it. A full run takes hours; `--seconds` and `--modules` bound it.
With `--write`, the score goes to `docs/quality/mutation.md`.
"""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COPY = ROOT / "build" / "mutate"
PAGE = ROOT / "docs" / "quality" / "mutation.md"
BY_HAND = "## Co-funding"  # from here on the page is written by hand
KILLED, SURVIVED, UNSEEN = {1, 3}, 0, 33
# Fast tests that need no other part of the library. Tests that read the source itself would see the mutants, and the
# tool cannot ask pytest for tests whose names have quotes in them, as those of the notation and of the writer do.
TESTS = [
    f"tests/rules/test_{name}.py"
    for name in (
        "answers",
        "amount_answers",
        "limits",
        "bylaw_parts",
        "language",
        "expressions",
        "adjudication",
        "missing",
        "waiting_and_order",
    )
]
MODULES = [
    *("adjudication", "bylaws", "expressions", "facts", "limits", "numbers", "payees", "schedules", "tiers"),
    *("amounts/__init__", "amounts/base_and_steps", "amounts/by_years", "amounts/discretion", "amounts/flat"),
    *("amounts/formula", "amounts/per_unit", "amounts/share", "amounts/steps", "amounts/table"),
]
CONFIG = """
[tool.mutmut]
source_paths = ["src"]
only_mutate = ONLY
also_copy = ["src", "tests", "examples", "README.md", "LICENSE"]
pytest_add_cli_args_test_selection = TESTS
"""


def prepare(modules: list[str]) -> None:
    """A fresh copy of the project, with what the tool wants to know."""
    shutil.rmtree(COPY, ignore_errors=True)
    for name in ("src", "tests", "examples"):
        shutil.copytree(ROOT / name, COPY / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("README.md", "LICENSE"):
        shutil.copy(ROOT / name, COPY / name)
    only = json.dumps([f"src/communitywelfare/rules/{name}.py" for name in modules])
    config = CONFIG.replace("ONLY", only).replace("TESTS", json.dumps(TESTS))
    settings = (ROOT / "pyproject.toml").read_text("utf-8").replace('cache_dir = "build/.pytest_cache"\n', "", 1)
    (COPY / "pyproject.toml").write_text(settings + config, "utf-8")


def run(seconds: int) -> None:
    """Try mutants until the time is over; what the tool prints is only its progress."""
    tool = Path(sys.executable).with_name("mutmut")
    settings = os.environ | {"PYTHONPATH": "src"}
    command = [tool, "run", "--max-children", "1"]
    process = subprocess.Popen(command, cwd=COPY, env=settings, stdout=subprocess.DEVNULL, start_new_session=True)  # noqa: S603
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def results() -> dict[str, int | None]:
    """Every mutant with how its tests ended; None where it was not tried."""
    found: dict[str, int | None] = {}
    for path in (COPY / "mutants").rglob("*.meta"):
        found |= json.loads(path.read_text("utf-8"))["exit_code_by_key"]
    return dict(sorted(found.items()))


def page(tried: dict[str, int | None], modules: list[str]) -> str:
    """The score in words, with the names of the survivors."""
    today = datetime.now(UTC).date()  # noqa: TID251  # figures are dated by the day they were measured
    ended = {name: code for name, code in tried.items() if code is not None}
    killed = sum(code in KILLED for code in ended.values())
    survivors = [name for name, code in ended.items() if code in {SURVIVED, UNSEEN}]
    lines = [
        "# Mutation testing of the rules",
        "",
        f"Written by `python tasks.py mutate` on {today}; not part of CI. Each mutant is one small change of",
        "`rules/`; a mutant is killed when a test fails. Only fast tests are run, so the whole suite kills more. Where",
        "the time was limited, those whose tests are quick were tried first.",
        "",
        f"- modules: {', '.join(modules)}",
        f"- tried: {len(ended)} of {len(tried)} mutants",
        f"- killed: {killed}",
        f"- survived: {len(survivors)}",
        f"- ended otherwise (time, a crash): {len(ended) - killed - len(survivors)}",
        f"- score: {100 * killed // max(1, len(ended))} %",
        "",
        "## Survivors",
        "",
        *(f"- `{name}`" for name in survivors),
    ]
    return "\n".join(lines).rstrip() + "\n"


def main() -> None:
    """Try, and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--modules", nargs="+", default=MODULES, help="which modules of rules/ to change")
    parser.add_argument("--seconds", type=int, default=4 * 3600, help="how long to try")
    parser.add_argument("--write", action="store_true", help="write docs/quality/mutation.md")
    wanted = parser.parse_args()
    prepare(wanted.modules)
    run(wanted.seconds)
    text = page(results(), wanted.modules)
    print(text)
    if wanted.write:
        _rules, mark, by_hand = PAGE.read_text("utf-8").partition(BY_HAND)
        PAGE.write_text(f"{text}\n{mark}{by_hand}" if mark else text, "utf-8")


if __name__ == "__main__":
    main()
