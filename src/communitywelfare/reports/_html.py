"""Markup for the pages people look at: small pieces that escape what they are given.

A piece turns words and figures into `Html`. Whatever is not `Html` already is taken for plain words and
escaped, in every slot: a name typed as ``<script>`` is shown as it was typed. A page needs nothing beside
itself: style and fonts are set into it, it runs no script, and a policy in its head forbids it to fetch.

What has no function here is made with `element`. Two classes have a style of their own: ``notice`` for a
paragraph that must not be missed, ``small`` (the tag) for a quieter word beside a figure.
"""

import re
from base64 import b64encode
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from html import escape
from typing import Final, Literal, TypeAlias

from communitywelfare.errors import InvalidValue
from communitywelfare.io._files import read_resource

__all__ = [
    "Content",
    "Html",
    "Kind",
    "bar_chart",
    "definition_list",
    "details",
    "document",
    "element",
    "figures",
    "fragment",
    "pill",
    "section",
    "stylesheet",
    "table",
    "text",
    "two_sided",
]


class Html(str):
    """Markup that is safe as it stands. ``Html(x)`` promises this and checks nothing: use `element`."""

    __slots__ = ()


Content: TypeAlias = str | int
"""What may stand between two tags: plain words, a whole number, or `Html` (which is a ``str``)."""

Kind = Literal["good", "partial", "bad", "ask", "missing", "warning", "note"]
"""What a pill says: yes, in part, no, people decide, a fact is wanting, take care, take note."""

_SIGNS: Final[Mapping[Kind, str]] = {
    "good": "M3 8.5l3.5 3.5L13 4.5",
    "partial": "M8 2a6 6 0 0 0 0 12zM8 2a6 6 0 0 1 0 12a6 6 0 0 0 0-12",
    "bad": "M4 4l8 8M12 4l-8 8",
    "ask": "M5.2 5.5a2.8 2.8 0 1 1 4 2.6c-.8.4-1.2 1-1.2 2M8 13.6v.1",
    "missing": "M3 8h.1M8 8h.1M13 8h.1",
    "warning": "M8 2l6.5 12h-13zM8 6.5v3.2M8 11.8v.1",
    "note": "M8 7.2v6M8 3.2v.1",
}
_Columns: TypeAlias = Sequence[tuple[str, str | None]]  # what heads each, and how it is set
_VOID: Final = frozenset({"br", "hr", "meta", "wbr"})
_UNPRINTABLE: Final = re.compile(r"[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FONT: Final = re.compile(r"fonts/[a-z0-9-]+\.woff2")
_FONT_HERE: Final = "data:font/woff2;base64,"
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; form-action 'none'"
_ROOM_ON_A_PHONE: Final = 4  # of a column of words 2, of a column of figures 1
_FULL_BAR: Final = 1000
_BAR: Final = f"0 0 {_FULL_BAR} 1"


def text(value: Content) -> Html:
    """Plain words as markup; what is markup already stays. What no page may hold is shown as U+FFFD."""
    if isinstance(value, Html):
        return value
    return Html(escape(_UNPRINTABLE.sub("\ufffd", str(value))))


def fragment(*children: Content) -> Html:
    """Several pieces as one, with nothing between them."""
    return Html("".join(map(text, children)))


def element(tag: str, /, *children: Content, **attributes: Content | None) -> Html:
    """One element around its children.

    Its attributes are escaped, even `Html`, and left out where they are ``None``; ``class_`` loses its last
    underscore, ``data_label`` becomes ``data-label``.
    """
    given = (
        f' {name.rstrip("_").replace("_", "-")}="{text(str(value))}"'
        for name, value in attributes.items()
        if value is not None
    )
    opening = tag + "".join(given)
    return Html(f"<{opening}/>" if tag in _VOID else f"<{opening}>{fragment(*children)}</{tag}>")


@cache
def stylesheet() -> Html:
    """The style sheet of every page, with its fonts inside, for the pages of a program that shows them beside ours."""
    sheet = read_resource("reports/style.css").decode("utf-8")
    fonts = {name: b64encode(read_resource(f"reports/{name}")).decode() for name in _FONT.findall(sheet)}
    return Html(_FONT.sub(lambda found: _FONT_HERE + fonts[found[0]], sheet))


def document(*, title: str, lang: str, body: Content, footer: Content, subtitle: Content = "") -> str:
    """A whole page, with all it needs inside.

    ``lang`` is the language of its words, ``th`` or ``en``; ``subtitle`` is a line under the title.
    """
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", title),
        element("style", stylesheet()),
    )
    below = element("p", subtitle, class_="subtitle")
    masthead = element("header", element("h1", title), below, class_="page-head")
    foot = element("footer", footer, class_="page-foot")
    whole = element("body", masthead, element("main", body), foot)
    return f"<!DOCTYPE html>\n{element('html', head, whole, lang=lang)}\n"


def section(heading: Content, *children: Content, id: str, level: int = 2) -> Html:  # noqa: A002
    """A part of the page under its heading; a part of a part has ``level=3``. The ``id`` has no space."""
    title = element(f"h{level}", heading, id=f"{id}-heading")
    return element("section", title, *children, id=id, aria_labelledby=f"{id}-heading")


def table(
    *,
    caption: Content,
    headers: Sequence[str],
    rows: Iterable[Sequence[Content]],
    numeric: Collection[int] = (),
    totals: Sequence[Content] = (),
    empty: Content = "–",
) -> Html:
    """A table whose first column names each row; on a phone, a row of many columns becomes a card.

    ``numeric`` are the places of the columns of figures, from 0. A row of one cell heads the rows below it;
    ``totals`` is a last row; ``empty`` stands where there are no rows.

    Raises:
        InvalidValue: A row has more or fewer cells than there are headers.
    """
    columns = [(name, "number" if place in numeric else None) for place, name in enumerate(headers)]
    names = (element("th", name, scope="col", class_=look) for name, look in columns)
    body = _bodies(rows, columns) or element("tbody", _across("td", empty, columns, "empty"))
    foot = element("tfoot", _row(totals, columns)) if totals else ""
    width = sum(1 if look else 2 for _, look in columns)
    whole = element("table", element("caption", caption), element("thead", element("tr", *names)), body, foot)
    # What may be wider than the window scrolls by itself, and must do so without a mouse too.
    if width > _ROOM_ON_A_PHONE:
        return element("div", whole, class_="table wide", tabindex=0)
    return element("div", whole, class_="table")


def _bodies(rows: Iterable[Sequence[Content]], columns: _Columns) -> Html:
    """The rows, those of a group in a body of their own."""
    groups: list[list[Html]] = [[]]
    for row in rows:
        if len(row) == 1 < len(columns):
            groups.append([_across("th", row[0], columns, "group")])
        else:
            groups[-1].append(_row(row, columns))
    return fragment(*(element("tbody", *group) for group in groups if group))


def _across(tag: str, words: Content, columns: _Columns, look: str) -> Html:
    scope = "rowgroup" if tag == "th" else None
    return element("tr", element(tag, words, colspan=len(columns), scope=scope), class_=look)


def _row(row: Sequence[Content], columns: _Columns) -> Html:
    """A row; each cell carries its header's words, for the card on a phone. A first cell heads it, if it has words."""
    if len(row) != len(columns):
        raise InvalidValue(f"a row of {len(row)} cells under {len(columns)} headers")
    cells = (
        element("td", element("div", cell), class_=look, data_label=name)
        for cell, (name, look) in zip(row[1:], columns[1:], strict=True)
    )
    head, look = row[0], columns[0][1]
    if head == "":
        return element("tr", element("td", element("div"), class_=look), *cells)
    return element("tr", element("th", head, scope="row", class_=look), *cells)


def figures(pairs: Iterable[tuple[Content, Content]]) -> Html:
    """The few figures to see first: ``(what it is, the figure)``."""
    return definition_list(pairs, look="figures")


def definition_list(pairs: Iterable[tuple[Content, Content]], *, look: str = "facts") -> Html:
    """Facts one below the other: ``(name, what it is)``."""
    groups = (element("div", element("dt", name), element("dd", value)) for name, value in pairs)
    return element("dl", *groups, class_=look)


def pill(label: Content, kind: Kind) -> Html:
    """A status: a sign and a word; the colour only helps."""
    sign = element("svg", element("path", d=_SIGNS[kind]), viewBox="0 0 16 16", aria_hidden="true")
    return element("span", sign, label, class_=f"pill {kind}")


def details(summary: Content, *children: Content) -> Html:
    """What only some will ask for: folded on the screen, open on paper."""
    return element("details", element("summary", summary), *children)


def bar_chart(*, caption: Content, bars: Iterable[tuple[Content, int, Content]]) -> Html:
    """Bars from one common zero: ``(label, value, the value in words)``; the words say all the bars show."""
    given = tuple(bars)
    values = (0, *(value for _, value, _ in given))
    rows = []
    for label, value, words in given:
        picture = element("td", _bar(value, min(values), max(values)), class_="bar")
        figure = element("td", words, class_="number")
        rows.append(element("tr", element("th", label, scope="row"), picture, figure))
    whole = element("table", element("caption", caption), element("tbody", *rows))
    return element("div", whole, class_="table bars")


def _bar(value: int, low: int, high: int) -> Html:
    """A bar from 0 to the value, on a width that reaches from low to high."""
    zero, end = ((point - low) * _FULL_BAR // max(high - low, 1) for point in (0, value))
    below = "below" if end < zero else None
    bar = element("rect", x=min(zero, end), width=abs(end - zero), height=1, class_=below)
    axis = element("path", d=f"M{zero} -.3v1.6")
    return element("svg", bar, axis, viewBox=_BAR, preserveAspectRatio="none", aria_hidden="true")


def two_sided(
    left_rows: Iterable[Sequence[Content]],
    right_rows: Iterable[Sequence[Content]],
    *,
    caption: Content,
    sides: tuple[Content, Content],
    headers: Sequence[str],
    totals: tuple[Sequence[Content], Sequence[Content]],
) -> Html:
    """Two tables that come to the same, as in §10 of the status form (รายงานฐานะการเงิน).

    Rows, headers and totals are those of `table`, all but the first column figures; ``sides`` names the two.
    """
    tables = (
        table(caption=name, headers=headers, rows=rows, numeric=range(1, len(headers)), totals=total)
        for name, rows, total in zip(sides, (left_rows, right_rows), totals, strict=True)
    )
    name = element("figcaption", caption)
    return element("figure", name, element("div", *tables, class_="sides"), class_="two-sided")
