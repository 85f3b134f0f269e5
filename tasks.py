"""The project's chores, one word each: ``python tasks.py demo``.

Each chore makes the virtual environment it needs under ``build/env`` from the exact pins in ``requirements``,
so a machine with Python 3.11 or newer and nothing else can run any of them, on Linux, macOS and Windows.
Made once, an environment is used again until its pins or the Python that made it change.
"""

import argparse
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036 - an older Python must hear this in one sentence
    sys.exit(f"communitywelfare needs Python 3.11 or newer, and this is Python {sys.version.split()[0]}.")

ROOT = Path(__file__).resolve().parent
BUILD = ROOT / "build"
REQUIREMENTS = ROOT / "requirements"
WINDOWS = os.name == "nt"

EXTRAS = {
    "demo": (),
    "test": ("distributed", "excel", "fast", "frames", "legacy", "report", "simulation", "testing"),
    "check": ("excel", "legacy", "simulation", "testing"),
    "docs": ("excel", "simulation", "testing"),
    "bench": ("excel", "fast", "frames", "simulation"),
    "mutate": ("excel", "legacy", "simulation", "testing"),
    "fuzz": ("excel", "frames", "legacy", "simulation"),
    "oldest": ("all",),
}
"""Environments that hold the project itself, with the extras whose packages they pin."""

LISTS: dict[str, tuple[str, ...]] = {"core": (), "all": ("all",)}
"""Pins that no environment is made of: what the bill of materials tells."""

TOOLS = ("build", "lock", "peers")
"""Environments that hold tools only, or what benchmarks hold the project against."""

QUICK = (
    *("tests/test_money.py", "tests/test_calendar.py", "tests/test_cases.py", "tests/test_claims.py"),
    *("tests/test_identity.py", "tests/test_members.py", "tests/test_synthetic.py", "tests/rules/test_adjudication.py"),
    *("tests/rules/test_reading.py", "tests/cofunding/test_worked_cases.py", "tests/accounting/test_journal.py"),
    *("tests/io/test_package.py", "tests/io/test_journal_columns.py", "tests/io/foreign/test_book.py"),
    *("tests/reports/test_sheets.py", "tests/reports/test_documents.py", "tests/cli/test_commands.py"),
    *("tests/simulation/test_lives_engines.py", "tests/simulation/test_nation.py", "tests/wording/test_clauses.py"),
)
"""Tests that together reach every package the library can use, in some minutes."""


def demo() -> None:
    """Make the example fund, assess its claims, draw up its books and forms, and say which page to open."""
    package, out = ROOT / "examples" / "chamuang", BUILD / "demo"
    python = environment("demo")
    size = ("--members", "1500", "--years", "10", "--seed", "2569")
    must(python, "-m", "communitywelfare", "example", package, *size, "--bylaw", package / "bylaw.toml")
    must(python, "-m", "communitywelfare", "report", package, "--out", out, "--lang", "th")
    say(f"Open this page in a browser: {(out / 'index.html').relative_to(ROOT)}")


def test(*chosen: str) -> None:
    """Run the tests and doctests with branch coverage; words after it go to pytest, without coverage."""
    # Each process begins with a stretch of its own: what many tests of a file share is made once, not in all of them.
    everything = ("--cov", "--numprocesses", "auto", "--dist", "worksteal")
    must(environment("test"), "-m", "pytest", *(chosen or everything))


def check() -> None:
    """Check format, lint, types and import contracts, each of them even when one before it failed."""
    python = environment("check")
    each(
        (python, "-m", "ruff", "format", "--check", "."),
        (python, "-m", "ruff", "check", "."),
        (python, "-m", "mypy"),
        (script(python, "basedpyright"), "--project", ROOT / "tests" / "typing", "--pythonpath", python),
        (script(python, "lint-imports"), "--cache-dir", BUILD / ".import_linter_cache"),
    )


def docs() -> None:
    """Build the documentation in docs/_build/html, the Thai pages in th below it; a warning is an error."""
    # Always afresh: pages that sphinx takes from its cache would keep their warnings to themselves.
    strict = ("-m", "sphinx", "--quiet", "--fail-on-warning", "--nitpicky", "--keep-going", "--fresh-env")
    source = ROOT / "docs"
    pages = source / "_build" / "html"
    in_thai = ("--conf-dir", source, "--define", "language=th", "-d", BUILD / "doctrees-th", source / "th")
    python = environment("docs")
    each(
        (python, *strict, "-d", BUILD / "doctrees", source, pages),
        (python, *strict, *in_thai, pages / "th"),
    )
    for page in (pages / "index.html", pages / "th" / "index.html"):
        say(f"Open this page in a browser: {page.relative_to(ROOT)}")


def words() -> None:
    """Bring up to date what pages show, the catalogues of the Thai pages, and the Thai pages; then read the changes."""
    must(environment("test"), ROOT / "tests" / "test_docs.py")


def bench() -> None:
    """Run every benchmark and print its figures."""
    scripts = sorted((ROOT / "benchmarks").glob("bench_*.py"))
    if not scripts:
        sys.exit("no benchmarks/bench_*.py was found")
    peers()
    python = environment("bench")
    each(*((python, script) for script in scripts))


def quality() -> None:
    """Run the full benchmarks, write docs/quality/benchmarks.md, and show what changed since the last record."""
    peers()
    must(environment("bench"), ROOT / "benchmarks" / "run.py", "--write")
    must(sys.executable, "-m", "tools.quality_record")
    compare("HEAD")


def compare(old: str = "HEAD", new: str = "") -> None:
    """Hold two records of benchmarks against one another, each of a commit (the second by default what lies here)."""
    must(sys.executable, "-m", "tools.benchmarks_compared", old, *filter(None, [new]))


def coverage() -> None:
    """Run all tests and write to docs/quality/coverage.md what they reach, by room."""
    os.environ["MEASURE"] = "widely"  # tests/conftest.py
    test()
    must(environment("test"), "-m", "coverage", "json", "--quiet", "-o", BUILD / "coverage.json")
    must(sys.executable, "-m", "tools.coverage_by_room", BUILD / "coverage.json")
    must(sys.executable, "-m", "tools.quality_record")


def mutate(*options: str) -> None:
    """Change the rules a little in many places, count what the tests notice, write docs/quality/mutation.md."""
    must(environment("mutate"), ROOT / "benchmarks" / "mutation.py", "--write", *options)
    must(sys.executable, "-m", "tools.quality_record")


def fuzz(*options: str) -> None:
    """Spoil files for every reader, guided by coverage, write docs/quality/fuzzing.md; ten minutes, on Linux."""
    must(environment("fuzz"), ROOT / "benchmarks" / "fuzzing.py", *options)
    must(sys.executable, "-m", "tools.quality_record")


def crashes() -> None:
    """Kill writers at every step, look at what they leave, write docs/quality/crashes.md; minutes, on Linux."""
    must(environment("bench"), ROOT / "benchmarks" / "crashes.py", "--write")
    must(sys.executable, "-m", "tools.quality_record")


def wheel() -> None:
    """Build the source archive, and from it the wheel, in dist/; the same commit gives the same bytes."""
    shutil.rmtree(ROOT / "dist", ignore_errors=True)
    os.environ.setdefault("SOURCE_DATE_EPOCH", committed_at())
    must(environment("build"), "-m", "build", "--no-isolation", "--outdir", ROOT / "dist", ROOT)


def sbom() -> None:
    """Write the bill of materials, every pinned package as CycloneDX JSON, in dist/."""
    must(sys.executable, "-m", "tools.sbom")


def notes(version: str = "Unreleased") -> None:
    """Print the notes of a version from CHANGELOG.md, as a signed tag carries them."""
    must(sys.executable, "-m", "tools.notes", version)


def oldest(*chosen: str) -> None:
    """Run quick tests with the lowest versions that pyproject.toml allows, write docs/quality/oldest.md."""
    must(environment("oldest"), *quick("oldest", *chosen))
    if not chosen:
        must(sys.executable, "-m", "tools.versions", "oldest")
        must(sys.executable, "-m", "tools.quality_record")


def pythons(*chosen: str) -> None:
    """Run quick tests on each Python that is there, write docs/quality/pythons.md."""
    from tools import interpreters  # noqa: PLC0415 - only here, and not before the sentence above

    found = {version: interpreters.find(version) for version in interpreters.promised()}
    for version, python in found.items():
        if python:
            must(environment("test", python, version), *quick(version, *chosen))
        else:
            say(f"Python {version} is not on this machine")
    if not chosen:
        full = {version: interpreters.version_of(python) if python else "" for version, python in found.items()}
        told = (f"{version}={there}" for version, there in full.items())
        must(sys.executable, "-m", "tools.versions", "pythons", *told)
        must(sys.executable, "-m", "tools.quality_record")


def quick(name: str, *chosen: str) -> tuple[str | Path, ...]:
    """Words for a Python that run the quick tests, or ``chosen`` ones, and leave their result under ``name``."""
    result = BUILD / "results" / f"{name}.xml"
    return ("-m", "pytest", "-q", "--junit-xml", result, *(chosen or QUICK))


def lock(*options: str) -> None:
    """Pin what requirements/*.in and pyproject.toml ask for; with --upgrade, at the newest versions."""
    python = environment("lock")
    plain = ("--no-emit-index-url", "--no-header", "--no-annotate", "--quiet", "--no-python-downloads")
    of_project = EXTRAS | LISTS
    for name in (*of_project, *TOOLS):
        project = ["pyproject.toml"] if name in of_project else []
        extras = [f"--extra={extra}" for extra in of_project.get(name, ())]
        lowest = ["--resolution=lowest-direct"] if name == "oldest" else []
        files = [*project, f"requirements/{name}.in", "--output-file", f"requirements/{name}.txt"]
        every_python = ("--universal", "--python-version", "3.11")
        must(python, "-m", "uv", "pip", "compile", *every_python, *plain, *extras, *lowest, *options, *files)


def clean() -> None:
    """Remove everything the chores made, their environments too."""
    for name in ("build", "dist", "docs/_build", ".hypothesis"):
        shutil.rmtree(ROOT / name, ignore_errors=True)
    for cache in [*ROOT.glob("*/**/__pycache__"), *ROOT.glob("__pycache__")]:
        shutil.rmtree(cache, ignore_errors=True)


CHORES: dict[str, Callable[..., None]] = {
    chore.__name__: chore
    for chore in (
        *(demo, test, coverage, check, docs, words, bench, quality, compare, mutate, crashes, fuzz, oldest, pythons),
        *(wheel, sbom, notes, lock, clean),
    )
}
PASSING_WORDS_ON = ("test", "mutate", "fuzz", "oldest", "pythons", "compare", "notes", "lock")


def environment(name: str, interpreter: str | Path = sys.executable, suffix: str = "") -> Path:
    """The Python of the environment ``name``, which is made when it is missing or no longer as wanted.

    That of another ``interpreter`` than this one has a ``suffix``, and stands beside it.
    """
    folder = BUILD / "env" / f"{name}{suffix}"
    python = folder / ("Scripts/python.exe" if WINDOWS else "bin/python")
    pins = REQUIREMENTS / f"{name}.txt"
    made_with = (sys.version, sys.base_prefix) if interpreter == sys.executable else (str(interpreter),)
    made_of = fingerprint(*made_with, str(folder), pins.read_text("utf-8"))
    if not stamped(folder / "pins.stamp", made_of):
        make(folder, python, pins, interpreter)
        stamp(folder / "pins.stamp", made_of)
    if name in EXTRAS:
        install_project(folder, python)
    return python


def peers() -> None:
    """The engines that benchmarks hold the project against, where this Python has wheels of them."""
    if sys.version_info < (3, 13):
        environment("peers")


def script(python: Path, name: str) -> Path:
    """The program ``name`` of the environment of ``python``."""
    return python.with_name(f"{name}.exe" if WINDOWS else name)


def make(folder: Path, python: Path, pins: Path, interpreter: str | Path) -> None:
    """A new virtual environment in ``folder`` that holds what ``pins`` lists."""
    if importlib.util.find_spec("ensurepip") is None:
        sys.exit("this Python cannot make virtual environments: on Debian or Ubuntu, install python3-venv")
    say(f"Preparing {folder.relative_to(ROOT)} (the first time only, and when its pins change)")
    shutil.rmtree(folder, ignore_errors=True)
    must(interpreter, "-m", "venv", folder)
    must(python, *PIP_INSTALL, "--requirement", pins)


def install_project(folder: Path, python: Path) -> None:
    """The project itself, as the files in src, so that an edit counts at once."""
    described = fingerprint((ROOT / "pyproject.toml").read_text("utf-8"))
    if not stamped(folder / "project.stamp", described):
        must(python, *PIP_INSTALL, "--no-deps", "--no-build-isolation", "--editable", ROOT)
        for link in folder.rglob("*communitywelfare.pth"):
            # Relative, and so in ASCII: Python 3.11 misreads a Thai path here where the locale is not UTF-8.
            link.write_text(os.path.relpath(ROOT / "src", link.parent), "ascii")
        stamp(folder / "project.stamp", described)


PIP_INSTALL = ("-m", "pip", "--disable-pip-version-check", "install", "--quiet")


def committed_at() -> str:
    """When what is built was committed, in seconds since 1970; where git does not know, hatchling's own fixed day."""
    git = shutil.which("git")
    asked = [git or "git", "log", "-1", "--format=%ct"]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False) if git else None
    return (done.stdout.strip() if done else "") or "1580601600"


def fingerprint(*parts: str) -> str:
    """One short word for ``parts``: another word means that one of them changed."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def stamped(path: Path, word: str) -> bool:
    """Whether ``word`` was stamped on ``path`` when the work behind it was finished."""
    return path.is_file() and path.read_text("utf-8") == word


def stamp(path: Path, word: str) -> None:
    """Record that the work behind ``word`` is finished; broken off, it leaves no stamp and is done again."""
    path.write_text(word, "utf-8")


def run(*command: str | Path) -> int:
    """Run ``command`` from the top of the project, free of the caller's Python settings; its exit code."""
    settings = {key: text for key, text in os.environ.items() if key not in FOREIGN}
    settings |= {"PYTHONUTF8": "1"}  # Thai in any terminal
    sys.stdout.flush()
    return subprocess.run([str(word) for word in command], cwd=ROOT, env=settings, check=False).returncode


FOREIGN = ("PYTHONHOME", "PYTHONPATH", "PYTHONSTARTUP", "VIRTUAL_ENV", "PIP_TARGET", "PIP_PREFIX", "PIP_USER")


def must(*command: str | Path) -> None:
    """Run ``command``; if it fails, end with its exit code."""
    code = run(*command)
    if code:
        say(f"This ended with {code}: {shown(command)}")
        sys.exit(code if code > 0 else 1)


def each(*commands: tuple[str | Path, ...]) -> None:
    """Run all ``commands``, the rest too when one fails; end with 1 if any did."""
    failed = []
    for command in commands:
        say(shown(command))
        if run(*command):
            failed.append(command)
    for command in failed:
        say(f"This failed: {shown(command)}")
    if failed:
        sys.exit(1)


def shown(command: tuple[str | Path, ...]) -> str:
    """``command`` as a line to read, its paths from the top of the project."""
    program, *words = command
    return " ".join([Path(program).stem, *(str(word).removeprefix(f"{ROOT}{os.sep}") for word in words)])


def say(line: str) -> None:
    """One line to whoever runs the chore."""
    print(f"== {line}", flush=True)


def main() -> None:
    """Read the chore's name and do it."""
    described = "\n".join(f"  {name:8} {chore.__doc__}" for name, chore in CHORES.items())
    parser = argparse.ArgumentParser(
        prog="python tasks.py",
        epilog=f"chores:\n{described}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("chore", choices=CHORES, metavar="CHORE", help="one of the chores below")
    parser.add_argument(
        "words",
        nargs=argparse.REMAINDER,
        help="test, oldest, pythons: pytest's; compare: OLD NEW; notes: a version; "
        "mutate: --seconds N, --modules …; fuzz: --seconds N, --reader NAME; lock: uv's",
    )
    wanted = parser.parse_args()
    if wanted.words and wanted.chore not in PASSING_WORDS_ON:
        parser.error(f"{wanted.chore} takes no further words: {' '.join(wanted.words)}")
    try:
        CHORES[wanted.chore](*wanted.words)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
