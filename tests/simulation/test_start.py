"""Where a projection begins: money and costs as the journal has them, and what cannot be started from."""

from datetime import date

import pytest
from attrs import evolve

from communitywelfare.accounting.chart import AccountType
from communitywelfare.accounting.journal import DocumentKind, Journal
from communitywelfare.calendar import Month
from communitywelfare.errors import InvalidValue, MissingFact
from communitywelfare.io.scheme_toml import state_scheme
from communitywelfare.members import Register, Sex
from communitywelfare.money import Money
from communitywelfare.simulation.policy import Policy
from communitywelfare.simulation.start import Start
from communitywelfare.sources import MEMBERS
from communitywelfare.synthetic import Plan, make_package

FUND = make_package(Plan(members=80, years=3, seed=4, until=date(2025, 9, 30))).fund


def postings(fund):
    for entry in fund.journal:
        for line in entry.voucher.postings:
            yield entry.voucher.day, line


def test_money_is_what_the_fund_owns_less_what_it_owes_by_source():
    start = Start.of(FUND)
    held = {AccountType.ASSET, AccountType.LIABILITY}
    worth = {}
    for day, line in postings(FUND):
        if day <= FUND.as_of and FUND.chart.account(line.account).type in held:
            worth[line.source] = worth.get(line.source, 0) + line.amount.satang
    restricted = {each.code for each in FUND.sources if each.restricted}
    wanted = {source: each for source, each in worth.items() if source in restricted and each > 0}

    assert {source: each.satang for source, each in start.opening.items() if source != MEMBERS} == wanted
    assert sum(each.satang for each in start.opening.values()) == sum(worth.values())
    assert list(start.opening)[-1] == MEMBERS


def test_an_amount_alone_is_the_members_own_and_what_is_no_amount_is_refused():
    start = Start.of(FUND, opening=Money.baht(500))
    assert dict(start.opening) == {MEMBERS: Money.baht(500)}
    whole = Start.of(FUND, opening=500, expenses=60)
    assert (dict(whole.opening), whole.expenses) == ({MEMBERS: Money.baht(500)}, Money.baht(60))
    assert dict(Start.of(FUND, opening={"LAO": 5}).opening) == {"LAO": Money.baht(5)}
    for given, named in (
        ({"opening": "500"}, "opening is '500'"),
        ({"opening": {"LAO": 0.5}}, r"opening\['LAO'\] is 0\.5"),
        ({"opening": True}, "opening is True"),
        ({"expenses": "60"}, "expenses is '60'"),
    ):
        with pytest.raises(InvalidValue, match=rf"{named}; wanted whole baht, or an amount such as Money\.baht") as no:
            Start.of(FUND, **given)
        assert [each.code for each in no.value.findings] == ["simulation.money_wanted"]


def test_a_change_holds_from_a_day_or_a_month_and_text_is_refused():
    policy = Policy.of(FUND)
    for day in (date(2025, 10, 1), Month(2025, 10)):
        assert policy.changed({"dues.rate": "1.50"}, on=day).bylaw != policy.bylaw
    with pytest.raises(InvalidValue, match=r"on is '2025-10'; wanted a day or a month") as refused:
        policy.changed({"dues.rate": "1.50"}, on="2025-10")
    assert [each.code for each in refused.value.findings] == ["simulation.month_wanted"]


def test_costs_are_those_of_the_last_twelve_months():
    running = {each.code for each in FUND.chart.accounts if each.is_running_cost}
    wanted = sum(
        line.amount.satang
        for day, line in postings(FUND)
        if date(2024, 9, 30) < day <= date(2025, 9, 30) and line.account in running
    )
    assert Start.of(FUND).expenses.satang == wanted > 0


def test_what_is_given_stands_in_place_of_the_books():
    blind = evolve(FUND, absent=FUND.absent | {"journal"})
    start = Start.of(blind, expenses=Money.baht(12), opening={MEMBERS: Money.baht(5)})

    assert (start.expenses, dict(start.opening)) == (Money.baht(12), {MEMBERS: Money.baht(5)})
    assert start.first == Month(2025, 10)
    with pytest.raises(MissingFact, match="without books") as caught:
        Start.of(blind, expenses=Money.baht(12))
    assert caught.value.findings[0].code == "simulation.no_books"


def test_every_fact_that_is_missing_is_told_at_once_and_may_be_left_out():
    current = [each for each in FUND.register if each.is_current(FUND.as_of)]
    ageless, sexless = current[0], current[1:3]
    known = {each.number: each for each in FUND.register}
    known[ageless.number] = evolve(ageless, person=evolve(ageless.person, birth=None))
    for each in sexless:
        known[each.number] = evolve(each, person=evolve(each.person, sex=Sex.UNKNOWN))
    fund = evolve(FUND, register=Register(tuple(known.values())))
    with pytest.raises(InvalidValue, match="3 members") as caught:
        Start.of(fund)
    told = [
        (each.code, each.params["fact"], each.params["count"], each.params["member"]) for each in caught.value.findings
    ]
    code = "simulation.fact_missing"
    assert told == [(code, "birth_date", 1, ageless.number), (code, "sex", 2, sexless[0].number)]
    start = Start.of(fund, leave_out=True)
    assert start.people.left_out == {"birth_date": 1, "sex": 2}
    assert len(start.people) == len(current) - 3


def test_an_overdrawn_source_is_owed_by_the_members_own():
    """Money that is owed to a source is not there to be spent: it is taken from what the members have."""
    entry = FUND.journal.entries[-1]
    source = next(each.code for each in FUND.sources if each.restricted)
    own = next(each for each in entry.voucher.postings)
    start = Start.of(FUND)
    worth = start.opening.get(source, Money(0))
    taken = worth + Money.baht(7)
    codes = {kind: FUND.chart.of_type(kind)[0].code for kind in (AccountType.EXPENSE, AccountType.ASSET)}
    spent = evolve(own, account=codes[AccountType.EXPENSE], source=source, amount=taken)
    paid = evolve(own, account=codes[AccountType.ASSET], source=source, amount=-taken)
    voucher = evolve(entry.voucher, postings=(spent, paid), number="x", reverses="", kind=DocumentKind.PAYMENT)
    fund = evolve(FUND, journal=Journal((*FUND.journal.entries, evolve(entry, number="x", voucher=voucher))))
    opening = Start.of(fund).opening

    assert source not in opening
    assert opening[MEMBERS] == start.opening[MEMBERS] - Money.baht(7)


def test_a_fund_without_members_is_refused():
    with pytest.raises(InvalidValue, match="nobody") as caught:
        Start.of(evolve(FUND, register=Register(())))
    assert caught.value.findings[0].code == "simulation.nobody"


def test_matchings_that_were_not_given_are_refused():
    with pytest.raises(MissingFact, match=r"matches\.csv"):
        Start.of(evolve(FUND, absent=FUND.absent | {"matches"}), (state_scheme(),))


def without_books(fund):
    """A fund as it is when only its register was taken in: every table is there, and those of its past are empty."""
    return evolve(fund, journal=Journal(), matches=(), claims=(), actions=(), openings=(), rounds=(), round_actions=())


def test_empty_books_of_a_fund_that_is_not_new_tell_no_money_and_no_costs():
    fund = without_books(FUND)
    for given in ({}, {"opening": Money.baht(1)}, {"expenses": Money.baht(1)}):
        with pytest.raises(MissingFact, match="say opening= and expenses=") as caught:
            Start.of(fund, **given)
        assert [each.code for each in caught.value.findings] == ["simulation.no_books"]
    start = Start.of(fund, opening=Money.baht(9), expenses=Money.baht(1))
    assert dict(start.replaced) == {}


def test_empty_matchings_beside_empty_books_are_not_known_rather_than_none():
    given = {"opening": Money.baht(9), "expenses": Money.baht(1)}
    with pytest.raises(MissingFact, match="or no schemes") as caught:
        Start.of(without_books(FUND), (state_scheme(),), **given)
    assert [each.code for each in caught.value.findings] == ["simulation.matches_not_given"]
    assert dict(Start.of(without_books(FUND), **given).matched) == {}
    kept = evolve(FUND, matches=())
    assert Start.of(kept, (state_scheme(),)).matched["state-via-codi"].sum() == 0


def test_all_that_is_missing_is_told_together():
    with pytest.raises(MissingFact) as caught:
        Start.of(without_books(FUND), (state_scheme(), state_scheme()))
    wanted = ["simulation.no_books", "simulation.matches_not_given", "simulation.matches_not_given"]
    assert [each.code for each in caught.value.findings] == wanted
    ageless = next(each for each in FUND.register if each.is_current(FUND.as_of))
    ageless = evolve(ageless, person=evolve(ageless.person, birth=None))
    fund = evolve(without_books(FUND), register=FUND.register.replacing(ageless))
    with pytest.raises(InvalidValue) as refused:
        Start.of(fund, (state_scheme(),))
    assert [each.code for each in refused.value.findings][1:] == wanted[:2]


def test_a_fund_of_this_year_has_truly_nothing():
    since = date(2024, 9, 30)
    young = [evolve(each, applied=since, admitted=since) for each in FUND.register if each.is_current(FUND.as_of)]
    fund = evolve(without_books(FUND), register=Register(tuple(young)))
    start = Start.of(fund, (state_scheme(),))
    assert (dict(start.opening), start.expenses) == ({MEMBERS: Money(0)}, Money(0))
    older = [evolve(young[0], applied=date(2024, 9, 29)), *young[1:]]
    with pytest.raises(MissingFact):
        Start.of(evolve(fund, register=Register(tuple(older))))


def test_what_is_given_in_place_of_the_books_is_told():
    booked = Start.of(FUND).opening
    assert dict(Start.of(FUND).replaced) == {}
    start = Start.of(FUND, opening={**booked, MEMBERS: Money.baht(77)})
    assert dict(start.replaced) == {MEMBERS: booked[MEMBERS]}
