"""Receipts looked at together: nothing is missed that looking at each of them alone would tell."""

from datetime import timedelta

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.calendar import Month
from communitywelfare.contributions import Contributions
from communitywelfare.fund.receipt_checks import receipt_findings
from communitywelfare.members import ExitCause, MemberStatus, Register
from communitywelfare.money import Money
from communitywelfare.strategies import receipts
from communitywelfare.synthetic import Plan, make_package

FUND = make_package(Plan(members=4, years=2, seed=3)).fund
NUMBERS = [each.number for each in FUND.register]
DEAD = FUND.register.memberships[0]
ENDED = FUND.as_of - timedelta(days=200)
FUND = evolve(
    FUND,
    register=Register(
        (
            evolve(DEAD, ended=ENDED, cause=ExitCause.DECEASED, status=MemberStatus.DECEASED),
            *FUND.register.memberships[1:],
        )
    ),
)


@st.composite
def odd(draw):
    """Receipts of all days around those that count, of members and of nobody, some of which cannot be true."""
    first = min(each.applied for each in FUND.register) - timedelta(days=2)
    drawn = draw(
        receipts(
            number=draw(st.sampled_from(["1/2567", "2/2567", "3/2567", "x"])),
            member=draw(st.sampled_from([*NUMBERS, "X1"])),
            at_least=first,
            at_most=FUND.as_of + timedelta(days=2),
        )
    )
    edges = [first, first + timedelta(days=2), DEAD.applied, ENDED, ENDED + timedelta(days=1), FUND.as_of]
    return evolve(
        drawn,
        day=draw(st.sampled_from([drawn.day, drawn.day, *edges])),
        amount=draw(st.sampled_from([drawn.amount, drawn.amount, Money(0), Money(-1)])),
        period_to=draw(st.sampled_from([drawn.period_to, drawn.period_to, drawn.period_from, Month(2001, 1)])),
    )


@given(st.lists(odd(), max_size=6))
def test_what_is_told_of_many_receipts_is_what_is_told_of_each(drawn):
    members = frozenset(NUMBERS)

    def told(some, rows):
        findings = receipt_findings(evolve(FUND, contributions=Contributions(tuple(some))), members, rows)
        return [each for each in findings if each.place.row is not None]

    rows = range(2, 2 + len(drawn))
    alone = [found for each, row in zip(drawn, rows, strict=True) for found in told([each], [row])]
    together = told(drawn, rows)
    assert [each for each in together if each.code != "receipt.number_twice"] == alone
    usual = [each for each in drawn if each.member in members and each.amount > Money(0)]
    usual = [each for each in usual if each.period_from.index <= each.period_to.index and each.day <= FUND.as_of]
    by_number = FUND.register.by_number
    usual = [each for each in usual if each.day >= by_number[each.member].applied]
    usual = [each for each in usual if each.voided or each.member != DEAD.number or each.day <= ENDED]
    assert len(usual) == len(drawn) - len({each.place.row for each in alone})
