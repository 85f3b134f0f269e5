"""The treasurer's day: each step adds one fact and its paper, or refuses and leaves everything as it was."""

from datetime import UTC, date, datetime, timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.accounting import vouchers
from communitywelfare.accounting.vouchers import BANK, CASH, post
from communitywelfare.calendar import Month
from communitywelfare.contributions import ReceiptKind, Waiver
from communitywelfare.errors import MissingFact, Refused
from communitywelfare.fund import Fund
from communitywelfare.fund.checks import check
from communitywelfare.fund.desk import enrol, leave, pay_out, receive, spread
from communitywelfare.identity import CitizenId, PersonName
from communitywelfare.io.shipped import shipped_sources
from communitywelfare.members import ExitCause, MemberStatus, Person
from communitywelfare.money import ZERO, Money, total
from communitywelfare.sources import Source
from communitywelfare.synthetic import Plan, make_package

NOW = datetime(2024, 10, 1, 5, tzinfo=UTC)
SOURCES = shipped_sources()


@pytest.fixture(scope="module")
def fund() -> Fund:
    return make_package(Plan(members=20, years=3, seed=6)).fund


@pytest.fixture(scope="module")
def member(fund):
    return next(each for each in fund.register if each.ended is None and each.applied < fund.as_of)


def person(number: int = 1) -> Person:
    return Person(name=PersonName("สมมุติ ใจดี"), citizen_id=CitizenId.synthetic(number))


def codes(error) -> list[str]:
    return [finding.code for finding in error.value.findings]


# --- enrol and leave -----------------------------------------------------------------------------------------


def test_a_new_member_gets_the_next_number_and_is_active(fund):
    on = fund.as_of
    after, paper = enrol(fund, person(), on=on, village="3")
    joined = after.membership(paper.number)
    assert (paper.kind, paper.number) == ("member", f"M{len(fund.register) + 1:05d}")
    assert (joined.applied, joined.admitted, joined.village, joined.status) == (on, on, "3", MemberStatus.ACTIVE)
    assert after.register.memberships[:-1] == fund.register.memberships
    assert evolve(after, register=fund.register) == fund


def test_a_number_is_given_once(fund, member):
    assert enrol(fund, person(), on=fund.as_of, number="X1")[1].number == "X1"
    with pytest.raises(Refused) as error:
        enrol(fund, person(), on=fund.as_of, number=member.number)
    assert codes(error) == ["member.number_taken"]


@pytest.mark.parametrize("years", [0, 40])
def test_nobody_is_a_member_twice_at_once(years, fund, member):
    """Nor after the fact: who is a member now cannot be enrolled for a time before."""
    on = fund.as_of - timedelta(days=365 * years)
    with pytest.raises(Refused) as error:
        enrol(fund, member.person, on=on)
    assert codes(error) == ["member.already_active"]
    assert error.value.findings[0].params["member"] == member.number


def test_who_left_may_come_back_on_that_very_day(fund, member):
    gone, _paper = leave(fund, member.number, on=fund.as_of, cause=ExitCause.RESIGNED)
    back, paper = enrol(gone, member.person, on=fund.as_of)
    assert back.register.of_same_person(back.membership(paper.number)) == (
        back.membership(member.number),
        back.membership(paper.number),
    )
    assert not any(finding.is_error for finding in check(back))


def test_a_membership_that_has_ended_since_is_in_the_way_on_the_days_that_it_lasted(fund, member):
    gone, _paper = leave(fund, member.number, on=fund.as_of, cause=ExitCause.RESIGNED)
    with pytest.raises(Refused) as error:
        enrol(gone, member.person, on=fund.as_of - timedelta(days=1))
    assert codes(error) == ["member.already_active"]


def test_people_without_an_id_are_told_apart_by_their_numbers(fund):
    nobody = evolve(person(), citizen_id=None, no_id_reason="ยังไม่แจ้ง")
    one, first = enrol(fund, nobody, on=fund.as_of)
    two, second = enrol(one, nobody, on=fund.as_of)
    assert first.number != second.number
    assert len(two.register) == len(fund.register) + 2


@pytest.mark.parametrize("cause", ExitCause)
def test_leaving_ends_a_membership_and_keeps_it(cause, fund, member):
    after, paper = leave(fund, member.number, on=fund.as_of, cause=cause)
    ended = after.membership(member.number)
    assert (paper.number, ended.ended, ended.cause, ended.status.value) == (
        member.number,
        fund.as_of,
        cause,
        cause.value,
    )
    assert [each.number for each in after.register] == [each.number for each in fund.register]
    with pytest.raises(Refused) as error:
        leave(after, member.number, on=fund.as_of, cause=cause)
    assert codes(error) == ["member.not_active"]


def test_who_has_not_joined_cannot_leave(fund, member):
    with pytest.raises(Refused) as error:
        leave(fund, member.number, on=member.applied - timedelta(days=1), cause=ExitCause.MOVED)
    assert codes(error) == ["member.not_active"]
    with pytest.raises(MissingFact) as error:
        leave(fund, "M99999", on=fund.as_of, cause=ExitCause.MOVED)
    assert codes(error) == ["member.not_found"]


# --- receive -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("baht", [1, 30, 45, 365, 3_650])
def test_dues_make_a_receipt_and_its_entry(baht, fund, member):
    amount = Money.baht(baht)
    after, paper = receive(fund, member.number, amount, on=fund.as_of, recorded_at=NOW)
    receipt, entry = after.contributions.receipts[-1], after.journal.entries[-1]
    assert (receipt.number, receipt.amount, receipt.journal_no) == (paper.number, amount, entry.number)
    assert (entry.voucher.number, entry.recorded_at) == (paper.number, NOW)
    before = fund.journal.balance(CASH, "MEMBERS", fund.as_of)
    assert after.journal.balance(CASH, "MEMBERS", fund.as_of) == before + amount
    paid = fund.contributions.paid(member, fund.as_of)
    assert after.contributions.paid(member, fund.as_of) == paid + amount
    assert after.journal.entries[:-1] == fund.journal.entries
    assert not any(finding.is_error for finding in check(after))


@given(st.lists(st.integers(1, 500), min_size=1, max_size=6))
def test_receipts_name_the_months_that_the_money_reaches(fund, member, payments):
    """The months on the receipts follow one another, and their end is what the dues say is paid for."""
    dues = fund.bylaw.dues
    after, reached = fund, None
    for baht in payments:
        after, _paper = receive(after, member.number, Money.baht(baht), on=fund.as_of, recorded_at=NOW)
        receipt = after.contributions.receipts[-1]
        arrears = after.contributions.arrears(member, dues, fund.as_of)
        assert receipt.period_from <= receipt.period_to
        assert reached is None or receipt.period_from.index in {reached.index, reached.index + 1}
        if arrears.paid_through is not None and arrears.paid_through >= receipt.period_from:
            assert receipt.period_to == arrears.paid_through
        reached = receipt.period_to


@given(st.lists(st.integers(1, 500), min_size=1, max_size=6), st.sets(st.integers(0, 20), min_size=1))
def test_receipts_pass_over_the_months_that_were_waived(fund, member, payments, back):
    """They begin and end with months that are owed, and what is left to pay is what the member's card says."""
    months = {Month.of(fund.as_of).plus(-each) for each in back}
    waivers = tuple(
        Waiver(member=member.number, period_from=month, period_to=month, decided_on=member.applied, resolution="มติ 1")
        for month in sorted(months)
    )
    after, reached = evolve(fund, contributions=evolve(fund.contributions, waivers=waivers)), None
    for baht in payments:
        after, _paper = receive(after, member.number, Money.baht(baht), on=fund.as_of, recorded_at=NOW)
        receipt = after.contributions.receipts[-1]
        assert not {receipt.period_from, receipt.period_to} & months
        assert receipt.period_from <= receipt.period_to
        between = set() if reached is None else set(range(reached.index + 1, receipt.period_from.index))
        assert between <= {month.index for month in months}
        through = after.contributions.arrears(member, fund.bylaw.dues, fund.as_of).paid_through
        if through is not None and through >= receipt.period_from:
            after_it = set(range(receipt.period_to.index + 1, through.index + 1))
            assert receipt.period_to <= through
            assert after_it <= {month.index for month in months}
        reached = receipt.period_to


def test_a_fee_is_for_the_month_of_the_day(fund, member):
    after, _paper = receive(
        fund, member.number, Money.baht(20), on=fund.as_of, recorded_at=NOW, kind=ReceiptKind.ENTRY_FEE
    )
    receipt = after.contributions.receipts[-1]
    assert (receipt.period_from, receipt.period_to) == (Month.of(fund.as_of), Month.of(fund.as_of))
    assert after.contributions.paid(member, fund.as_of) == fund.contributions.paid(member, fund.as_of)
    assert after.journal.entries[-1].voucher.postings[1].account == "42010"


def test_other_money_from_a_member_is_received_too(fund, member):
    after, _paper = receive(fund, member.number, Money.baht(99), on=fund.as_of, recorded_at=NOW, kind=ReceiptKind.OTHER)
    assert after.journal.entries[-1].voucher.postings[1].account == "41090"


def test_a_stated_period_stands_on_the_receipt(fund, member):
    period = (Month(2024, 1), Month(2024, 6))
    after, _paper = receive(fund, member.number, Money.baht(180), on=fund.as_of, recorded_at=NOW, period=period)
    assert (after.contributions.receipts[-1].period_from, after.contributions.receipts[-1].period_to) == period


def test_receipt_numbers_go_on_without_a_gap(fund, member):
    after, numbers = fund, []
    for _turn in range(3):
        after, paper = receive(after, member.number, Money.baht(30), on=fund.as_of, recorded_at=NOW)
        numbers.append(int(paper.number.partition("/")[0]))
    assert numbers == list(range(numbers[0], numbers[0] + 3))
    assert not any(finding.code == "receipt.numbers_missing" for finding in check(after))
    next_year, paper = receive(after, member.number, Money.baht(30), on=date(2024, 10, 1), recorded_at=NOW)
    assert paper.number == "1/2568"
    assert len(next_year.contributions) == len(fund.contributions) + 4


@pytest.mark.parametrize(
    ("amount", "days", "code"),
    [
        (ZERO, 0, "receipt.not_positive"),
        (Money(-1), 0, "receipt.not_positive"),
        (Money(1), -1, "receipt.before_joining"),
    ],
)
def test_what_is_no_payment_is_refused(amount, days, code, fund, member):
    on = fund.as_of if days == 0 else member.applied + timedelta(days=days)
    with pytest.raises(Refused) as error:
        receive(fund, member.number, amount, on=on, recorded_at=NOW)
    assert codes(error) == [code]


def test_nothing_is_received_from_who_has_left(fund, member):
    gone, _paper = leave(fund, member.number, on=fund.as_of, cause=ExitCause.MOVED)
    with pytest.raises(Refused) as error:
        receive(gone, member.number, Money.baht(30), on=fund.as_of, recorded_at=NOW)
    assert codes(error) == ["member.not_active"]
    receive(gone, member.number, Money.baht(30), on=fund.as_of - timedelta(days=1), recorded_at=NOW)


@pytest.mark.parametrize("table", ["contributions", "journal"])
def test_nothing_is_added_to_a_table_that_was_not_given(table, fund, member):
    """The first receipt of a table would say that nobody has ever paid before."""
    with pytest.raises(Refused) as error:
        receive(evolve(fund, absent=frozenset({table})), member.number, Money.baht(30), on=fund.as_of, recorded_at=NOW)
    assert [(found.code, found.params["file"]) for found in error.value.findings] == [("file.missing", f"{table}.csv")]


# --- spread and pay_out --------------------------------------------------------------------------------------

held = st.dictionaries(
    st.sampled_from([*(source.code for source in SOURCES), "UNRANKED", "ANOTHER"]),
    st.integers(-(10**6), 10**6).map(Money),
)


@given(st.integers(0, 10**7).map(Money), held)
def test_money_is_taken_in_the_declared_order_and_no_source_goes_below_nothing(amount, holding):
    parts = spread(amount, holding, SOURCES)
    there = total(max(money, ZERO) for money in holding.values())
    assert total(parts.values()) == min(amount, there)
    assert all(ZERO < taken <= holding[source] for source, taken in parts.items())
    rank = {source.code: source.pay_order for source in SOURCES}
    order = sorted(
        (source for source in holding if holding[source] > ZERO), key=lambda code: (rank.get(code, 99), code)
    )
    assert list(parts) == order[: len(parts)]
    assert all(parts[source] == holding[source] for source in list(parts)[:-1])


def test_the_order_of_the_sources_is_the_fund_s_own():
    sources = tuple(
        Source(code=code, name={}, restricted=False, pay_order=order) for code, order in (("LAO", 2), ("MEMBERS", 1))
    )
    holding = {"LAO": Money(50), "MEMBERS": Money(50), "A": Money(50)}
    assert dict(spread(Money(120), holding, sources)) == {"MEMBERS": Money(50), "LAO": Money(50), "A": Money(20)}


def pay(fund: Fund, amount: Money, on: date):
    return pay_out(fund, claim="1/2567", member="M00001", category="02", amount=amount, on=on, recorded_at=NOW)


def held_in(fund: Fund, place: str, on: date) -> Money:
    return total(money for (account, _source), money in fund.journal.balances(on).items() if account == place)


def test_a_payment_comes_out_of_cash_while_it_lasts_and_then_out_of_the_bank(fund):
    cash, bank = held_in(fund, CASH, fund.as_of), held_in(fund, BANK, fund.as_of)
    assert cash < bank
    from_cash, _paper = pay(fund, cash, fund.as_of)
    assert held_in(from_cash, CASH, fund.as_of) == ZERO
    from_bank, paper = pay(fund, cash + Money(1), fund.as_of)
    assert (held_in(from_bank, CASH, fund.as_of), held_in(from_bank, BANK, fund.as_of)) == (
        cash,
        bank - cash - Money(1),
    )
    assert paper.number in from_bank.journal.document_numbers
    assert paper.number.startswith("P")


def test_more_than_any_place_holds_is_refused(fund):
    most = max(held_in(fund, place, fund.as_of) for place in (CASH, BANK))
    pay(fund, most, fund.as_of)
    with pytest.raises(Refused) as error:
        pay(fund, most + Money(1), fund.as_of)
    assert codes(error) == ["fund.insufficient"]


def test_money_that_was_spent_later_cannot_be_spent_before(fund):
    """A payment dated back must leave every later day with enough."""
    on = fund.as_of
    bank = held_in(fund, BANK, on)
    emptied, _paper = pay(fund, bank, on)
    earlier = on - timedelta(days=1)
    assert held_in(emptied, BANK, earlier) > ZERO
    with pytest.raises(Refused) as error:
        pay(emptied, Money.baht(1) + held_in(emptied, CASH, earlier), earlier)
    assert codes(error) == ["fund.insufficient"]


@given(st.lists(st.tuples(st.integers(0, 700), st.integers(1, 10**6)), max_size=6))
def test_no_source_is_ever_below_nothing_on_any_day(fund, payments):
    after = fund
    for days_ago, satang in payments:
        try:
            after, _paper = pay(after, Money(satang), fund.as_of - timedelta(days=days_ago))
        except Refused:
            continue
    days = sorted({entry.voucher.day for entry in after.journal})
    for day in days[-40:]:
        for (account, _source), money in after.journal.balances(day).items():
            assert account not in {CASH, BANK} or money >= ZERO


def test_the_parts_of_a_payment_are_the_sources_own(fund):
    after, _paper = pay(fund, held_in(fund, BANK, fund.as_of), fund.as_of)
    postings = after.journal.entries[-1].voucher.postings
    assert {posting.account for posting in postings} == {"51020", BANK}
    for source in {posting.source for posting in postings}:
        assert sum(posting.amount.satang for posting in postings if posting.source == source) == 0
    assert {posting.member for posting in postings if posting.account == "51020"} == {"M00001"}


def test_without_books_nothing_is_paid(fund):
    with pytest.raises(Refused) as error:
        pay(evolve(fund, absent=frozenset({"journal"})), Money(1), fund.as_of)
    assert codes(error) == ["file.missing"]


def test_a_collector_s_cash_is_not_the_treasurer_s(fund):
    """Money that a collector has not handed over cannot be paid out."""
    held_cash = held_in(fund, CASH, fund.as_of) + held_in(fund, BANK, fund.as_of)
    voucher = vouchers.moved(
        day=fund.as_of,
        number="T999/2567",
        amounts={"MEMBERS": held_cash},
        out_of="14020",
        into=vouchers.COLLECTOR_CASH,
        description="",
        handed_to="ผู้เก็บเงินหมู่ 3",
    )
    richer = evolve(fund, journal=post(fund.journal, fund.chart, voucher, recorded_at=NOW))
    with pytest.raises(Refused):
        pay(richer, held_cash, fund.as_of)
