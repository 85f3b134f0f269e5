"""What all fragments have in common: the frame with its style, and pieces that need no style to be understood."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final

from communitywelfare.io._files import read_resource
from communitywelfare.masking import masked_ids
from communitywelfare.reports import _html as html
from communitywelfare.reports._html import Content, Html, Kind
from communitywelfare.reports.charts import Chart
from communitywelfare.wording import Language

__all__ = ["bullets", "drawn", "framed", "heading", "mark", "plain", "small"]

_SIGNS: Final[dict[Kind, str]] = {
    "good": "✓",
    "partial": "◐",
    "bad": "✗",
    "ask": "?",
    "missing": "…",
    "warning": "⚠",
    "note": "•",
}


@cache
def _style() -> Html:
    return html.element("style", Html(read_resource("reports/notebook/style.css").decode()))


def framed(body: Html, language: Language) -> Html:
    """A fragment with its style. A notebook that strips styles still shows tables and words."""
    return html.element("div", _style(), body, class_="communitywelfare", lang=language)


def plain(text: object) -> str:
    """What was typed by people, with every number in it masked that may be a citizen ID."""
    return masked_ids(str(text))


def heading(*words: Content) -> Html:
    """What a fragment is about, on a line of its own."""
    return html.element("p", html.element("strong", *words))


def small(words: Content) -> Html:
    """A quieter word beside a figure or below a table."""
    return html.element("small", words)


def mark(words: Content, kind: Kind) -> Html:
    """A status: a sign and a word, the colour only helps; the sign is a letter, for notebooks that strip styles."""
    sign = html.element("span", _SIGNS[kind], aria_hidden="true")
    return html.element("span", sign, " ", words, class_=f"mark {kind}")


def bullets(lines: Iterable[Content]) -> Html:
    """Lines one below the other; nothing where there are none."""
    items = [html.element("li", line) for line in lines]
    return html.element("ul", *items) if items else html.fragment()


def drawn(chart: Chart | None) -> Sequence[Html]:
    """A chart in its wide form; nothing where there is none."""
    return [] if chart is None else [html.element("figure", html.element("figcaption", chart.title), chart.desk)]
