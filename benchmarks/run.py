"""Run every benchmark; with ``--write`` also record the figures, dated, in ``docs/quality/benchmarks.md``."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import bench_decisions
import bench_package
from measure import machine

PAGE = Path(__file__).resolve().parents[1] / "docs" / "quality" / "benchmarks.md"


def main() -> None:
    """Measure, print, and perhaps write."""
    parts = [bench_decisions.compare(), bench_package.compare()]
    today = datetime.now(UTC).date()  # noqa: TID251  # figures are dated by the day they were measured
    text = "\n".join([f"# Benchmarks\n\nMeasured on {today} with {machine()}.\n", *parts])
    print(text)
    if "--write" in sys.argv:
        PAGE.parent.mkdir(parents=True, exist_ok=True)
        PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
