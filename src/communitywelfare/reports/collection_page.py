"""The page of a collection sheet: printed on A4, taken to the village meeting and filled in by hand.

It shows the names that a collector needs, and no citizen ID, address or telephone.
"""

from communitywelfare.fund.collection import CollectionSheet, SheetRow
from communitywelfare.money import ZERO, Money
from communitywelfare.reports import _html as html
from communitywelfare.reports._html import Content, Html
from communitywelfare.wording import Language, phrase, shown

__all__ = ["collection_page"]

_LINE = "." * 40  # to write on
_HEADERS = ("no", "member_no", "name", "overdue", "this_month", "owed", "paid", "signature")


def collection_page(sheet: CollectionSheet, language: Language, *, made_by: str) -> str:
    """The whole page as text."""

    def t(code: str) -> str:
        return phrase(f"collect.{code}", language)

    rows = [_row(number, row, t("unknown")) for number, row in enumerate(sheet.rows, start=1)]
    table = html.table(
        caption=f"{t('number')} {sheet.id}",
        headers=[t(code) for code in _HEADERS],
        rows=rows,
        numeric=(0, 3, 4, 5, 6),
        totals=("", "", t("together"), "", "", str(sheet.owed), "", "") if rows else (),
        empty=t("nobody"),
    )
    to_write = [(t(code), _LINE) for code in ("counted", "collector", "treasurer", "date")]
    return html.document(
        title=f"{t('title')} {t('village')} {sheet.id.village}",
        lang=language,
        subtitle=f"{sheet.fund_name} · {shown(sheet.id.day, language)}",
        body=html.element("div", table, html.definition_list(to_write), class_="to-fill"),
        footer=html.text(f"{t('how')} · {made_by}"),
    )


def _row(number: int, row: SheetRow, unknown: str) -> tuple[Content, ...]:
    name = row.name.reveal("print a collection sheet")
    overdue = _amount(row.overdue, unknown)
    if row.months:
        overdue = html.fragment(overdue, " ", html.element("small", f"({row.months})"))
    return (number, row.member, name, overdue, _amount(row.this_month, unknown), _amount(row.owed, unknown), "", "")


def _amount(amount: Money | None, unknown: str) -> Html:
    """What is owed; nothing is a dash, so that the sums to ask for stand out."""
    if amount is None:
        return html.text(unknown)
    return html.text("–" if amount == ZERO else str(amount))
