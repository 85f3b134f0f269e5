"""Kills writers in the middle of their work and looks at what they leave: `python tasks.py crashes`.

A writer is a process of its own. It is killed (SIGKILL) at every system call that it makes, right before and right
after (with ptrace, which needs Linux), and at random moments. Whoever opens what it leaves must find the old or the
new, whole, and must be able to go on.
"""

import argparse
import ctypes
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from attrs import evolve

from communitywelfare.accounting import Journal
from communitywelfare.cli import main as command_line
from communitywelfare.fund import desk
from communitywelfare.io._files import locked
from communitywelfare.io.backup import backup, read_backup, restore
from communitywelfare.io.package import Package, package_files, read_package, write_package
from communitywelfare.io.store_sqlite import JournalStore
from communitywelfare.money import Money
from communitywelfare.synthetic import Plan, make_package

PAGE = Path(__file__).resolve().parents[1] / "docs" / "quality" / "crashes.md"
OLD, NEW = "old", "new"


# --- killing -------------------------------------------------------------------------------------------------

Work = Callable[[], object]
_TRACEME, _SYSCALL, _SETOPTIONS = 0, 24, 0x4200
_EXITKILL = 0x00100000


def traced(work: Work, kill_at: int = 0) -> int:
    """Let a process do some work, and kill it at one of its stops; how many stops there were.

    A stop is the moment before or after a system call.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    libc.ptrace.argtypes = [ctypes.c_long] * 4
    libc.ptrace.restype = ctypes.c_long
    child = _child(work, before=lambda: (libc.ptrace(_TRACEME, 0, 0, 0), os.kill(os.getpid(), signal.SIGSTOP)))
    os.waitpid(child, 0)
    if libc.ptrace(_SETOPTIONS, child, 0, _EXITKILL):
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        raise OSError(ctypes.get_errno(), "processes cannot be traced here")
    stops = 0
    while True:
        libc.ptrace(_SYSCALL, child, 0, 0)
        _child_id, status = os.waitpid(child, 0)
        if os.WIFEXITED(status) or os.WIFSIGNALED(status):
            if not kill_at and os.waitstatus_to_exitcode(status):
                raise RuntimeError("the writer failed by itself")
            return stops
        stops += 1
        if stops == kill_at:
            os.kill(child, signal.SIGKILL)


def timed(work: Work, seconds: float | None) -> None:
    """Let a process do some work, and kill it after a while; or let it be done."""
    child = _child(work, before=lambda: None)
    if seconds is not None:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _child(work: Work, before: Work) -> int:
    child = os.fork()
    if child:
        return child
    try:
        with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
            os.dup2(nowhere.fileno(), 1)
            os.dup2(nowhere.fileno(), 2)
        before()
        work()
        os._exit(0)
    finally:
        os._exit(1)


# --- what is killed, and what must be left -------------------------------------------------------------------


@dataclass(frozen=True)
class Writer:
    """Something that writes in a room: how the room is before it, what it does, and what it left: old or new."""

    name: str
    prepare: Callable[[Path], object]
    work: Callable[[Path], object]
    look: Callable[[Path], str]


NOON = datetime(2024, 9, 30, 12, tzinfo=timezone(timedelta(hours=7)))


def grown(package: Package, receipts: int) -> Package:
    """The package after some more receipts, each with its entry."""
    fund = package.fund
    member = fund.register.current(fund.as_of)[0].number
    for _receipt in range(receipts):
        fund, _paper = desk.receive(fund, member, Money.baht(30), on=fund.as_of, recorded_at=NOON)
    return evolve(package, fund=fund)


SMALL = make_package(Plan(members=6, years=1, seed=4))
LARGER = grown(SMALL, 3)
BEFORE, AFTER = package_files(SMALL), package_files(LARGER)


def contents(folder: Path) -> dict[str, bytes]:
    """What lies in a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def one_of(found: object, old: object, new: object) -> str:
    """Which of the two it is; anything else is a failure."""
    if found not in (old, new):
        raise AssertionError("neither the old nor the new")
    return NEW if found == new else OLD


def package_left(room: Path, old: dict[str, bytes], new: dict[str, bytes]) -> str:
    """The package as the next reader finds it, and the room as the next writer leaves it."""
    folder = room / "fund"
    reading = read_package(str(folder))
    if reading.has_errors or reading.package is None:
        raise AssertionError([finding.code for finding in reading.findings])
    left = one_of(contents(folder), old, new)
    with locked(str(folder)):
        if one_of(contents(folder), old, new) != left:
            raise AssertionError("recovering changed it")
    litter = {path.name for path in room.iterdir()} - {"fund", ".fund.lock", "b.zip"}
    if litter:
        raise AssertionError(f"left behind: {sorted(litter)}")
    return left


def write(room: Path) -> None:
    """Write the larger package over the smaller one."""
    with locked(str(room / "fund")):
        write_package(str(room / "fund"), LARGER)


def at_the_desk(room: Path) -> None:
    """A receipt by the command of the desk."""
    if command_line(["receive", str(room / "fund"), "M00001", "30", "--on", "2024-10-05"]):
        raise AssertionError("the command failed")


def desk_left(room: Path) -> str:
    """The package without or with the receipt; when it was written down is the clock's affair."""
    found = read_package(str(room / "fund"))
    if found.has_errors or found.package is None:
        raise AssertionError([finding.code for finding in found.findings])
    more = len(found.package.fund.journal) - len(SMALL.fund.journal)
    if more == 0:
        package_left(room, BEFORE, BEFORE)
        return OLD
    made_at = found.package.fund.journal.entries[-1].recorded_at
    day = datetime(2024, 10, 5, tzinfo=NOON.tzinfo).date()
    fund, _paper = desk.receive(SMALL.fund, "M00001", Money.baht(30), on=day, recorded_at=made_at)
    files = package_files(evolve(SMALL, fund=evolve(fund, as_of=day)))
    package_left(room, files, files)
    return NEW


def append(room: Path) -> None:
    """Append three entries, a transaction, to a SQLite store."""
    with JournalStore(str(room / "books.sqlite")) as store:
        store.append(Journal((*store.journal(), *LARGER.fund.journal.entries[-3:])))


def make_store(room: Path) -> None:
    """A store of the smaller journal."""
    with JournalStore(str(room / "books.sqlite"), fund_id="F") as store:
        store.append(SMALL.fund.journal)


def store_left(room: Path) -> str:
    """The store as the next reader finds it; the next writer goes on."""
    with JournalStore(str(room / "books.sqlite"), fund_id="F") as store:
        fault = store.verify()
        if fault is not None:
            raise AssertionError(fault.code)
        left = one_of(store.journal(), SMALL.fund.journal, LARGER.fund.journal)
        if store.append(Journal((*store.journal(), *LARGER.fund.journal.entries[len(store) :]))) != LARGER.fund.journal:
            raise AssertionError("it cannot go on")
    if [path.name for path in room.iterdir()] != ["books.sqlite"]:
        raise AssertionError("left behind: a rollback journal")
    return left


def new_store_left(room: Path) -> str:
    """A store that was being made: without an entry, or with all."""
    with JournalStore(str(room / "books.sqlite"), fund_id="F") as store:
        left = one_of(store.journal(), Journal(), SMALL.fund.journal)
        fault = store.verify()
    if fault is not None:
        raise AssertionError(fault.code)
    return left


def back_up(room: Path) -> None:
    """Back the package up."""
    backup(str(room / "fund"), str(room / "b.zip"))


def backup_left(room: Path) -> str:
    """No backup, or a whole one; the package is as it was."""
    for beside in room.glob(".b.zip.new"):
        beside.unlink()
    package_left(room, BEFORE, BEFORE)
    if not (room / "b.zip").exists():
        return OLD
    return one_of(dict(read_backup(str(room / "b.zip")).files), BEFORE, BEFORE)


def make_package_folder(room: Path) -> None:
    """The smaller package."""
    write_package(str(room / "fund"), SMALL)


def make_backup_of_larger(room: Path) -> None:
    """The smaller package, and a backup of the larger one."""
    write_package(str(room / "fund"), LARGER)
    backup(str(room / "fund"), str(room / "b.zip"))
    write_package(str(room / "fund"), SMALL)


WRITERS = (
    Writer("a receipt at the desk", make_package_folder, at_the_desk, desk_left),
    Writer(
        "a package written over another",
        make_package_folder,
        write,
        lambda room: package_left(room, BEFORE, AFTER),
    ),
    Writer(
        "a package restored from a backup",
        make_backup_of_larger,
        lambda room: restore(str(room / "b.zip"), str(room / "fund")),
        lambda room: package_left(room, BEFORE, AFTER),
    ),
    Writer("a backup made", make_package_folder, back_up, backup_left),
    Writer("a SQLite store made", Path.exists, make_store, new_store_left),
    Writer("entries appended to a SQLite store", make_store, append, store_left),
)


# --- many times ----------------------------------------------------------------------------------------------


@dataclass
class Result:
    """What came of killing one writer many times."""

    name: str
    stops: int
    left: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)

    @property
    def kills(self) -> int:
        """How many times it was killed."""
        return self.left.total() + len(self.broken)


def try_out(writer: Writer, *, most: int, at_random: int) -> Result:
    """Kill a writer at so many of its stops at most, evenly spread, and so many times at random."""
    with tempfile.TemporaryDirectory() as place:
        start = Path(place, "start")
        start.mkdir()
        writer.prepare(start)
        timed_room, counted_room = copied(start), copied(start)
        began = time.perf_counter()
        timed(lambda: writer.work(timed_room), None)
        whole = time.perf_counter() - began
        result = Result(writer.name, traced(lambda: writer.work(counted_room)))
        step = max(1, -(-result.stops // most)) if most else result.stops + 1
        for stop in range(1, result.stops + 1, step):
            room = copied(start)
            traced(lambda room=room: writer.work(room), stop)
            note(result, writer, room, f"stop {stop}")
        chance = random.Random(result.stops)
        for number in range(at_random):
            room = copied(start)
            timed(lambda room=room: writer.work(room), chance.uniform(0, whole))
            note(result, writer, room, f"random {number}")
    return result


def copied(start: Path) -> Path:
    """A room like the first one."""
    return Path(shutil.copytree(start, tempfile.mkdtemp(dir=start.parent), dirs_exist_ok=True))


def note(result: Result, writer: Writer, room: Path, kill: str) -> None:
    """Look at what a kill left."""
    try:
        result.left[writer.look(room)] += 1
    except Exception as error:  # noqa: BLE001 - whatever it is, the writer left something that is not whole
        result.broken.append(f"{kill}: {type(error).__name__}: {error}")
    shutil.rmtree(room)


def page(results: Iterable[Result]) -> str:
    """The figures in words."""
    results = list(results)
    today = datetime.now(UTC).date()  # noqa: TID251  # figures are dated by the day they were measured
    lines = [
        "# Crashes",
        "",
        f"Written by `python tasks.py crashes` on {today}. A writer is killed (SIGKILL) right before and right after",
        "every system call that it makes, and at random moments besides. Then the next one opens what it left: it must",
        "be the old or the new, whole, with no half-made files left after the next writer, and work must go on.",
        "",
        "| writer | kill points | killed | old found | new found | broken |",
        "|---|--:|--:|--:|--:|--:|",
        *(
            f"| {it.name} | {it.stops:,} | {it.kills:,} | {it.left[OLD]:,} | {it.left[NEW]:,} | {len(it.broken):,} |"
            for it in results
        ),
        "",
        f"Killed {sum(it.kills for it in results):,} times in all. What this does not show is a power cut, after which",
        "the disk may have lost what it had not written yet: files are flushed before they take their place for that.",
        *("\n- " + line for it in results for line in it.broken),
    ]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Kill, look, and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most", type=int, default=10**6, help="kill at so many stops of each writer at most")
    parser.add_argument("--random", type=int, default=100, help="kill each writer so many times at random")
    parser.add_argument("--json", action="store_true", help="print the results for a program")
    parser.add_argument("--write", action="store_true", help="write docs/quality/crashes.md")
    wanted = parser.parse_args()
    results = [try_out(writer, most=wanted.most, at_random=wanted.random) for writer in WRITERS]
    if wanted.json:
        rows = [{"name": it.name, "stops": it.stops, "left": it.left, "broken": it.broken} for it in results]
        print(json.dumps(rows))
    else:
        print(page(results))
    if wanted.write:
        PAGE.write_text(page(results), encoding="utf-8")
    return int(any(it.broken for it in results))


if __name__ == "__main__":
    sys.exit(main())
