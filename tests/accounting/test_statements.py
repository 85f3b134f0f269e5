"""Statements: two roads to every sum, and a section 10 whose sides are equal by construction."""

import csv
import sqlite3
from datetime import date
from io import StringIO

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.accounting import Chart, Journal, OpeningFigure, Posting, Voucher, section_10, trial_balance
from communitywelfare.accounting.journal import DocumentKind
from communitywelfare.accounting.statements import PAYMENT_LINES, RECEIPT_LINES, OpeningKind
from communitywelfare.accounting.vouchers import BANK, CASH, bulk_entries, post
from communitywelfare.errors import MissingFact
from communitywelfare.io.journal import journal_text
from communitywelfare.money import ZERO, Money, total
from communitywelfare.synthetic import Plan, make_package

END = date(2024, 9, 30)


@pytest.fixture(scope="module", params=[(1, 1, 1), (30, 4, 2), (120, 8, 3)])
def fund(request):
    members, years, seed = request.param
    return make_package(Plan(members=members, years=years, seed=seed)).fund


@st.composite
def journals(draw, vouchers, chart, recorded_at):
    count = draw(st.integers(0, 4))
    drawn = [draw(vouchers(chart, f"X{number}")) for number in range(count)]
    return bulk_entries([(voucher, recorded_at) for voucher in drawn], chart)


def by_sql(journal: Journal, on: date) -> dict[str, int]:
    """Balances by account, summed by a database from the text of the file."""
    with sqlite3.connect(":memory:") as database:
        database.execute("create table line (account text, day text, satang integer)")
        rows = csv.DictReader(StringIO(journal_text(journal), newline=""))
        cells = ((row["account"], row["entry_date"], row["debit"], row["credit"]) for row in rows)
        database.executemany(
            "insert into line values (?, ?, ?)",
            ((account, day, satang(debit) - satang(credit)) for account, day, debit, credit in cells),
        )
        sums = database.execute("select account, sum(satang) from line where day <= ? group by 1", [on.isoformat()])
        found = dict(sums.fetchall())
    database.close()
    return found


def satang(cell: str) -> int:
    return int(cell.replace(".", "") or 0)


# --- the trial balance ---------------------------------------------------------------------------------------


@given(data=st.data(), on=st.dates(date(2020, 9, 1), END))
def test_debits_equal_credits_and_the_sums_of_a_database(data, on, chart, vouchers, recorded_at):
    journal = data.draw(journals(vouchers, chart, recorded_at))
    balance = trial_balance(journal, chart, on)
    assert balance.debit == balance.credit
    assert {row.account: (row.debit - row.credit).satang for row in balance.rows} == by_sql(journal, on)


@pytest.mark.parametrize("on", [END, date(2023, 3, 3), date(1990, 1, 1)])
def test_of_a_synthetic_fund_too(fund, on):
    balance = trial_balance(fund.journal, fund.chart, on)
    assert balance.debit == balance.credit
    assert {row.account: (row.debit - row.credit).satang for row in balance.rows} == by_sql(fund.journal, on)
    assert (balance.debit > ZERO) is (on >= fund.journal.entries[0].voucher.day)


def test_each_account_stands_on_one_side_under_its_name(fund):
    rows = trial_balance(fund.journal, fund.chart, END).rows
    assert [row.account for row in rows] == sorted(row.account for row in rows)
    for row in rows:
        assert ZERO in (row.debit, row.credit)
        assert row.debit >= ZERO <= row.credit
        assert row.name == fund.chart.account(row.account).name


def test_an_account_that_the_chart_does_not_have_is_named(fund):
    lacking = Chart(tuple(account for account in fund.chart.accounts if account.code != BANK))
    for draw_up in (
        lambda: trial_balance(fund.journal, lacking, END),
        lambda: section_10(fund.journal, lacking, fund.openings, END),
    ):
        with pytest.raises(MissingFact) as error:
            draw_up()
        assert error.value.findings[0].params == {"account": BANK}


# --- section 10 ----------------------------------------------------------------------------------------------


def test_both_sides_of_every_synthetic_fund_are_equal_on_every_day(fund):
    for on in (date(2010, 1, 1), date(2023, 9, 30), date(2024, 2, 29), END):
        section = section_10(fund.journal, fund.chart, fund.openings, on)
        assert section.received == section.applied
        assert section.unclassified == ()


def test_what_is_left_is_what_the_books_hold(fund):
    section = section_10(fund.journal, fund.chart, fund.openings, END)
    balances = fund.journal.balances(END)
    held = dict.fromkeys(("P1.1", "P1.2", "P1.4", "P1.9"), ZERO)
    for (code, _source), amount in balances.items():
        line = fund.chart.account(code).line
        if line in held:
            held[line] += amount
    assert {line: section.lines[line] for line in held} == held
    assert section.remaining == total(held.values())


@given(data=st.data(), on=st.dates(date(2020, 9, 1), END))
def test_both_sides_are_equal_whatever_is_posted(data, on, chart, vouchers, recorded_at):
    """Accruals, closings and refundable deposits included: only movements of cash enter, and they balance."""
    journal = data.draw(journals(vouchers, chart, recorded_at))
    section = section_10(journal, chart, (), on)
    assert section.received == section.applied
    assert section.lines.keys() == {*RECEIPT_LINES, *PAYMENT_LINES}


def voucher(*lines: tuple[str, int], kind: DocumentKind = DocumentKind.JOURNAL, number: str = "J1") -> Voucher:
    postings = tuple(
        Posting(account, "OTHER" if account != "31010" else "MEMBERS", Money.baht(baht), member)
        for account, baht, *rest in lines
        for member in (rest or [""])
    )
    return Voucher(day=END, kind=kind, number=number, description="", postings=postings)


def posted(chart, recorded_at, *drawn: Voucher) -> Journal:
    journal = Journal()
    for each in drawn:
        journal = post(journal, chart, each, recorded_at=recorded_at)
    return journal


CASES = {
    "an accrued benefit moves no cash": ([voucher(("51020", 500, "M1"), ("22010", -500, "M1"))], {}, {}),
    "a closing moves no cash": (
        [voucher(("42090", 300), ("39900", -300), kind=DocumentKind.CLOSING)],
        {},
        {},
    ),
    "a refundable deposit stands among other receipts": (
        [voucher((CASH, 100), ("21010", -100, "M1"))],
        {"P1.2": "100.00", "R1.9": "100.00"},
        {},
    ),
    "a loan to a member is another asset": (
        [voucher(("13020", 1_000), (BANK, -1_000))],
        {"P1.9": "1,000.00", "P1.1": "-1,000.00"},
        {},
    ),
    "what was accrued and is then paid is a benefit": (
        [voucher(("22010", 500, "M1"), (BANK, -500))],
        {"P1.1": "-500.00", "P1.3": "500.00"},
        {},
    ),
    "dues that were owed and then come are dues": (
        [voucher((CASH, 30), ("13030", -30, "M1"))],
        {"P1.2": "30.00", "R1.1": "30.00"},
        {},
    ),
    "money against no line at all is named": (
        [voucher(("32010", 500), (BANK, -500))],
        {"P1.1": "-500.00", "R1.9": "-500.00"},
        {"32010": "-500.00"},
    ),
    "money to and fro leaves no stray": (
        [voucher(("32010", 500), (BANK, -500)), voucher(("32010", -500), (BANK, 500), number="J2")],
        {},
        {},
    ),
    "a fund balance against cash is named": (
        [voucher((BANK, 70), ("32010", -70))],
        {"P1.1": "70.00", "R1.9": "70.00"},
        {"32010": "70.00"},
    ),
    "of an opening only the assets enter": (
        [voucher((BANK, 70), ("32010", -70), kind=DocumentKind.OPENING)],
        {"P1.1": "70.00"},
        {},
    ),
    "bought equipment is another asset and its wear no cash": (
        [voucher(("16010", 900), (CASH, -900)), voucher(("52080", 90), ("16090", -90), number="J2")],
        {"P1.9": "810.00", "P1.2": "-900.00", "P2.9": "90.00"},
        {},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_where_each_movement_stands(case, chart, recorded_at):
    drawn, lines, strays = CASES[case]
    section = section_10(posted(chart, recorded_at, *drawn), chart, (), END)
    assert {line: str(amount) for line, amount in section.lines.items() if amount != ZERO} == lines
    assert {each.params["account"]: str(each.params["amount"]) for each in section.unclassified} == strays
    assert {each.code for each in section.unclassified} <= {"section10.unclassified"}


def figure(kind: OpeningKind, code: str, baht: int, as_of: date = date(2020, 9, 30)) -> OpeningFigure:
    return OpeningFigure(as_of=as_of, kind=kind, code=code, amount=Money.baht(baht))


BEFORE = (
    figure(OpeningKind.SOURCE, "R1.1", 1_000),
    figure(OpeningKind.BENEFIT, "04", 300),
    figure(OpeningKind.EXPENSE, "P2.3", 50),
    figure(OpeningKind.ASSET, "P1.1", 650),
)
LINES_BEFORE = {"R1.1": "1,000.00", "P1.3": "300.00", "P2.3": "50.00", "P1.1": "650.00"}


@pytest.mark.parametrize("opens_on", [date(2020, 10, 1), date(2021, 1, 1), None])
@pytest.mark.parametrize("on", [date(2020, 9, 29), date(2020, 9, 30), date(2020, 10, 1), date(2021, 1, 1)])
def test_figures_from_before_the_books_enter_once_whenever_the_books_open(opens_on, on, chart, recorded_at):
    """The day between the figures and the entry that carries them in is a year's last day: it must add up too."""
    opening = voucher((BANK, 650), ("31090", -650), kind=DocumentKind.OPENING)
    drawn = [evolve(opening, day=opens_on)] if opens_on else []
    section = section_10(posted(chart, recorded_at, *drawn), chart, BEFORE, on)
    expected = LINES_BEFORE if on >= date(2020, 9, 30) else {}
    assert {line: str(money) for line, money in section.lines.items() if money != ZERO} == expected
    assert section.received == section.applied


@pytest.mark.parametrize(
    ("kind", "code", "line"),
    [
        (OpeningKind.SOURCE, "R1.1", "R1.1"),
        (OpeningKind.SOURCE, "P1.1", ""),
        (OpeningKind.SOURCE, "?", ""),
        (OpeningKind.BENEFIT, "77", "P1.3"),
        (OpeningKind.EXPENSE, "P2.9", "P2.9"),
        (OpeningKind.EXPENSE, "P1.1", ""),
        (OpeningKind.EXPENSE, "R1.1", ""),
        (OpeningKind.ASSET, "P1.4", "P1.4"),
        (OpeningKind.ASSET, "P2.1", ""),
    ],
)
def test_a_figure_stands_on_its_line_or_on_none(kind, code, line):
    assert figure(kind, code, 1).line == line


@pytest.mark.parametrize(("kind", "amount"), [(OpeningKind.SOURCE, "40.00"), (OpeningKind.EXPENSE, "-40.00")])
def test_a_figure_without_a_line_is_named_and_both_sides_stay_equal(kind, amount, chart):
    figures = (figure(OpeningKind.SOURCE, "R1.1", 40), figure(OpeningKind.BENEFIT, "01", 40), figure(kind, "??", 40))
    section = section_10(Journal(), chart, figures, END)
    assert [(each.params["account"], str(each.params["amount"])) for each in section.unclassified] == [("??", amount)]
    assert str(section.lines["R1.9"]) == amount


def test_an_account_with_a_line_that_no_form_has_is_a_stray(chart, recorded_at):
    odd = Chart(tuple(evolve(each, line="P9.9" if each.code == "52090" else each.line) for each in chart.accounts))
    journal = posted(odd, recorded_at, voucher(("52090", 10), (CASH, -10)))
    section = section_10(journal, odd, (), END)
    assert [each.params["account"] for each in section.unclassified] == ["52090"]
    assert section.received == section.applied
