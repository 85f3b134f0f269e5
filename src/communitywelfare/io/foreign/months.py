"""Wide sheets: a column for each month becomes a receipt for each month in which a member paid.

Which year the months are of stands in their headers, or in the sheet's name, or is given; it is never guessed (MN06).
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from attrs import field, frozen

from communitywelfare.calendar import BE_OFFSET, BUDDHIST_ABOVE, Month
from communitywelfare.digits import western_digits
from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.io.foreign.amounts import Blank, read_amounts
from communitywelfare.io.foreign.book import RawSheet
from communitywelfare.io.foreign.columns import ColumnRead
from communitywelfare.io.foreign.field_reads import FieldRead
from communitywelfare.io.foreign.layout import Layout
from communitywelfare.io.foreign.profile import Field, MonthColumns
from communitywelfare.io.foreign.records import Records
from communitywelfare.io.foreign.spellings import clean_header
from communitywelfare.money import total

__all__ = ["MonthsRead", "months_read"]

_YEAR = re.compile(r"(?<!\d)(?:19|20|25|26)\d\d(?!\d)", re.ASCII)
_SHORT_YEAR = re.compile(r"(?<!\d)\d\d(?!\d)", re.ASCII)
_CENTURY = 2500  # a month in Thai with two digits, such as ต.ค. 66, is of this Buddhist century
_AMOUNT, _FROM = "amount", "period_from"


@frozen(eq=False)
class MonthsRead:
    """The fields of the receipts of a wide sheet, the n-th of each row for the n-th month; and what was found."""

    fields: Mapping[Field, FieldRead] = field(factory=dict)
    findings: tuple[Finding, ...] = ()


def months_read(
    place: Place, sheet: RawSheet, layout: Layout, records: Records, *, wide: MonthColumns, year: int | None
) -> MonthsRead:
    """The receipts of each month column: its amount and its month.

    Args:
        place: The file and the sheet.
        sheet: The sheet.
        layout: Where its columns stand.
        records: Its records.
        wide: The month columns of the profile.
        year: The fiscal year (พ.ศ.) of the months, where neither headers, sheet nor profile say it.
    """
    findings = list[Finding]()
    fields = dict[Field, FieldRead]()
    count = len(records.rows)
    of_all = wide.year or _year_in(sheet.name) or year
    for at, which in layout.months.items():
        month = _month(layout.labels[at], which, wide, of_all)
        if month is None:
            where = Place(
                file=place.file, sheet=place.sheet, row=sheet.lines[layout.header[-1]], column=layout.labels[at]
            )
            findings.append(Finding("column.month_without_year", Severity.ERROR, place=where))
            continue
        cells = records.columns[at]
        read = FieldRead(read_amounts(cells, blank=Blank.NOTHING), cells, layout.labels[at])
        fields[Field("contributions", _AMOUNT, which + 1)] = read
        fields[Field("contributions", _FROM, which + 1)] = FieldRead(ColumnRead([month] * count))
    findings += _totals(place, layout, records, fields, lines=sheet.lines)
    return MonthsRead(fields, tuple(findings))


def _year_in(text: str) -> int | None:
    """The Buddhist year in a text, written in four digits of either era."""
    found = _YEAR.search(western_digits(text))
    return None if found is None else int(found[0]) + (0 if int(found[0]) > BUDDHIST_ABOVE else BE_OFFSET)


def _year_beside(month: str, label: str) -> int | None:
    """The Buddhist year that a header adds to its month, which may be a number itself."""
    rest = clean_header(label.partition(" ")[2]).removeprefix(clean_header(month))
    short = _SHORT_YEAR.search(rest)
    return _year_in(rest) or (int(short[0]) + _CENTURY if short else None)


def _month(label: str, which: int, wide: MonthColumns, fiscal: int | None) -> Month | None:
    """The month of a column, common era; None where nothing says its year."""
    number = (wide.first - 1 + which) % 12 + 1
    written = _year_beside(wide.headers[which], label)
    if written is not None:
        return Month(written - BE_OFFSET, number)
    if fiscal is None:
        return None
    is_before = number >= wide.first > 1  # a fiscal year bears the number of the year in which it ends
    return Month(fiscal - BE_OFFSET - is_before, number)


def _totals(
    place: Place, layout: Layout, records: Records, fields: Mapping[Field, FieldRead], *, lines: Sequence[int]
) -> Iterator[Finding]:
    """Members whose months do not add up to what the sheet says (MN03)."""
    months = [each.read.values for name, each in fields.items() if name.column == _AMOUNT]
    if layout.month_total is None or len(months) < len(layout.months):
        return  # a month without a year was not read, so that there is no sum to hold against the other
    stated = read_amounts(records.columns[layout.month_total], blank=Blank.NOTHING).values
    for at, (sum_of_row, amounts) in enumerate(zip(stated, zip(*months, strict=True), strict=True)):
        added = total(amount for amount in amounts if amount is not None)
        if sum_of_row is not None and sum_of_row != added:
            row, column = lines[records.rows[at]], layout.labels[layout.month_total]
            where = Place(file=place.file, sheet=place.sheet, row=row, column=column)
            params = {"stated": sum_of_row, "added": added}
            yield Finding("row.total_differs", Severity.WARNING, place=where, params=params)
