"""Journals of vouchers that balance, with texts of any shape: for whatever stores, exports or adds up entries."""

from datetime import date, datetime, timedelta, timezone

from attrs import evolve
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy, composite

from communitywelfare.accounting import DocumentKind, Entry, Journal, Posting, Voucher
from communitywelfare.accounting.journal import entry_number
from communitywelfare.money import Money

__all__ = ["odd_journals"]

_THAILAND = timezone(timedelta(hours=7))
_FIRST, _LAST = date(2000, 1, 1), date(2400, 12, 31)
_MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2400, 1, 1), timezones=st.just(_THAILAND))  # noqa: DTZ001
_TEXTS = st.text(alphabet="กa1,\"'=\r\n \t-@\u2028", min_size=1, max_size=6)
_PERHAPS = _TEXTS | st.just("")


@composite
def odd_journals(draw: DrawFn, *, min_size: int = 0, max_size: int = 4) -> Journal:
    """Journals whose entries balance within every source and bear numbers of their own; nothing in them is sealed.

    Their accounts are in no chart, and their texts are as odd as text can be. `funds` gives journals that make sense.

    >>> from hypothesis import given, settings
    >>> @settings(max_examples=5, deadline=None)
    ... @given(odd_journals())
    ... def test_what_is_debited_is_credited(journal):
    ...     amounts = (posting.amount.satang for entry in journal for posting in entry.voucher.postings)
    ...     assert sum(amounts) == 0
    >>> test_what_is_debited_is_credited()
    """
    drawn = draw(st.lists(st.tuples(_vouchers(), _MOMENTS), min_size=min_size, max_size=max_size))
    return Journal(
        tuple(
            Entry(
                number=entry_number(position),
                voucher=evolve(voucher, number=f"{voucher.number}/{position}"),
                recorded_at=moment,
            )
            for position, (voucher, moment) in enumerate(drawn, start=1)
        )
    )


def _vouchers() -> SearchStrategy[Voucher]:
    return st.builds(
        Voucher,
        day=st.dates(_FIRST, _LAST),
        kind=st.sampled_from(DocumentKind),
        number=_TEXTS,
        description=_PERHAPS,
        postings=_postings(),
        reference=_PERHAPS,
        reverses=_PERHAPS,
        event_day=st.none() | st.dates(_FIRST, _LAST),
    )


@composite
def _postings(draw: DrawFn) -> tuple[Posting, ...]:
    """Lines that balance within every source, in any order."""
    lines: list[Posting] = []
    for source in draw(st.lists(_TEXTS, min_size=1, max_size=2, unique=True)):
        amounts = draw(st.lists(st.integers(1, 10**9), min_size=1, max_size=2))
        balanced = map(Money, (*amounts, -sum(amounts)))
        lines += [Posting(draw(_TEXTS), source, amount, draw(_PERHAPS), draw(_PERHAPS)) for amount in balanced]
    return tuple(draw(st.permutations(lines)))
