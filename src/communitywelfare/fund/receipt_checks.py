"""Can receipts be true? Findings about each of very many, about lines told twice, and about numbers that are skipped.

Columns are looked at whole: of most receipts there is nothing to tell, and only the others are looked at one by one.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain, compress, count, islice, repeat
from operator import gt, is_not, lt
from types import MappingProxyType

from communitywelfare.contributions import Contributions, Receipt
from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.fund.value import Fund
from communitywelfare.members import ExitCause, Membership

__all__ = ["receipt_findings"]

_NO_PARAMS: Mapping[str, object] = MappingProxyType({})
_DIGITS = 12  # a longer number counts nothing
_LAST_NUMBER = 10**_DIGITS - 1
_Days = tuple[Mapping[str, date], Mapping[str, date], date]


def receipt_findings(fund: Fund, members: frozenset[str], rows: Sequence[int]) -> Iterator[Finding]:
    """Everything about receipts, row by row, and then about their numbers.

    Args:
        fund: The fund.
        members: Member numbers that may be referred to.
        rows: On which line of its file each receipt stands.
    """
    joined = {membership.number: membership.applied for membership in fund.register}
    died = {each.number: each.ended for each in fund.register if _has_died(each) and each.ended}
    days, contributions = (joined, died, fund.as_of), fund.contributions
    again = frozenset(contributions.dues_told_twice)
    places = sorted(again.union(_not_usual(contributions, members, days)))
    for place, receipt in zip(places, contributions.some(places), strict=True):
        row = rows[place] if place < len(rows) else None
        if place in again:
            yield _error("receipt.number_twice", _at(receipt, "receipt_no", row), {"receipt": receipt.number})
        yield from _faults(receipt, row, members, days)
    yield from _gaps(contributions)


def _not_usual(contributions: Contributions, members: frozenset[str], days: _Days) -> Iterator[int]:
    """The places of receipts of which there may be something to tell: of all others there is nothing."""
    joined, died, as_of = days
    first = {each: joined.get(each, date.min) for each in members}
    last = {each: min(died.get(each, as_of), as_of) for each in members}
    member, day, amount, begin, end = map(contributions.column, ("member", "day", "amount", "period_from", "period_to"))
    yield from compress(count(), map(lt, day, map(first.get, member, repeat(date.max))))
    yield from compress(count(), map(gt, day, map(last.get, member, repeat(date.min))))
    yield from compress(count(), [each.satang <= 0 for each in amount])
    several = [*compress(count(), map(is_not, begin, end))]
    yield from (place for place in several if end[place].index < begin[place].index)


def _faults(
    receipt: Receipt,
    row: int | None,
    members: frozenset[str],
    days: _Days,
) -> Iterator[Finding]:
    """What is wrong with a receipt by itself, given when members joined and died, and the day of the books."""
    joined, died, as_of = days
    if receipt.amount.satang <= 0:
        yield _error("receipt.not_positive", _at(receipt, "amount", row), {"amount": receipt.amount})
    if receipt.period_to.index < receipt.period_from.index:
        yield _error("receipt.period_backwards", _at(receipt, "period_to", row))
    if receipt.member not in members:
        yield _error("member.not_found", _at(receipt, "member_no", row), {"member": receipt.member})
    elif receipt.day < joined.get(receipt.member, receipt.day):
        params = {"on": receipt.day, "joined": joined[receipt.member], "member": receipt.member}
        yield _warning("receipt.before_joining", _at(receipt, "receipt_date", row), params)
    elif receipt.day > died.get(receipt.member, receipt.day) and not receipt.voided:
        params = {"on": receipt.day, "died": died[receipt.member], "member": receipt.member}
        yield _warning("receipt.after_death", _at(receipt, "receipt_date", row), params)
    if receipt.day > as_of:
        yield _error("day.after_as_of", _at(receipt, "receipt_date", row), {"day": receipt.day, "as_of": as_of})


def _has_died(membership: Membership) -> bool:
    """Whether a member died, on a day that can be true: one before joining is told already."""
    is_possible = membership.ended is not None and membership.ended >= membership.applied
    return membership.cause is ExitCause.DECEASED and is_possible


def _at(receipt: Receipt, column: str, row: int | None) -> Place:
    return Place(file="contributions.csv", column=column, record=receipt.number, row=row)


def _error(code: str, place: Place, params: Mapping[str, object] = _NO_PARAMS) -> Finding:
    return Finding(code, Severity.ERROR, place=place, params=params)


def _warning(code: str, place: Place, params: Mapping[str, object]) -> Finding:
    return Finding(code, Severity.WARNING, place=place, params=params)


def _gaps(contributions: Contributions) -> Iterator[Finding]:
    """Numbers such as ``12/2567`` that were skipped in a year of a book (RC01): a torn-out page, or a mistake."""
    papers = zip(contributions.column("number"), contributions.column("book"), strict=True)
    years: dict[tuple[str, str], list[range]] = defaultdict(list)
    for year, book, numbers in _runs(papers):
        years[year, book].append(numbers)
    for (year, book), runs in sorted(years.items()):
        gaps = list(_between(runs))
        if gaps:
            first = islice(chain.from_iterable(gaps), 5)
            told = {"year": year, "count": sum(map(len, gaps)), "numbers": tuple(f"{gap}/{year}" for gap in first)}
            code = "receipt.numbers_missing_in_book" if book else "receipt.numbers_missing"
            yield _warning(
                code, Place(file="contributions.csv", column="receipt_no"), told | {"book": book} if book else told
            )


def _between(runs: Iterable[range]) -> Iterator[range]:
    """The numbers between the lowest and the highest of some runs that are in none of them."""
    reached: int | None = None
    for run in sorted(runs, key=lambda run: run.start):
        if reached is not None and reached < run.start:
            yield range(reached, run.start)
        reached = run.stop if reached is None else max(reached, run.stop)


def _runs(papers: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str, range]]:
    """Numbers that go up one by one, with their year and book: most receipts carry the one after that of the last.

    Receipts come as the number and the book of each.
    """
    year, book, first, last = "", "", 0, -1
    following: str | None = None
    for number, of_book in papers:
        if number == following and of_book == book and last < _LAST_NUMBER:
            last += 1
            following = f"{last + 1}/{year}"
            continue
        if following is not None:
            yield year, book, range(first, last + 1)
        running, _slash, year = number.partition("/")
        book, following = of_book, None
        if len(year) == 4 and _is_number(year) and _is_number(running):
            first = last = int(running)
            following = f"{last + 1}/{year}"
    if following is not None:
        yield year, book, range(first, last + 1)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _DIGITS
