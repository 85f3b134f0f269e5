"""Small counts left out of a table (การปกปิดจำนวนน้อย), and as many others as it takes that nobody works them out.

A table with its totals is a circulation: each row total flows into the cells of its row, each cell into its column's
total, and those into the grand total. So a count that is left out can be another one exactly where a round trip through
counts that are left out leads back to it; that is how the counts to leave out besides are found, the smallest first.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from heapq import heappop, heappush

from attrs import field, frozen

from communitywelfare.errors import Finding, InvalidValue, Severity

__all__ = ["Counts", "suppress"]

Place = tuple[str | None, str | None]  # row and column; None stands for the totals
_Node = tuple[str, str | None]


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
        cells: dict[tuple[str, str], int] = defaultdict(int)
        rows: dict[str, int] = defaultdict(int)
        columns: dict[str, int] = defaultdict(int)
        for row, column in places:
            cells[row, column] += 1
            rows[row] += 1
            columns[column] += 1
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
    if k < 2:
        raise _invalid("counts below 2 or more are left out", "suppression.too_few", {"k": k})
    flows = {place: count for place, count in _places(table) if count}
    if any(count is None for _place, count in _places(table)):
        raise _invalid("something is left out of this table already", "suppression.not_whole", {})
    gone = {place for place, count in flows.items() if count < k}
    for place in sorted(gone, key=lambda each: (flows[each], _in_order(each))):
        gone |= _round_trip(place, flows, gone)
    return table.without(gone)


def _places(table: Counts) -> Iterator[tuple[Place, int | None]]:
    yield from table.cells.items()
    yield from (((row, None), count) for row, count in table.row_totals.items())
    yield from (((None, column), count) for column, count in table.column_totals.items())
    yield (None, None), table.total


def _in_order(place: Place) -> tuple[str, str]:
    return place[0] or "", place[1] or ""


def _ends(place: Place) -> tuple[_Node, _Node]:
    """From where to where a count flows; the totals have a row and a column of their own."""
    row, column = ("row", place[0]), ("column", place[1])
    is_total_of_one = (place[0] is None) != (place[1] is None)
    return (column, row) if is_total_of_one else (row, column)


def _round_trip(place: Place, flows: Mapping[Place, int], gone: set[Place]) -> frozenset[Place]:
    """The cheapest places to leave out besides, so that one more, or one fewer, could stand at a place.

    One more there means one more or one fewer at every place on the way back. There is always a way back: through
    the totals, one more at each of them.
    """
    first, last = _ends(place)
    ways = [_way((last, first), place, flows, gone)]
    if flows[place] > 1:
        ways.append(_way((first, last), place, flows, gone))
    return min((way for way in ways if way is not None), key=lambda way: way[0])[1]


def _way(
    ends: tuple[_Node, _Node], avoided: Place, flows: Mapping[Place, int], gone: set[Place]
) -> tuple[int, frozenset[Place]] | None:
    """What it costs to get from one node to another, and by which places; Dijkstra's algorithm."""
    start, goal = ends
    steps: dict[_Node, list[tuple[_Node, Place, int]]] = defaultdict(list)
    for place, count in flows.items():
        if place != avoided:
            one, other = _ends(place)
            cost = 0 if place in gone else count
            steps[one].append((other, place, cost))
            if count > 1:  # at a place of one there cannot be one fewer: a zero would be shown
                steps[other].append((one, place, cost))
    queue: list[tuple[int, int, _Node, frozenset[Place]]] = [(0, 0, start, frozenset())]
    seen: set[_Node] = set()
    pushed = 0
    while queue:
        so_far, _order, node, by = heappop(queue)
        if node == goal:
            return so_far, by
        if node in seen:
            continue
        seen.add(node)
        for following, place, cost in steps[node]:
            pushed += 1
            heappush(queue, (so_far + cost, pushed, following, by | {place}))
    return None


def _invalid(message: str, code: str, params: Mapping[str, object]) -> InvalidValue:
    return InvalidValue(message, Finding(code, Severity.ERROR, params=params))
