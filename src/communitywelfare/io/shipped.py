"""Data that come with the library: the chart of accounts, the sources of money, the example's by-law."""

from collections.abc import Mapping
from functools import cache

from communitywelfare.accounting import Chart
from communitywelfare.accounting.crosswalk import Counterpart, Crosswalk
from communitywelfare.io._columns import read_rows
from communitywelfare.io._files import read_resource
from communitywelfare.io._schema import schemas
from communitywelfare.io._tables import Sheet, decode
from communitywelfare.io.journal import account_of
from communitywelfare.io.records_money import source_of
from communitywelfare.sources import Source

__all__ = ["benefit_categories", "example_bylaw", "shipped_chart", "shipped_sources", "village_fund_crosswalk"]


def _sheet(name: str) -> Sheet:
    return Sheet(name, decode(name, read_resource(f"data/{name}"), "utf-8"))


@cache
def shipped_chart() -> Chart:
    """The proposed chart of accounts for community welfare funds (forms-and-data d.2)."""
    return Chart(tuple(account_of(row) for row in read_rows(_sheet("chart.csv"), schemas()["accounts"])))


@cache
def village_fund_crosswalk() -> Crosswalk:
    """From the shipped chart to the five-digit chart that village funds use (forms-and-data b.10, d.2): a proposal."""
    blocks = _sheet("crosswalks/village_fund.csv").blocks()
    rows = (Counterpart(code=c, other=o, name=n, fit=f, note=t) for block in blocks for c, o, n, f, t in block.rows)
    return Crosswalk(tuple(rows))


@cache
def shipped_sources() -> tuple[Source, ...]:
    """The usual sources of money, with an order in which benefits are paid from them."""
    return tuple(source_of(row) for row in read_rows(_sheet("sources.csv"), schemas()["sources"]))


@cache
def benefit_categories() -> Mapping[str, Mapping[str, str]]:
    """The benefit lines of the CODI status form: words by category."""
    blocks = _sheet("benefit_categories.csv").blocks()
    return {code: {"th": th, "en": en} for block in blocks for code, th, en in block.rows}


def example_bylaw() -> bytes:
    """The by-law of the example fund, as far as it is published; its assumptions are marked."""
    return read_resource("data/bylaws/chamuang.toml")
