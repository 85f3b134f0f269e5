"""The cash box beside the books."""

from datetime import date, timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.accounting import Posting, Voucher
from communitywelfare.accounting.cash_count import CashCount, counted
from communitywelfare.accounting.drafts import cash_draft
from communitywelfare.accounting.journal import DocumentKind
from communitywelfare.accounting.vouchers import CASH, COLLECTOR_CASH, bulk_entries, post
from communitywelfare.errors import InvalidValue
from communitywelfare.io.shipped import shipped_chart, shipped_sources
from communitywelfare.money import ZERO, Money

CHART, SOURCES = shipped_chart(), shipped_sources()
DAY = date(2024, 9, 30)
PIECES = st.dictionaries(
    st.sampled_from([Money(25), Money.baht(1), Money.baht(10), Money.baht(100), Money.baht(1000)]), st.integers(0, 9)
)


def journal_of(recorded_at, amounts):
    """Money of members and of donors in the treasurer's box, and in two collectors' hands."""
    made = []
    for number, (account, holder, source, satang) in enumerate(amounts):
        postings = (Posting(account, source, Money(satang), holder=holder), Posting("31090", source, Money(-satang)))
        made.append(Voucher(day=DAY, kind=DocumentKind.RECEIPT, number=str(number), description="", postings=postings))
    return bulk_entries([(voucher, recorded_at) for voucher in made], CHART)


AMOUNTS = st.lists(
    st.tuples(
        st.sampled_from([(CASH, ""), (COLLECTOR_CASH, "ก"), (COLLECTOR_CASH, "ข")]),
        st.sampled_from(["MEMBERS", "DONATION"]),
        st.integers(1, 10**6),
    ).map(lambda drawn: (*drawn[0], drawn[1], drawn[2])),
    max_size=6,
)


@given(pieces=PIECES, amounts=AMOUNTS, place=st.sampled_from([(CASH, ""), (COLLECTOR_CASH, "ก")]))
def test_a_difference_is_what_was_counted_less_what_the_books_say(recorded_at, pieces, amounts, place):
    journal = journal_of(recorded_at, amounts)
    count = CashCount(day=DAY, account=place[0], holder=place[1], pieces=pieces)
    found = counted(journal, count)
    assert count.amount.satang == sum(worth.satang * number for worth, number in pieces.items())
    expected = sum(satang for account, holder, _source, satang in amounts if (account, holder) == place)
    assert found.expected.amount.satang == expected == found.expected.sum(journal).satang
    assert sum(amount.satang for amount in found.by_source.values()) == expected
    assert found.difference == count.amount - found.expected.amount
    assert counted(journal, evolve(count, day=DAY - timedelta(days=1))).expected.amount == ZERO


@given(pieces=PIECES, amounts=AMOUNTS, place=st.sampled_from([(CASH, ""), (COLLECTOR_CASH, "ก")]))
def test_after_its_draft_is_posted_the_books_say_what_was_counted(recorded_at, pieces, amounts, place):
    journal = journal_of(recorded_at, amounts)
    found = counted(journal, CashCount(day=DAY, account=place[0], holder=place[1], pieces=pieces))
    draft = cash_draft(found, source="MEMBERS")
    assert (draft is None) == (found.difference == ZERO)
    if draft is not None:
        after = post(journal, CHART, evolve(draft, number="J1"), recorded_at=recorded_at, sources=SOURCES)
        assert counted(after, found.count).difference == ZERO


@pytest.mark.parametrize(("worth", "number"), [(0, 1), (-100, 1), (100, -1)])
def test_a_piece_is_worth_something_and_there_are_some_or_none_of_it(worth, number):
    with pytest.raises(InvalidValue) as error:
        CashCount(day=DAY, account=CASH, pieces={Money(worth): number})
    assert [found.code for found in error.value.findings] == ["cash.not_a_count"]
