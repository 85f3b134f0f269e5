"""What local governments were asked and what became of it: figures that add up, each traced to its entries."""

from collections import Counter
from datetime import UTC, date, datetime
from functools import partial

import pytest
from attrs import evolve
from hypothesis import given

from communitywelfare.accounting import vouchers
from communitywelfare.cofunding import CofundingState, Round, RoundAction, RoundActionKind
from communitywelfare.fund.desk import accept
from communitywelfare.fund.local_government import asked_of, gifts, local_sources, spent_on
from communitywelfare.money import ZERO, Money, total
from communitywelfare.reports.asked import Asked
from communitywelfare.reports.catalogue import draw
from communitywelfare.reports.sheets import Figure, RowKind
from communitywelfare.sources import Source
from communitywelfare.strategies import funds
from communitywelfare.synthetic import Plan, make_package

FUND = make_package(Plan(members=300, years=5, seed=2567)).fund
YEARS = [Asked(first=date(year, 10, 1), last=date(year + 1, 9, 30)) for year in range(2020, 2024)]
EVER = Asked(first=date(2000, 1, 1), last=FUND.as_of)


def lines(table, kind=RowKind.LINE):
    return [row.cells for row in table.rows if row.kind is kind]


@pytest.mark.parametrize("asked", YEARS)
def test_each_agency_is_asked_for_the_members_of_its_own_villages_and_the_parts_add_up(asked):
    every = asked_of(FUND, asked.first, asked.last)
    assert {each.round.agency for each in every} == {"องค์การบริหารส่วนตำบลตัวอย่าง", "เทศบาลตำบลตัวอย่าง"}
    assert not frozenset.intersection(*(each.round.villages for each in every))
    for each in every:
        members = [m for m in FUND.register.current(each.round.as_of) if m.village in each.round.villages]
        assert dict(zip(each.villages, each.members, strict=True)) == Counter(m.village for m in members)
        assert each.round.members_total == len(members)
        if each.shares is not None:
            assert total(each.shares) == each.standing.requested
            assert [share * 1 for share in each.shares] == [Money.baht(60) * count for count in each.members]


def test_a_proposal_in_kind_says_what_and_divides_nothing():
    [given_] = [each for each in asked_of(FUND, EVER.first, EVER.last) if each.what]
    assert (given_.shares, given_.what) == (None, "รถรับส่งผู้ป่วยไปโรงพยาบาล 24 เที่ยว")
    sheet = draw("LAO1", FUND, EVER)
    assert [row[5] for row in lines(sheet.tables[0]) if row[5]] == [given_.what]


@pytest.mark.parametrize("asked", [*YEARS, EVER])
def test_what_came_is_traced_to_the_entries_that_took_it(asked):
    sheet = draw("LAO2", FUND, asked)
    cash = [row[5] for row in lines(sheet.tables[0]) if row[5] is not None]
    assert cash
    for figure in cash:
        assert isinstance(figure, Figure)
        [entry] = [behind.entry for behind in sheet.behind(figure)]
        assert total(line.amount for line in entry.voucher.postings if line.account == "12010") == figure.value
    came = total(money for each in FUND.rounds if each.source == "LAO" for day, money in FUND.tranches(each, asked.last)
                 if day >= asked.first)  # fmt: skip
    assert lines(sheet.tables[0], RowKind.TOTAL)[0][5] == came


@pytest.mark.parametrize("asked", [*YEARS, EVER])
def test_what_was_paid_from_its_money_and_what_is_left_is_what_the_books_have(asked):
    sheet = draw("LAO2", FUND, asked)
    spent, left = sheet.tables[1:]
    postings = [
        (entry, line)
        for entry in FUND.journal
        for line in entry.voucher.postings
        if line.source == "LAO" and asked.first <= entry.voucher.day <= asked.last and line.account.startswith("5")
    ]
    assert lines(spent, RowKind.TOTAL)[0][2] == total(line.amount for _entry, line in postings)
    for _kind, claims, paid in lines(spent):
        behind = sheet.behind(paid)
        assert total(each.amount for each in behind) == paid.value
        assert claims == len({each.entry.voucher.reference for each in behind if each.amount > ZERO})
    held = total(
        money
        for (account, source), money in FUND.journal.balances(asked.last).items()
        if source == "LAO" and account < "2"
    )
    [closing] = lines(left, RowKind.TOTAL)
    assert closing[1].value == held == total(figure.value for _item, figure in lines(left))
    for _item, figure in (*lines(left), closing):
        assert total(each.amount for each in sheet.behind(figure)) == figure.value


def test_benefits_are_paid_from_local_money_in_the_example():
    assert [each for each in spent_on(FUND, "LAO", EVER.first, EVER.last) if each.claims]


def test_a_payment_that_was_taken_back_is_no_claim():
    day, benefits = FUND.as_of, {code for code, each in FUND.chart.by_code.items() if each.line == "P1.3"}
    reversed_ = {each.voucher.reverses for each in FUND.journal}
    entry = next(
        each
        for each in FUND.journal.reversible.values()
        if each.number not in reversed_
        and {(line.source, line.account in benefits) for line in each.voucher.postings}
        == {("LAO", True), ("LAO", False)}
    )
    back = vouchers.reversal(entry, day=day, number="X1/2567", reason="จ่ายผิดราย")
    now = datetime(2024, 10, 2, 3, tzinfo=UTC)
    fund = evolve(FUND, journal=vouchers.post(FUND.journal, FUND.chart, back, recorded_at=now))
    before, after = (sum(each.claims for each in spent_on(one, "LAO", EVER.first, day)) for one in (FUND, fund))
    assert after == before - 1


def test_two_tranches_of_one_sum_are_traced_to_their_own_entries():
    days, sum_ = (date(2024, 8, 1), date(2024, 9, 1)), Money.baht(500)
    row = Round(source="LAO", number=77, budget_year=2567, state=CofundingState.DRAFT)
    kinds = RoundActionKind
    step = partial(RoundAction, source="LAO", round=77, actor="chair", amount=sum_)
    steps = [step(kind=kinds.PROPOSE, day=days[0]), step(kind=kinds.BUDGET, day=days[0])]
    steps += [step(kind=kinds.RECEIVE, day=day) for day in days]
    fund = evolve(FUND, rounds=(row,), round_actions=tuple(steps))
    for day in days:
        draft = vouchers.cofunding_received(
            day=day, number="", source="LAO", account="41040", amount=sum_, reference=row.reference
        )
        fund, _paper = accept(fund, draft, recorded_at=datetime(2024, 10, 2, 3, tzinfo=UTC))
    found = gifts(fund, days[0], FUND.as_of)
    assert [gift.entries for gift in found] == [(each.number,) for each in fund.journal.entries[-2:]]


def test_a_member_in_the_areas_of_two_agencies_is_counted_once_and_that_is_told():
    day = date(2024, 9, 1)
    row = Round(source="LAO", number=77, budget_year=2567, state=CofundingState.PROPOSED, as_of=day, agency="อบต.",
                villages=frozenset({"1", "2"}), requested=Money.baht(9))  # fmt: skip
    other = evolve(row, number=78, agency="อบจ.", villages=frozenset({"2", "3"}))
    lived = Counter(member.village for member in FUND.register.current(day))
    sheet = draw("LAO1", evolve(FUND, rounds=(row, other)), EVER)
    assert [line[2] for line in lines(sheet.tables[0])] == [lived["2"] + lived["3"], lived["1"] + lived["2"]]
    assert lines(sheet.tables[0], RowKind.TOTAL)[0][2] == lived["1"] + lived["2"] + lived["3"]
    told = f"In budget year 2567, {lived['2']} members are in the areas of both อบต. and อบจ."
    assert [note["en"].startswith(told) for note in sheet.notes].count(True) == 1
    for change in ({"villages": frozenset({"3"})}, {"budget_year": 2568}, {"agency": "อบต."}):
        quiet = draw("LAO1", evolve(FUND, rounds=(row, evolve(other, **change))), EVER)
        assert not any("in the areas of both" in note["en"] for note in quiet.notes)


def test_no_two_sums_of_a_table_have_the_same_words():
    sheet = draw("LAO2", FUND, EVER)
    sums = {
        row.kind: row.cells[0]["en"] for row in sheet.tables[0].rows if row.kind in {RowKind.TOTAL, RowKind.SUBTOTAL}
    }
    assert sums == {RowKind.SUBTOTAL: "Total of the agency", RowKind.TOTAL: "Total of all agencies"}


@pytest.mark.parametrize("named", [True, False])
def test_everything_that_came_on_one_day_keeps_its_own_document_and_entry(named):
    day, sums = date(2024, 8, 1), (Money.baht(500), Money.baht(500), Money.baht(300))
    row = Round(source="LAO", number=77, budget_year=2567, state=CofundingState.DRAFT)
    kinds, fund, papers = RoundActionKind, FUND, []
    for amount in sums:
        draft = vouchers.cofunding_received(
            day=day, number="", source="LAO", account="41040", amount=amount, reference=row.reference
        )
        fund, paper = accept(fund, draft, recorded_at=datetime(2024, 10, 2, 3, tzinfo=UTC))
        papers.append(paper.number)
    step = partial(RoundAction, source="LAO", round=77, actor="chair", day=day)
    told = [("", papers[0]), ("", papers[1]), (papers[2], papers[2])]
    if named:  # the second tranche was written down first
        told = [(papers[1], papers[1]), (papers[0], papers[0]), (papers[2], papers[2])]
    steps = [step(kind=kinds.PROPOSE, amount=total(sums)), step(kind=kinds.BUDGET, amount=total(sums))]
    for amount, (reference, _paper) in zip(sums, told, strict=True):
        steps.append(step(kind=kinds.RECEIVE, amount=amount, reference=reference))
    for what, reference in (("เต็นท์", "ส่งมอบ 1"), ("เก้าอี้", "ส่งมอบ 2")):
        steps.append(step(kind=kinds.RECEIVE_IN_KIND, what=what, reference=reference))
    found = gifts(evolve(fund, rounds=(row,), round_actions=tuple(steps)), day, FUND.as_of)
    number_of = {each.number: each.voucher.number for each in fund.journal}
    in_money = [(gift.document, *map(number_of.get, gift.entries)) for gift in found if gift.money is not None]
    assert in_money == told
    assert [(gift.what, gift.document) for gift in found if gift.what] == [("เต็นท์", "ส่งมอบ 1"), ("เก้าอี้", "ส่งมอบ 2")]


def test_money_of_two_agencies_in_one_pot_is_said_to_lie_together():
    said = [note["en"] for note in draw("LAO2", FUND, EVER).notes]
    assert any("lies together" in note for note in said)
    alone = evolve(FUND, rounds=tuple(each for each in FUND.rounds if not each.villages & {"9"}))
    assert not any("lies together" in note["en"] for note in draw("LAO2", alone, EVER).notes)


def test_a_second_source_has_tables_of_its_own():
    town = Source(
        code="TOWN", name={"th": "เทศบาล", "en": "town"}, restricted=True, pay_order=9, kind="LOCAL_GOVERNMENT"
    )
    fund = evolve(FUND, sources=(*FUND.sources, town))
    assert [source.code for source in local_sources(fund)] == ["LAO", "TOWN"]
    assert [table.name["en"] for table in draw("LAO2", fund, EVER).tables[3:]] == [
        "Paid from money of: town",
        "What is left of money of: town",
    ]


def test_rounds_of_which_only_the_row_is_kept_are_shown_as_far_as_it_tells():
    day = date(2024, 9, 1)
    row = Round(source="LAO", number=77, budget_year=2567, state=CofundingState.RECEIVED, as_of=day, agency="อบจ.",
                requested=Money.baht(9), received=Money.baht(5), received_on=day, receipt="7/2567")  # fmt: skip
    bare = Round(source="LAO", number=78, budget_year=2567, state=CofundingState.DRAFT)
    fund = evolve(FUND, rounds=(row, bare))
    [asked] = asked_of(fund, day, FUND.as_of)
    assert (asked.day, total(asked.shares)) == (day, Money.baht(9))
    [gift] = gifts(fund, day, FUND.as_of)
    assert (gift.document, gift.money, gift.entries) == ("7/2567", Money.baht(5), ())


@given(funds())
def test_of_any_fund_every_baht_of_local_money_that_came_has_its_entry(fund):
    for gift in gifts(fund, date.min, fund.as_of):
        assert (gift.money is None) is (not gift.entries)
        if gift.money is None:
            assert gift.what
    came = total(gift.money for gift in gifts(fund, date.min, fund.as_of) if gift.money is not None)
    assert came == total(each.received for each in fund.rounds if each.source == "LAO")
