"""Clauses that nothing in a life asks for (ประมาณการตามที่เคยจ่าย): they cost what they did, and are told by name."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.money import Money
from communitywelfare.simulation.tariff import Tariff

__all__ = ["add_as_before", "told_of"]

Whole = NDArray[np.int64]
Others = Sequence[Mapping[str, Fraction]]


def add_as_before(benefits: Whole, members: Whole, tariff: Tariff, others: Others) -> None:
    """Add to benefits what such clauses cost for each member and month, rounded down.

    Args:
        benefits: By row, month and place of the clause's key; rows are futures, and in each of them the funds.
        members: How many there are, by row and month.
        tariff: The by-laws of the funds.
        others: For each fund what a clause costs, satang for a member and month.
    """
    for fund, costs in enumerate(others):
        for clause in tariff.not_asked(fund) if costs else ():
            each = costs.get(clause.key, Fraction(0))
            rows, place = slice(fund, None, len(others)), tariff.keys[fund].index(clause.key)
            benefits[rows, :, place] += members[rows] * each.numerator // each.denominator


def told_of(
    tariff: Tariff, others: Others, undecided: Mapping[tuple[int, str], int]
) -> tuple[tuple[Finding, ...], ...]:
    """What a reader must know of each fund: such clauses, and claims that no rule decides, by fund and clause."""
    found: list[list[Finding]] = [[] for _fund in others]
    for fund, costs in enumerate(others):
        for clause in tariff.not_asked(fund):
            found[fund].append(_told(clause.key, clause.place, costs.get(clause.key, Fraction(0))))
    for (fund, key), claims in sorted(undecided.items()):
        params = {"claims": claims, "clause": key}
        finding = Finding("simulation.undecided", Severity.WARNING, place=Place(clause=key), params=params)
        found[fund].append(finding)
    return tuple(map(tuple, found))


def _told(key: str, place: Place, monthly: Fraction) -> Finding:
    if not monthly:
        return Finding("simulation.nothing_before", Severity.WARNING, place=place, params={"clause": key})
    params = {"yearly": Money(int(12 * monthly)), "clause": key}
    return Finding("simulation.as_before", Severity.WARNING, place=place, params=params)
