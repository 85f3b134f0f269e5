"""Data that come with the library: the chart of accounts, the sources of money, the example's by-law."""

from collections.abc import Mapping
from functools import cache

from communitywelfare.accounting import Chart
from communitywelfare.io._files import read_resource
from communitywelfare.io._schema import schemas
from communitywelfare.io._tables import Rows, decode, read_rows, read_table
from communitywelfare.io.journal import account_of
from communitywelfare.io.records_money import source_of
from communitywelfare.sources import Source

__all__ = ["benefit_categories", "example_bylaw", "shipped_chart", "shipped_sources"]


def _shipped(name: str, table: str) -> Rows:
    return read_rows(read_table(name, decode(name, read_resource(f"data/{name}"), "utf-8")), schemas()[table])


@cache
def shipped_chart() -> Chart:
    """The proposed chart of accounts for community welfare funds (forms-and-data d.2)."""
    return Chart(tuple(account_of(row) for row in _shipped("chart.csv", "accounts").rows))


@cache
def shipped_sources() -> tuple[Source, ...]:
    """The usual sources of money, with an order in which benefits are paid from them."""
    return tuple(source_of(row) for row in _shipped("sources.csv", "sources").rows)


@cache
def benefit_categories() -> Mapping[str, Mapping[str, str]]:
    """The benefit lines of the CODI status form: words by category."""
    name = "benefit_categories.csv"
    table = read_table(name, decode(name, read_resource(f"data/{name}"), "utf-8"))
    return {code: {"th": th, "en": en} for _line, (code, th, en) in table.rows}


def example_bylaw() -> bytes:
    """The by-law of the example fund, as far as it is published; its assumptions are marked."""
    return read_resource("data/bylaws/chamuang.toml")
