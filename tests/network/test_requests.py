"""Requests of many funds: screened, shared out of one budget to the satang, and followed by their own books."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import communitywelfare as cw
from communitywelfare.cofunding import RationMethod
from communitywelfare.errors import InvalidMoney, InvalidValue
from communitywelfare.fund.forms.request import Met, fill_request
from communitywelfare.io.form_toml import request_form
from communitywelfare.io.scheme_toml import state_scheme
from communitywelfare.money import ZERO, Money, total
from communitywelfare.network import FundRequest, request_of, share_out

IDS = ("4.1", "4.2", "4.3")
MET = st.sampled_from([Met.PASS] * 5 + [Met.FAIL, Met.UNKNOWN])


@st.composite
def asked(draw):
    """Requests of some funds, each with some criteria that fail or that nobody can tell of."""
    return [
        FundRequest(
            fund=f"F{number:02}",
            name=f"กองทุน {number}",
            members=draw(st.integers(0, 500)),
            amount=Money(draw(st.integers(0, 20_000_000))),
            criteria={name: draw(MET) for name in IDS},
        )
        for number in range(draw(st.integers(0, 8)))
    ]


BUDGETS = st.integers(0, 60_000_000).map(Money)


@given(asked(), BUDGETS, st.sampled_from(RationMethod))
def test_a_budget_goes_to_those_that_pass_and_no_satang_more(requests, budget, method):
    envelope = share_out(requests, 2567, budget=budget, method=method)
    passing = [line for line in envelope.lines if line.request.screened is Met.PASS]
    granted = total(line.granted for line in passing)
    assert granted == envelope.rationing.granted <= budget
    assert granted + envelope.rationing.unspent == budget
    assert all(ZERO <= line.granted <= line.request.amount for line in passing)
    assert all(line.granted is None and line.reasons for line in envelope.lines if line not in passing)
    if total(line.request.amount for line in passing) <= budget:
        assert [line.granted for line in passing] == [line.request.amount for line in passing]


@given(asked(), BUDGETS, st.randoms())
def test_the_order_of_funds_changes_nothing(requests, budget, chance):
    shuffled = chance.sample(requests, len(requests))
    assert share_out(shuffled, 2567, budget=budget) == share_out(requests, 2567, budget=budget)


@given(asked())
def test_a_fund_is_screened_as_its_worst_criterion(requests):
    envelope = share_out(requests, 2567)
    assert sum(envelope.counted().values()) == len(requests)
    for request in requests:
        met = set(request.criteria.values())
        assert (request.screened is Met.FAIL) == (Met.FAIL in met)
        assert (request.screened is Met.PASS) == (met == {Met.PASS})
    assert envelope.asked == total(request.amount for request in requests)
    assert envelope.rationing is None
    assert all(line.granted is None and not line.reasons for line in envelope.lines)


def request(**more):
    told = {"fund": "F1", "name": "ก", "members": 10, "amount": Money.baht(3650), "criteria": {"4.1": Met.PASS}}
    return FundRequest(**(told | more))


def test_who_is_not_granted_anything_is_told_why():
    failed = request(criteria={"4.1": Met.FAIL, "4.2": Met.UNKNOWN}, missing=("9.1.rules",))
    doubtful = request(fund="F2", criteria={"4.1": Met.PASS, "4.2": Met.UNKNOWN}, missing=("9.1.rules",))
    one, other = share_out([failed, doubtful], 2567, budget=Money.baht(100)).lines
    assert [(each.code, dict(each.params)) for each in one.reasons] == [
        ("screening.criteria_failed", {"criteria": ("4.1",)})
    ]
    assert [(each.code, dict(each.params)) for each in other.reasons] == [
        ("screening.criteria_open", {"missing": ("9.1.rules",)})
    ]


def test_what_cannot_be_shared_out_is_refused():
    with pytest.raises(InvalidMoney):
        share_out([request()], 2567, budget=Money(-1))
    with pytest.raises(InvalidValue):
        share_out([request(), request()], 2567, budget=Money(1))


def test_a_request_stands_beside_what_was_approved_and_has_come():
    fund = cw.make_package(cw.Plan(members=80, years=4, seed=11)).fund
    scheme = state_scheme()
    form = fill_request(fund, scheme, request_form(), 2567)
    found = request_of(fund, form, scheme)
    [of_year] = [each for each in fund.rounds if each.budget_year == 2567 and each.source == scheme.source]
    standing = fund.round_standing(of_year, fund.as_of)
    assert found.members == len(form.request.eligible)
    assert found.amount == form.request.amount
    assert (found.approved, found.received, found.returned) == (
        standing.approved,
        standing.received,
        standing.returned,
    )
    assert found.tranches == len(fund.tranches(of_year, fund.as_of))
    assert found.criteria == {each.rule.id: each.met for each in form.criteria}


def test_without_a_round_nothing_was_approved():
    fund = cw.make_package(cw.Plan(members=80, years=4, seed=11)).fund
    scheme = state_scheme()
    found = request_of(fund, fill_request(fund, scheme, request_form(), 2568), scheme)
    assert (found.approved, found.received, found.tranches) == (None, ZERO, 0)
