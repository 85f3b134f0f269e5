"""The journal (สมุดรายวัน): what was posted, in order, never changed and never removed.

Every posting moves one source's money on one account, for one member where the account asks for one, in one person's
hands where the account asks for that. An entry balances within every source, so restricted balances, member cards,
money in hands and the general ledger are sums over the same lines.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, timedelta, timezone
from enum import Enum
from functools import cached_property

from attrs import evolve, field, frozen

from communitywelfare.masking import hidden
from communitywelfare.money import ZERO, Money

__all__ = ["DocumentKind", "Entry", "Journal", "Posting", "Seal", "Voucher"]


_AHEAD = timedelta(hours=7)
_THAILAND = timezone(_AHEAD)


class DocumentKind(Enum):
    """The paper behind an entry (ประเภทเอกสาร)."""

    RECEIPT = "RECEIPT"
    PAYMENT = "PAYMENT"
    TRANSFER = "TRANSFER"
    JOURNAL = "JOURNAL"
    OPENING = "OPENING"
    CLOSING = "CLOSING"


@frozen
class Posting:
    """One line: an amount on an account, of one source. Debits are positive, credits negative.

    `holder` is who has the money in hands (ผู้ถือเงิน), on an account that asks for it.
    """

    account: str
    source: str
    amount: Money
    member: str = ""
    holder: str = field(default="", repr=hidden)


@frozen(kw_only=True)
class Voucher:
    """A balanced set of postings with its paper (ใบสำคัญ): complete, and silent about when it was recorded.

    `day` is the day on which the books take it, `event_day` the day on which it happened, where the books of that day
    were closed by then. `reference` names the claim or round it belongs to; `reverses` the entry that it is the exact
    opposite of.
    """

    day: date
    kind: DocumentKind
    number: str
    description: str = field(repr=hidden)
    postings: tuple[Posting, ...]
    reference: str = ""
    reverses: str = ""
    event_day: date | None = None

    @property
    def happened(self) -> date:
        """The day of the event itself, which is the day of the books unless it was recorded late."""
        return self.event_day or self.day

    @property
    def opposite(self) -> tuple[Posting, ...]:
        """Its lines the other way round: what takes all of it back."""
        return tuple(evolve(line, amount=-line.amount) for line in self.postings)


@frozen
class Seal:
    """The links of the hash chain over the stored lines: the entry's own, and the one before."""

    prev: str
    hash: str


@frozen(kw_only=True)
class Entry:
    """A voucher as it stands in the journal. An entry without a seal has not been stored yet."""

    number: str
    voucher: Voucher
    recorded_at: datetime
    seal: Seal | None = field(default=None, eq=False)

    @property
    def recorded_on(self) -> date:
        """The day in Thailand on which it was written down."""
        return day_in_thailand(self.recorded_at)


@frozen
class Journal:
    """The entries from the first to the last."""

    entries: tuple[Entry, ...] = ()

    def __repr__(self) -> str:
        return f"<Journal of {len(self.entries):,} entries>"

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    @property
    def head(self) -> str:
        """The hash of the last stored entry: printed on statements, it vouches for everything before it."""
        return next((entry.seal.hash for entry in reversed(self.entries) if entry.seal), "")

    @property
    def next_number(self) -> str:
        """The number of the next entry."""
        return entry_number(len(self.entries) + 1)

    @cached_property
    def document_numbers(self) -> Mapping[str, str]:
        """Which entry carries a document number."""
        return {entry.voucher.number: entry.number for entry in self.entries}

    @cached_property
    def by_number(self) -> Mapping[str, Entry]:
        """Entries by their number."""
        return {entry.number: entry for entry in self.entries}

    @cached_property
    def reversible(self) -> Mapping[str, Entry]:
        """The entries that no other has reversed, by number."""
        reversed_ = {entry.voucher.reverses for entry in self.entries}
        return {number: entry for number, entry in self.by_number.items() if number not in reversed_}

    def until(self, on: date) -> Iterator[Entry]:
        """Entries of this day or an earlier one, in the order of the journal."""
        return (entry for entry in self.entries if entry.voucher.day <= on)

    def lines_on(self, accounts: Collection[str]) -> list[tuple[Entry, Posting]]:
        """Every posting on some accounts, with its entry, in the order of the journal."""
        return [
            (entry, posting)
            for entry in self.entries
            for posting in entry.voucher.postings
            if posting.account in accounts
        ]

    def balances(self, on: date) -> Mapping[tuple[str, str], Money]:
        """The balance of every account and source at the end of a day; debits are positive."""
        sums: dict[tuple[str, str], int] = defaultdict(int)
        for entry in self.until(on):
            for posting in entry.voucher.postings:
                sums[posting.account, posting.source] += posting.amount.satang
        return {key: Money(satang) for key, satang in sums.items()}

    def balance(self, account: str, source: str, on: date) -> Money:
        """The balance of one account in one source's money at the end of a day."""
        return self.balances(on).get((account, source), ZERO)


def day_in_thailand(moment: datetime) -> date:
    """The day that a moment falls on in Thailand; a moment that names no zone is Thailand's already."""
    is_of_another_zone = moment.tzinfo is not None and moment.utcoffset() != _AHEAD
    return (moment.astimezone(_THAILAND) if is_of_another_zone else moment).date()


def entry_number(position: int) -> str:
    """The number of the entry at a position, counted from 1."""
    return f"E{position:07d}"
