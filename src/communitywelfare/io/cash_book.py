"""A simple cash book (สมุดเงินสด) as a CSV file, as treasurers keep one: read into vouchers, and written from them.

A line is one voucher: money received or paid in cash, at the bank or both, against one account; or money moved between
the two, where no account is named. The first line may carry balances in (ยอดยกมา). What is left after each line is
checked against what the book says. Days are of the common era, as in every file of a package.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from attrs import evolve, frozen

from communitywelfare.accounting import Chart, DocumentKind, Voucher
from communitywelfare.accounting.vouchers import BANK, CASH
from communitywelfare.errors import Finding, Place, Refused, Severity
from communitywelfare.io._cash_lines import (
    OPENING,
    CashLine,
    Terms,
    account_named,
    faults,
    line_of,
    opening_faults,
    opening_of,
    voucher_of,
)
from communitywelfare.io._columns import read_rows
from communitywelfare.io._lines import columns_of_rows, csv_bytes
from communitywelfare.io._rows import Row, Rows
from communitywelfare.io._schema import Column, Schema
from communitywelfare.io._tables import Sheet, decode
from communitywelfare.money import ZERO, Money
from communitywelfare.sources import Source

__all__ = ["CashBook", "cash_book_bytes", "read_cash_book"]

_BALANCES = ("cash_balance", "bank_balance")
_SCHEMA = Schema(
    "cash_book",
    "สมุดเงินสด",
    (
        Column("date", "วันที่", "day", "required"),
        Column("doc_no", "เลขที่เอกสาร", "text", "optional"),
        Column("description", "รายการ", "text", "required"),
        Column("account", "ประเภท/รหัสบัญชี", "text", "optional"),
        Column("cash_in", "รับเงินสด", "money", "optional"),
        Column("bank_in", "รับธนาคาร", "money", "optional"),
        Column("cash_out", "จ่ายเงินสด", "money", "optional"),
        Column("bank_out", "จ่ายธนาคาร", "money", "optional"),
        Column("cash_balance", "คงเหลือเงินสด", "money", "optional"),
        Column("bank_balance", "คงเหลือธนาคาร", "money", "optional"),
        Column("source", "แหล่งทุน", "text", "rare"),
        Column("member_no", "เลขที่สมาชิก", "text", "rare"),
    ),
)
_NOTHING = re.compile(r"^[, \t]+(?=\r?$)", re.MULTILINE)
_LOOSE = str.maketrans("", "", " ()\n\r")  # a header may say รับ (เงินสด)


@frozen(kw_only=True)
class CashBook:
    """What came of reading a cash book: vouchers in its order, the line on which each stands, and what was found.

    A line that is no voucher is set aside with its findings. One after which the book's own balance is wrong is told
    and kept: nobody can know which of its figures is mistaken, so post nothing before that is cleared up.
    """

    vouchers: tuple[Voucher, ...]
    lines: tuple[int, ...]
    findings: tuple[Finding, ...]


def read_cash_book(
    file: str,
    contents: bytes,
    chart: Chart,
    sources: Sequence[Source] = (),
    *,
    source: str = "",
    cash: str = CASH,
    bank: str = BANK,
    encoding: str = "utf-8-sig",
) -> CashBook:
    """Read a cash book. Bad lines are set aside and told; the others go on. Post its vouchers by `vouchers.post`.

    Args:
        file: Its name, for the findings.
        contents: Its bytes.
        chart: The accounts of the fund; a line names one by its code or its whole name.
        sources: Whose money the fund has.
        source: Whose money a line moves that does not say so, and whose account does not either. It is never guessed.
        cash: The account of the cash columns.
        bank: The account of the bank columns.
        encoding: How the bytes are text.

    Raises:
        FormatError: The bytes are not of that encoding.
    """
    terms = Terms(chart=chart, sources=sources, source=source, cash=cash, bank=bank)
    sheet = Sheet(file, _without_blank_lines(decode(file, contents, encoding)))
    sheet.header = tuple(header.translate(_LOOSE) for header in sheet.header)
    rows = read_rows(sheet, _SCHEMA)
    reading = _Reading(file, terms, gaps=frozenset(each.after for each in rows.set_aside))
    for position, line in enumerate(_lines(rows, chart)):
        reading.take(position, line)
    return CashBook(
        vouchers=tuple(reading.vouchers.values()),
        lines=tuple(reading.vouchers),
        findings=tuple(sorted((*rows.findings, *reading.findings), key=_row)),
    )


def _row(finding: Finding) -> int:
    return finding.place.row or 0


def _without_blank_lines(text: str) -> str:
    """Text whose lines of nothing but commas, which spreadsheets leave below a table, are blank."""
    return text if '"' in text else _NOTHING.sub("", text)


def _lines(rows: Rows, chart: Chart) -> Iterator[CashLine]:
    for row in rows:
        values: Mapping[str, Any] = row.values
        yield CashLine(
            row=row.line,
            day=values["date"],
            number=values["doc_no"] or "",
            description=values["description"],
            account=account_named(values["account"] or "", chart),
            member=values["member_no"] or "",
            source=values["source"] or "",
            received=_amounts(row, "cash_in", "bank_in"),
            paid=_amounts(row, "cash_out", "bank_out"),
            balances=(values["cash_balance"], values["bank_balance"]),
        )


def _amounts(row: Row, *columns: str) -> tuple[Money, Money]:
    cash, bank = (row.values[column] for column in columns)
    return cash if isinstance(cash, Money) else ZERO, bank if isinstance(bank, Money) else ZERO


class _Reading:
    """Goes down a cash book line by line, with what should be left after each."""

    def __init__(self, file: str, terms: Terms, gaps: frozenset[int]) -> None:
        self.vouchers: dict[int, Voucher] = {}
        self.findings: list[Finding] = []
        self._file, self._terms, self._gaps = file, terms, gaps
        self._left: list[tuple[Money, ...]] = [(ZERO,), (ZERO,)]  # what may be left; nothing where nobody knows
        self._numbers: dict[str, int] = {}

    def take(self, position: int, line: CashLine) -> None:
        """Take one line: its voucher or its faults, and then its balances."""
        if position in self._gaps:  # a line before this one could not be read: nobody knows what it moved
            self._left = [(), ()]
        if line.is_carried:
            if position == 0:
                self._open(line)
        else:
            self._post(line)
        self._count(line)

    def _open(self, line: CashLine) -> None:
        self._left = [() if balance is None else (balance,) for balance in line.balances]
        if {None, ZERO}.issuperset(line.balances):
            return
        found = [*opening_faults(line, self._terms, self._place(line))]
        self.findings += found
        if not found:
            self._keep(line, opening_of(line, self._terms))

    def _post(self, line: CashLine) -> None:
        found = [*faults(line, self._terms, self._place(line))]
        self.findings += found
        if not found:
            self._keep(line, voucher_of(line, self._terms))

    def _keep(self, line: CashLine, voucher: Voucher) -> None:
        before = self._numbers.setdefault(voucher.number, line.row)
        if before == line.row:
            self.vouchers[line.row] = voucher
            return
        params = {"voucher": voucher.number, "line": before}
        place = self._place(line, "doc_no")
        self.findings.append(Finding("cash_book.number_repeated", Severity.ERROR, place=place, params=params))

    def _count(self, line: CashLine) -> None:
        """Hold what is left against what the line says.

        After a difference the book may go on from either figure: the balance was mistaken, or the amount was. Either
        way one slip is told once.
        """
        for place, (column, moved, stated) in enumerate(zip(_BALANCES, line.moved, line.balances, strict=True)):
            expected = tuple(left + moved for left in self._left[place])
            self._left[place] = expected if stated is None else (stated,)
            if expected and stated is not None and stated not in expected:
                params = {"stated": stated, "expected": expected[0], "difference": stated - expected[0]}
                where = self._place(line, column)
                self.findings.append(Finding("cash_book.balance", Severity.ERROR, place=where, params=params))
                self._left[place] = (stated, expected[0])

    def _place(self, line: CashLine, column: str | None = None) -> Place:
        return Place(file=self._file, row=line.row, column=column, record=line.number or None)


def cash_book_bytes(vouchers: Iterable[Voucher], chart: Chart, *, cash: str = CASH, bank: str = BANK) -> bytes:
    """The bytes of a cash book with these vouchers, and what is left after each; reading it gives equal vouchers.

    Raises:
        Refused: A voucher does not fit into one line of a cash book.
    """
    terms = Terms(chart=chart, sources=(), source="", cash=cash, bank=bank)
    left, rows = [ZERO, ZERO], list[Mapping[str, object]]()
    for voucher in vouchers:
        line = line_of(voucher, terms)
        left = [before + moved for before, moved in zip(left, line.moved, strict=True)]
        line = evolve(line, balances=(left[0], left[1]))
        is_opening = voucher.kind is DocumentKind.OPENING and not rows
        if is_opening:
            line = evolve(line, received=(ZERO, ZERO), paid=(ZERO, ZERO), description=OPENING)
        if not voucher.description or (opening_of if is_opening else voucher_of)(line, terms) != voucher:
            place = Place(clause=voucher.number)
            finding = Finding("cash_book.does_not_fit", Severity.ERROR, place=place, params={"voucher": voucher.number})
            raise Refused(f"voucher {voucher.number} does not fit into one line of a cash book", finding)
        rows.append(_row_of(line))
    return csv_bytes(_SCHEMA, columns_of_rows(_SCHEMA, rows), encoding="utf-8-sig")


def _row_of(line: CashLine) -> Mapping[str, object]:
    amounts = zip(("cash_in", "bank_in", "cash_out", "bank_out"), (*line.received, *line.paid), strict=True)
    return {
        "date": line.day,
        "doc_no": line.number,
        "description": line.description,
        "account": line.account or None,
        **{column: None if amount == ZERO else amount for column, amount in amounts},
        **dict(zip(_BALANCES, line.balances, strict=True)),
        "source": line.source or None,
        "member_no": line.member or None,
    }
