"""Where a fund stands, as sheets: section 10 of the status form (Y2), the balance sheet and the result (Y4)."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date

from communitywelfare.accounting import Journal
from communitywelfare.accounting.statements import (
    PAYMENT_LINES,
    RECEIPT_LINES,
    BalanceSheet,
    IncomeAndExpense,
    Section10,
    TwoYears,
    balance_sheet,
    income_and_expense,
    section_10,
)
from communitywelfare.accounting.statements.compared import ComparedFigure, Section
from communitywelfare.calendar import BE_OFFSET
from communitywelfare.fund import Fund
from communitywelfare.money import ZERO
from communitywelfare.reports.asked import Asked, sheet_of
from communitywelfare.reports.book_sheets import words_of
from communitywelfare.reports.sheets import Column, Figure, Kind, Row, Sheet, Table, Words, said
from communitywelfare.wording import LANGUAGES, briefly, words

__all__ = ["income_table", "position_tables", "section_10_sheet", "section_10_tables", "two_years_sheet"]

_Entries = Mapping[str, Sequence[str]]


def section_10_sheet(fund: Fund, asked: Asked) -> Sheet:
    """Y2: section 10 of the status form, since the founding, both sides face to face.

    A line is traced to its entries by their numbers: what stands in it from before the books has none.
    """
    found = section_10(fund.journal, fund.chart, fund.openings, asked.last)
    entries = _entries_of_lines(fund, asked)
    sides = section_10_tables(found, entries)
    strays: list[Words] = [{language: words(each, language) for language in LANGUAGES} for each in found.unclassified]
    return sheet_of(
        "Y2",
        fund,
        asked,
        sides,
        is_of_one_day=True,
        beside=True,
        notes=[said("section10_note"), *strays],
        signatures=[said("sheet.treasurer"), said("sheet.chair")],
    )


def section_10_tables(found: Section10, entries: _Entries) -> tuple[Table, Table]:
    """Both sides of section 10; `entries` are those behind each line."""
    return (
        _side("receipts_side", RECEIPT_LINES, found, entries),
        _side("payments_side", PAYMENT_LINES, found, entries),
    )


def _entries_of_lines(fund: Fund, asked: Asked) -> _Entries:
    """The entries that make up each line: those that by themselves would make it other than nothing."""
    found: dict[str, list[str]] = defaultdict(list)
    for entry in fund.journal.until(asked.last):
        for line, amount in section_10(Journal((entry,)), fund.chart, (), asked.last).lines.items():
            if amount != ZERO:
                found[line].append(entry.number)
    return found


def _side(name: str, lines: Iterable[str], found: Section10, entries: _Entries) -> Table:
    columns = (Column("item", said("sheet.description")), Column("baht", said("sheet.baht"), Kind.MONEY))
    rows: list[Row] = []
    group = ""
    for line in lines:
        if not line.startswith(f"{group}.") or not group:
            group = line.partition(".")[0]
            rows.append(Row.heading(said(f"group_{group}")))
        rows.append(Row((said(f"line_{line}"), Figure(found.lines[line], tuple(entries.get(line, ()))))))
    is_left = name == "receipts_side"
    sums = ("received_total", found.received) if is_left else ("applied_total", found.applied)
    rows.append(Row.total(said(sums[0]), sums[1]))
    return Table(name=said(name), columns=columns, rows=rows)


def two_years_sheet(fund: Fund, asked: Asked) -> Sheet:
    """Y4: what the fund has and whose it is, and what the year brought and cost, beside the year before."""
    years = TwoYears.until(asked.last, fund.profile.year_start)
    choices = fund.profile.books
    position = balance_sheet(fund.journal, fund.chart, years, choices=choices)
    income = income_and_expense(fund.journal, fund.chart, years, choices=choices)
    return sheet_of(
        "Y4",
        fund,
        Asked(first=years.this.first, last=asked.last),
        [*position_tables(position), income_table(income)],
        is_of_one_day=True,
        signatures=[said("sheet.treasurer"), said("sheet.chair")],
    )


def position_tables(position: BalanceSheet) -> tuple[Table, Table]:
    """What the fund has, and whose it is."""
    return _assets(position), _owners(position)


def _assets(position: BalanceSheet) -> Table:
    rows = [*_section(position.assets), _row("total_assets", position.assets.total, Row.total)]
    return Table(name=said("sheet.assets"), columns=_at_the_end_of(position.years), rows=rows)


def _owners(position: BalanceSheet) -> Table:
    this, before = (owned for _assets, owned in position.sides)
    rows = [
        Row.heading(said("sheet.liabilities")),
        *_section(position.liabilities),
        _row("total_liabilities", position.liabilities.total, Row.subtotal),
        Row.heading(said("sheet.funds")),
        *_section(position.funds),
        *_unless_nothing("contributions_not_closed", position.contributions),
        *_unless_nothing("earlier_result", position.earlier_result),
        *_unless_nothing("result_of_year", position.result),
        Row.total(said("sheet.total_owners"), this, before),
    ]
    return Table(name=said("sheet.owners"), columns=_at_the_end_of(position.years), rows=rows)


def income_table(income: IncomeAndExpense) -> Table:
    """What a year brought in and cost."""
    rows = [
        Row.heading(said("sheet.income")),
        *_section(income.income),
        _row("total_income", income.income.total, Row.subtotal),
        Row.heading(said("sheet.benefits")),
        *_section(income.benefits),
        _row("total_benefits", income.benefits.total, Row.subtotal),
        Row.heading(said("sheet.costs")),
        *_section(income.costs),
        _row("total_costs", income.costs.total, Row.subtotal),
        _row("result", income.result, Row.subtotal),
    ]
    if income.contributions.rows:
        rows.append(Row.heading(said("sheet.contributions_to_fund")))
        rows += [*_section(income.contributions), _row("sum", income.contributions.total, Row.subtotal)]
    return Table(name=said("sheet.income_and_expense"), columns=_of_the_years(income.years), rows=rows)


def _section(section: Section) -> Iterator[Row]:
    for row in section.rows:
        yield Row((words_of(row.account.name, row.account.code), *_both(row.figures)))


def _both(figures: ComparedFigure) -> tuple[Figure, Figure]:
    return Figure.of(figures.this), Figure.of(figures.before)


def _row(name: str, figures: ComparedFigure, make: Callable[..., Row]) -> Row:
    return make(said(f"sheet.{name}"), *_both(figures))


def _unless_nothing(name: str, figures: ComparedFigure) -> Iterator[Row]:
    if figures.this.amount != ZERO or figures.before.amount != ZERO:
        yield Row((said(f"sheet.{name}"), *_both(figures)))


def _at_the_end_of(years: TwoYears) -> tuple[Column, ...]:
    return _columns(_day(years.on), _day(years.before.last))


def _day(day: date) -> Words:
    return {language: briefly(day, language) for language in LANGUAGES}


def _of_the_years(years: TwoYears) -> tuple[Column, ...]:
    numbers = (years.this.be, years.before.be)
    return _columns(*(said("sheet.year", year={"th": str(be), "en": str(be - BE_OFFSET)}) for be in numbers))


def _columns(this: Words, before: Words) -> tuple[Column, ...]:
    return (
        Column("item", said("sheet.description")),
        Column("this", this, Kind.MONEY),
        Column("before", before, Kind.MONEY),
    )
