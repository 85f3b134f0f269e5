"""What a value shows of itself on a line: short enough to be read, whatever hangs on it, and without anybody's data."""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

import pytest
from hypothesis import given, settings

import communitywelfare as cw
from communitywelfare.accounting.statements import (
    TwoYears,
    balance_sheet,
    cash_book,
    fund_balances,
    income_and_expense,
    ledger,
    receipts_and_payments,
    sub_ledger,
    trial_balance,
    trial_balance_of_period,
)
from communitywelfare.claims import Override
from communitywelfare.io.assumptions_toml import shipped_assumptions
from communitywelfare.members import Sex
from communitywelfare.reports.asked import Asked
from communitywelfare.reports.catalogue import CATALOGUE, draw
from communitywelfare.reports.projection_charts import balance_chart
from communitywelfare.simulation.expectation import Outlook
from communitywelfare.simulation.policy import Policy, Setting
from communitywelfare.simulation.projection import Futures
from communitywelfare.simulation.start import Start
from communitywelfare.simulation.study import draw_up
from communitywelfare.strategies import assumptions, bylaws, funds, schemes

LINES = 600
"""How many characters one value may take: some lines of a terminal."""
ID = re.compile(r"\d{13}")


@cache
def fund() -> cw.Fund:
    return cw.make_package(cw.Plan(members=60, years=2, seed=3)).fund


def of_the_fund() -> Iterator[object]:
    this, day = fund(), fund().as_of
    yield from (this, this.register, this.contributions, this.journal, this.chart, this.bylaw, *this.bylaw.versions)
    yield cw.draw_up(this, cw.state_scheme(), day)
    yield cw.state_scheme()
    yield from cw.assess_waiting(this, day)


def of_the_books() -> Iterator[object]:
    this, last = fund(), fund().as_of
    books, first, choices = (this.journal, this.chart), date(last.year - 1, 10, 1), this.profile.books
    years = TwoYears.until(last, this.profile.year_start)
    yield trial_balance(*books, last)
    yield trial_balance_of_period(*books, first=first, last=last)
    yield cash_book(*books, first=first, last=last)
    yield receipts_and_payments(*books, first=first, last=last)
    yield ledger(*books, "11010")
    yield sub_ledger(*books, "11010", last)
    yield balance_sheet(*books, years, choices=choices)
    yield income_and_expense(*books, years, choices=choices)
    yield from fund_balances(*books, this.sources, first=first, last=last)
    for name, each in CATALOGUE.items():
        if not each.needs & this.absent:
            sheet = draw(name, this, Asked(first=first, last=last, unmasked=True))
            yield from (sheet, *sheet.tables)


def of_a_projection() -> Iterator[object]:
    this, taken, setting = fund(), shipped_assumptions(), Setting(years=2, scenarios=3)
    start, policy = Start.of(this, (cw.state_scheme(),)), Policy.of(this, (cw.state_scheme(),))
    futures = Futures.draw(start, taken, setting)
    projection = futures.under(policy)
    outlook = Outlook.of(start, taken, setting)
    study = draw_up(start, [policy, policy], taken, setting)
    yield from (taken, *taken.tables.values(), taken.life_table(Sex.MALE, 2030), setting, str(setting), start)
    yield from (start.people, policy, futures, projection, projection.flows, projection.balance, outlook)
    yield from (outlook.under(policy), study, *study.dues, *study.cohorts, *study.sways, *study.pasts[0])
    yield balance_chart([projection])


@pytest.mark.parametrize("values", [of_the_fund, of_the_books, of_a_projection])
def test_a_value_is_some_lines_long_and_names_no_citizen_id(values):
    shown = [(type(value).__name__, repr(value)) for value in values()]
    assert len(shown) > 5
    assert {name: len(text) for name, text in shown if len(text) > LINES} == {}
    assert [name for name, text in shown if ID.search(text)] == []


def test_a_list_of_people_does_not_show_them_by_itself():
    names = [each.person.name.reveal("a test") for each in fund().register]
    sheet = draw("Y7", fund(), Asked(first=fund().as_of, last=fund().as_of))
    assert [name for name in names if name in repr(sheet) + repr(sheet.tables)] == []
    assert repr(sheet).startswith("<Sheet Y7 'Register of members', as of ")


def test_a_value_says_what_it_is_and_how_much_hangs_on_it():
    this = fund()
    count = len(this.register.memberships)
    assert repr(this) == f"<Fund F01 as of {this.as_of}: {count} memberships, {len(this.claims)} claims>"
    assert repr(this.bylaw) == (
        "<ByLaw of F01: <version 2556 from 2013-02-15: birth, hospital, scholarship, elderly, death>>"
    )
    assert str(Setting(years=5, scenarios=2_000)) == "2,000 futures of 5 years"


def test_why_the_committee_decided_otherwise_is_not_shown_by_itself():
    override = Override(amount=cw.Money.baht(5), reason="บ้านนางมาลีไฟไหม้", reference="มติ 1")
    assert "มาลี" not in repr(override)


@given(funds())
@settings(max_examples=3)  # one that is drawn takes long, and one is like the other
def test_any_fund_is_some_lines_long(each):
    assert len(repr(each)) <= LINES


@given(bylaws())
def test_any_by_law_names_its_clauses(bylaw):
    assert all(benefit.key in repr(bylaw) for version in bylaw.versions for benefit in version.benefits)


@given(assumptions(), schemes())
@settings(max_examples=3)  # one that is drawn takes long, and one is like the other
def test_any_assumptions_and_any_scheme_are_some_lines_long(taken, scheme):
    assert len(repr(taken)) <= LINES
    assert len(repr(scheme)) <= LINES
