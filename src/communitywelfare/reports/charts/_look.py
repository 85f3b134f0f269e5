"""Colours, dashes and hatchings: what tells one thing from another, on a screen, in grey, and to every eye.

The colours of structure are those of the style sheet. Each line has its own colour *and* dashes, each area its own
tint *and* hatching.
"""

from typing import Final

from communitywelfare.reports._html import Html, element, fragment

__all__ = [
    "BAD",
    "BAD_WASH",
    "BASE",
    "FILLS",
    "GAIN",
    "INDIGO",
    "INK",
    "LINES",
    "LOSS",
    "PAPER",
    "QUIET",
    "RULE",
    "patterns",
]

INK, QUIET, RULE, PAPER, INDIGO = "#1d2327", "#475057", "#cfc9bb", "#ffffff", "#1f3a5f"
BAD, BAD_WASH = "#8c1c1c", "#fbeeec"

# Colour and dashes; the first is the main line, the second the expected value. The colours keep apart for eyes that
# see no red or no green, as a test computes.
LINES: Final = (
    (INDIGO, None),
    (INK, "2 5"),
    ("#8e6806", "14 6"),
    ("#176a5f", "14 5 3 5"),
    ("#960bd7", "7 5"),
    ("#711c09", "18 4 3 4 3 4"),
    ("#2075b3", "3 4 3 12"),
)

FILLS: Final = (  # ground, ink, and the strokes of one tile of 8 by 8
    (INDIGO, PAPER, ""),
    ("#f0c987", "#7a4a00", "M-2 10L10 -2M-2 2L2 -2M6 10L10 6"),
    ("#cfe6dc", "#00573f", "M1 2h2M5 6h2"),
    ("#8c4a2f", "#f7dccf", "M-2 -2L10 10M-2 6L2 10M6 -2L10 2"),
    ("#eadcee", "#6b2a6e", "M0 4h8"),
    ("#9fb6d0", "#1f3a5f", "M4 0v8"),
    ("#f3e3f2", "#6b2a6e", "M0 0L8 8M8 0L0 8"),
    ("#5b6268", "#ffffff", "M0 4h8M4 0v8"),
)
BASE, GAIN, LOSS = 5, 0, 3  # which of them stand for a low end, a gain, a loss


def patterns(key: str) -> Html:
    """The hatchings as definitions, which ``url(#{key}-0)`` and so on refer to."""
    tiles = []
    for place, (ground, ink, strokes) in enumerate(FILLS):
        tile = fragment(
            element("rect", width=8, height=8, fill=ground),
            element("path", d=strokes, stroke=ink, stroke_width="1.3", fill="none"),
        )
        tiles.append(element("pattern", tile, id=f"{key}-{place}", width=8, height=8, patternUnits="userSpaceOnUse"))
    return element("defs", *tiles)
