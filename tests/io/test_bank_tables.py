"""Passbooks, counts and notebooks as tables: read as they were written; a row that cannot be meant is set aside."""

from datetime import date, timedelta

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from communitywelfare.accounting.cash_count import CashCount
from communitywelfare.accounting.custody import CustodyNote
from communitywelfare.accounting.reconciliation import BankLine
from communitywelfare.io.package import write_package
from communitywelfare.money import Money

DAYS = st.integers(0, 900).map(lambda days: date(2022, 1, 1) + timedelta(days=days))
MONEY = st.integers(-(10**9), 10**9).map(Money)
TEXT = st.text(st.sampled_from("กา=+-@,\"' ;\\\n1A"), max_size=6).map(str.strip)
NAMES = TEXT.filter(bool)
LINES = st.builds(BankLine, account=NAMES, day=DAYS, amount=MONEY, balance=MONEY, code=TEXT, note=TEXT)
PIECES = st.dictionaries(st.integers(1, 10**6).map(Money), st.integers(0, 10**6), min_size=1, max_size=4)
COUNTS = st.builds(CashCount, day=DAYS, account=NAMES, holder=TEXT, pieces=PIECES, note=TEXT)
NOTES = st.builds(
    CustodyNote,
    holder=NAMES,
    day=DAYS,
    amount=MONEY,
    receipt_from=TEXT,
    receipt_to=TEXT,
    handed_over=st.none() | DAYS,
    handed_to=TEXT,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(lines=st.lists(LINES, max_size=3), counts=st.lists(COUNTS, max_size=3), notes=st.lists(NOTES, max_size=3))
def test_what_is_written_is_read(package, folder, lines, counts, notes):
    fund = evolve(
        package.fund,
        passbook=tuple(lines),
        cash_counts=tuple(counts),
        custody_notes=tuple(notes),
        absent=frozenset(),
    )
    write_package(str(folder), evolve(package, fund=fund))
    assert folder.read().package.fund == fund


HEADER = "account,date,code,withdraw,deposit,balance,note"


@pytest.mark.parametrize("cells", ["5.00,5.00", "-5.00,", ",-5.00"])
def test_a_line_that_is_neither_in_nor_out_is_told_and_stays_as_it_stood(cells, folder, found):
    row = f"12010,2024-01-02,CD,{cells},100.00,ก"
    folder.put_lines("bank", [HEADER, "12010,2024-01-01,,,,100.00,", row])
    reading = folder.read()
    finding = found(reading, "bank.in_or_out")
    assert (finding.place.file, finding.place.row, finding.place.column) == ("bank.csv", 3, "withdraw")
    assert [line.balance.plain for line in reading.package.fund.passbook] == ["100.00"]
    write_package(str(folder), reading.package)
    assert folder.lines("bank")[2] == row


@pytest.mark.parametrize("cells", ["0.00,5.00", "5.00,0.00", ",", "0.00,0.00", "5.00,", ",5.00"])
def test_a_blank_and_a_nought_are_the_same_side_that_did_not_move(cells, folder):
    folder.put_lines("bank", [HEADER, f"12010,2024-01-02,CD,{cells},100.00,"])
    reading = folder.read()
    withdraw, deposit = (Money.baht(cell or "0") for cell in cells.split(","))
    assert [line.amount for line in reading.package.fund.passbook] == [deposit - withdraw]


@pytest.mark.parametrize("pieces", ["1000", "0=3", "-5=3", "10=-1", "10=x", "10=1; 10.00=2", "abc=1", "10=1.5"])
def test_pieces_that_are_no_notes_and_coins_are_told(pieces, folder):
    folder.put_lines("cash_counts", ["date,account,holder,pieces,note", f"2024-01-02,11010,,{pieces},"])
    reading = folder.read()
    told = [finding for finding in reading.findings if finding.place.file == "cash_counts.csv" and finding.place.row]
    assert [(finding.place.row, finding.place.column) for finding in told] == [(2, "pieces")]
    assert reading.package.fund.cash_counts == ()


def test_findings_of_the_passbook_name_its_rows_also_below_one_that_was_set_aside(folder, found):
    folder.put_lines(
        "bank",
        [
            HEADER,
            "12010,2024-01-01,,,,100.00,",
            "12010,2024-01-02,,5.00,5.00,100.00,",
            "12010,2024-01-03,,,20.00,130.00,",
        ],
    )
    assert found(folder.read(), "bank.balance_breaks").place.row == 4
