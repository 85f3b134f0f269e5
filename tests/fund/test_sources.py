"""Sources of a fund's own: two local governments as two pots or as two agencies of one, and what a chart must have."""

from datetime import UTC, date, datetime

import pytest
from attrs import evolve

from communitywelfare.accounting import Account, AccountType, Basis, BookChoices, adjustments, section_10, vouchers
from communitywelfare.accounting.chart import OTHER_FUNDS
from communitywelfare.accounting.vouchers import CASH
from communitywelfare.cofunding import CofundingState, Round, RoundAction, RoundActionKind, standing_of
from communitywelfare.fund import draw_up
from communitywelfare.fund.checks import check
from communitywelfare.fund.desk import accept, pay_out
from communitywelfare.io.package import read_package, write_package
from communitywelfare.io.scheme_toml import state_scheme
from communitywelfare.io.shipped import shipped_sources
from communitywelfare.money import Money, total
from communitywelfare.sources import Source, SourceKind
from communitywelfare.synthetic import Plan, make_package

NOW = datetime(2024, 10, 2, 3, tzinfo=UTC)
PACKAGE = make_package(Plan(members=60, years=3, seed=5))
FUND = PACKAGE.fund
TOWN = Source(code="TOWN", name={"th": "เทศบาล", "en": "town"}, restricted=True, pay_order=3, kind="LOCAL_GOVERNMENT")


def own(code, kind, line=""):
    name = {"th": f"เทศบาล {code}", "en": f"town {code}"}
    parent = {"ASSET": "10000", "LIABILITY": "20000", "FUND": "30000", "RECEIPT": "40000"}[kind]
    return Account(code=code, name=name, type=kind, parent=parent, line=line, source="TOWN")


ACCOUNTS = (
    own("13044", "ASSET", "R1.4"),
    own("22023", "LIABILITY", "R1.4"),
    own("31041", "FUND"),
    own("41041", "RECEIPT", "R1.4"),
)


def with_town(*accounts):
    chart = evolve(FUND.chart, accounts=(*FUND.chart.accounts, *accounts))
    return evolve(FUND, sources=(*FUND.sources, TOWN), chart=chart)


def received(fund, source, number, agency="เทศบาลตัวอย่าง", *, day=date(2024, 9, 1)):
    """The fund after a round of 1,000 baht that was proposed, budgeted and paid on a day."""
    row = Round(source=source, number=number, budget_year=2567, state=CofundingState.DRAFT, agency=agency)
    amount, kinds = Money.baht(1_000), (RoundActionKind.PROPOSE, RoundActionKind.BUDGET, RoundActionKind.RECEIVE)
    steps = [
        RoundAction(source=source, round=number, kind=kind, actor="chair", day=day, amount=amount) for kind in kinds
    ]
    account = adjustments.owing_account(fund.chart, source, AccountType.RECEIPT)
    draft = vouchers.cofunding_received(
        day=day, number="", source=source, account=account, amount=amount, reference=row.reference
    )
    fund, _paper = accept(fund, draft, recorded_at=NOW)
    rounds = (*fund.rounds, row.showing(standing_of(steps, fund.as_of)))
    return evolve(fund, rounds=rounds, round_actions=(*fund.round_actions, *steps))


def line_4(fund):
    figures = draw_up(fund, state_scheme(), fund.as_of)
    assert [identity.holds for identity in figures.identities] == [True] * 7
    assert figures.sources["R1.4"] == section_10(fund.journal, fund.chart, fund.openings, fund.as_of).lines["R1.4"]
    return figures.sources["R1.4"]


def codes(fund):
    return {finding.code for finding in check(fund)}


def test_two_local_governments_may_be_two_sources_each_with_its_own_pot(tmp_path):
    fund = received(received(with_town(*ACCOUNTS), "TOWN", 1), "LAO", 99)
    assert line_4(fund) == line_4(FUND) + Money.baht(2_000)
    assert codes(fund) == codes(FUND)
    assert fund.journal.balance("12010", "TOWN", fund.as_of) == Money.baht(1_000)
    cash = total(money for (place, _own), money in fund.journal.balances(fund.as_of).items() if place == CASH)
    paid, _paper = pay_out(
        evolve(fund, sources=(evolve(TOWN, pay_order=0), *FUND.sources)),
        claim="1/2567",
        member="M00001",
        category="02",
        amount=max(cash, Money.baht(1_000)) + Money(1),  # more than the till has: so the bank pays
        on=fund.as_of,
        recorded_at=NOW,
    )
    parts = {line.source: line.amount for line in paid.journal.entries[-1].voucher.postings if line.member}
    assert parts["TOWN"] == Money.baht(1_000)
    write_package(str(tmp_path / "fund"), evolve(PACKAGE, fund=fund))
    assert read_package(str(tmp_path / "fund")).package.fund.sources == fund.sources


def test_two_local_governments_may_be_agencies_of_one_source():
    fund = received(received(FUND, "LAO", 98, "อบต. ตัวอย่าง"), "LAO", 99, "เทศบาลตัวอย่าง")
    assert line_4(fund) == line_4(FUND) + Money.baht(2_000)
    assert codes(fund) == codes(FUND)
    assert {each.agency for each in fund.rounds if each.number >= 98} == {"อบต. ตัวอย่าง", "เทศบาลตัวอย่าง"}


def told(fund):
    return [finding.params["type"] for finding in check(fund) if finding.code == "source.no_account"]


def test_a_source_without_an_account_for_what_it_gave_is_told():
    paid = received(with_town(*ACCOUNTS), "TOWN", 1)
    assert told(paid) == []
    assert told(without(paid, "41041")) == [AccountType.RECEIPT]
    back = RoundAction(source="TOWN", round=1, kind="CLAW_BACK", actor="chair", day=paid.as_of, amount=Money.baht(10))
    claimed = evolve(paid, round_actions=(*paid.round_actions, back))
    assert told(claimed) == []
    assert told(without(claimed, "22023")) == [AccountType.LIABILITY]


def without(fund, code):
    accounts = tuple(account for account in fund.chart.accounts if account.code != code)
    return evolve(fund, chart=evolve(fund.chart, accounts=accounts))


def test_on_accrual_what_is_still_to_come_needs_an_account_too():
    promised = Round(source="TOWN", number=1, budget_year=2567, state=CofundingState.BUDGETED, approved=Money.baht(500))
    fund = evolve(without(with_town(*ACCOUNTS), "13044"), rounds=(*FUND.rounds, promised))
    assert told(fund) == []
    books = BookChoices(basis=Basis.ACCRUAL)
    assert told(evolve(fund, profile=evolve(fund.profile, books=books))) == [AccountType.ASSET]


def test_nothing_is_told_where_no_chart_was_given_or_nothing_came():
    assert told(with_town()) == []
    paid = without(received(with_town(*ACCOUNTS), "TOWN", 1), "41041")
    assert told(evolve(paid, absent=frozenset({"accounts"}))) == []


def test_a_source_that_stands_twice_is_told_with_its_line():
    twice = check(evolve(FUND, sources=(*FUND.sources, FUND.sources[0])))
    assert [finding.place.record for finding in twice if finding.code == "source.code_twice"] == ["MEMBERS"]


def test_a_bank_account_of_one_source_is_not_what_that_source_owes():
    bank = own("12050", "ASSET", "P1.1")
    chart = with_town(bank, *ACCOUNTS).chart
    assert adjustments.owing_account(chart, "TOWN", AccountType.ASSET) == "13044"
    assert with_town(bank).chart.own("TOWN", AccountType.ASSET) is None
    assert (chart.fund_account("TOWN"), with_town().chart.fund_account("TOWN")) == ("31041", OTHER_FUNDS)


@pytest.mark.parametrize("source", shipped_sources(), ids=lambda source: source.code)
def test_every_shipped_source_is_of_the_kind_that_its_code_is_known_for(source):
    assert evolve(source, kind=None).payer is source.payer is source.kind


def test_a_source_of_which_a_file_tells_no_kind_is_some_other():
    assert evolve(TOWN, kind=None).payer is SourceKind.OTHER
