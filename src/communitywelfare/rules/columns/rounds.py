"""The decisions of many claims in rounds: the first claim of every person or household, then the second, and so on."""

import numpy as np

from communitywelfare.rules.columns.asking import Asked
from communitywelfare.rules.columns.blocks import Blocks
from communitywelfare.rules.columns.book import Book
from communitywelfare.rules.columns.days import NONE, Days, Flags, Whole, add_months, is_known
from communitywelfare.rules.columns.facts import Facts
from communitywelfare.rules.columns.limit_table import BAHT, EVENT, TIMES, UNITS, LimitTable
from communitywelfare.rules.columns.one_by_one import in_parts
from communitywelfare.rules.columns.usage import blocks_of, cut, expanded, is_within, units_of, window_of

__all__ = ["left_in_rounds"]


def left_in_rounds(book: Book, claims: Facts, asked: Asked) -> tuple[Whole, Flags]:
    """What is left of each claim, decided in their order: each finds used what the earlier ones were granted.

    The earlier claims are those of the same person or household. What a claim that stops would have been left is told
    too: a limit that leaves nothing is one more reason. The second answer is which claims came too soon after another.
    """
    return _Rounds(book, claims, asked).left()


class _Rounds:
    """Claims in the order of their groups, what each would give alone, and what each was granted so far."""

    def __init__(self, book: Book, claims: Facts, asked: Asked) -> None:
        group = _groups(claims, is_shared=bool(book.limits.is_household.any()))
        self.order = np.argsort(group, kind="stable")
        self.book = book
        self.facts = claims.taken(self.order)
        self.asked = asked.taken(self.order)
        count = len(claims)
        sorted_group = group[self.order]
        is_first = np.ones(count, bool)
        is_first[1:] = sorted_group[1:] != sorted_group[:-1]
        self.first = np.maximum.accumulate(np.where(is_first, np.arange(count), 0))
        self.rank = np.arange(count) - self.first
        self.stops = self.asked.stops
        day_by_day = book.day_by_day[self.facts.clause]
        self.is_opening = np.broadcast_to(is_known(self.facts.opening), count)
        blocks = blocks_of(self.facts, self.asked, day_by_day=day_by_day)
        self.blocks = in_parts(blocks, self.asked.parts, self.is_opening)
        self.block_from = np.searchsorted(self.blocks.claim, np.arange(count))
        self.block_count = np.searchsorted(self.blocks.claim, np.arange(count), side="right") - self.block_from
        self.granted_amount = np.zeros(len(self.blocks.claim), np.int64)
        self.granted_units = np.zeros(len(self.blocks.claim), np.int64)
        self.is_first_paid = np.zeros(len(self.blocks.claim), bool)
        self.is_too_soon = np.zeros(count, bool)
        self.what_is_left = self.asked.amount.copy()

    def left(self) -> tuple[Whole, Flags]:
        """What is left of every claim, in the order in which the claims were given, and which came too soon."""
        by_rank = np.argsort(self.rank, kind="stable")
        turns = np.flatnonzero(np.diff(self.rank[by_rank], prepend=-1))
        for rows in np.split(by_rank, turns[1:]) if len(by_rank) else ():
            self._decide(rows)
        back = np.empty_like(self.order)
        back[self.order] = np.arange(len(self.order))
        return self.what_is_left[back], self.is_too_soon[back]

    # --- one round ---

    def _decide(self, rows: Whole) -> None:
        """Decide claims of different groups: what earlier rounds granted is what they find used."""
        opening = self.is_opening[rows]
        self._grant(rows[opening], self.blocks.taken(self._blocks_of(rows[opening])[1]))
        rows = rows[~opening]
        self._keep_quiet(rows)
        owner, numbers = self._blocks_of(rows)
        blocks = self.blocks.taken(numbers)
        blocks = self._netted(rows, owner, blocks)
        limit_count = self.book.limit_count[self.facts.clause[rows]]
        for number in range(int(limit_count.max(initial=0))):
            blocks = self._limited(rows, limit_count > number, number, (owner, blocks))
        self.what_is_left[rows] = _sums(blocks.amount, self.block_count[rows])
        paid = ~self.stops[rows][owner]
        amount = np.where(paid, blocks.amount, 0)
        units = np.where(amount > 0, blocks.units, 0)
        self._grant(rows, Blocks(blocks.claim, blocks.day, units, amount, blocks.rate, blocks.by_day))

    def _blocks_of(self, rows: Whole) -> tuple[Whole, Whole]:
        """The blocks of claims: the place of the claim among the rows, and the number of the block."""
        return expanded(self.block_from[rows], self.block_count[rows])

    def _grant(self, rows: Whole, blocks: Blocks) -> None:
        numbers = self._blocks_of(rows)[1]
        self.granted_amount[numbers], self.granted_units[numbers] = blocks.amount, blocks.units
        counts = self.block_count[rows]
        is_paid = (blocks.amount > 0) | ((blocks.units > 0) & self.is_opening[blocks.claim])
        self.is_first_paid[numbers] = is_paid & (_before(is_paid.astype(np.int64), counts) == 0)

    def _earlier(self, rows: Whole) -> tuple[Whole, Whole]:
        """Every block granted before to the group of each row: the place among the rows, and the block's number."""
        starts = self.block_from[self.first[rows]]
        return expanded(starts, self.block_from[rows] - starts)

    def _is_own(self, claim: Whole, earlier: Whole) -> Flags:
        return self.facts.person[claim] == self.facts.person[earlier]

    def _counted(self, mask: Whole, earlier: Whole) -> Flags:
        """Whether the clauses of earlier claims are among bits."""
        return (mask >> self.book.key[self.facts.clause[earlier]]) & 1 == 1

    def _keep_quiet(self, rows: Whole) -> None:
        """Whether nothing was received for as long as a clause asks."""
        asked = rows[self.book.quiet[self.facts.clause[rows]] != 0]
        if not len(asked):
            return
        place, numbers = self._earlier(asked)
        claim, earlier = asked[place], self.blocks.claim[numbers]
        basis = self.facts.basis[claim]
        day = self.blocks.day[numbers]
        lasts = np.where(self.blocks.by_day[numbers], self.granted_units[numbers], 1)
        last = np.minimum(day + np.maximum(lasts, 1) - 1, basis)
        counts = (self.granted_amount[numbers] > 0) & (day <= basis) & self._is_own(claim, earlier)
        counts &= self._counted(self.book.quiet[self.facts.clause[claim]], earlier)
        received = np.full(len(asked), NONE)
        np.maximum.at(received, place[counts], last[counts])
        clause = self.facts.clause[asked]
        met = ~is_known(received) | (self._over(received, clause) <= self.facts.basis[asked])
        self.stops[asked] |= ~met
        self.is_too_soon[asked] = ~met

    def _over(self, last: Days, clause: Whole) -> Days:
        since = np.where(is_known(last), last, 0)
        time, is_days = self.book.quiet_time[clause], self.book.quiet_is_days[clause]
        return np.where(is_days, since + time, add_months(since, np.where(is_days, 0, time)))

    def _netted(self, rows: Whole, owner: Whole, blocks: Blocks) -> Blocks:
        """What deductions leave, the earlier days served first."""
        deducts = self.book.deducts[self.facts.clause[rows]]
        if not deducts.any():
            return blocks
        place, numbers = self._earlier(rows)
        claim, earlier = rows[place], self.blocks.claim[numbers]
        counts = self._is_own(claim, earlier) & self._counted(deducts[place], earlier)
        starts = self.block_from[self.first[rows]]
        paid = _sums(np.where(counts, self.granted_amount[numbers], 0), self.block_from[rows] - starts)
        count = self.block_count[rows]
        room = np.maximum(_sums(blocks.amount, count) - paid, 0)
        earlier_amount = _before(blocks.amount, count)
        amount = np.clip(room[owner] - earlier_amount, 0, blocks.amount)
        units = np.where(amount < blocks.amount, units_of(blocks, amount), blocks.units)
        return Blocks(blocks.claim, blocks.day, units, amount, blocks.rate, blocks.by_day)

    def _limited(self, rows: Whole, has: Flags, number: int, state: tuple[Whole, Blocks]) -> Blocks:
        """What one limit of each claim that has so many leaves of its blocks."""
        owner, blocks = state
        limit_of = np.where(has, self.book.limit_from[self.facts.clause[rows]] + number, 0)
        chosen = np.flatnonzero(has[owner])
        limit = limit_of[owner[chosen]]
        table = self.book.limits
        looked_at = blocks.taken(chosen)
        claim = looked_at.claim
        window = window_of(table, limit, looked_at.day, facts=self.facts, claim=claim)
        used = self._used(table, limit, window, claim)
        kept = self._left(table, limit, (window, used), looked_at)
        units, amount = blocks.units.copy(), blocks.amount.copy()
        units[chosen], amount[chosen] = kept.units, kept.amount
        return Blocks(blocks.claim, blocks.day, units, amount, blocks.rate, blocks.by_day)

    def _used(self, table: LimitTable, limit: Whole, window: Whole, claim: Whole) -> Whole:
        """What was used before of each limit, in the window of each block."""
        looks = table.window[limit] != EVENT
        if not looks.any():
            return np.zeros(len(claim), np.int64)
        starts = self.block_from[self.first[claim]]
        counts = np.where(looks, self.block_from[claim] - starts, 0)
        place, numbers = expanded(starts, counts)
        own_claim, earlier = claim[place], self.blocks.claim[numbers]
        its_limit = limit[place]
        day = self.blocks.day[numbers]
        matches = self._counted(table.counts[its_limit], earlier)
        home = self.facts.household
        shares_home = (home[own_claim] == home[earlier]) & (home[own_claim] >= 0)
        matches &= self._is_own(own_claim, earlier) | (table.is_household[its_limit] & shares_home)
        matches &= window_of(table, its_limit, day, facts=self.facts, claim=own_claim) == window[place]
        matches &= is_within(table, its_limit, day, self.facts.event_day[own_claim])
        measure = table.measure[its_limit]
        used = np.where(
            measure == BAHT,
            self.granted_amount[numbers],
            np.where(measure == UNITS, self.granted_units[numbers], self.is_first_paid[numbers]),
        )
        return _sums(np.where(matches, used, 0), counts)

    def _left(self, table: LimitTable, limit: Whole, looked: tuple[Whole, Whole], blocks: Blocks) -> Blocks:
        """What limits leave of the blocks of each claim, one block after the other."""
        window, used = looked
        units, amount = blocks.units.copy(), blocks.amount.copy()
        claim = blocks.claim
        starts = np.flatnonzero(np.diff(claim, prepend=-1))
        counts = np.diff(np.append(starts, len(claim)))
        group = _alike(np.repeat(np.arange(len(starts)), counts), window)
        cost = np.zeros(len(claim), np.int64)  # by group: what the blocks so far took in one window of one claim
        is_first = np.ones(len(starts), bool)
        for number in range(int(counts.max(initial=0))):
            has = np.flatnonzero(counts > number)
            here = starts[has] + number
            its_limit = limit[here]
            room = table.maximum[its_limit] - used[here] - cost[group[here]]
            block = Blocks(
                claim[here], blocks.day[here], units[here], amount[here], blocks.rate[here], blocks.by_day[here]
            )
            kept = cut(table, its_limit, block, room)
            is_times = table.measure[its_limit] == TIMES
            is_refused = is_times & is_first[has] & (room <= 0)
            units[here] = np.where(is_refused, 0, kept.units)
            amount[here] = np.where(is_refused, 0, kept.amount)
            is_occasion = is_first[has] & (units[here] > 0)
            by_measure = np.where(table.measure[its_limit] == BAHT, amount[here], units[here])
            cost[group[here]] += np.where(is_times, is_occasion, by_measure)
            is_first[has] &= units[here] == 0
        return Blocks(claim, blocks.day, units, amount, blocks.rate, blocks.by_day)


def _groups(claims: Facts, *, is_shared: bool) -> Whole:
    """A number for each claim that people who touch one another's limits share."""
    label = np.unique(claims.person, return_inverse=True)[1].astype(np.int64)
    if not is_shared or not len(label):
        return label
    people = label
    home = np.where(claims.household >= 0, claims.household, -1)
    _names, homes = np.unique(home, return_inverse=True)
    has_home = home >= 0
    while True:
        least = np.full(len(_names), len(claims), np.int64)
        np.minimum.at(least, homes[has_home], label[has_home])
        joined = np.where(has_home, np.minimum(label, least[homes]), label)
        own = np.full(int(people.max()) + 1, len(claims), np.int64)
        np.minimum.at(own, people, joined)
        joined = own[people]
        if (joined == label).all():
            return label
        label = joined


def _alike(place: Whole, window: Whole) -> Whole:
    """A number for each block that the blocks of the same claim in the same window share."""
    order = np.lexsort((window, place))
    is_new = (np.diff(place[order], prepend=-1) != 0) | (np.diff(window[order], prepend=0) != 0)
    group = np.empty_like(order)
    group[order] = np.cumsum(is_new) - 1
    return group


def _sums(values: Whole, counts: Whole) -> Whole:
    """Sums of so many values after one another, exact in int64."""
    total = np.concatenate([np.zeros(1, np.int64), np.cumsum(values)])
    ends = np.cumsum(counts)
    return total[ends] - total[ends - counts]


def _before(values: Whole, counts: Whole) -> Whole:
    """The sum of the values before each one in its own stretch."""
    running = np.cumsum(values) - values
    starts = np.cumsum(counts) - counts
    return running - np.repeat(running[np.minimum(starts, len(running) - 1)], counts) if len(running) else running
