"""Run anybody's reader over the fixtures and compare what it prints: ``python run.py --reader "COMMAND"``.

The reader is called in the folder of a fixture as ``COMMAND package PATH`` or ``COMMAND profile PROFILE SHEET DAY`` and
prints its answer as one JSON object in UTF-8. This needs Python and nothing else.
"""

import argparse
import json
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOMS = ("packages", "profiles")
KEYS = ("refused", "told", "rows", "set_aside", "totals", "head")

HINT = (
    "The reader printed nothing for any fixture; above is what was said the first time. It is called in the folder\n"
    "of each fixture: name its file by a full path, or by one that begins with ../../ for the folder of run.py."
)

Answer = Mapping[str, Any]
Reader = Callable[[Path, Sequence[str]], tuple[Answer, str]]


def fixtures(
    only: Sequence[str] = ("",), without: Sequence[str] = (), place: Path = HERE
) -> Iterator[tuple[str, Path, dict[str, Any]]]:
    """Every fixture whose name holds one of `only` and none of `without`: its name, its folder, what is expected."""
    for room in ROOMS:
        for path in sorted((place / room).glob("*/expected.json")):
            name = f"{room}/{path.parent.name}"
            if any(each in name for each in only) and not any(each in name for each in without):
                yield name, path.parent, json.loads(path.read_text("utf-8"))


def differences(expected: Answer, answer: Answer) -> Iterator[str]:
    """Where an answer is not the expected one; what is not expected is not compared."""
    if not isinstance(answer, dict):
        yield "the answer is no JSON object"
        return
    known = set(expected.get("may_tell", ()))
    for key in KEYS:
        if key not in expected:
            continue
        wanted, found = expected[key], answer.get(key)
        if key == "told":
            wanted, found = sorted(wanted), sorted({str(each) for each in found or ()} - known)
        if wanted != found:
            yield from (f"{key}: {each}" for each in parted(wanted, found))


def parted(wanted: Any, found: Any, where: str = "") -> Iterator[str]:
    """The places at which two values differ, each in a few words."""
    if isinstance(wanted, dict) and isinstance(found, dict):
        for key in sorted(wanted.keys() | found.keys()):
            if wanted.get(key) != found.get(key):
                yield from parted(wanted.get(key), found.get(key), f"{where} {key}".strip())
    elif isinstance(wanted, list) and isinstance(found, list):
        yield from (f"{where} lacks {each}".strip() for each in wanted if each not in found)
        yield from (f"{where} has {each} too many".strip() for each in found if each not in wanted)
    else:
        yield f"{where} is {shown(found)}, wanted is {shown(wanted)}".strip()


def shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) < 80 else f"{text[:77]}…"


def faults(expected: Answer, answer: Answer, said: str) -> list[str]:
    """All that is wrong with what a reader answered and what it said beside."""
    found = list(differences(expected["answer"], answer))
    found += ["a citizen ID stands in what is said on standard error" for each in expected["hidden"] if each in said]
    return found


class Nothing(dict[str, Any]):
    """The answer of a program that failed and printed nothing: perhaps it was never started."""


def by_command(command: str) -> Reader:
    """A reader that is a program."""

    def read(folder: Path, asked: Sequence[str]) -> tuple[Answer, str]:
        whole = f"{command} {subprocess.list2cmdline(asked)}"  # Windows takes a command as it stands
        words = whole if sys.platform == "win32" else shlex.split(whole)
        try:
            done = subprocess.run(words, cwd=folder, capture_output=True, check=False)  # noqa: S603
        except OSError as error:
            return Nothing(refused="not started"), str(error)
        said = done.stderr.decode("utf-8", "replace")
        try:
            return json.loads(done.stdout.decode("utf-8-sig")), said
        except ValueError:
            answer = {"refused": f"no JSON, but: {done.stdout[:60]!r} {said[-200:]!r}"}
            return (Nothing(answer) if done.returncode and not done.stdout else answer), said

    return read


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the suite; 0 where every answer is as expected."""
    parser = argparse.ArgumentParser(description="Run a reader over the conformance fixtures.")
    parser.add_argument("--reader", required=True, help="the command; what it is asked is put behind it")
    parser.add_argument("--only", default=[], action="append", help="a part of the names of fixtures to take, as zip-")
    parser.add_argument("--without", default=[], action="append", help="a part of the names of fixtures to leave out")
    options = parser.parse_args(arguments)
    only = options.only or [""]
    nowhere = [each for each in only if not any(fixtures([each]))]
    for each in nowhere:
        say(f"no fixture has {each} in its name")
    read, right, wrong = by_command(options.reader), 0, list[str]()
    unstarted = list[str]()  # what the reader said, as long as it never printed anything
    for name, folder, expected in fixtures(only, options.without):
        answer, said = read(folder, expected["reads"])
        if isinstance(answer, Nothing) and len(unstarted) == right + len(wrong):
            unstarted.append(said)
        found = faults(expected, answer, said)
        right += not found
        if found:
            lines = (f"{name}: {expected['shows']} ({expected['page']})", *(f"    {each}" for each in found))
            wrong.append("\n".join(lines))
    is_unstarted = bool(wrong) and len(unstarted) == right + len(wrong)
    for each in (f"{unstarted[0].strip()}\n{HINT}",) if is_unstarted else wrong:
        say(each)
    say(f"{right} as expected, {len(wrong)} not")
    return 0 if right and not wrong and not nowhere else 1


def say(text: str) -> None:
    """A line on the terminal, whatever letters that can show."""
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding) + "\n")


if __name__ == "__main__":
    sys.exit(main())
