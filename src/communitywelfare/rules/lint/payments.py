"""Who is paid, and what earlier payments take away: shares, deductions in a ring, a quiet time that never matters."""

from collections.abc import Iterator
from fractions import Fraction

from communitywelfare.errors import Finding
from communitywelfare.rules.expressions import NoClaimFor
from communitywelfare.rules.limits import Measure, Window
from communitywelfare.rules.lint.clauses import Clause

__all__ = ["payments"]


def payments(clause: Clause) -> Iterator[Finding]:
    """What is odd in payees, deductions and the time without a claim."""
    benefit = clause.benefit
    if benefit.payees is not None and benefit.payees.shares:
        whole = sum(benefit.payees.shares.values(), start=Fraction(0))
        if whole != 1:
            yield clause.found("lint.shares_not_whole", "payees.shares", whole=whole)
    if benefit.key in benefit.deducts:
        yield clause.found("lint.deducts_itself", "deducts")
    ring = _ring(clause)
    if ring:
        yield clause.found("lint.deducts_cycle", "deducts", benefits=ring)
    for key, condition in benefit.asked:
        if isinstance(condition, NoClaimFor) and condition.benefits == (benefit.key,) and _is_once(clause):
            yield clause.found("lint.no_claim_idle", key)


def _ring(clause: Clause) -> tuple[str, ...]:
    """The shortest way from a clause back to itself, each deducting the next; none where there is none."""
    here = clause.benefit.key
    ways: list[tuple[str, ...]] = [(here,)]
    seen: set[str] = set()
    while ways:
        way = ways.pop(0)
        for key in clause.version.by_key[way[-1]].deducts:
            if key == here and len(way) > 1:
                return (*way, here)
            if key not in seen and key != here:
                seen.add(key)
                ways.append((*way, key))
    return ()


def _is_once(clause: Clause) -> bool:
    """Whether a person receives it once in a life anyway."""
    return any(
        limit.measure is Measure.TIMES and limit.maximum <= 1 and limit.window is Window.LIFETIME
        for limit in clause.benefit.limits
        if clause.benefit.key in (limit.benefits or (clause.benefit.key,))
    )
