"""Run every benchmark; with ``--write`` also record the figures, dated, in ``docs/quality/benchmarks.md``."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import bench_books
import bench_bylaws
import bench_cofunding
import bench_decisions
import bench_draws
import bench_expected
import bench_interchange
import bench_nation
import bench_network
import bench_openfisca
import bench_package
import bench_peers
import bench_projection
import bench_rationing
import bench_timeline
from curves import drawing
from measure import machine

CURVES = """## How projections grow, as curves

Drawn from the figures above by `python benchmarks/curves.py`; both axes go by powers of ten, and what grows in
proportion rises as the grey line does. Where there is little to draw, as in 100 futures or 100 funds, machine code is
not loaded, and numpy draws.

![CPU seconds of projections by members, years, futures and funds](growth.svg)
"""
PAGE = Path(__file__).resolve().parents[1] / "docs" / "quality" / "benchmarks.md"


def main() -> None:
    """Measure, print, and perhaps write."""
    parts = [
        bench_decisions.compare(),
        bench_bylaws.compare(),
        bench_openfisca.compare(),
        bench_timeline.compare(),
        bench_timeline.compare(6_000_000, 6_000),
        bench_cofunding.compare(),
        bench_package.compare(),
        bench_interchange.compare(),
        bench_books.compare(),
        bench_rationing.compare(),
        bench_draws.compare(),
        bench_expected.compare(),
        bench_expected.compare(6_000_000),
        bench_peers.compare(6_000_000),
        bench_projection.compare(),
        bench_nation.compare(6_000),
        CURVES,
        bench_network.compare(),
    ]
    today = datetime.now(UTC).date()  # noqa: TID251  # figures are dated by the day they were measured
    text = "\n".join([f"# Benchmarks\n\nMeasured on {today} with {machine()}.\n", *parts])
    print(text)
    if "--write" in sys.argv:
        PAGE.parent.mkdir(parents=True, exist_ok=True)
        PAGE.write_text(text, encoding="utf-8")
        PAGE.with_name("growth.svg").write_text(drawing(text), encoding="utf-8")


if __name__ == "__main__":
    main()
