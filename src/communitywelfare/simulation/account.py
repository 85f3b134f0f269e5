"""What a fund's money does, month by month, in many futures at once (บัญชีเงินกองทุนล่วงหน้า).

Benefits are charged to restricted money first, source by source, then to the members' own; expenses to the members' own
only, and before benefits. All in whole satang, each of which is somewhere: `gaps` says where one is not.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
from attrs import field, frozen

from communitywelfare.errors import Finding, InvalidValue, Severity
from communitywelfare.money import Money
from communitywelfare.simulation.amounts import Satang, refuse_overflow
from communitywelfare.simulation.flows import Flows
from communitywelfare.simulation.interest import Interest
from communitywelfare.simulation.purse import Missing, Path, Restricted, purse_of, restricted_of, walk
from communitywelfare.simulation.shortage import WhenEmpty, by_priority, called_from, in_order, pro_rata
from communitywelfare.sources import MEMBERS

__all__ = ["Balance", "Flows", "Interest", "WhenEmpty", "gaps", "keep_account"]

_SATANG = Money(1)


@frozen(eq=False, kw_only=True)
class Balance:
    """What became of a fund's money in G futures over T months, in whole satang; K clauses.

    Args:
        keys: The names of the clauses.
        closing: What is there at the end of each month, of all sources, [G, T]; a debt is negative.
        by_source: The same by source, the members' own last.
        spent: What was paid from each source, [G, T].
        paid: Benefits that were paid, [G, T, K].
        unpaid: Benefits that were granted and not paid, [G, T, K].
        unpaid_expenses: Expenses that were not paid, [G, T].
        interest: What was credited, to the members' own, [G, T].
        called: What members paid beyond their dues, [G, T].
        ruin: The first month in which what was there did not suffice, [G]; T where it always did.
    """

    keys: tuple[str, ...]
    closing: Satang = field(repr=False)
    by_source: Mapping[str, Satang] = field(repr=False)
    spent: Mapping[str, Satang] = field(repr=False)
    paid: Satang = field(repr=False)
    unpaid: Satang = field(repr=False)
    unpaid_expenses: Satang = field(repr=False)
    interest: Satang = field(repr=False)
    called: Satang = field(repr=False)
    ruin: Satang = field(repr=False)

    @property
    def months(self) -> int:
        """How many months there are, T."""
        return self.closing.shape[1]


def keep_account(
    flows: Flows,
    interest: Interest,
    *,
    when_empty: WhenEmpty,
    priorities: Sequence[str] = (),
    call_unit: Money = _SATANG,
) -> Balance:
    """Follow the money through all months of all futures.

    Args:
        flows: What comes, and what is granted.
        interest: What balances earn.
        when_empty: What happens when the money does not suffice.
        priorities: All clauses in the order in which they are paid, for `WhenEmpty.PRIORITIES`.
        call_unit: Up to whole ones of this what each pays is rounded, for `WhenEmpty.DUES_CALL`.

    Raises:
        InvalidValue: Interest of other months, an order that does not name each clause once, a unit that is not
            positive, or amounts whose sums may outgrow 64 bits.
    """
    flows.refuse_unfit(interest)
    order = in_order(flows.keys, priorities) if when_empty is WhenEmpty.PRIORITIES else None
    restricted = restricted_of(flows, np.ascontiguousarray(flows.benefits.sum(axis=2).T))
    path = walk(purse_of(flows, restricted), interest, _mended(flows, when_empty, call_unit))
    return _balance(flows, restricted, path, order)


def _mended(flows: Flows, when_empty: WhenEmpty, call_unit: Money) -> Missing | None:
    """What comes in where money lacks; None where the debt stands."""
    if when_empty is WhenEmpty.OWE:
        return None
    if when_empty is not WhenEmpty.DUES_CALL:
        return lambda _month, _rows, missing: np.zeros_like(missing)
    unit = call_unit.satang
    if unit <= 0:
        finding = Finding("projection.unit", Severity.ERROR, params={"found": call_unit})
        raise InvalidValue(f"cannot round a call to {call_unit} baht", finding)
    refuse_overflow(((flows.payers, unit * flows.months),))
    return lambda month, rows, missing: called_from(missing, flows.payers[rows, month], unit)


def _balance(flows: Flows, restricted: Restricted, path: Path, order: Sequence[int] | None) -> Balance:
    by_source = {**restricted.closing, MEMBERS: path.closing}
    # Expenses come first: only what lacks beyond the benefits that were left to the members' own is lost of them.
    unpaid_expenses = np.maximum(path.lacking - restricted.left, 0)
    spent = {**restricted.charged, MEMBERS: restricted.left + flows.expenses.T - path.lacking}
    paid, unpaid = _divided(flows.benefits, (path.lacking - unpaid_expenses).T, order)
    return Balance(
        keys=flows.keys,
        closing=_total(by_source).T,
        by_source=MappingProxyType({source: found.T for source, found in by_source.items()}),
        spent=MappingProxyType({source: found.T for source, found in spent.items()}),
        paid=paid,
        unpaid=unpaid,
        unpaid_expenses=unpaid_expenses.T,
        interest=path.interest.T,
        called=path.called.T,
        ruin=path.ruin,
    )


def _total(by_source: Mapping[str, Satang]) -> Satang:
    first, *others = by_source.values()
    found = first.copy()
    for other in others:
        found += other
    return found


def _divided(granted: Satang, lacking: Satang, order: Sequence[int] | None) -> tuple[Satang, Satang]:
    """Benefits paid and not paid, by clause. Where nothing lacks, what was granted is not copied."""
    short = np.nonzero(lacking)
    if not short[0].size:
        return granted, np.broadcast_to(np.int64(0), granted.shape)
    wanted = granted[short]
    there = wanted.sum(axis=1) - lacking[short]
    found = pro_rata(there, wanted) if order is None else by_priority(there, wanted, order)
    paid, unpaid = granted.copy(), np.zeros(granted.shape, dtype=np.int64)
    paid[short], unpaid[short] = found, wanted - found
    return paid, unpaid


def gaps(flows: Flows, balance: Balance) -> Mapping[str, Satang]:
    """By source and month, opening + in - out - closing, of shape [G, T]: zero, or money was lost or made."""
    found = {}
    for source, closing in balance.by_source.items():
        before = np.concatenate([flows.starts(source)[:, None], closing[:, :-1]], axis=1)
        comes = flows.comes(source)
        if source == MEMBERS:
            comes = comes + balance.interest + balance.called
        found[source] = before + comes - balance.spent[source] - closing
    return MappingProxyType(found)
