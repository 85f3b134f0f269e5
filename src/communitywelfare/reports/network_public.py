"""How many people are in every place of a network, for everybody: small counts left out at all levels together.

Region, province and district lie in one another; zones are drawn across them by working groups. All their totals are
sums of the same funds, so what is left out at one level must not follow from another.
"""

from collections import Counter
from collections.abc import Hashable, Mapping

from communitywelfare.network import AreaKind
from communitywelfare.privacy import Flow, left_out

__all__ = ["public_sums"]

_NESTED, _ACROSS = "nested", "across"  # the two sides of the table, each from its places to all of them
_ALL = None
_Name = tuple[AreaKind, str]
_Path = tuple[str, ...]


def public_sums(
    counts: Mapping[str, int], places: Mapping[AreaKind, Mapping[str, str]], least: int
) -> Mapping[_Name | None, int | None]:
    """Sums of counts by every place of some kinds, and of all under None. None stands where a sum is left out.

    Args:
        counts: How many people each fund counts.
        places: Of each kind of place that is shown, the larger kinds first, the place of every fund.
        least: The smallest count that is shown.
    """
    nested = [level for level in places if level is not AreaKind.ZONE]
    zones = places.get(AreaKind.ZONE, {})
    smallest: Counter[tuple[_Path, str]] = Counter()
    inside: Counter[_Path] = Counter()
    across: Counter[str] = Counter()
    for fund, count in counts.items():
        path, zone = tuple(places[level][fund] for level in nested), zones.get(fund, "")
        smallest[path, zone] += count
        inside.update({path[:depth]: count for depth in range(1, len(path) + 1)})
        across[zone] += count
    seen: dict[_Name | None, Flow] = {_ALL: Flow(sum(counts.values()), (_ACROSS, _ALL), (_NESTED, ()))}
    unseen: dict[Hashable, Flow] = {}
    for (path, zone), count in smallest.items():
        unseen[path, zone] = Flow(count, (_NESTED, path), (_ACROSS, zone), shown=False)
    for zone, count in across.items():
        if zones:
            seen[AreaKind.ZONE, zone] = Flow(count, (_ACROSS, zone), (_ACROSS, _ALL))
        else:
            unseen[zone] = Flow(count, (_ACROSS, zone), (_ACROSS, _ALL), shown=False)
    named: Counter[_Name] = Counter((nested[len(path) - 1], path[-1]) for path in inside)
    for path, count in inside.items():
        name = nested[len(path) - 1], path[-1]
        ends = (_NESTED, path[:-1]), (_NESTED, path)
        if named[name] == 1:
            seen[name] = Flow(count, *ends)
        else:  # what has no known place may lie in several larger ones, and its sum is not shown
            unseen[path] = Flow(count, *ends, shown=False)
    gone = left_out({**seen, **unseen}, least)
    sums = {name: None if name in gone else flow.count for name, flow in seen.items()}
    return {**sums, **{name: None for name, number in named.items() if number > 1}}
