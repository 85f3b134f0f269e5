"""What the whole nation's funds ask of the state: the library's columns, and the same count by hand in numpy.

6,000 funds of 1,150 members on average: current, a full year, matched fewer than three times by person, as of each
fund's own cut-off. A second table tells what it costs to explain every member of a few funds.
"""

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache, partial

import numpy as np
from measure import Measured, measure, table
from numpy.typing import NDArray

from communitywelfare import Duration, Money
from communitywelfare.cofunding import Match, RoundFacts, Scheme, SchemePeriod, request
from communitywelfare.cofunding.columns import NEVER, MemberColumns, columns_of, count
from communitywelfare.identity import CitizenId, PersonName
from communitywelfare.members import Membership, Person, Register

FUNDS, EACH, YEAR = 6_000, 1_150, 2567
PER_MEMBER = 365_00
EPOCH, SEPTEMBER_30 = date(1970, 1, 1), date(2023, 9, 30)
SCHEME = Scheme(
    scheme_id="state",
    source="GOV_VIA_CODI",
    name={"th": "สมมุติ", "en": "made up"},
    periods=(
        SchemePeriod(
            first_budget_year=YEAR,
            per_member=Money(PER_MEMBER),
            full_membership=Duration.parse("1 year"),
            matchings_at_most=3,
            cite="invented for a benchmark",
        ),
    ),
)


@cache
def nation(funds: int) -> tuple[MemberColumns, NDArray[np.int32]]:
    """Members of so many funds, and each fund's cut-off: the first request of one in ten counts on another day.

    One in seven has left, one in thirty joined again; rounds matched them up to four times, a few as of the cut-off.
    """
    draw = np.random.default_rng([2567, funds])
    last = (SEPTEMBER_30 - EPOCH).days
    is_first = draw.random(funds) < 0.1
    cut_offs = np.where(is_first, last - draw.integers(1, 365, funds), last).astype(np.int32)
    sizes = draw.multinomial(funds * EACH, np.full(funds, 1 / funds))
    rows = np.arange(funds * EACH, dtype=np.int32)
    applied = (last - draw.integers(-100, 15 * 365, len(rows))).astype(np.int32)
    ended = np.where(draw.random(len(rows)) < 1 / 7, applied + draw.integers(0, 3_000, len(rows)), NEVER)
    first = np.repeat(np.cumsum(sizes) - sizes, sizes)
    before = (first + draw.random(len(rows)) * (rows - first)).astype(np.int32)
    again = (draw.random(len(rows)) < 1 / 30) & (rows > first)
    person = np.where(again, before, rows)
    person = np.where(person[person] == person, person, rows)
    times = np.minimum(draw.integers(0, 5, len(rows)), np.maximum((last - applied) // 365, 0))
    matched = np.repeat(rows, times)
    newest = (draw.random(len(rows)) < 0.95) * 1  # for some, the one as of the cut-off itself
    ago = np.arange(len(matched)) - np.repeat(np.cumsum(times) - times - newest, times)
    as_of = (last - ago * 365).astype(np.int32)
    members = MemberColumns(sizes=sizes, applied=applied, ended=ended, person=person, matched=matched, as_of=as_of)
    return members, cut_offs


def by_library(funds: int) -> Callable[[], object]:
    """By the scheme, with the reasons of everybody who does not count."""
    members, cut_offs = nation(funds)

    def run() -> object:
        counted = count(SCHEME, members, cut_offs=cut_offs, budget_year=YEAR)
        return len(members), int(counted.eligible_members.sum()), counted.total.satang, checksum(counted.amount)

    return run


def by_hand(funds: int) -> Callable[[], object]:
    """The same four rules written out for this one scheme: who counts and what each fund asks for, no reasons."""
    members, cut_offs = nation(funds)
    fund = np.repeat(np.arange(funds, dtype=np.int32), members.sizes)

    def run() -> object:
        eligible = _eligible((members, fund), cut_offs)
        amount = np.bincount(fund[eligible], minlength=funds) * PER_MEMBER
        return len(members), int(eligible.sum()), int(amount.sum()), checksum(amount)

    return run


def by_hand_in_parts(funds: int) -> Callable[[], object]:
    """The same, some funds at a time, so that what is looked at together stays in the processor's cache."""
    members, cut_offs = nation(funds)
    parts = [_part(members, first, min(first + 50, funds)) for first in range(0, funds, 50)]

    def run() -> object:
        satang = np.zeros(funds, np.int64)
        for first, (some, fund) in zip(range(0, funds, 50), parts, strict=True):
            eligible = _eligible((some, fund), cut_offs[first : first + 50])
            satang[first : first + 50] = np.bincount(fund[eligible], minlength=len(some.sizes)) * PER_MEMBER
        return len(members), int(satang.sum()) // PER_MEMBER, int(satang.sum()), checksum(satang)

    return run


def _part(members: MemberColumns, first: int, stop: int) -> tuple[MemberColumns, NDArray[np.int32]]:
    rows = slice(members.starts[first], members.starts[stop])
    matched = slice(*np.searchsorted(members.matched, np.array([rows.start, rows.stop], np.int32)))
    part = MemberColumns(
        sizes=members.sizes[first:stop],
        applied=members.applied[rows],
        ended=members.ended[rows],
        person=members.person[rows] - rows.start,
        matched=members.matched[matched] - rows.start,
        as_of=members.as_of[matched],
    )
    return part, np.repeat(np.arange(stop - first, dtype=np.int32), part.sizes)


def _eligible(some: tuple[MemberColumns, NDArray[np.int32]], cut_offs: NDArray[np.int32]) -> NDArray[np.bool_]:
    members, fund = some
    day = cut_offs.astype("M8[D]")
    month = day.astype("M8[M]")
    # A year ago, the 28th of February where that year has no 29th: who joined then has had a full year.
    year_ago = np.minimum(
        (month - 12).astype("M8[D]") + (day - month.astype("M8[D]")), (month - 11).astype("M8[D]") - 1
    )
    is_28_february = (month.astype(np.int64) % 12 == 1) & ((day - month.astype("M8[D]")).astype(np.int64) == 27)
    was_leap = (month - 11).astype("M8[D]") - (month - 12).astype("M8[D]") == 29
    full_year = (year_ago.astype(np.int64) + (is_28_february & was_leap)).astype(np.int32)
    cut_off = cut_offs[fund]
    earlier = members.matched[members.as_of < cut_off[members.matched]]
    times = np.bincount(members.person[earlier], minlength=len(fund))
    return (members.applied <= full_year[fund]) & (members.ended > cut_off) & (times[members.person] < 3)


def checksum(amounts: NDArray[np.int64]) -> int:
    """A number that differs if any fund's amount does."""
    return int((amounts.astype(np.uint64) * np.arange(1, len(amounts) + 1, dtype=np.uint64)).sum())


@cache
def _registers(funds: int) -> tuple[RoundFacts, ...]:
    """The same people as registers: what a program has that reads packages."""
    members, _cut_offs = nation(funds)
    matches: dict[int, list[int]] = {}
    for row, day in zip(members.matched.tolist(), members.as_of.tolist(), strict=True):
        matches.setdefault(row, []).append(day)
    return tuple(
        RoundFacts(
            register=Register(tuple(_membership(members, row) for row in range(*bounds))),
            matches=tuple(_match(row, day) for row in range(*bounds) for day in matches.get(row, ())),
        )
        for bounds in zip(members.starts[:-1].tolist(), members.starts[1:].tolist(), strict=True)
    )


def _membership(members: MemberColumns, row: int) -> Membership:
    ended = int(members.ended[row])
    return Membership(
        number=f"M{row}",
        person=Person(name=PersonName("สมมุติ"), citizen_id=CitizenId.synthetic(int(members.person[row]))),
        applied=EPOCH + timedelta(days=int(members.applied[row])),
        ended=None if ended == NEVER else EPOCH + timedelta(days=ended),
    )


def _match(row: int, day: int) -> Match:
    as_of = EPOCH + timedelta(days=day)
    return Match(member=f"M{row}", scheme="state", round=day, as_of=as_of, amount=Money(PER_MEMBER))


def explained(funds: int) -> Callable[[], object]:
    """Every member with every reason, as a fund's own request shows them."""
    days = [EPOCH + timedelta(days=day) for day in nation(funds)[1].tolist()]
    registers = _registers(funds)

    def run() -> object:
        drawn = [
            request(SCHEME, facts, cut_off=day, budget_year=YEAR) for facts, day in zip(registers, days, strict=True)
        ]
        members, amounts = sum(len(each.members) for each in drawn), [each.amount.satang for each in drawn]
        return members, sum(amounts) // PER_MEMBER, sum(amounts), checksum(np.array(amounts))

    return run


def from_registers(funds: int) -> Callable[[], object]:
    """Columns made from registers each time, then counted."""
    registers, cut_offs = _registers(funds), nation(funds)[1]

    def run() -> object:
        members = columns_of(SCHEME, registers)
        counted = count(SCHEME, members, cut_offs=cut_offs, budget_year=YEAR)
        return len(members), int(counted.eligible_members.sum()), counted.total.satang, checksum(counted.amount)

    return run


def compare(funds: int = FUNDS, few: int = 20) -> str:
    """Measure, make sure that all agree fund by fund, and say what each costs."""
    whole = [
        measure("by hand in numpy, 50 funds at a time", partial(by_hand_in_parts, funds)),
        measure("by hand in numpy, all at once", partial(by_hand, funds)),
        measure("columns, by the scheme, with reasons", partial(by_library, funds)),
    ]
    some = [
        measure("columns", partial(by_library, few)),
        measure("columns made from registers, and counted", partial(from_registers, few)),
        measure("request, every member explained", partial(explained, few)),
    ]
    return "\n".join([_table(funds, whole), _table(few, some)])


def _table(funds: int, rows: list[Measured]) -> str:
    if len({repr(row.answer) for row in rows}) > 1:
        raise SystemExit(f"they disagree: {[row.answer for row in rows]}")
    members = rows[0].answer[0]  # type: ignore[index]  # a tuple, made above
    return table(f"Requests of {funds:,} funds to a scheme", "memberships", members, rows)


if __name__ == "__main__":
    print(compare())
