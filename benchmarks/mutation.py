"""Changes the rules a little, one place at a time, and counts how often the tests notice: `python tasks.py mutate`.

The work is done on a copy under `build/mutate`. A full run takes hours, so a seeded sample of the mutants is tried;
`--sample` says how many. With `--write`, the score goes to `docs/quality/mutation.md`.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COPY = ROOT / "build" / "mutate"
PAGE = ROOT / "docs" / "quality" / "mutation.md"
KILLED, SURVIVED, UNSEEN = {1, 3}, 0, 33
# Fast tests that need no other part of the library; tests that read the source itself would see the mutants.
TESTS = [
    f"tests/rules/test_{name}.py"
    for name in ("limits", "notation", "bylaw_parts", "language", "reading", "expressions", "adjudication", "missing")
] + ["tests/io/test_bylaw_writer.py", "tests/rules/test_waiting_and_order.py"]
CONFIG = f"""
[tool.mutmut]
paths_to_mutate = ["src/communitywelfare/rules"]
source_paths = ["src"]
only_mutate = ["src/communitywelfare/rules/*.py", "src/communitywelfare/rules/amounts/*.py"]
do_not_mutate = ["src/communitywelfare/rules/lint*"]
also_copy = ["src", "tests", "examples", "README.md", "LICENSE"]
pytest_add_cli_args_test_selection = {json.dumps(TESTS)}
pytest_add_cli_args = ["-p", "no:cacheprovider"]
"""


def prepare() -> None:
    """A fresh copy of the project, with what the tool wants to know."""
    shutil.rmtree(COPY, ignore_errors=True)
    for name in ("src", "tests", "examples"):
        shutil.copytree(ROOT / name, COPY / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("README.md", "LICENSE"):
        shutil.copy(ROOT / name, COPY / name)
    settings = (ROOT / "pyproject.toml").read_text("utf-8").replace('cache_dir = "build/.pytest_cache"\n', "", 1)
    (COPY / "pyproject.toml").write_text(settings + CONFIG, "utf-8")


def run(*names: str) -> None:
    """Try the mutants of these names; what it prints is only its progress."""
    tool = Path(sys.executable).with_name("mutmut")
    settings = os.environ | {"PYTHONPATH": "src"}
    subprocess.run([tool, "run", *names], cwd=COPY, env=settings, check=False, stdout=subprocess.DEVNULL)  # noqa: S603


def results() -> dict[str, int | None]:
    """Every mutant with how its tests ended; None where it was not tried."""
    found: dict[str, int | None] = {}
    for path in (COPY / "mutants").rglob("*.meta"):
        found |= json.loads(path.read_text("utf-8"))["exit_code_by_key"]
    return dict(sorted(found.items()))


def page(tried: dict[str, int | None], count: int, seed: int) -> str:
    """The score in words, with the names of the survivors."""
    ended = {name: code for name, code in tried.items() if code is not None}
    killed = sum(code in KILLED for code in ended.values())
    survivors = [name for name, code in ended.items() if code in {SURVIVED, UNSEEN}]
    lines = [
        "# Mutation testing of the rules",
        "",
        "Written by `python tasks.py mutate`; not part of CI. Each mutant is one small change of `rules/`; a mutant is",
        "killed when a test fails. Only fast tests are run, so the whole suite kills more.",
        "",
        f"- tried: {len(ended)} of {count} mutants, drawn with the seed {seed}",
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
    """Draw, try, and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, default=400, help="how many mutants to try")
    parser.add_argument("--seed", type=int, default=2569, help="which ones")
    parser.add_argument("--write", action="store_true", help="write docs/quality/mutation.md")
    wanted = parser.parse_args()
    prepare()
    run("communitywelfare.rules.templates*")  # makes all mutants, and learns which tests reach them
    names = list(results())
    sample = random.Random(wanted.seed).sample(names, min(wanted.sample, len(names)))
    run(*sample)
    found = results()
    text = page({name: found[name] for name in sample}, len(names), wanted.seed)
    print(text)
    if wanted.write:
        PAGE.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
