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
    "fuzz": ("excel", "legacy", "simulation"),
}
"""Environments that hold the project itself, with the extras whose packages they pin."""

TOOLS = ("build", "lock")
"""Environments that hold tools only."""


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
    python = environment("bench")
    each(*((python, script) for script in scripts))


def quality() -> None:
    """Run the full benchmarks and write docs/quality/benchmarks.md."""
    must(environment("bench"), ROOT / "benchmarks" / "run.py", "--write")


def mutate(*options: str) -> None:
    """Change the rules a little in many places, count what the tests notice, write docs/quality/mutation.md."""
    must(environment("mutate"), ROOT / "benchmarks" / "mutation.py", "--write", *options)


def fuzz(*options: str) -> None:
    """Spoil files for every reader, guided by coverage, write docs/quality/fuzzing.md; ten minutes, on Linux."""
    must(environment("fuzz"), ROOT / "benchmarks" / "fuzzing.py", *options)


def crashes() -> None:
    """Kill writers at every step, look at what they leave, write docs/quality/crashes.md; minutes, on Linux."""
    must(environment("bench"), ROOT / "benchmarks" / "crashes.py", "--write")


def wheel() -> None:
    """Build the source archive, and from it the wheel, in dist/."""
    shutil.rmtree(ROOT / "dist", ignore_errors=True)
    must(environment("build"), "-m", "build", "--no-isolation", "--outdir", ROOT / "dist", ROOT)


def lock(*options: str) -> None:
    """Pin what requirements/*.in and pyproject.toml ask for; with --upgrade, at the newest versions."""
    python = environment("lock")
    plain = ("--no-emit-index-url", "--no-header", "--no-annotate", "--quiet", "--no-python-downloads")
    for name in (*EXTRAS, *TOOLS):
        project = ["pyproject.toml"] if name in EXTRAS else []
        extras = [f"--extra={extra}" for extra in EXTRAS.get(name, ())]
        files = [*project, f"requirements/{name}.in", "--output-file", f"requirements/{name}.txt"]
        every_python = ("--universal", "--python-version", "3.11")
        must(python, "-m", "uv", "pip", "compile", *every_python, *plain, *extras, *options, *files)


def clean() -> None:
    """Remove everything the chores made, their environments too."""
    for name in ("build", "dist", "docs/_build", ".hypothesis"):
        shutil.rmtree(ROOT / name, ignore_errors=True)
    for cache in [*ROOT.glob("*/**/__pycache__"), *ROOT.glob("__pycache__")]:
        shutil.rmtree(cache, ignore_errors=True)


CHORES: dict[str, Callable[..., None]] = {
    chore.__name__: chore
    for chore in (demo, test, check, docs, words, bench, quality, mutate, crashes, fuzz, wheel, lock, clean)
}
PASSING_WORDS_ON = ("test", "mutate", "fuzz", "lock")


def environment(name: str) -> Path:
    """The Python of the environment ``name``, which is made when it is missing or no longer as wanted."""
    folder = BUILD / "env" / name
    python = folder / ("Scripts/python.exe" if WINDOWS else "bin/python")
    pins = REQUIREMENTS / f"{name}.txt"
    made_of = fingerprint(sys.version, sys.base_prefix, str(folder), pins.read_text("utf-8"))
    if not stamped(folder / "pins.stamp", made_of):
        make(folder, python, pins)
        stamp(folder / "pins.stamp", made_of)
    if name in EXTRAS:
        install_project(folder, python)
    return python


def script(python: Path, name: str) -> Path:
    """The program ``name`` of the environment of ``python``."""
    return python.with_name(f"{name}.exe" if WINDOWS else name)


def make(folder: Path, python: Path, pins: Path) -> None:
    """A new virtual environment in ``folder`` that holds what ``pins`` lists."""
    if importlib.util.find_spec("ensurepip") is None:
        sys.exit("this Python cannot make virtual environments: on Debian or Ubuntu, install python3-venv")
    say(f"Preparing {folder.relative_to(ROOT)} (the first time only, and when its pins change)")
    shutil.rmtree(folder, ignore_errors=True)
    must(sys.executable, "-m", "venv", folder)
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
        help="test: pytest's; mutate: --seconds N, --modules …; fuzz: --seconds N, --reader NAME; lock: uv's",
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
