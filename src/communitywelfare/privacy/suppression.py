"""Small counts left out of a table (การปกปิดจำนวนน้อย), and as many others as it takes that nobody works them out.

A table with its totals is a circulation: each row total flows into the cells of its row, each cell into its column's
total, and those into the grand total. So a count that is left out can be another one exactly where a round trip through
counts that are left out leads back to it; that is how the counts to leave out besides are found, the smallest first.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from heapq import heappop, heappush
from typing import TypeVar

from attrs import field, frozen

from communitywelfare.errors import Finding, InvalidValue, Severity

__all__ = ["Counts", "Flow", "left_out", "suppress"]

Place = tuple[str | None, str | None]  # row and column; None stands for the totals
Node = Hashable
K = TypeVar("K", bound=Hashable)


def _known(cells: Mapping[tuple[str, str], int | None]) -> dict[tuple[str, str], int | None]:
    return {place: count for place, count in cells.items() if count != 0}


@frozen(kw_only=True)
class Counts:
    """How many there are, by row and column. A blank (None) is left out on purpose; what is not there is none.

    The totals stand by themselves, for a total may be known where its parts are not.
    """

    cells: Mapping[tuple[str, str], int | None] = field(converter=_known, hash=False)
    row_totals: Mapping[str, int | None] = field(hash=False)
    column_totals: Mapping[str, int | None] = field(hash=False)
    total: int | None

    @classmethod
    def of(cls, places: Iterable[tuple[str, str]]) -> "Counts":
        """The counts of a list in which each thing counted names its row and its column."""
        return cls.of_cells(Counter(places))

    @classmethod
    def of_cells(cls, cells: Mapping[tuple[str, str], int]) -> "Counts":
        """Counts by row and column, with what they come to; a row or column of which nothing is counted comes to 0."""
        rows, columns = Counter[str](), Counter[str]()
        for (row, column), count in cells.items():
            rows[row] += count
            columns[column] += count
        return cls(cells=cells, row_totals=dict(rows), column_totals=dict(columns), total=sum(rows.values()))

    def cell(self, row: str, column: str) -> int | None:
        """The count of a row in a column."""
        return self.cells.get((row, column), 0)

    def without(self, gone: Iterable[Place]) -> "Counts":
        """The same table with some places left out."""
        gone = frozenset(gone)
        return Counts(
            cells={place: None if place in gone else count for place, count in self.cells.items()},
            row_totals={row: None if (row, None) in gone else count for row, count in self.row_totals.items()},
            column_totals={each: None if (None, each) in gone else count for each, count in self.column_totals.items()},
            total=None if (None, None) in gone else self.total,
        )


def suppress(table: Counts, k: int = 5) -> Counts:
    """Leave out every count and total from 1 to `k` - 1, and others so that none of those follows from what is left.

    Held against whoever knows that a zero is always shown: of each count that is left out at least two values are
    possible. It says nothing about what somebody knows from elsewhere.

    >>> table = Counts.of([("01", "F")] * 2 + [("01", "M")] * 8 + [("02", "F")] * 9 + [("02", "M")] * 7)
    >>> hidden = suppress(table)
    >>> hidden.cells
    {('01', 'F'): None, ('01', 'M'): None, ('02', 'F'): None, ('02', 'M'): None}
    >>> hidden.row_totals, hidden.total
    ({'01': 10, '02': 16}, 26)

    Raises:
        InvalidValue: `k` is below 2, or something is left out of the table already.
    """
    if any(count is None for _place, count in _places(table)):
        raise _invalid("something is left out of this table already", "suppression.not_whole", {})
    flows = {place: Flow(count, *_ends(place)) for place, count in _places(table) if count is not None}
    return table.without(left_out(flows, k))


def _places(table: Counts) -> Iterator[tuple[Place, int | None]]:
    yield from table.cells.items()
    yield from (((row, None), count) for row, count in table.row_totals.items())
    yield from (((None, column), count) for column, count in table.column_totals.items())
    yield (None, None), table.total


def _ends(place: Place) -> tuple[Node, Node]:
    """From where to where a count flows; the totals have a row and a column of their own."""
    row, column = ("row", place[0]), ("column", place[1])
    is_total_of_one = (place[0] is None) != (place[1] is None)
    return (column, row) if is_total_of_one else (row, column)


# --- circulations ---


@frozen
class Flow:
    """A count as part of a circulation: at every node as much comes in as goes out.

    What is not `shown` stands in no table, whatever its count; it may also be none, and costs nothing.
    """

    count: int
    source: Node
    sink: Node
    shown: bool = True


def left_out(flows: Mapping[K, Flow], k: int) -> frozenset[K]:
    """What is not to be shown of a circulation: every count from 1 to `k` - 1, and as many others as it takes.

    Tables whose totals lie in one another (tambon, district, province) are circulations too, and so is such a table
    against another one over the same people (zones): each total flows into its parts, the smallest parts into those
    of the other table, and these into their totals.

    Raises:
        InvalidValue: `k` is below 2.
    """
    if k < 2:
        raise _invalid("counts below 2 or more are left out", "suppression.too_few", {"k": k})
    flows = {name: flow for name, flow in flows.items() if flow.count}
    small = [name for name, flow in flows.items() if flow.shown and flow.count < k]
    gone = {*small, *(name for name, flow in flows.items() if not flow.shown)}
    for name in sorted(small, key=lambda each: (flows[each].count, str(each))):
        gone |= _round_trip(name, flows, gone)
    return frozenset(gone)


def _round_trip(name: K, flows: Mapping[K, Flow], gone: set[K]) -> frozenset[K]:
    """The cheapest flows to leave out besides, so that one more, or one fewer, could be in a flow.

    One more there means one more or one fewer in every flow on the way back. There is always a way back: through
    the totals, one more at each of them.
    """
    flow = flows[name]
    ways = [_way((flow.sink, flow.source), name, flows, gone)]
    if flow.count > 1:
        ways.append(_way((flow.source, flow.sink), name, flows, gone))
    return min((way for way in ways if way is not None), key=lambda way: way[0])[1]


def _way(ends: tuple[Node, Node], avoided: K, flows: Mapping[K, Flow], gone: set[K]) -> tuple[int, frozenset[K]] | None:
    """What it costs to get from one node to another, and by which flows; Dijkstra's algorithm."""
    start, goal = ends
    steps: dict[Node, list[tuple[Node, K, int]]] = defaultdict(list)
    for name, flow in flows.items():
        if name != avoided:
            cost = 0 if name in gone else flow.count
            steps[flow.source].append((flow.sink, name, cost))
            if flow.count > 1 or not flow.shown:  # one fewer than one is none, and that would be shown
                steps[flow.sink].append((flow.source, name, cost))
    queue: list[tuple[int, int, Node, frozenset[K]]] = [(0, 0, start, frozenset())]
    seen: set[Node] = set()
    pushed = 0
    while queue:
        so_far, _order, node, by = heappop(queue)
        if node == goal:
            return so_far, by
        if node in seen:
            continue
        seen.add(node)
        for following, name, cost in steps[node]:
            pushed += 1
            heappush(queue, (so_far + cost, pushed, following, by | {name}))
    return None


def _invalid(message: str, code: str, params: Mapping[str, object]) -> InvalidValue:
    return InvalidValue(message, Finding(code, Severity.ERROR, params=params))
