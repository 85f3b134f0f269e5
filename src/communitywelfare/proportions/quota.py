"""The quota method of Balinski and Young (1975): within the quotas at every number of units, and never a step back."""

from heapq import heappop, heappush

from communitywelfare.errors import Finding, InvalidValue, Severity
from communitywelfare.proportions.quotas import lower_quotas

__all__ = ["TURNS_AT_MOST", "Queue", "quota_method"]

TURNS_AT_MOST = 2_000_000
"""So many turns the quota method looks at before it gives up, about two seconds."""


def quota_method(units: int, weights: list[int]) -> list[int]:
    """The quota method: each unit in turn to the highest weight over part + 1 of those still below their quota.

    Seen as a queue: a party may have its next unit as soon as its quota passes what it has, and is served in the order
    of when the unit falls due, which is when its quota reaches it. What falls due by the end are the lower quotas; they
    are all served by then, before anything else. So it is enough to find the turns in which none of them waits, and to
    give those to the others.
    """
    queue = Queue(units, weights)
    queue.serve()
    return [lower + (at in queue.taken) for at, lower in enumerate(queue.lower)]


class Queue:
    """The turns up to a number of units; some are free of the lower quotas.

    `opens` has the turn from which on each party may take the unit above its lower quota, `due` the order in which they
    do, and `taken`, after `serve`, the turn in which those who did took it.
    """

    def __init__(self, units: int, weights: list[int]) -> None:
        self.units, self.weights, self.whole = units, weights, sum(weights)
        self.lower, rests = lower_quotas(units, weights)
        self.free = units - sum(self.lower)
        contenders = [at for at, rest in enumerate(rests) if rest]
        self.opens = {at: self.lower[at] * self.whole // weights[at] + 1 for at in contenders}
        fine = (self.whole + 1) ** 2  # fine enough to tell any two apart by whole numbers
        self.due = {at: (self.lower[at] + 1) * fine // weights[at] for at in contenders}
        self.taken: dict[int, int] = {}
        self._coming = sorted(contenders, key=self.opens.__getitem__, reverse=True)  # to be taken off the end
        self._waiting: list[tuple[int, int]] = []

    def serve(self) -> None:
        """Find the free turns and give them."""
        stretch = 32 * len(self.weights) + 32
        turn, looked_at = 1, 0
        while len(self.taken) < self.free:
            turn = self._cannot_be_free_before(turn)
            until = min(self.units, turn + stretch - 1)
            looked_at += until + 1 - turn
            if looked_at > TURNS_AT_MOST:
                params = {"parties": len(self.weights)}
                finding = Finding("apportion.weights_too_far_apart", Severity.ERROR, params=params)
                raise InvalidValue("weights too far apart for the quota method; use webster", finding)
            self._walk(turn, until)
            turn = until + 1

    def _cannot_be_free_before(self, turn: int) -> int:
        """The first turn at which the quotas are far enough above the lower quotas of the end."""
        wanted = (len(self.taken) + 1) * self.whole
        low, high = turn, self.units
        pairs = [(weight, lower * self.whole) for weight, lower in zip(self.weights, self.lower, strict=True) if weight]
        while low < high:
            middle = (low + high) // 2
            if sum(over for weight, due in pairs if (over := middle * weight - due) > 0) >= wanted:
                high = middle
            else:
                low = middle + 1
        return low

    def _walk(self, first: int, until: int) -> None:
        """Turn by turn: whoever is due by the end comes and is served; a turn in which none of them waits is free."""
        come, arrivals = 0, [0] * (until + 1 - first)
        for weight, lower in zip(self.weights, self.lower, strict=True):
            before = min(lower, -((1 - first) * weight // self.whole))
            come += before
            for unit in range(before, min(lower, -(-until * weight // self.whole))):
                arrivals[unit * self.whole // weight + 1 - first] += 1
        pending = come - (first - 1 - len(self.taken))
        for turn, arrived in enumerate(arrivals, start=first):
            pending += arrived
            if pending:
                pending -= 1
            else:
                self._take(turn)

    def _take(self, turn: int) -> None:
        while self._coming and self.opens[self._coming[-1]] <= turn:
            at = self._coming.pop()
            heappush(self._waiting, (self.due[at], at))
        _due, at = heappop(self._waiting)
        self.taken[at] = turn
