"""What is to be expected by four rules: the library, and three actuarial engines that go from member to member.

cashflower, modelx and heavylight are given the same people, tables and rules, and must come to the same sums. They have
an environment of their own (``python tasks.py bench`` makes it from requirements/peers.txt); without it, only the
library is measured. What ten nights a year leave is not asked here, for in these engines that has no plain words: so
they have less to do than the library has in `bench_expected`. Each is run with as many people as it can bear here, and
seconds are told by member; the library is run with as many too, to make sure of the sums. Run with ``--full`` for
6 million members of the library; a tenth of it otherwise.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from attrs import evolve
from bench_expected import (
    CHILD,
    GIFT,
    MONTHS,
    NAMES,
    NIGHT,
    STEPS,
    YEARS,
    Floats,
    assumptions,
    bylaw,
    first_of,
    from_bylaw,
    start_of,
)
from measure import RUNS, Measured, measure

from communitywelfare.rules import ByLaw
from communitywelfare.simulation.demography import Demography
from communitywelfare.simulation.horizon import Horizon
from communitywelfare.simulation.population import Population

PEERS = {"cashflower": 1_000, "modelx": 100_000, "heavylight": 1_000_000}
"""How many members each engine is run with: minutes, or all memory, would be needed for more."""

_HERE = Path(__file__).resolve().parent
_ENVIRONMENT = _HERE.parent / "build" / "env" / "peers"
_PYTHON = _ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _bylaw() -> ByLaw:
    """The four rules, a stay in hospital without a limit."""
    whole = bylaw()
    version = whole.versions[0]
    benefits = tuple(evolve(each, limits=()) for each in version.benefits)
    return evolve(whole, versions=(evolve(version, benefits=benefits),))


def by_library(members: int) -> Callable[[], Floats]:
    """From the by-law."""
    return from_bylaw(members, _bylaw())


# --- the engines -------------------------------------------------------------------------------------------


def _columns(people: Population, tables: Demography) -> dict[str, np.ndarray]:
    """The people as columns: months count from the first one, and a day after the 14th comes too late for it."""
    first = tables.horizon.first.index - 1970 * 12
    born, joined = (days.astype("M8[D]").astype("M8[M]").astype(np.int64) for days in (people.birth, people.joined))
    born_on, joined_on = people.birth - first_of(born), people.joined - first_of(joined)
    months_of_birth = tables.deaths.shape[0] // 2
    return {
        "place": people.sex * np.int64(months_of_birth) + np.clip(born - first + 1440, 0, months_of_birth - 1),
        "joining_row": np.clip(joined - first + 720, 0, None),
        "sex": people.sex.astype(np.int64),
        "born": born - first,
        "after_gift": ((born_on >= 13) & (born % 12 == 3)).astype(np.int64),
        "joined": joined - first,
        "is_late": (joined_on >= 15).astype(np.int64),
        "after_wait": ((joined_on >= 13) & (joined % 12 == 3)).astype(np.int64),
    }


def _tables(tables: Demography) -> dict[str, np.ndarray]:
    """Rates by row and month, and what the rules pay, in satang."""
    return {
        "survives": np.exp(-np.diff(tables.deaths, axis=1)),
        "stays": np.exp(-np.diff(tables.leaving, axis=1)),
        "admissions": np.diff(tables.admissions, axis=1),
        "births": np.diff(tables.births, axis=1),
        "stop": tables.stop,
        "year": np.array(tables.horizon.places),
        "is_april": (tables.horizon.first.index + np.arange(MONTHS)) % 12 == 3,
        "step_months": np.array([months for months, _pay in STEPS]),
        "step_pays": np.array([0, *(pay * 100 for _months, pay in STEPS)], np.float64),
        "waits": np.int64(6),
        "night": np.float64(NIGHT * 100),
        "child": np.float64(CHILD * 100),
        "gift": np.float64(GIFT * 100),
    }


def _peer(engine: str, members: int, runs: int) -> Measured:
    """An engine in its own environment, which measures itself: the best of some runs."""
    start = start_of(members)
    tables = Demography.of(assumptions(), Horizon(start.first, MONTHS))
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder, "given.npz")
        np.savez(given, **_columns(start.people, tables), **_tables(tables))
        done = subprocess.run(  # noqa: S603  # this project's own script
            [_PYTHON, _HERE / "peers" / "run.py", engine, str(runs)],
            env=os.environ | {"PEERS_GIVEN": str(given)},
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        raise SystemExit(f"{engine} failed: {done.stderr}")
    told = json.loads(done.stdout.splitlines()[-1])
    return Measured(engine, told["seconds"], told["megabytes"], told["sums"])


def _agreed(members: int, peer: Measured) -> None:
    for name, ours, its in zip(("members", *NAMES), by_library(members)().tolist(), peer.answer, strict=True):  # type: ignore[call-overload]
        if abs(ours - its) > 1e-9 * its:
            raise SystemExit(f"{peer.name} has {its} as {name} of {members:,} members, the library {ours}")


def compare(members: int = 600_000) -> str:
    """Measure all, make sure that they agree, and say what a member costs."""
    own = measure("expected, from the by-law", partial(by_library, members))
    mine = own.seconds / members
    lines = [
        f"## Four rules in {YEARS} years, from member to member",
        "",
        f"The best of {RUNS} runs, that of cashflower of one. What a member takes is what all take, parted among them.",
        "No limit is asked of the nights, for these engines have no plain words for it; all come to the same sums.",
        "",
        "| | members | CPU s | microseconds a member | times the library's | peak MB |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    engines = PEERS.items() if _is_there() else ()
    found = [(_peer(name, size, 1 if name == "cashflower" else RUNS), size) for name, size in engines]
    for peer, size in found:
        _agreed(size, peer)
    for row, size in [*found, (own, members)]:
        each = row.seconds / size
        cells = f"{row.seconds:.3f} | {each * 1e6:,.2f} | {each / mine:,.0f} | {row.megabytes or 0:,.0f}"
        lines.append(f"| {row.name} | {size:,} | {cells} |")
    return "\n".join([*lines, ""])


def _is_there() -> bool:
    if not _PYTHON.is_file():
        print(f"{_ENVIRONMENT.name}: no such environment, so the library is measured alone", file=sys.stderr)
        return False
    return True


if __name__ == "__main__":
    print(compare(6_000_000 if "--full" in sys.argv else 600_000))
