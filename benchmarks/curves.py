"""Draw how projections grow, from the figures in ``docs/quality/benchmarks.md``, as ``docs/quality/growth.svg``.

Each panel has a size across and CPU seconds upwards, both by powers of ten: what grows in proportion is a straight line
that rises as the grey one does.
"""

import math
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

QUALITY = Path(__file__).resolve().parents[1] / "docs" / "quality"
WIDE, HIGH, LEFT, BELOW = 330, 250, 46, 40
INK, GREY = "#1f2d3d", "#b8c2cc"
LINES = (("numpy alone", "#8a4b08", "6 4"), ("machine code", "#1d5a96", "none"))

Points = Sequence[tuple[float, float]]


def panels(page: str) -> Iterator[tuple[str, dict[str, Points]]]:
    """The name of each size, and the points of each way."""
    grows = section(page, "How a projection grows")
    for size in ("members", "years", "futures"):
        rows = re.findall(rf"^\| ([\d,]+) {size} \| ([\d.]+) \|[^|]*\| ([\d.]+) \|", grows, re.MULTILINE)
        found = [(number(at), float(alone), float(code)) for at, alone, code in rows]
        yield (
            size,
            {
                "numpy alone": [(at, alone) for at, alone, _code in found],
                "machine code": [(at, code) for at, _alone, code in found],
            },
        )
    nation = section(page, "1,000 members in each")  # what is expected of a nation has rows of the same names
    rows = re.findall(r"^\| ([\d,]+) funds \| ([\d.]+) \|", nation, re.MULTILINE)
    yield "funds of 1,000 members", {"machine code": [(number(at), float(seconds)) for at, seconds in rows]}


def section(page: str, title: str) -> str:
    """What stands below the heading that begins so."""
    return page.split(f"\n## {title}", 1)[1].split("\n## ", 1)[0]


def number(text: str) -> float:
    """A number with commas."""
    return float(text.replace(",", ""))


def line(one: tuple[float, float], other: tuple[float, float], look: str) -> str:
    """A straight line."""
    (x1, y1), (x2, y2) = one, other
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" {look}/>'


def words(text: str, at: tuple[float, float], look: str = "") -> str:
    """Words at a place."""
    return f'<text x="{at[0]:.1f}" y="{at[1]:.1f}" {look}>{text}</text>'


def panel(title: str, lines: dict[str, Points], x: int, y: int) -> Iterator[str]:
    """One panel, with its left upper corner at a place."""
    points = [point for each in lines.values() for point in each]
    across, up = ([math.log10(value) for value in column] for column in zip(*points, strict=True))
    low, high = math.floor(min(up)), math.ceil(max(up))
    first, last = min(across), max(across)

    def place(at: float, seconds: float) -> tuple[float, float]:
        right = (math.log10(at) - first) / (last - first) * (WIDE - LEFT - 24)
        above = (math.log10(seconds) - low) / (high - low) * (HIGH - BELOW - 34)
        return x + LEFT + right, y + HIGH - BELOW - above

    yield words(f"by {title}", (x + LEFT, y + 16), 'font-weight="bold"')
    for power in range(low, high + 1):
        left, level = place(10**first, 10.0**power)
        yield line((left, level), (x + WIDE - 24, level), f'stroke="{GREY}" stroke-width="0.5"')
        yield words(f"{10.0**power:g} s", (left - 6, level + 4), 'text-anchor="end"')
    for at in sorted({at for at, _seconds in points}):
        right, level = place(at, 10.0**low)
        yield words(f"{at:,.0f}", (right, level + 16), 'text-anchor="middle"')
    start, seconds = min(lines["machine code"])
    stop = min(10**last, start * 10.0**high / seconds)
    yield line(place(start, seconds), place(stop, seconds * stop / start), f'stroke="{GREY}" stroke-width="4"')
    for name, colour, dash in LINES:
        if name in lines:
            told = " ".join(f"{right:.1f},{level:.1f}" for right, level in (place(*point) for point in lines[name]))
            look = f'fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"'
            yield f'<polyline points="{told}" {look}/>'


def drawing(page: str) -> str:
    """The whole picture."""
    size = f'viewBox="0 0 {2 * WIDE} {2 * HIGH + 30}"'
    look = f'font-family="sans-serif" font-size="11" fill="{INK}" role="img" aria-labelledby="title"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} {look}>',
        '<title id="title">CPU seconds of projections by members, years, futures and funds</title>',
        f'<rect width="{2 * WIDE}" height="{2 * HIGH + 30}" fill="#ffffff"/>',
    ]
    for place, (title, lines) in enumerate(panels(page)):
        parts += panel(title, lines, place % 2 * WIDE, place // 2 * HIGH)
    for place, (name, colour, dash) in enumerate((*LINES, ("in proportion", GREY, "none"))):
        x, y = LEFT + place * 180, 2 * HIGH + 14
        parts.append(line((x, y), (x + 28, y), f'stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"'))
        parts.append(words(name, (x + 36, y + 4)))
    return "\n".join([*parts, "</svg>", ""])


if __name__ == "__main__":
    (QUALITY / "growth.svg").write_text(drawing((QUALITY / "benchmarks.md").read_text("utf-8")), encoding="utf-8")
