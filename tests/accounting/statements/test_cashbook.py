"""The cash book: what is carried forward is what is there, by any road, in any columns."""

from collections import defaultdict
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.accounting import Posting, Voucher
from communitywelfare.accounting.journal import DocumentKind
from communitywelfare.accounting.statements import cash_and_bank, cash_book, each_place
from communitywelfare.accounting.vouchers import BANK, CASH, bulk_entries
from communitywelfare.money import ZERO, Money, total

SOURCES = (None, {"OTHER"}, {"MEMBERS", "LAO"}, set())


@given(data=st.data(), sources=st.sampled_from(SOURCES), by_place=st.booleans())
def test_every_column_is_the_fold_over_the_journal(data, sources, by_place, chart, journals, periods, rows, is_traced):
    journal, (first, last) = data.draw(journals), data.draw(periods)
    columns = (each_place if by_place else cash_and_bank)(chart)
    book = cash_book(journal, chart, first=first, last=last, columns=columns, sources=sources)
    assert is_traced(book, journal)
    for name, column in book.columns.items():
        own = [
            row
            for row in rows(journal)
            if row.account in columns[name] and row.day <= last and (sources is None or row.source in sources)
        ]
        lines = [row for row in own if row.day >= first and row.kind != "OPENING"]
        assert column.carried_forward.amount.satang == sum(row.satang for row in own)
        assert column.brought_forward.amount.satang == sum(row.satang for row in own if row not in lines)
        assert column.received.amount.satang == sum(row.satang for row in lines if row.satang > 0)
        assert column.paid.amount.satang == -sum(row.satang for row in lines if row.satang < 0)
        moves = [line.columns[name] for line in book.lines if name in line.columns]
        assert total(move.received for move in moves) == column.received.amount
        assert (moves[-1].balance if moves else column.brought_forward.amount) == column.carried_forward.amount


@given(data=st.data())
def test_a_line_goes_on_from_the_one_before_it_by_day(data, chart, journals, periods):
    journal, (first, last) = data.draw(journals), data.draw(periods)
    book = cash_book(journal, chart, first=first, last=last)
    running = {name: column.brought_forward.amount for name, column in book.columns.items()}
    days = [line.voucher.day for line in book.lines]
    assert days == sorted(days)
    for line in book.lines:
        assert first <= line.voucher.day <= last
        assert line.columns
        for name, move in line.columns.items():
            running[name] += move.received - move.paid
            assert move.balance == running[name]


@given(data=st.data())
def test_two_periods_that_meet_are_one_and_sources_add_up(data, chart, journals, periods):
    journal, (first, last) = data.draw(journals), data.draw(periods)
    whole = cash_book(journal, chart, first=first, last=last)
    following = cash_book(journal, chart, first=last + timedelta(days=1), last=last + timedelta(days=400))
    sources = {posting.source for entry in journal for posting in entry.voucher.postings}
    each = [cash_book(journal, chart, first=first, last=last, sources={source}) for source in sources]
    for name, column in whole.columns.items():
        opened = following.columns[name].brought_forward
        late = total(
            posting.amount
            for entry in journal
            for posting in entry.voucher.postings
            if entry.voucher.kind is DocumentKind.OPENING
            and last < entry.voucher.day <= last + timedelta(days=400)
            and posting.account in column.accounts
        )
        assert opened.amount == column.carried_forward.amount + late
        for field in ("brought_forward", "received", "paid", "carried_forward"):
            assert total(getattr(one.columns[name], field).amount for one in each) == getattr(column, field).amount


def test_what_a_fund_carries_forward_is_what_its_books_hold(fund, is_traced):
    for last in (fund.as_of, date(2024, 2, 29)):
        book = cash_book(fund.journal, fund.chart, first=date(2023, 10, 1), last=last)
        held = defaultdict(lambda: ZERO)
        for (account, _source), amount in fund.journal.balances(last).items():
            held[account] += amount
        assert book.columns["bank"].carried_forward.amount == held[BANK]
        assert book.columns["cash"].carried_forward.amount == held[CASH] + held["11020"]
        assert is_traced(book, fund.journal)


def posted(chart, recorded_at, *made):
    vouchers = [
        Voucher(
            day=day,
            kind=kind,
            number=f"X{place}",
            description="",
            postings=tuple(Posting(account, "OTHER", Money.baht(baht), *more) for account, baht, *more in lines),
        )
        for place, (day, kind, *lines) in enumerate(made)
    ]
    return bulk_entries([(voucher, recorded_at) for voucher in vouchers], chart)


def test_a_line_names_where_money_came_from_and_a_deposit_names_both_places(chart, recorded_at):
    day, kind = date(2024, 1, 5), DocumentKind
    journal = posted(
        chart,
        recorded_at,
        (date(2024, 1, 1), kind.OPENING, (BANK, 1_000), ("31090", -1_000)),
        (day, kind.RECEIPT, (CASH, 300), ("42090", -200), ("41090", -100)),
        (date(2024, 1, 3), kind.PAYMENT, ("52030", 40), (BANK, -40)),
        (day, kind.TRANSFER, (BANK, 250), (CASH, -250)),
        (date(2024, 2, 1), kind.PAYMENT, ("52030", 1), (BANK, -1)),
    )
    book = cash_book(journal, chart, first=date(2024, 1, 1), last=date(2024, 1, 31))
    told = [
        (
            line.entry.number[-1],
            [account.code for account in line.opposite],
            {name: (str(move.received), str(move.paid), str(move.balance)) for name, move in line.columns.items()},
        )
        for line in book.lines
    ]
    assert told == [
        ("3", ["52030"], {"bank": ("0.00", "40.00", "960.00")}),
        ("2", ["42090", "41090"], {"cash": ("300.00", "0.00", "300.00")}),
        ("4", [BANK, CASH], {"bank": ("250.00", "0.00", "1,210.00"), "cash": ("0.00", "250.00", "50.00")}),
    ]
    only_cash = cash_book(
        journal, chart, first=date(2024, 1, 1), last=date(2024, 1, 31), columns={"cash": frozenset({CASH})}
    )
    assert [account.code for account in only_cash.lines[-1].opposite] == [BANK]
    assert str(book.columns["bank"].brought_forward.amount) == "1,000.00"
