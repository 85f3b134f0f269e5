"""A member's statement: dues, receipts, benefits; and the member's postings in the books say the same."""

from datetime import UTC, date, datetime, timedelta

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from communitywelfare.accounting import DocumentKind, Posting, Slice, Voucher, vouchers
from communitywelfare.claims import ActionKind
from communitywelfare.contributions import Contributions, ReceiptKind
from communitywelfare.errors import MissingFact
from communitywelfare.fund.controls import CARRIED
from communitywelfare.fund.passbook import LineKind, member_statement
from communitywelfare.money import ZERO, Money, total
from communitywelfare.strategies import funds
from communitywelfare.synthetic import Plan, make_package

FUND = make_package(Plan(members=40, years=3, seed=9)).fund


def agrees(statement, fund):
    for figure in (statement.dues, statement.fees, statement.benefits):
        assert figure.sum(fund.journal) == figure.amount
    return True


def holds(fund, number, on):
    """The statement against sums over receipts, claims and the books, each made here once more."""
    statement = member_statement(fund, number, on)
    assert agrees(statement, fund)
    receipts = [each for each in fund.contributions if each.member == number and each.day <= on]
    assert statement.dues.amount == total(each.amount for each in receipts if each.kind.is_dues)
    assert statement.fees.amount == total(each.amount for each in receipts if each.kind is ReceiptKind.ENTRY_FEE)
    own = Slice(members={number}, accounts={each.code for each in fund.chart.accounts if each.line == "P1.3"}, last=on)
    assert statement.benefits.amount == evolve(own, without=CARRIED).sum(fund.journal)
    assert total(line.paid for line in statement.lines) == statement.benefits.amount
    assert statement.contributed == fund.contributions.paid(fund.membership(number), on)
    assert [line.day for line in statement.lines] == sorted(line.day for line in statement.lines)
    if statement.lines:
        assert statement.lines[-1].contributed == statement.contributed
    return statement


@settings(deadline=None)
@given(funds(), st.dates(date(2019, 1, 1), date(2024, 9, 30)))
def test_of_every_member_of_every_fund_the_three_sums_are_one(fund, on):
    for membership in fund.register:
        holds(fund, membership.number, on)


@pytest.mark.parametrize("on", [FUND.as_of, date(2023, 3, 3), date(2021, 9, 1)])
def test_of_every_member_of_a_synthetic_fund_too(on):
    statements = [holds(FUND, membership.number, on) for membership in FUND.register]
    dues = Slice(accounts={"41010"}, last=on, without=CARRIED).sum(FUND.journal)
    assert total(statement.dues.amount for statement in statements) == -dues


def test_the_months_are_the_card_and_the_arrears_what_is_owed():
    for membership in FUND.register:
        statement = member_statement(FUND, membership.number, FUND.as_of)
        assert statement.months == FUND.contributions.card(membership, FUND.bylaw.dues, FUND.as_of)
        assert statement.arrears == FUND.contributions.arrears(membership, FUND.bylaw.dues, FUND.as_of)
        owed = total(month.owed - month.paid for month in statement.months)
        assert statement.arrears.amount == owed
        assert statement.carried == membership.carried


def test_a_benefit_names_the_claim_that_was_decided_and_one_taken_back_is_negative():
    for claim in FUND.claims:
        statement = member_statement(FUND, claim.member, FUND.as_of)
        lines = [line for line in statement.lines if line.claim == claim.number]
        paid = [
            each for each in FUND.actions_of.get(claim.number, ()) if each.kind in {ActionKind.PAY, ActionKind.REVERSE}
        ]
        assert [line.document for line in lines] == [action.reference for action in paid]
        assert [line.paid for line in lines] == [
            action.amount if action.kind is ActionKind.PAY else -action.amount for action in paid
        ]
        assert all(line.kind is LineKind.BENEFIT and line.received == ZERO for line in lines)


def test_other_receipts_are_shown_and_are_no_contribution():
    first = FUND.contributions.receipts[0]
    other = evolve(first, number="ก1", kind=ReceiptKind.OTHER)
    fund = evolve(FUND, contributions=Contributions((*FUND.contributions, other)))
    before, after = (member_statement(each, first.member, FUND.as_of) for each in (FUND, fund))
    assert after.contributed == before.contributed
    assert [line.kind for line in after.lines if line.document == "ก1"] == [LineKind.OTHER]
    assert after.dues == before.dues


def test_a_voided_receipt_is_shown_and_counts_until_the_books_took_it_back():
    first = next(each for each in FUND.contributions if each.kind.is_dues)
    voided = evolve(first, voided=True)
    fund = evolve(
        FUND, contributions=Contributions(tuple(voided if each is first else each for each in FUND.contributions))
    )
    before, after = (member_statement(each, first.member, FUND.as_of) for each in (FUND, fund))
    assert after.voided == (voided,)
    assert before.voided == ()
    assert before.contributed - after.contributed == first.amount
    assert member_statement(fund, first.member, first.day - timedelta(days=1)).voided == ()


def test_what_was_not_given_or_not_said_is_not_shown_as_paid():
    number = FUND.register.memberships[0].number
    absent = member_statement(evolve(FUND, absent=frozenset({"contributions"})), number, FUND.as_of)
    assert (absent.months, absent.arrears) == (None, None)
    early = evolve(FUND.membership(number), applied=date(1990, 1, 1))
    unknown = member_statement(evolve(FUND, register=FUND.register.replacing(early)), number, FUND.as_of)
    assert (unknown.months, unknown.arrears) == (None, None)
    assert unknown.dues.amount > Money(0)


def test_nobody_has_no_statement():
    with pytest.raises(MissingFact):
        member_statement(FUND, "ไม่มี", FUND.as_of)


def posted(voucher):
    recorded_at = datetime(2024, 9, 30, tzinfo=UTC)
    return evolve(FUND, journal=vouchers.post(FUND.journal, FUND.chart, voucher, recorded_at=recorded_at))


def test_savings_paid_back_are_no_receipt_less():
    member = FUND.contributions.receipts[0].member
    lines = (Posting("21010", "MEMBERS", Money.baht(30), member), Posting("12010", "MEMBERS", Money.baht(-30)))
    back = Voucher(day=FUND.as_of, kind=DocumentKind.PAYMENT, number="ก1", description="", postings=lines)
    fund = posted(back)
    assert agrees(member_statement(fund, member, FUND.as_of), fund)


def test_a_receipt_voided_later_is_in_the_books_until_then():
    first = next(each for each in FUND.contributions if each.kind.is_dues)
    lines = (
        Posting("41010", "MEMBERS", first.amount, first.member),
        Posting("12010", "MEMBERS", -first.amount),
    )
    back = Voucher(
        day=FUND.as_of,
        kind=DocumentKind.PAYMENT,
        number="ก1",
        description="",
        postings=lines,
        reference=vouchers.void_reference(first.number),
    )
    voided = evolve(first, voided=True, void_ref="ก1")
    receipts = tuple(voided if each is first else each for each in FUND.contributions)
    fund = evolve(posted(back), contributions=Contributions(receipts))
    before, after = (member_statement(fund, first.member, FUND.as_of - timedelta(days=ago)) for ago in (1, 0))
    assert agrees(before, fund)
    assert agrees(after, fund)
    assert (before.voided, after.voided) == ((), (voided,))
    assert before.dues.amount - after.dues.amount == first.amount
