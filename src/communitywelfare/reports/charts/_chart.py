"""A chart: one drawing for desks and paper, one for phones, under one title."""

from collections.abc import Callable
from typing import Final
from zlib import crc32

from attrs import evolve, field, frozen

from communitywelfare.reports._html import Html, element
from communitywelfare.reports.charts._look import PAPER, patterns
from communitywelfare.reports.charts._sheet import Drawn, Sheet

__all__ = ["Chart", "chart"]

_DESK: Final = Sheet(
    name="desk", width=756, height=310, size=18, beside=210, lines=10, ticks=7
)  # 42rem of 18px, as a paragraph
_PHONE: Final = Sheet(
    name="phone", width=336, height=270, size=16, beside=92, lines=5, ticks=6
)  # what a phone of 375px leaves
_FONTS: Final = "Sarabun, Noto Sans Thai, Leelawadee UI, Thonburi, sans-serif"


@frozen(kw_only=True)
class Chart:
    """A drawing in two widths; `html` is both for a page, whose style sheet shows the one that fits."""

    title: str
    desk: Html = field(repr=False)
    phone: Html = field(repr=False)

    @property
    def html(self) -> Html:
        """The figure for a page, under its title."""
        return element("figure", element("figcaption", self.title), self.desk, self.phone, class_="chart")

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        return element("figure", element("figcaption", self.title), self.desk)


def chart(title: str, description: str, draw: Callable[[Sheet], Drawn]) -> Chart:
    """What ``draw`` puts on each of the two sheets, as pictures that say what they show to who cannot see them."""
    desk, phone = (_picture(title, description, sheet, draw) for sheet in (_DESK, _PHONE))
    return Chart(title=title, desk=desk, phone=phone)


def _picture(title: str, description: str, sheet: Sheet, draw: Callable[[Sheet], Drawn]) -> Html:
    name = f"chart-{crc32((title + description).encode(errors='replace')):08x}-{sheet.name}"
    marks, bottom = draw(evolve(sheet, name=name))
    width, height = f"{sheet.width:.0f}", f"{bottom + 4:.0f}"
    return element(
        "svg",
        element("title", title, id=f"{name}-title"),
        element("desc", description, id=f"{name}-desc"),
        patterns(name),
        element("rect", width=width, height=height, fill=PAPER),
        *marks,
        xmlns="http://www.w3.org/2000/svg",
        role="img",
        aria_labelledby=f"{name}-title",
        aria_describedby=f"{name}-desc",
        class_=f"on-{sheet.name}",
        viewBox=f"0 0 {width} {height}",
        width=width,
        height=height,
        font_family=_FONTS,
        font_size=f"{sheet.size:.0f}",
    )
