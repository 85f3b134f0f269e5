"""Rounds worked by hand: tables in ``cases/cofunding/``, each with the source it was worked from."""

import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from communitywelfare.calendar import Month
from communitywelfare.cofunding import Base, Match, RoundFacts, Scheme, SchemePeriod, request
from communitywelfare.contributions import Contributions, Receipt, ReceiptKind
from communitywelfare.errors import Severity
from communitywelfare.identity import CitizenId, PersonName
from communitywelfare.io.scheme_toml import state_scheme
from communitywelfare.members import ExitCause, Membership, Person, Register
from communitywelfare.money import Money, Rounding

HERE = Path(__file__).parents[1] / "cases" / "cofunding"
CASES = [case for path in sorted(HERE.glob("*.toml")) for case in tomllib.loads(path.read_text("utf-8"))["case"]]
KNOWN = ("it", "source", "cut_off", "founded", "members", "matched", "heads", "each")
KNOWN += ("ratio", "receipts", "counts", "because", "asked")

Table = Mapping[str, Any]
STATE = state_scheme()


def each_of(cases: list[Table]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", cases, ids=[case["it"] for case in cases])


def scheme(case: Table) -> Scheme:
    if "ratio" not in case:
        return STATE
    rounding = Rounding(to=Money(1), direction="down", source="D.2")
    period = SchemePeriod(
        first_budget_year=2567, base=Base.DUES_PAID, ratio=Fraction(case["ratio"]), rounding=rounding, cite="D.2"
    )
    return evolve(STATE, periods=(period,))


def member(place: int, number: str, joined: date, left: date | None = None) -> Membership:
    person = Person(name=PersonName("ตัวอย่าง"), citizen_id=CitizenId.synthetic(place))
    cause = None if left is None else ExitCause.RESIGNED
    return Membership(number=number, person=person, applied=joined, ended=left, cause=cause)


def receipts(case: Table) -> Contributions:
    first = date(2022, 10, 1)
    return Contributions(
        tuple(
            Receipt(
                number=f"{place}/2566",
                day=first + timedelta(days=place),
                member="M1",
                kind=ReceiptKind.MONTHLY,
                period_from=Month.of(first),
                period_to=Month.of(first),
                amount=Money.baht(1),
            )
            for place in range(case.get("receipts", 0))
        )
    )


def facts(case: Table) -> RoundFacts:
    matches = (
        Match(member=number, scheme=STATE.scheme_id, round=year, as_of=date(year, 9, 30), amount=Money.baht(365))
        for number, years in case.get("matched", {}).items()
        for year in years
    )
    return RoundFacts(
        register=Register(tuple(member(place, *given) for place, given in enumerate(case["members"], start=1))),
        matches=tuple(matches),
        contributions=receipts(case),
    )


@each_of(CASES)
def test_every_case_says_what_it_shows_and_from_what_source(case):
    assert case["it"].strip()
    assert case["source"].strip()
    assert set(case) <= set(KNOWN)


@each_of([case for case in CASES if "members" in case])
def test_who_counts_and_what_is_asked_is_what_was_worked_by_hand(case):
    asked = request(scheme(case), facts(case), cut_off=case["cut_off"], budget_year=2567)
    because = {
        each.membership.number: [reason.code for reason in each.reasons if reason.severity is Severity.BLOCK]
        for each in asked.excluded
    }
    assert [each.membership.number for each in asked.eligible] == case["counts"]
    assert because == case.get("because", {})
    assert asked.amount == Money.baht(case["asked"])
    if "founded" in case:
        assert STATE.cut_off(2567, founded=case["founded"], is_first=True) == case["cut_off"]


@each_of([case for case in CASES if "heads" in case])
def test_money_multiplies_heads_without_losing_a_satang(case):
    assert Money.baht(case["each"]) * case["heads"] == Money.baht(case["asked"])
    assert STATE.in_year(2557).per_member == Money.baht(case["each"])
