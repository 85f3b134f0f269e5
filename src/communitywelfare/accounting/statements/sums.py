"""What was posted, summed in one pass by account, source and part of a statement: what most statements are made of."""

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from typing import TypeVar

from communitywelfare.accounting.journal import DocumentKind, Journal, Voucher
from communitywelfare.money import Money

__all__ = ["ALL_BUT_CLOSINGS", "ALL_BUT_OPENINGS", "Sums", "by_account", "by_source", "sums_of"]

ALL_BUT_OPENINGS = frozenset(DocumentKind) - {DocumentKind.OPENING}
ALL_BUT_CLOSINGS = frozenset(DocumentKind) - {DocumentKind.CLOSING}

Part = TypeVar("Part", bound=Hashable)
Sums = Mapping[tuple[str, str, Part], tuple[int, int]]


def sums_of(
    journal: Journal, part_of: Callable[[Voucher], Part | None], *, sources: Collection[str] | None = None
) -> Sums[Part]:
    """Debits and credits, in satang, of every account and source in every part of a statement.

    Args:
        journal: The entries.
        part_of: To which part a voucher belongs; None leaves it out.
        sources: Whose money; None means all.
    """
    sums: dict[tuple[str, str, Part], list[int]] = {}
    for entry in journal.entries:
        part = part_of(entry.voucher)
        if part is None:
            continue
        for posting in entry.voucher.postings:
            if sources is not None and posting.source not in sources:
                continue
            key = (posting.account, posting.source, part)
            both = sums.get(key)
            if both is None:
                both = sums[key] = [0, 0]
            satang = posting.amount.satang
            if satang > 0:
                both[0] += satang
            else:
                both[1] -= satang
    return {key: (debit, credit) for key, (debit, credit) in sums.items()}


def by_account(sums: Sums[Part], parts: Iterable[Part]) -> Mapping[str, Money]:
    """Debits less credits of every account in some parts together."""
    return _added(sums, frozenset(parts), 0)


def by_source(sums: Sums[Part], parts: Iterable[Part], accounts: Collection[str]) -> Mapping[str, Money]:
    """Debits less credits of every source in some parts together, on some accounts."""
    return _added({key: both for key, both in sums.items() if key[0] in accounts}, frozenset(parts), 1)


def _added(sums: Sums[Part], parts: frozenset[Part], place: int) -> Mapping[str, Money]:
    found: dict[str, int] = {}
    for key, (debit, credit) in sums.items():
        if key[2] in parts:
            name = str(key[place])
            found[name] = found.get(name, 0) + debit - credit
    return {name: Money(satang) for name, satang in found.items()}
