"""Grants decided again: by the by-law as it is, and by another one with what it would have given before."""

from datetime import date

import pytest
from attrs import evolve
from hypothesis import given

from communitywelfare.calendar import YearStart
from communitywelfare.claims import Action, Claim, Event
from communitywelfare.fund import Fund, FundProfile
from communitywelfare.fund.review import Order, Verdict, backtest, readjudicate
from communitywelfare.identity import PersonName
from communitywelfare.members import Membership, Person, Register
from communitywelfare.money import ZERO, Money
from communitywelfare.rules import build_bylaw
from communitywelfare.strategies import funds

WORDS = {"th": "ก", "en": "a"}
ON = date(2024, 9, 30)


def a_bylaw(rate, *, year=1000):
    clause = {
        "label": WORDS,
        "category": "02",
        "amount": {"form": "per unit", "pays": rate, "unit": "night"},
        "limits": [{"baht": year, "per": "calendar year"}],
    }
    version = {
        "id": "1",
        "adopted": date(2020, 1, 1),
        "effective": date(2020, 1, 1),
        "source": "made up for this test",
        "tenure_from": "applied",
        "dues": {"convention": "FLAT_30", "rate": "1.00"},
        "benefit": {"hospital": clause},
    }
    return build_bylaw({"format": "communitywelfare.bylaw/1", "fund": "F", "name": WORDS, "version": [version]})


def a_fund(*grants):
    """A fund with grants: number, day of the event, nights, day of approval, baht."""
    claims, actions = [], []
    for number, event, nights, approved, baht in grants:
        claims.append(
            Claim(
                number=number,
                day=event,
                member="M1",
                benefit="hospital",
                category="02",
                event=Event(day=event, units=nights),
            )
        )
        for kind, day, amount in (("SUBMIT", event, None), ("ASSESS", approved, baht), ("APPROVE", approved, baht)):
            money = None if amount is None else Money.baht(amount)
            actions.append(Action(claim=number, kind=kind, actor="committee", day=day, amount=money))
    profile = FundProfile(
        fund_id="F",
        name="กองทุน",
        founded=date(2019, 1, 1),
        area_type="TAMBON",
        villages_total=1,
        convention="FLAT_30",
        rate=Money.baht(1),
        year_start=YearStart(10),
    )
    member = Membership(number="M1", person=Person(name=PersonName("ก"), citizen_id=None), applied=date(2019, 1, 1))
    return Fund(
        profile=profile,
        bylaw=a_bylaw(200),
        register=Register((member,)),
        as_of=ON,
        claims=tuple(claims),
        actions=tuple(actions),
    )


FUND = a_fund(
    ("1", date(2024, 1, 10), 3, date(2024, 1, 20), 600),  # 3 × 200
    ("2", date(2024, 2, 10), 3, date(2024, 2, 20), 600),  # 400 were left of the year: 200 too many
    ("3", date(2024, 3, 10), 1, date(2024, 3, 20), 0),  # nothing was left
)


def test_a_backtest_says_of_each_payment_whether_it_agrees_and_why_not():
    reviews = backtest(FUND, ON)

    assert [(each.claim, each.verdict, each.difference) for each in reviews] == [
        ("1", Verdict.AGREES, ZERO),
        ("2", Verdict.OVER, Money.baht(-200)),
        ("3", Verdict.AGREES, ZERO),
    ]
    assert "cap.year" in [reason.code for reason in reviews[1].decision.reasons]


def test_another_bylaw_is_held_against_what_it_would_have_given_before():
    reviews = readjudicate(FUND, a_bylaw(300), ON)

    # 3 × 300 = 900, then 100 are left of the year, then none; the real payments of 600 do not count.
    assert [each.decision.assessed for each in reviews] == [Money.baht(900), Money.baht(100), ZERO]
    assert [each.verdict for each in reviews] == [Verdict.UNDER, Verdict.OVER, Verdict.AGREES]


def test_a_backtest_by_another_bylaw_counts_what_was_really_paid():
    reviews = backtest(FUND, ON, bylaw=a_bylaw(300))

    # 1,000 a year less the 600 that were paid leave 400 for the second stay, and nothing for the third.
    assert [each.decision.assessed for each in reviews] == [Money.baht(900), Money.baht(400), ZERO]


def test_the_order_of_events_may_differ_from_that_of_decisions():
    late = a_fund(
        ("1", date(2024, 6, 10), 4, date(2024, 6, 20), 800),
        ("2", date(2024, 1, 10), 2, date(2024, 7, 20), 200),
    )
    as_decided, as_happened = (readjudicate(late, a_bylaw(200), ON, order=order) for order in Order)

    assert [(each.claim, each.decision.assessed) for each in as_decided] == [
        ("1", Money.baht(800)),
        ("2", Money.baht(200)),
    ]
    assert [(each.claim, each.decision.assessed) for each in as_happened] == [
        ("2", Money.baht(400)),
        ("1", Money.baht(600)),
    ]


@pytest.mark.parametrize("day", [date(2024, 1, 19), date(2024, 2, 19)])
def test_only_what_was_granted_by_the_day_is_looked_at(day):
    assert [each.claim for each in backtest(FUND, day)] == ["1", "2", "3"][: (day.month - 1)]


@given(funds())
def test_a_review_changes_nothing_and_names_every_grant_once(fund):
    before = evolve(fund)
    reviews = backtest(fund, fund.as_of)
    granted = [claim.number for claim in fund.claims if fund.state(claim.number, fund.as_of).uses_limits]

    assert sorted(each.claim for each in reviews) == sorted(granted)
    assert all(each.granted == fund.granted(each.claim, fund.as_of) for each in reviews)
    assert fund == before
