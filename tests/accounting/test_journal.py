"""The journal and the chart: sums over the same lines, and what a number may be used for."""

from datetime import UTC, date, datetime

import pytest
from attrs import evolve
from attrs.exceptions import FrozenInstanceError
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.accounting import Account, Chart, Journal
from communitywelfare.accounting.chart import OTHER_BENEFITS, OTHER_FUNDS
from communitywelfare.accounting.journal import Seal, day_in_thailand, entry_number
from communitywelfare.accounting.vouchers import bulk_entries, post
from communitywelfare.errors import MissingFact
from communitywelfare.money import ZERO, Money


@given(data=st.data(), on=st.dates(date(2020, 9, 1), date(2024, 10, 1)))
def test_a_balance_is_the_sum_of_the_lines_until_the_day(data, on, chart, vouchers, recorded_at):
    drawn = [data.draw(vouchers(chart, f"X{number}")) for number in range(data.draw(st.integers(0, 4)))]
    journal = bulk_entries([(voucher, recorded_at) for voucher in drawn], chart)
    expected: dict[tuple[str, str], int] = {}
    for voucher in drawn:
        for posting in voucher.postings if voucher.day <= on else ():
            key = (posting.account, posting.source)
            expected[key] = expected.get(key, 0) + posting.amount.satang
    assert {key: money.satang for key, money in journal.balances(on).items()} == expected
    for (account, source), amount in expected.items():
        assert journal.balance(account, source, on) == Money(amount)
    assert journal.balance("none", "none", on) == ZERO
    assert [entry.voucher for entry in journal.until(on)] == [voucher for voucher in drawn if voucher.day <= on]


@given(data=st.data())
def test_the_lines_on_accounts_are_all_postings_there_in_their_order(data, chart, vouchers, recorded_at):
    drawn = [data.draw(vouchers(chart, f"X{number}")) for number in range(data.draw(st.integers(0, 4)))]
    journal = bulk_entries([(voucher, recorded_at) for voucher in drawn], chart)
    codes = sorted({posting.account for voucher in drawn for posting in voucher.postings} | {"none"})
    accounts = data.draw(st.sets(st.sampled_from(codes)))
    every = [(entry, posting) for entry in journal for posting in entry.voucher.postings]
    assert journal.lines_on(accounts) == [line for line in every if line[1].account in accounts]


@given(data=st.data())
def test_the_head_is_the_hash_of_the_last_stored_entry(data, chart, vouchers, recorded_at):
    journal = Journal()
    assert (journal.head, journal.next_number, len(journal)) == ("", "E0000001", 0)
    journal = post(journal, chart, data.draw(vouchers(chart, "X1")), recorded_at=recorded_at)
    assert journal.head == ""
    [entry] = journal
    stored = Journal((evolve(entry, seal=Seal("0" * 64, "a" * 64)),))
    assert post(stored, chart, data.draw(vouchers(chart, "X2")), recorded_at=recorded_at).head == "a" * 64


@given(data=st.data())
def test_an_entry_is_what_it_says_whether_it_is_stored_or_not(data, chart, vouchers, recorded_at):
    [entry] = post(Journal(), chart, data.draw(vouchers(chart, "X1")), recorded_at=recorded_at)
    assert evolve(entry, seal=Seal("0", "1")) == entry
    with pytest.raises(FrozenInstanceError):
        entry.number = "E9"


def test_entries_are_numbered_so_that_text_sorts_them():
    numbers = [entry_number(position) for position in (1, 2, 10, 99, 100, 1_000_000)]
    assert numbers == sorted(numbers)
    assert numbers[0] == "E0000001"


def test_every_leaf_of_the_shipped_chart_has_its_place_in_section_10(chart):
    leaves = [account for account in chart.accounts if account.code not in chart.groups]
    without = {account.code for account in leaves if not account.line}
    assert {code[0] for code in without} == {"3"}  # what is a fund balance is no movement of money
    types = {letter: {each.type.value for each in leaves if each.line.startswith(letter)} for letter in "RP"}
    # What is owed to the fund or by it stands with what it will be: dues with dues, benefits with benefits.
    assert types["R"] == {"RECEIPT", "LIABILITY", "ASSET", "FUND"}
    assert types["P"] == {"ASSET", "EXPENSE", "LIABILITY"}


def test_headings_are_the_accounts_that_have_others_below_them(chart):
    assert chart.groups == {"10000", "20000", "30000", "40000", "50000"}
    assert chart.groups <= chart.by_code.keys()


@pytest.mark.parametrize(("category", "code"), [("01", "51010"), ("16", "51160"), ("99", "51990"), ("xx", "51990")])
def test_benefits_are_charged_by_their_line_on_the_form(category, code, chart):
    assert chart.benefit_account(category) == code
    assert OTHER_BENEFITS == "51990"


@pytest.mark.parametrize(("source", "code"), [("MEMBERS", "31010"), ("LAO", "31040"), ("DONATION", OTHER_FUNDS)])
def test_each_source_has_its_fund_balance_or_the_common_one(source, code, chart):
    assert chart.fund_account(source) == code


def test_an_account_that_is_not_there_is_told(chart):
    assert chart.account("12010").line == "P1.1"
    with pytest.raises(MissingFact) as error:
        chart.account("12345")
    assert [finding.params["account"] for finding in error.value.findings] == ["12345"]


def test_a_chart_may_be_extended():
    account = Account(code="1", name={"th": "ก", "en": "a"}, type="ASSET")
    below = Account(code="2", name={"th": "ข", "en": "b"}, type="ASSET", parent="1")
    chart = Chart((account, below))
    assert (chart.groups, chart.account("2").type.value) == ({"1"}, "ASSET")


def test_the_day_of_recording_is_the_day_in_thailand():
    evening = datetime(2024, 9, 30, 18, tzinfo=UTC)
    assert day_in_thailand(evening) == date(2024, 10, 1)
    assert day_in_thailand(evening.replace(tzinfo=None)) == date(2024, 9, 30)
