"""Loans between sources: no source below zero without one, and over all sources they cancel, whatever is done."""

from datetime import UTC, date, datetime

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.accounting import AccountType, section_10, vouchers
from communitywelfare.accounting.adjustments import source_lent, source_repaid
from communitywelfare.accounting.chart import BORROWED, LENT
from communitywelfare.accounting.loans import loans, loans_open
from communitywelfare.accounting.statements import fund_balances, overdrawn
from communitywelfare.errors import Refused, Severity
from communitywelfare.fund.checks import check
from communitywelfare.fund.figures import draw_up
from communitywelfare.fund.loans_desk import lend_between_sources, repay_between_sources
from communitywelfare.fund.voucher_desk import Note, move_between_sources, spend
from communitywelfare.io.scheme_toml import state_scheme
from communitywelfare.money import ZERO, Money, total
from communitywelfare.strategies import funds
from communitywelfare.synthetic import Plan, make_package

NOW = datetime(2024, 10, 2, 3, tzinfo=UTC)
FUND = make_package(Plan(members=60, years=3, seed=5, until=date(2024, 9, 30))).fund
NOTE = Note(on=FUND.as_of, recorded_at=NOW, words="จ่ายสวัสดิการก่อนเงินสมทบมาถึง")
SOME = Money.baht(300)
CODES = [source.code for source in FUND.sources]
RESTRICTED = {source.code for source in FUND.sources if source.restricted}


def lent(fund=FUND, amount=SOME, lender="MEMBERS", borrower="LAO", resolution="4/2567"):
    fund, paper = lend_between_sources(fund, amount, NOTE, lender=lender, borrower=borrower, resolution=resolution)
    return fund, paper.number


def codes(refused):
    return [finding.code for finding in refused.value.findings]


def test_a_loan_moves_money_between_sources_and_no_figure_of_the_fund():
    fund, number = lent()
    (loan,) = loans_open(fund.journal, fund.as_of)
    assert (loan.number, loan.lender, loan.borrower, loan.open) == (number, "MEMBERS", "LAO", SOME)
    assert loan.resolution == "4/2567"
    before, after = (section_10(each.journal, each.chart, each.openings, each.as_of) for each in (FUND, fund))
    assert before == after
    assert [each.holds for each in draw_up(fund, state_scheme(), fund.as_of).identities] == [True] * 7
    assert {finding.code for finding in check(fund)} == {finding.code for finding in check(FUND)}
    for old, new in zip(pots(FUND), pots(fund), strict=True):
        moved = {"MEMBERS": -SOME, "LAO": SOME}.get(new.source, ZERO)
        assert (new.closing.amount, new.liquid.amount) == (old.closing.amount, old.liquid.amount + moved)


def pots(fund):
    return fund_balances(fund.journal, fund.chart, fund.sources, first=date(2023, 10, 1), last=fund.as_of)


def test_what_comes_back_closes_the_loan_and_no_more_than_is_open_comes_back():
    fund, number = lent()
    fund, _paper = repay_between_sources(fund, number, Money.baht(100), NOTE)
    assert [loan.open for loan in loans_open(fund.journal, fund.as_of)] == [Money.baht(200)]
    with pytest.raises(Refused) as error:
        repay_between_sources(fund, number, Money.baht(201), NOTE)
    assert codes(error) == ["loan.less_is_open"]
    fund, _paper = repay_between_sources(fund, number, Money.baht(200), NOTE)
    assert loans_open(fund.journal, fund.as_of) == ()
    with pytest.raises(Refused) as error:
        repay_between_sources(fund, number, Money(1), NOTE)
    assert codes(error) == ["loan.not_open"]


def test_what_the_borrower_has_spent_cannot_be_paid_back_from_the_lenders_own_money():
    fund, number = lent(borrower="GROUP_PROFIT")
    fund, _paper = spend(fund, "52010", SOME, NOTE, source="GROUP_PROFIT")
    with pytest.raises(Refused) as error:
        repay_between_sources(fund, number, Money(1), NOTE)
    assert codes(error) == ["fund.insufficient"]


@pytest.mark.parametrize("lender", sorted(RESTRICTED))
def test_restricted_money_is_lent_only_where_it_stays_restricted(lender):
    for borrower in CODES:
        refused = lender == borrower or borrower not in RESTRICTED
        try:
            lent(amount=Money(1), lender=lender, borrower=borrower)
        except Refused as error:
            told = {finding.code for finding in error.findings}
            assert told == {"loan.to_itself" if lender == borrower else "loan.may_not_lend"} if refused else told
            assert refused or told == {"fund.insufficient"}
        else:
            assert not refused


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"resolution": " "}, ["voucher.resolution_missing"]),
        ({"lender": "TEMPLE"}, ["loan.unknown_source"]),
        ({"lender": "A", "borrower": "B"}, ["loan.unknown_source", "loan.unknown_source"]),
        ({"amount": ZERO}, ["receipt.not_positive"]),
        ({"amount": Money.baht(10**8)}, ["fund.insufficient"]),
        ({"lender": "LAO", "borrower": "LAO", "resolution": ""}, ["voucher.resolution_missing", "loan.to_itself"]),
    ],
)
def test_a_loan_that_cannot_be_is_refused_with_every_reason(change, expected):
    with pytest.raises(Refused) as error:
        lent(**change)
    assert codes(error) == expected


def test_a_reversed_loan_is_none_and_a_reversed_repayment_leaves_it_open():
    fund, number = lent()
    fund, _paper = repay_between_sources(fund, number, SOME, NOTE)
    fund = taken_back(fund, "X1/2567")
    assert [loan.open for loan in loans_open(fund.journal, fund.as_of)] == [SOME]
    assert loans(taken_back(lent()[0], "X1/2567").journal, FUND.as_of) == ()
    part, _paper = repay_between_sources(lent()[0], number, Money.baht(100), NOTE)
    (loan,) = loans(part.journal, FUND.as_of)
    assert (loan.amount, loan.repaid, loan.open) == (SOME, Money.baht(100), SOME - Money.baht(100))
    assert (loan.day, loan.resolution) == (FUND.as_of, "4/2567")


def test_a_fault_of_a_loan_names_its_paper():
    fund = posted(FUND, source_lent(**LOAN, lender="MEMBERS", borrower="LAO", resolution=""))
    (found,) = [each for each in check(fund) if each.code == "loan.no_resolution"]
    assert (found.place.file, found.severity) == ("journal.csv", Severity.WARNING)
    assert found.place.record == fund.journal.document_numbers.get("X1/2567", "")


def taken_back(fund, number):
    voucher = vouchers.reversal(fund.journal.entries[-1], day=fund.as_of, number=number, reason="ลงผิด")
    return posted(fund, voucher)


def posted(fund, voucher):
    return evolve(fund, journal=vouchers.post(fund.journal, fund.chart, voucher, recorded_at=NOW, sources=fund.sources))


LOAN = {"day": FUND.as_of, "number": "X1/2567", "amount": SOME, "at": vouchers.BANK}


@pytest.mark.parametrize(
    ("voucher", "code"),
    [
        (source_lent(**LOAN, lender="GOV_VIA_CODI", borrower="MEMBERS", resolution="4/2567"), "loan.restricted"),
        (source_lent(**LOAN, lender="MEMBERS", borrower="LAO", resolution=""), "loan.no_resolution"),
        (source_repaid(**LOAN, lender="MEMBERS", borrower="LAO", loan="T9/2560"), "loan.repaid_too_much"),
    ],
)
def test_a_loan_that_was_written_past_the_desk_is_told_by_the_check(voucher, code):
    found = check(posted(FUND, voucher))
    told = {finding.code for finding in found} - {finding.code for finding in check(FUND)}
    assert told - {"books.source_overdrawn"} == {code}
    (one,) = [finding for finding in found if finding.code == code]
    assert one.severity is Severity.WARNING
    assert one.params.get("repaid") == (SOME if code == "loan.repaid_too_much" else None)


def test_a_loan_without_a_borrower_is_told():
    fund, _paper = lent()
    entry = fund.journal.entries[-1]
    own = tuple(line for line in entry.voucher.postings if line.source == "MEMBERS")
    alone = posted(FUND, evolve(entry.voucher, postings=own, number="X1/2567"))
    assert "loan.no_borrower" in {finding.code for finding in check(alone)}


def test_a_source_below_zero_is_told_until_a_loan_is_recorded():
    voucher = vouchers.expense_paid(
        day=FUND.as_of,
        number="X1/2567",
        account="52010",
        parts={"GROUP_PROFIT": SOME},
        out_of=vouchers.BANK,
        description="ค่า",
    )
    short = posted(FUND, voucher)
    assert [each.params["source"] for each in overdrawn(short.journal, short.chart, short.as_of)] == ["GROUP_PROFIT"]
    covered, _number = lent(short, borrower="GROUP_PROFIT")
    assert list(overdrawn(covered.journal, covered.chart, covered.as_of)) == []


steps = st.lists(
    st.tuples(
        st.sampled_from(["lend", "repay", "cost", "transfer"]),
        st.sampled_from(CODES),
        st.sampled_from(CODES),
        st.integers(1, 60_000),
    ),
    max_size=8,
)


def done(fund, step, lender, borrower, baht):
    amount, note = Money.baht(baht), Note(on=fund.as_of, recorded_at=NOW, words="ทดลอง")
    match step:
        case "lend":
            return lend_between_sources(fund, amount, note, lender=lender, borrower=borrower, resolution="มติ 1")[0]
        case "repay":
            number = next((loan.number for loan in loans_open(fund.journal, fund.as_of)), "")
            return repay_between_sources(fund, number, amount, note)[0]
        case "cost":
            return spend(fund, "52010", amount, note, source=lender)[0]
        case _:
            return move_between_sources(fund, amount, note, giving=lender, taking=borrower, resolution="มติ 1")[0]


@given(fund=funds(), sequence=steps)
def test_no_source_is_below_zero_and_the_sources_add_up_to_what_the_fund_has(fund, sequence):
    """Number 15 of the invariants of co-funding: the sources are cash, banks and receivables less payables."""
    for step in sequence:
        try:
            fund = done(fund, *step)
        except Refused:
            continue
    journal, on = fund.journal, fund.as_of
    assert list(overdrawn(journal, fund.chart, on)) == []
    balances = journal.balances(on)
    for source in {source for _account, source in balances}:
        assert total(money for (_account, own), money in balances.items() if own == source) == ZERO
    kinds = {account.code: account.type for account in fund.chart.accounts}
    owned = {AccountType.ASSET, AccountType.LIABILITY}
    has = total(money for (account, _source), money in balances.items() if kinds[account] in owned)
    assert total(pot.closing.amount for pot in pots(fund)) == has
    between = {
        account: total(money for (code, _source), money in balances.items() if code == account)
        for account in (LENT, BORROWED)
    }
    assert between[LENT] == -between[BORROWED] == total(loan.open for loan in loans_open(journal, on))
    assert not {finding.code for finding in check(fund) if finding.code.startswith(("loan.", "books.source"))}
