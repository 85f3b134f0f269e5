"""Coverage-guided fuzzing of every reader: `python tasks.py fuzz [--seconds N] [--reader NAME]`.

Atheris (libFuzzer for Python) chooses which spoilt files to spoil further by the branches that they reach. What spoils
them is `tests/fuzz/spoil.py`, which knows their forms, and libFuzzer's own ways in turn. Each reader is read in a
process of its own: where one ends or hangs it is told, its last input is kept, and the next reader goes on.
"""

import argparse
import contextlib
import hashlib
import io
import os
import re
import shutil
import sys
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import atheris
from measure import machine

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "fuzz"))  # where the readers are registered

with contextlib.redirect_stderr(io.StringIO()), atheris.instrument_imports(include=["communitywelfare"]):
    from memory import bounded
    from readers import READERS
    from reading import MOST_MEMORY, MOST_SECONDS, FaultyError, Reader, judge, room
    from spoil import MOST_BYTES, spoilt

PAGE = ROOT / "docs" / "quality" / "fuzzing.md"
KEPT = ROOT / "build" / "fuzz"
HANG, MEMORY = 20, 2048
"""Seconds and MiB at which libFuzzer ends a process; the judge and `bounded` mind narrower bounds."""

USED = ("atheris", "communitywelfare", "attrs", "cattrs", "click", "numpy", "python-calamine", "xlrd", "xlsxwriter")

_COVERED = re.compile(r"^#\d+\s+(INITED|DONE)\s+(?:cov: (\d+))?", re.MULTILINE)
_STATISTIC = re.compile(r"^stat::(\w+):\s+(\d+)", re.MULTILINE)


# --- one reader, in a process of its own ---------------------------------------------------------------------


def spoil_one(reader: Reader, seconds: int, folder: Path) -> None:
    """Spoil files of one reader for a while; it does not return, for libFuzzer ends the process."""
    whole = list(reader.seeds())
    with atheris.instrument_imports(include=["communitywelfare"]):
        for contents in whole:
            judge(reader, contents)  # once now, so that what it imports late is followed, too
            (folder / "kept" / hashlib.sha256(contents).hexdigest()[:16]).write_bytes(contents)

    def spoil(contents: bytes, size: int, seed: int) -> bytes:
        chance = Random(seed)
        if contents and not chance.randrange(4):
            return atheris.Mutate(contents, size)
        return spoilt(chance, contents or chance.choice(whole), reader.form)[:size]

    def look(contents: bytes) -> None:
        try:
            with bounded():
                judge(reader, contents)
        except FaultyError as error:
            keep(folder / "found", contents, error)

    for path in (*(folder / "found").glob("*.input"), *folder.glob("ended-*")):
        path.rename(folder / "kept" / path.name)  # what was found before is tried again, and told if it is still so
    for path in (folder / "found").glob("*.txt"):
        path.unlink()
    most = 2_000 if reader.form == "text" else MOST_BYTES
    limits = (f"-max_total_time={seconds}", f"-timeout={HANG}", f"-rss_limit_mb={MEMORY}", f"-max_len={most}")
    told = ("-print_final_stats=1", f"-artifact_prefix={folder}/ended-")
    atheris.Setup([sys.argv[0], *limits, *told, str(folder / "kept")], look, custom_mutator=spoil)
    atheris.Fuzz()


def keep(folder: Path, contents: bytes, error: BaseException) -> None:
    """Keep an input that a reader fell over, once for each place where it fell."""
    cause = error.__cause__ or error
    ours = [f"{at.filename}:{at.lineno}" for at in traceback.extract_tb(cause.__traceback__) if "src" in at.filename]
    told = hashlib.sha256(f"{type(cause).__name__} {ours[-1:]}".encode()).hexdigest()[:12]
    if not (folder / f"{told}.txt").exists():
        (folder / f"{told}.input").write_bytes(contents)
        (folder / f"{told}.txt").write_text("".join(traceback.format_exception(error)), encoding="utf-8")


def folder_of(name: str) -> Path:
    """Where the spoilt files of a reader are kept that reach something new, and those that it fell over."""
    folder = KEPT / re.sub(r"\W+", "-", name)
    for part in ("kept", "found"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    return folder


# --- all readers, one after the other ------------------------------------------------------------------------


@dataclass(frozen=True)
class Result:
    """What came of a reader: files tried, branches reached before and after, the peak of memory, and what was found."""

    name: str
    tried: int
    reached: tuple[int, int]
    memory: int
    slowest: int
    found: Sequence[str]


def tried_out(name: str, seconds: int) -> Result:
    """Spoil files of one reader in a child."""
    folder = folder_of(name)
    said = folder / "said.txt"
    shutil.rmtree(room())  # what the child before left; this process removes it in the end, for no child comes to that
    room().mkdir()
    child = os.fork()
    if not child:
        with said.open("wb") as stream:
            os.dup2(stream.fileno(), 1)
            os.dup2(stream.fileno(), 2)
        try:
            spoil_one(READERS[name], seconds, folder)
        finally:
            os._exit(1)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    told = said.read_text("utf-8", "replace")
    covered = {moment: int(edges or 0) for moment, edges in _COVERED.findall(told)}
    statistics = {key: int(value) for key, value in _STATISTIC.findall(told)}
    found = [path.read_text("utf-8").strip().splitlines()[-1] for path in sorted((folder / "found").glob("*.txt"))]
    ended = [path.name for path in sorted(folder.glob("ended-*"))]
    if code or "DONE" not in covered:
        found.append(f"the process ended with {code} {' '.join(ended)}: {' '.join(told.split())[-300:]}")
    return Result(
        name=name,
        tried=statistics.get("number_of_executed_units", 0),
        reached=(covered.get("INITED", 0), covered.get("DONE", 0)),
        memory=statistics.get("peak_rss_mb", 0),
        slowest=statistics.get("slowest_unit_time_sec", 0),
        found=found,
    )


def page(results: Sequence[Result], seconds: int) -> str:
    """The figures in words."""
    today = datetime.now(UTC).date()  # noqa: TID251  # figures are dated by the day they were measured
    each_and_all = f"{seconds} seconds for each, {len(results) * seconds / 3600:.1f} hours in all"
    tried, found = sum(each.tried for each in results), [line for each in results for line in each.found]
    lines = [
        "# Fuzzing",
        "",
        f"Written by `python tasks.py fuzz` on {today}. Whole files of every reader are spoilt, as people, programs",
        "and attackers spoil them, and by single bits; Atheris chooses those to spoil further that reach new branches.",
        f"A reader may read or refuse in our own words, within {MOST_SECONDS} seconds of processor time and",
        f"{MOST_MEMORY // 2**20} MiB of memory above what the program had, for files of at most {MOST_BYTES:,} bytes.",
        "",
        f"{machine(USED)}.",
        "",
        f"**{tried:,} files tried** on {len(results)} readers, {each_and_all}; found: {len(found)}.",
        *(f"- {line}" for line in found),
        "",
        "| reader | tried | branches reached by whole files | and by spoilt ones | slowest (s) | peak memory (MiB) |",
        "|---|--:|--:|--:|--:|--:|",
        *map(row, results),
        "",
        *MENDED.strip().splitlines(),
    ]
    return "\n".join(lines) + "\n"


def row(it: Result) -> str:
    """A line of the table."""
    before, after = it.reached
    return f"| {it.name} | {it.tried:,} | {before:,} | {after:,} | {it.slowest or '< 1'} | {it.memory:,} |"


MENDED = """
Branches are those of the library's own modules, counted by Atheris once the process has read the whole files.

## What was found so far, and mended

Each with the property that finds it and its like, in the tests of the module. What the run above found, if anything, is
mended once it stands here.

| what came in | what happened | now |
|---|---|---|
| a path that holds bytes that are no UTF-8 | a traceback from every command that names it | shown by its bytes |
| a workbook with one cell far down and to the right | all memory, and the program was ended | `container.too_large` |
| a tag without its end, a long name of a part | minutes, by the square of its size | read once |
| half a surrogate pair in JSON, deep nesting in a manifest | a traceback | told as no JSON that can be read |
| deep nesting in the definition of a form | a traceback | told with its line |
| a kept book of by-laws, its headers damaged | tracebacks of NumPy, zipfile and zlib | made anew |
| a SQLite page with values of another kind | tracebacks | `store.damaged` |
| thousands of digits among amounts, packed into a workbook | a traceback | kept as text |
| a cell of more than 131,072 characters, packed into JSON or a workbook | a traceback | `table.torn` |
| a village in bytes that are no UTF-8, or of thousands of digits | a traceback | refused, or printed |
| a workbook with a number shown as a day of no calendar | a panic of the compiled reader | `container.not_a_workbook` |
| a formula in a sheet without cells | a traceback | the sheet has none |
| a very long cell with a character that the encoding cannot hold | a traceback | `file.cannot_encode` |
| a foreign sheet of receipts without rows and without amounts | a traceback | `import.no_records` |
| 9E99999999 in a dBASE table | all memory | kept as text |
| a header with a control character, a file without a name, drafted | a profile that is no TOML | TOML |
| an old workbook of too many cells | told as no workbook | `container.too_large` |
| a sheet without records whose name fills a field | a traceback | `import.no_records` |
| a NUL in a cell of a foreign workbook | no row of the package made of it could be read | shown as a lost letter |
| a field of a profile that is no text | a traceback | told with its line |
| a purpose, or words of a voucher, typed as bytes of no UTF-8 | a traceback | another purpose; `file.cannot_encode` |
| a row of a foreign file set aside for a cell that a package takes | taken for usable from the package | kept aside |

## What this does not show

Files above the size here: the tests of `tests/io/test_hostile_workbooks.py` measure time and memory of larger ones.
A sheet that is imported is also written as a package and read again: every value and every row set aside must be the
same. Paths and the names of profiles are not spoilt, and `communitywelfare example` is left out, for it makes as much
as it is asked for. A reader of a whole folder or a command tries some dozen files a second only, so its share of ten
minutes is small: `--reader NAME --seconds N` gives it more, and goes on from what was kept in `build/fuzz`.
"""


def main() -> int:
    """Fuzz, and tell."""
    parser = argparse.ArgumentParser(prog="python tasks.py fuzz", description=__doc__)
    parser.add_argument("--seconds", type=int, default=600, help="how long in all; at least one for each reader")
    parser.add_argument("--reader", help="one reader, by its name in the registry")
    wanted = parser.parse_args()
    chosen = [wanted.reader] if wanted.reader else list(READERS)
    if unknown := set(chosen) - set(READERS):
        parser.error(f"there is no reader {unknown.pop()}; there are: {', '.join(READERS)}")
    each = max(1, wanted.seconds // len(chosen))
    results = []
    for name in chosen:
        results.append(tried_out(name, each))
        print(*[f"{name}: {results[-1].tried:,} tried", *results[-1].found], sep="\n  ", flush=True)
    if not wanted.reader:
        PAGE.write_text(page(results, each), encoding="utf-8")
    return int(any(each.found for each in results))


if __name__ == "__main__":
    sys.exit(main())
