"""Journals of every shape that the one door lets in, with the words that people write on papers."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy, composite

from communitywelfare.accounting import Account, DocumentKind, Journal, Posting, Voucher, vouchers
from communitywelfare.accounting.journal import Entry
from communitywelfare.io.journal import sealed
from communitywelfare.io.shipped import shipped_chart, shipped_sources
from communitywelfare.money import ZERO, Money, total
from communitywelfare.strategies.values import amounts, days

__all__ = ["journals"]

_FIRST, _LAST = date(2020, 10, 1), date(2024, 9, 30)
_RECORDED = datetime(2024, 10, 1, 5, tzinfo=UTC)
_WORDS = ("รับเงินสมทบ", "น้ำท่วม", 'ค่า "ของขวัญ"', "a\\b", "\n", "\r\n", ";", "  ", "\t", "|", "(1)", "#งาน", "^x", "90.00")
_MEMBERS, _HOLDERS = ("M1", "M-1", "M 1", "ม.1/2"), ("V1", "ผู้เก็บเงิน หมู่ 1")
_NUMBERS = ("{}/2567", "บจ.{}", "R-{}", "({}) ก;ข")
_PLAIN = ("MEMBERS", "LAO", "GOV_VIA_CODI", "DONATION", "OTHER")
_CHART, _SOURCES = shipped_chart(), shipped_sources()
_LEAVES = tuple(account for account in _CHART.accounts if account.code not in _CHART.groups and account.active)
_MOVED = amounts(at_least=Money.baht(-1_000_000), at_most=Money.baht(1_000_000)).filter(lambda amount: amount != ZERO)


@composite
def journals(draw: DrawFn, *, max_entries: int = 6) -> Journal:
    """Journals of sound entries in the shipped chart, sealed: of every kind and source, with reversals and late ones.

    They stand in the order in which they were recorded, which is not the order of their days.

    >>> from hypothesis import given, settings
    >>> @settings(max_examples=5, deadline=None)
    ... @given(journals())
    ... def test_every_entry_balances(journal):
    ...     for entry in journal:
    ...         assert total(posting.amount for posting in entry.voucher.postings) == ZERO
    >>> test_every_entry_balances()
    """
    journal = Journal()
    for place in range(1, draw(st.integers(0, max_entries)) + 1):
        number = draw(st.sampled_from(_NUMBERS)).format(place)
        reversible = list(journal.reversible.values())
        is_reversal = bool(reversible) and draw(st.integers(0, 4)) == 4
        voucher = draw(_reversals(draw(st.sampled_from(reversible)), number) if is_reversal else _vouchers(number))
        journal = vouchers.post(journal, _CHART, voucher, recorded_at=_RECORDED, sources=_SOURCES)
    return sealed(journal)


@composite
def _reversals(draw: DrawFn, entry: Entry, number: str) -> Voucher:
    day = draw(days(at_least=entry.voucher.day, at_most=_LAST))
    return vouchers.reversal(entry, day=day, number=number, reason=draw(st.sampled_from(_WORDS)))


@composite
def _vouchers(draw: DrawFn, number: str) -> Voucher:
    day = draw(days(at_least=_FIRST, at_most=_LAST))
    late = draw(st.sampled_from([None, None, 1, 40]))
    chosen = draw(st.lists(st.sampled_from(_PLAIN), min_size=1, max_size=2, unique=True))
    return Voucher(
        day=day,
        kind=draw(st.sampled_from(DocumentKind)),
        number=number,
        description="".join(draw(st.lists(st.sampled_from(_WORDS), max_size=4))),
        postings=tuple(posting for source in chosen for posting in draw(_lines(source))),
        reference=draw(st.sampled_from(["", "7/2567", "มติ, [1]"])),
        event_day=None if late is None else day - timedelta(days=late),
    )


@composite
def _lines(draw: DrawFn, source: str) -> tuple[Posting, ...]:
    """Lines of one source's money that come to nothing together."""
    usable = [account for account in _LEAVES if account.source in {"", source} and not account.bars_restricted]
    accounts = draw(st.lists(st.sampled_from(usable), min_size=2, max_size=4))
    moved = draw(st.lists(_MOVED, min_size=len(accounts) - 1, max_size=len(accounts) - 1))
    lines = zip(accounts, (*moved, -total(moved)), strict=True)
    return tuple(draw(_line(account, source, amount)) for account, amount in lines if amount != ZERO)


def _line(account: Account, source: str, amount: Money) -> SearchStrategy[Posting]:
    members = st.sampled_from(_MEMBERS) if account.by_member else st.just("")
    holders = st.sampled_from(_HOLDERS) if account.is_held else st.just("")
    return st.builds(Posting, st.just(account.code), st.just(source), st.just(amount), members, holders)
