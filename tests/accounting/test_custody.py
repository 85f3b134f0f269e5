"""Money in hands: who has it adds up to what the account has, the oldest goes first, and every figure has its lines."""

from collections import defaultdict, deque
from datetime import date, timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.accounting import Journal, Posting, Voucher, vouchers
from communitywelfare.accounting.custody import custody_faults, free_to_move, money_in_hands
from communitywelfare.accounting.journal import DocumentKind
from communitywelfare.accounting.vouchers import CASH, COLLECTOR_CASH, bulk_entries
from communitywelfare.io.shipped import shipped_chart
from communitywelfare.money import ZERO, Money, total

CHART = shipped_chart()
FIRST = date(2024, 1, 1)
DAYS = st.integers(0, 60).map(lambda days: FIRST + timedelta(days=days))
KINDS = st.sampled_from(
    [DocumentKind.RECEIPT, DocumentKind.TRANSFER, DocumentKind.PAYMENT, DocumentKind.JOURNAL, DocumentKind.OPENING]
)


def moved(number, day, satang, *, holder="ก", source="MEMBERS", kind=None, event_day=None):
    """Money into a hand, or out of it."""
    return Voucher(
        day=day,
        kind=kind or (DocumentKind.RECEIPT if satang > 0 else DocumentKind.TRANSFER),
        number=str(number),
        description="",
        postings=(
            Posting(COLLECTOR_CASH, source, Money(satang), holder=holder),
            Posting("31090", source, Money(-satang)),
        ),
        event_day=event_day,
    )


def journal_of(made, recorded_at):
    return bulk_entries([(voucher, recorded_at) for voucher in made], CHART)


@st.composite
def journals(draw, recorded_at):
    """Hands that take and give in any order, with late records, hand to hand moves, and reversals."""
    made = []
    for number in range(draw(st.integers(0, 9))):
        day = draw(DAYS)
        satang = draw(st.integers(-6, 6).filter(bool)) * 100
        voucher = moved(
            number,
            day,
            satang,
            holder=draw(st.sampled_from("กข")),
            source=draw(st.sampled_from(["MEMBERS", "DONATION"])),
            kind=draw(KINDS),
            event_day=draw(st.none() | st.just(day - timedelta(days=9))),
        )
        made.append(voucher)
    journal = journal_of(made, recorded_at)
    for entry in journal.entries:
        if draw(st.integers(0, 3)) == 0:
            back = vouchers.reversal(entry, day=draw(DAYS), number=f"R{entry.number}", reason="ผิด")
            journal = vouchers.post(journal, CHART, back, recorded_at=recorded_at)
    return journal


@given(data=st.data(), first=DAYS, on=DAYS)
def test_what_all_holders_have_is_what_the_account_has(recorded_at, data, first, on):
    journal = data.draw(journals(recorded_at))
    there = total(money for (account, _source), money in journal.balances(on).items() if account == COLLECTOR_CASH)
    assert money_in_hands(journal, CHART, first, on).balance == there


@given(data=st.data(), first=DAYS, on=DAYS)
def test_every_figure_is_the_sum_of_its_lines_and_they_lead_from_one_balance_to_the_other(recorded_at, data, first, on):
    journal = data.draw(journals(recorded_at))
    for held in money_in_hands(journal, CHART, first, on).holdings:
        assert held.opening.amount == held.opening.sum(journal)
        assert held.received.amount == held.received.sum(journal)
        assert held.handed_over.amount == held.handed_over.sum(journal)
        assert held.balance.amount == held.balance.sum(journal)
        assert held.opening.amount + held.received.amount - held.handed_over.amount == held.balance.amount


def satang_by_satang(journal, holder, on):
    """What is left in a hand, found with one coin of a baht after the other; debts are paid by what comes in."""
    entries = list(journal.until(on))
    reversed_ = {entry.voucher.reverses: entry.number for entry in entries if entry.voucher.reverses}
    gone = {number for number in reversed_ if number in {entry.number for entry in entries}}
    gone |= {reversed_[number] for number in gone}
    coins, out = defaultdict(list), defaultdict(int)
    for entry in entries:
        for posting in entry.voucher.postings:
            if posting.holder == holder and entry.number not in gone:
                count = posting.amount.satang // 100
                if count > 0:
                    coins[posting.source] += [(entry.voucher.happened, entry.number)] * count
                else:
                    out[posting.source] -= count
    left = defaultdict(int)
    for source, brought in coins.items():
        queue = deque(sorted(brought))
        for _coin in range(min(out[source], len(queue))):
            queue.popleft()
        for day, entry in queue:
            left[day, entry, source] += 100
    return dict(left)


@given(data=st.data(), on=DAYS)
def test_the_oldest_money_goes_first(recorded_at, data, on):
    journal = data.draw(journals(recorded_at))
    report = money_in_hands(journal, CHART, FIRST, on)
    for held in report.holdings:
        found = {(each.day, each.entry, each.source): each.amount.satang for each in held.in_hand}
        assert found == satang_by_satang(journal, held.holder, on)
        oldest = min((day for day, _entry, _source in found), default=None)
        assert held.days == (None if oldest is None else (on - oldest).days)
        assert [each.day for each in held.in_hand] == sorted(each.day for each in held.in_hand)


@given(data=st.data(), on=DAYS)
def test_what_is_still_there_is_the_balance_where_no_hand_is_below_nothing(recorded_at, data, on):
    journal = data.draw(journals(recorded_at))
    for held in money_in_hands(journal, CHART, FIRST, on).holdings:
        by_source = defaultdict(int)
        for _entry, posting in held.balance.lines(journal):
            by_source[posting.source] += posting.amount.satang
        if min(by_source.values(), default=0) >= 0:
            assert total(each.amount for each in held.in_hand) == held.balance.amount


def test_three_sheets_and_one_hand_over_worked_by_hand(recorded_at):
    """100 of 5 January and 50 of 5 February; 120 handed over on 10 February: 30 of February are left, 24 days old."""
    made = [
        moved(1, date(2024, 1, 5), 10_000),
        moved(2, date(2024, 2, 5), 5_000),
        moved(3, date(2024, 2, 10), -12_000),
    ]
    report = money_in_hands(journal_of(made, recorded_at), CHART, date(2024, 2, 1), date(2024, 2, 29))
    (held,) = report.holdings
    assert [figure.amount.plain for figure in (held.opening, held.received, held.handed_over, held.balance)] == [
        "100.00",
        "50.00",
        "120.00",
        "30.00",
    ]
    assert [(each.document, each.amount.plain) for each in held.in_hand] == [("2", "30.00")]
    assert held.days == 24


def test_a_holder_of_long_ago_is_not_told_of(recorded_at):
    made = [moved(1, date(2024, 1, 5), 100), moved(2, date(2024, 1, 6), -100)]
    journal = journal_of(made, recorded_at)
    assert money_in_hands(journal, CHART, date(2024, 1, 7), date(2024, 2, 1)).holdings == ()
    assert len(money_in_hands(journal, CHART, date(2024, 1, 6), date(2024, 2, 1)).holdings) == 1


def test_money_of_two_sources_that_make_up_nothing_is_told_of(recorded_at):
    made = [moved(1, FIRST, 100), moved(2, FIRST, -100, source="DONATION")]
    (held,) = money_in_hands(journal_of(made, recorded_at), CHART, date(2024, 2, 1), date(2024, 2, 1)).holdings
    assert (held.balance.amount, held.in_hand[0].source) == (ZERO, "MEMBERS")


@given(data=st.data())
def test_a_hand_below_nothing_is_told_on_the_day_on_which_it_falls(recorded_at, data):
    journal = data.draw(journals(recorded_at))
    expected = []
    for holder in "กข":
        for source in ("DONATION", "MEMBERS"):
            balances = [(FIRST - timedelta(days=1), 0)]
            for day in (FIRST + timedelta(days=days) for days in range(61)):
                held = sum(
                    posting.amount.satang
                    for entry in journal.until(day)
                    for posting in entry.voucher.postings
                    if (posting.holder, posting.source) == (holder, source)
                )
                if held < 0 <= balances[-1][1]:
                    expected.append((holder, source, day, -held))
                balances.append((day, held))
    rows = list(range(2, 2 + sum(len(entry.voucher.postings) for entry in journal)))
    told = list(custody_faults(journal, CHART, rows))
    params = [found.params for found in told]
    assert [(each["holder"], each["source"], each["on"], each["missing"].satang) for each in params] == expected
    lines = [(entry, posting) for entry in journal for posting in entry.voucher.postings]
    for found in told:
        entry, posting = lines[found.place.row - 2]
        assert (entry.number, posting.holder) == (found.place.record, found.params["holder"])
        assert posting.amount < ZERO
    assert [evolve(found, place=evolve(found.place, row=None)) for found in told] == list(
        custody_faults(journal, CHART)
    )


@given(data=st.data(), on=DAYS, holder=st.sampled_from([None, "ก", "ข", "ไม่มี"]))
def test_what_is_free_can_be_taken_without_any_later_day_falling_below_nothing(recorded_at, data, on, holder):
    journal = data.draw(journals(recorded_at))
    free = free_to_move(journal, COLLECTOR_CASH, on, holder=holder)
    days = [on + timedelta(days=days) for days in range((FIRST + timedelta(days=61) - on).days)]

    def held(source, day):
        return sum(
            posting.amount.satang
            for entry in journal.until(day)
            for posting in entry.voucher.postings
            if posting.account == COLLECTOR_CASH and posting.source == source and holder in {None, posting.holder}
        )

    for source, amount in free.items():
        assert amount.satang == min(held(source, day) for day in days)
    for source in {"MEMBERS", "DONATION"} - set(free):
        assert held(source, on) == 0


def test_no_other_account_is_a_hand(recorded_at):
    voucher = vouchers.moved(
        day=FIRST,
        number="1",
        amounts={"MEMBERS": Money.baht(5)},
        out_of="31010",
        into=CASH,
        description="",
    )
    journal = journal_of([voucher], recorded_at)
    assert money_in_hands(journal, CHART, FIRST, FIRST).holdings == ()
    assert money_in_hands(Journal(), CHART, date.min, FIRST).balance == ZERO
    assert free_to_move(journal, CASH, FIRST) == {"MEMBERS": Money.baht(5)}


@pytest.mark.parametrize("days", [0, 1, 400])
def test_late_records_age_from_the_day_of_the_event(recorded_at, days):
    late = moved(1, FIRST, 100, event_day=FIRST - timedelta(days=days))
    (held,) = money_in_hands(journal_of([late], recorded_at), CHART, FIRST, FIRST).holdings
    assert held.days == days
