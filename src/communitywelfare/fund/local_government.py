"""What local governments were asked, what they gave, and what became of it (เงินสมทบจากองค์กรปกครองส่วนท้องถิ่น).

Money of several agencies of one source lies in one pot: what came is known agency by agency, what was spent is not.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from attrs import frozen

from communitywelfare.accounting import AccountType, DocumentKind, Entry, Figure, Slice
from communitywelfare.cofunding import Round, RoundAction, RoundActionKind, RoundStanding
from communitywelfare.fund.lists.villages import village_order
from communitywelfare.fund.value import Fund
from communitywelfare.money import ZERO, Money, apportion, total
from communitywelfare.sources import Source, SourceKind

__all__ = ["AskedOf", "Gift", "SpentOn", "asked_of", "gifts", "local_sources", "spent_on"]

_CLOSINGS = frozenset({DocumentKind.CLOSING})


@frozen(kw_only=True)
class AskedOf:
    """What one agency was asked in a round: the members of its area as of the round's day, village by village.

    `shares` is the sum asked for, part by part; None where no sum was named, or `what` was asked for in kind. `day` is
    when it was asked. `numbers` are those of the members, who may live in the areas of several agencies.
    """

    round: Round
    standing: RoundStanding
    day: date
    what: str
    villages: tuple[str, ...]
    members: tuple[int, ...]
    numbers: frozenset[str]
    shares: tuple[Money, ...] | None


@frozen(kw_only=True)
class Gift:
    """Something that came of a round on a day: money, with the entries that have it, or something in kind."""

    round: Round
    day: date
    document: str
    money: Money | None = None
    entries: tuple[str, ...] = ()
    what: str = ""
    worth: Money | None = None


@frozen(kw_only=True)
class SpentOn:
    """What was paid from a source's money on one account, and for how many claims."""

    account: str
    claims: int
    paid: Figure


def local_sources(fund: Fund) -> tuple[Source, ...]:
    """The fund's sources that are local governments."""
    return tuple(source for source in fund.sources if source.payer is SourceKind.LOCAL_GOVERNMENT)


def _rounds(fund: Fund) -> Iterator[Round]:
    codes = {source.code for source in local_sources(fund)}
    return (each for each in fund.rounds if each.source in codes)


def asked_of(fund: Fund, first: date, last: date) -> tuple[AskedOf, ...]:
    """What local governments were asked between two days, both included, agency by agency."""
    found = []
    for each in _rounds(fund):
        day, what = _proposal(fund, each, last)
        if day is not None and first <= day <= last:
            found.append(_asked(fund, each, (day, what), last))
    return tuple(found)


def _proposal(fund: Fund, each: Round, last: date) -> tuple[date | None, str]:
    """The newest proposal by a day, and what it asks for in kind; of a row without steps, the day it speaks of."""
    steps = fund.actions_of_round.get(each.key)
    if steps is None:
        return each.as_of, ""
    asking = [step for step in steps if step.kind is RoundActionKind.PROPOSE and step.day <= last]
    return (asking[-1].day, asking[-1].what) if asking else (None, "")


def _asked(fund: Fund, each: Round, proposal: tuple[date, str], last: date) -> AskedOf:
    day, what = proposal
    covered = [member for member in fund.register.current(each.as_of or day) if each.covers(member.village)]
    counted = Counter(member.village for member in covered)
    villages = sorted(counted, key=village_order)
    standing = fund.round_standing(each, last)
    members = tuple(counted[village] for village in villages)
    asked = standing.requested if villages and not what else None
    return AskedOf(
        round=each,
        standing=standing,
        day=day,
        what=what,
        villages=tuple(villages),
        members=members,
        numbers=frozenset(member.number for member in covered),
        shares=None if asked is None else apportion(asked, members),
    )


def gifts(fund: Fund, first: date, last: date) -> tuple[Gift, ...]:
    """What came from local governments between two days, both included, round by round."""
    every = (gift for each in _rounds(fund) for gift in _of_round(fund, each, last))
    return tuple(gift for gift in every if first <= gift.day)


def _of_round(fund: Fund, each: Round, last: date) -> Iterator[Gift]:
    steps = fund.actions_of_round.get(each.key)
    if steps is None:
        for day, money in fund.tranches(each, last):
            entries = tuple(entry.number for entry in _entries(fund, each, day, money))
            yield Gift(round=each, day=day, document=each.receipt, money=money, entries=entries)
        return
    came = [step for step in steps if step.kind is RoundActionKind.RECEIVE and step.amount is not None]
    own = _own_entries(fund, each, came)
    for at, step in enumerate(came):
        if step.day <= last:
            yield Gift(round=each, day=step.day, document=step.reference, money=step.amount, entries=own[at])
    for step in steps:
        if step.kind is RoundActionKind.RECEIVE_IN_KIND and step.day <= last:
            yield Gift(round=each, day=step.day, document=step.reference, what=step.what, worth=step.amount)


def _own_entries(fund: Fund, each: Round, came: Sequence[RoundAction]) -> list[tuple[str, ...]]:
    """The entry of each tranche: the one that it names or, where it names none, the next that is nobody else's."""
    found = [_entries(fund, each, step.day, step.money) for step in came]
    named = [
        tuple(entry.number for entry in entries if step.reference in {entry.number, entry.voucher.number})
        for step, entries in zip(came, found, strict=True)
    ]
    taken = {number for numbers in named for number in numbers}
    own: list[tuple[str, ...]] = []
    for numbers, entries in zip(named, found, strict=True):
        free = [entry.number for entry in entries if entry.number not in taken]
        own.append(numbers or tuple(free[:1]))
        taken.update(own[-1])
    return own


def _entries(fund: Fund, each: Round, day: date, money: Money) -> tuple[Entry, ...]:
    """The entries of a round by which so much of its source's money came on a day."""
    places = fund.chart.cash | fund.chart.banks
    return tuple(
        entry
        for entry in fund.journal
        if entry.voucher.reference == each.reference
        and entry.voucher.happened == day
        and total(line.amount for line in entry.voucher.postings if line.account in places) == money
    )


def spent_on(fund: Fund, source: str, first: date, last: date) -> tuple[SpentOn, ...]:
    """What was paid from a source's money between two days, both included, account by account."""
    sums: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    outlays = {account.code for account in fund.chart.of_type(AccountType.EXPENSE)}
    chosen = Slice(accounts=outlays, sources={source}, first=first, last=last, without=_CLOSINGS)
    for entry, line in chosen.lines(fund.journal):
        sums[line.account][entry.voucher.reference] += line.amount.satang
    found = []
    for account in sorted(sums):
        cut = Slice(accounts={account}, sources={source}, first=first, last=last, without=_CLOSINGS)
        claims = sum(satang > 0 for satang in sums[account].values())
        paid = Figure(Money(sum(sums[account].values())), (cut,))
        if paid.amount != ZERO:
            found.append(SpentOn(account=account, claims=claims, paid=paid))
    return tuple(found)
