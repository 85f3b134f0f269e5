"""Ceilings on the fund's own spending, and benefits that nobody has to ask for."""

from datetime import date, datetime, timedelta, timezone

import pytest
from attrs import evolve

from communitywelfare.accounting import Posting, Voucher, vouchers
from communitywelfare.accounting.journal import DocumentKind
from communitywelfare.calendar import PartialDate, YearStart
from communitywelfare.fund import Fund, FundProfile, assess
from communitywelfare.fund.automatic import falling_due
from communitywelfare.fund.ceilings import spending
from communitywelfare.fund.checks import check
from communitywelfare.identity import PersonName
from communitywelfare.io.shipped import shipped_chart, shipped_sources
from communitywelfare.members import Membership, Person, Register
from communitywelfare.money import Money
from communitywelfare.rules import build_bylaw

WORDS = {"th": "ก", "en": "a"}
ON = date(2024, 9, 30)
NOON = datetime(2024, 9, 30, 12, tzinfo=timezone(timedelta(hours=7)))


def a_fund(*, members=(), entries=(), **version):
    law = build_bylaw(
        {
            "format": "communitywelfare.bylaw/1",
            "fund": "F",
            "name": WORDS,
            "version": [
                {
                    "id": "1",
                    "adopted": date(2010, 1, 1),
                    "effective": date(2010, 1, 1),
                    "source": "made up for this test",
                    "tenure_from": "applied",
                    "dues": {"convention": "FLAT_30", "rate": "1.00"},
                    "benefit": {},
                    **version,
                }
            ],
        }
    )
    profile = FundProfile(
        fund_id="F",
        name="กองทุน",
        founded=date(2010, 1, 1),
        area_type="TAMBON",
        villages_total=1,
        convention="FLAT_30",
        rate=Money.baht(1),
        year_start=YearStart(10),
    )
    fund = Fund(
        profile=profile,
        bylaw=law,
        register=Register(tuple(members)),
        as_of=ON,
        sources=shipped_sources(),
        chart=shipped_chart(),
    )
    for number, (day, debit, credit, baht) in enumerate(entries, start=1):
        amount = Money.baht(baht)
        voucher = Voucher(
            day=day,
            kind=DocumentKind.JOURNAL,
            number=f"J{number}",
            description="test",
            postings=(Posting(debit, "OTHER", amount), Posting(credit, "OTHER", -amount)),
        )
        fund = evolve(fund, journal=vouchers.post(fund.journal, fund.chart, voucher, recorded_at=NOON))
    return fund


CEILING = {"name": {"th": "ค่าบริหาร", "en": "administration"}, "accounts": ["520"], "at_most": "10%", "of": ["42090"]}


@pytest.mark.parametrize(("spent", "is_within"), [("100.00", True), ("100.01", False)])
def test_a_ceiling_is_passed_by_a_satang_and_not_by_less(spent, is_within):
    entries = [(date(2024, 1, 1), "11010", "42090", "1000.00"), (date(2024, 2, 1), "52020", "11010", spent)]
    fund = a_fund(entries=entries, ceilings=[CEILING])
    found = spending(fund, ON)

    assert [(each.year.be, each.spent, each.base, each.is_within) for each in found] == [
        (2567, Money.baht(spent), Money.baht(1000), is_within)
    ]
    told = [finding for finding in check(fund) if finding.code == "ceiling.exceeded"]
    assert bool(told) is not is_within


def test_each_accounting_year_stands_for_itself():
    entries = [
        (date(2023, 9, 30), "11010", "42090", "1000.00"),
        (date(2023, 10, 1), "52010", "11010", "50.00"),
    ]
    found = spending(a_fund(entries=entries, ceilings=[CEILING]), ON)

    assert [(each.year.be, each.is_within) for each in found] == [(2566, True), (2567, False)]


def a_member(number, joined, born=None, ended=None):
    person = Person(name=PersonName("ก"), citizen_id=None, birth=born and PartialDate.parse(born))
    return Membership(number=number, person=person, applied=joined, ended=ended)


def a_clause(**keys):
    return {"label": WORDS, "category": "03", "amount": {"form": "flat", "pays": 200}, **keys}


def test_a_monthly_benefit_falls_due_on_the_first_of_each_month_for_whoever_is_a_member_then():
    members = [a_member("M1", date(2024, 2, 10)), a_member("M2", date(2020, 1, 1), ended=date(2024, 3, 1))]
    fund = a_fund(members=members, benefit={"pension": a_clause(automatic={"every": "month"})})
    due = falling_due(fund, date(2024, 1, 31), date(2024, 4, 1))

    assert [(claim.member, claim.day) for claim in due] == [
        ("M2", date(2024, 2, 1)),
        ("M1", date(2024, 3, 1)),
        ("M1", date(2024, 4, 1)),
    ]


def test_a_gift_at_an_age_falls_due_on_the_birthday_and_only_where_it_is_known():
    clause = a_clause(automatic={"ages": ["40 years", "45 years"]}, no_claim={"for": "5 years"})
    members = [a_member("M1", date(2015, 1, 1), "1984-02-29"), a_member("M2", date(2015, 1, 1))]
    fund = a_fund(members=members, benefit={"gift": clause})
    due = falling_due(fund, date(2023, 12, 31), date(2029, 12, 31))

    assert [(claim.number, claim.day) for claim in due] == [
        ("gift/M1/2024-02-29", date(2024, 2, 29)),
        ("gift/M1/2029-02-28", date(2029, 2, 28)),
    ]
    assert assess(fund, due[0], due[0].day).assessed == Money.baht(200)


def test_what_was_claimed_already_does_not_fall_due_again():
    fund = a_fund(
        members=[a_member("M1", date(2015, 1, 1))],
        benefit={"gift": a_clause(automatic={"every": "year", "on": "10-01"})},
    )
    once = falling_due(fund, date(2022, 12, 31), ON)
    again = falling_due(evolve(fund, claims=once), date(2022, 12, 31), ON)

    assert [claim.day for claim in once] == [date(2023, 10, 1)]
    assert again == ()
