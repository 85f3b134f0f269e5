"""Slices: a figure is traced to its entries, and the parts of a cut add up to the whole."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.accounting import Journal, Slice
from communitywelfare.accounting.journal import DocumentKind
from communitywelfare.accounting.slices import Side, until_before
from communitywelfare.accounting.vouchers import bulk_entries
from communitywelfare.io.shipped import shipped_chart
from communitywelfare.money import ZERO, total

CHART = shipped_chart()


def journals(vouchers, recorded_at):
    several = st.integers(0, 5).flatmap(
        lambda count: st.tuples(*(vouchers(CHART, f"J{number}") for number in range(count)))
    )
    return several.map(lambda made: bulk_entries([(voucher, recorded_at) for voucher in made], CHART))


def cuts(journal: Journal):
    """Ways to cut a journal into two slices that have nothing in common."""
    postings = [posting for entry in journal for posting in entry.voucher.postings]
    days = [entry.voucher.day for entry in journal]
    by = {
        name: {getattr(posting, field) for posting in postings}
        for name, field in (
            ("accounts", "account"),
            ("sources", "source"),
            ("members", "member"),
            ("holders", "holder"),
        )
    }
    by["references"] = {entry.voucher.reference for entry in journal}
    yield from (
        (Slice(**{name: {value}}), Slice(**{name: values - {value}})) for name, values in by.items() for value in values
    )
    yield from ((Slice(last=day), Slice(first=day + timedelta(days=1))) for day in days)
    yield Slice(side=Side.DEBIT), Slice(side=Side.CREDIT)
    yield from ((until_before(day), Slice(first=day)) for day in (*days, date.min))
    yield from ((Slice(without={kind}), Slice(without=set(DocumentKind) - {kind})) for kind in DocumentKind)


@given(st.data())
def test_two_parts_of_a_cut_have_every_line_once(vouchers, recorded_at, data):
    journal = data.draw(journals(vouchers, recorded_at))
    whole = list(Slice().lines(journal))
    for some, others in cuts(journal):
        parts = [*some.lines(journal), *others.lines(journal)]
        assert sorted(parts, key=repr) == sorted(whole, key=repr)


@given(st.data())
def test_a_sum_is_the_sum_of_its_lines_and_its_entries_are_theirs(vouchers, recorded_at, data):
    journal = data.draw(journals(vouchers, recorded_at))
    assert Slice().sum(journal) == ZERO
    for some, _others in cuts(journal):
        lines = list(some.lines(journal))
        assert some.sum(journal) == total(posting.amount for _entry, posting in lines)
        assert set(some.entries(journal)) == {entry for entry, _posting in lines}
        assert [entry.number for entry in some.entries(journal)] == sorted({entry.number for entry, _ in lines})


@given(st.data())
def test_what_is_beside_an_account_is_moved_by_the_same_entry_for_the_same_source(vouchers, recorded_at, data):
    journal = data.draw(journals(vouchers, recorded_at))
    for account in {posting.account for entry in journal for posting in entry.voucher.postings}:
        expected = [
            (entry.number, posting)
            for entry in journal
            for posting in entry.voucher.postings
            if any(each.account == account and each.source == posting.source for each in entry.voucher.postings)
        ]
        found = Slice(beside={account})
        assert [(entry.number, posting) for entry, posting in found.lines(journal)] == expected
        assert found.sum(journal) == ZERO
