"""Benefits as a sheet: by kind, since the founding and in the year (Y5)."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from communitywelfare.accounting import DocumentKind
from communitywelfare.fund import Fund
from communitywelfare.fund.benefits import BenefitLine, benefits_by_kind
from communitywelfare.io.shipped import benefit_categories
from communitywelfare.money import total
from communitywelfare.reports.asked import Asked, sheet_of
from communitywelfare.reports.sheets import Column, Figure, Kind, Row, Sheet, Table, said

__all__ = ["benefits_sheet"]


def benefits_sheet(fund: Fund, asked: Asked) -> Sheet:
    """Y5: persons and baht by kind of benefit, as sections 5 and 6 of the status form; the year is the last day's."""
    year = fund.profile.year_start.year_of(asked.last)
    lines = benefits_by_kind(fund, year, asked.last)
    ever = _entries(fund, Asked(first=date.min, last=asked.last))
    this_year = _entries(fund, Asked(first=year.first, last=asked.last))
    columns = (
        Column("category", said("sheet.kind_of_benefit")),
        Column("persons_ever", said("sheet.persons_ever"), Kind.COUNT),
        Column("baht_ever", said("sheet.baht_ever"), Kind.MONEY),
        Column("persons_year", said("sheet.persons_year"), Kind.COUNT),
        Column("baht_year", said("sheet.baht_year"), Kind.MONEY),
    )
    rows = [_row(line, ever.get(line.category, ()), this_year.get(line.category, ())) for line in lines]
    sums = (
        sum(line.persons for line in lines),
        total(line.amount for line in lines),
        sum(line.persons_this_year for line in lines),
        total(line.amount_this_year for line in lines),
    )
    rows.append(Row.total(said("sheet.sum"), *sums))
    notes = [said("sheet.counted_by_claims")]
    return sheet_of(
        "Y5", fund, Asked(first=year.first, last=asked.last), [Table(columns=columns, rows=rows)], notes=notes
    )


def _row(line: BenefitLine, ever: tuple[str, ...], this_year: tuple[str, ...]) -> Row:
    name = benefit_categories().get(line.category, line.category)
    return Row(
        (
            name,
            line.persons,
            Figure(line.amount, ever),
            line.persons_this_year,
            Figure(line.amount_this_year, this_year),
        )
    )


def _entries(fund: Fund, asked: Asked) -> Mapping[str, tuple[str, ...]]:
    """The entries that paid benefits, or took payments back, by the kind of benefit that their claim asks for."""
    found: dict[str, list[str]] = defaultdict(list)
    for entry in fund.journal:
        voucher = entry.voucher
        claim = fund.claims_by_number.get(voucher.reference)
        is_payment = voucher.kind is DocumentKind.PAYMENT and asked.first <= voucher.day <= asked.last
        if claim is not None and is_payment:
            found[claim.category].append(entry.number)
    return {category: tuple(numbers) for category, numbers in found.items()}
