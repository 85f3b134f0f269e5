"""Measuring: each piece of work in a process of its own, its CPU seconds and peak memory, the best of a few runs."""

import gc
import multiprocessing
import platform
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

try:
    import resource
except ImportError:  # Windows has no such figures; memory is then left out
    resource = None  # type: ignore[assignment]

RUNS = 3


@dataclass(frozen=True)
class Measured:
    """What one piece of work cost, and what it answered."""

    name: str
    seconds: float
    megabytes: float | None
    answer: object
    wall: float = 0.0


def measure(
    name: str,
    work: Callable[[], Callable[[], object]],
    *,
    told: Callable[[Any], object] | None = None,
    runs: int = RUNS,
) -> Measured:
    """Prepare and run a piece of work in a fresh process; only the running is timed.

    `told` makes an answer of what the last run gave, such as a fingerprint of it; by default that is the answer.
    """
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        seconds, megabytes, answer, wall = pool.apply(_run, (work, told, runs))
    return Measured(name, seconds, megabytes, answer, wall)


def _run(
    work: Callable[[], Callable[[], object]], told: Callable[[Any], object] | None, runs: int
) -> tuple[float, float | None, object, float]:
    run = work()
    gc.collect()
    times, walls = [], []
    answer: object = None
    for _ in range(runs):
        answer = None  # room for the next
        begun, start = time.perf_counter(), _processor()
        answer = run()
        times.append(_processor() - start)
        walls.append(time.perf_counter() - begun)
    peak = _peak()
    return min(times), peak, told(answer) if told else answer, min(walls)


def _processor() -> float:
    """CPU seconds of this process and of the programs that it ran to their end."""
    if resource is None:
        return time.process_time()
    programs = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + programs.ru_utime + programs.ru_stime


def _peak() -> float | None:
    if resource is None:
        return None
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    kilobytes = max(resource.getrusage(each).ru_maxrss for each in who)
    return kilobytes / (1024 if sys.platform != "darwin" else 1024 * 1024)


def table(title: str, unit: str, count: int, rows: list[Measured]) -> str:
    """A table of the measured, the first row the peer that the others are held against."""
    peer = rows[0]
    lines = [
        f"## {title}",
        "",
        f"{count:,} {unit}; best of {RUNS} runs, each in a process of its own; memory counts the preparing too.",
        "",
        f"| | CPU s | {unit} a second | times the first row | peak MB |",
        "|---|--:|--:|--:|--:|",
    ]
    for row in rows:
        memory = "–" if row.megabytes is None else f"{row.megabytes:,.0f}"
        ratio = row.seconds / peer.seconds
        lines.append(f"| {row.name} | {row.seconds:.3f} | {count / row.seconds:,.0f} | {ratio:.2f} | {memory} |")
    return "\n".join([*lines, ""])


USED = ("communitywelfare", "attrs", "babel", "cattrs", "click", "numpy", "openfisca-core")


def machine(names: Sequence[str] = USED) -> str:
    """Where and with what it was measured."""
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    python = f"{platform.python_implementation()} {platform.python_version()}"
    system = f"{platform.system()} {platform.machine()}, {multiprocessing.cpu_count()} processors"
    return f"{python}, {system}; {versions}"
