"""The two halves of an account: restricted money, which pays benefits only, and the members' own, which pays the rest.

Restricted money does not depend on dues, interest or on what happens when money runs out: what it pays of the benefits
is known before. So a change of the dues, or the search for the least that suffice, walks through the members' own
money alone. Arrays are by month here, of shape [T, G]: a month of all futures lies together.
"""

from collections.abc import Callable, Mapping

import numpy as np
from attrs import evolve, field, frozen

from communitywelfare.simulation.amounts import Satang
from communitywelfare.simulation.flows import Flows
from communitywelfare.simulation.interest import Interest
from communitywelfare.sources import MEMBERS

__all__ = ["Path", "Purse", "Restricted", "purse_of", "restricted_of", "walk"]

Missing = Callable[[int, Satang, Satang], Satang]
"""By month, rows and what each of them lacks: what comes in to mend it; what still lacks then is not paid."""


@frozen(eq=False)
class Restricted:
    """Restricted money by source, what of it paid benefits, and what of the benefits is left to the members' own."""

    closing: Mapping[str, Satang]
    charged: Mapping[str, Satang]
    left: Satang


def restricted_of(flows: Flows, granted: Satang) -> Restricted:
    """What restricted money pays of the benefits `granted` in all, of shape [T, G]."""
    closing, charged, left = {}, {}, granted
    for source in flows.restricted:
        comes, opening = flows.comes(source).T, flows.starts(source)
        # A balance that takes what comes, pays what is wanted, and stops at zero: the sum of both, less its lowest
        # point so far where that is below zero.
        path = opening + np.add.accumulate(comes - left, axis=0)
        after = path - np.minimum(np.minimum.accumulate(path, axis=0), 0)
        paid = np.concatenate([opening[None], after[:-1]]) + comes - after
        closing[source], charged[source], left = after, paid, left - paid
    return Restricted(closing, charged, left)


@frozen(eq=False, kw_only=True)
class Purse:
    """The members' own money, before anything happens to it.

    Args:
        opening: What is there at the beginning, of shape [G].
        net: What comes less what goes by month, [T, G].
        held: The restricted money that earns interest beside it, when each month begins, [T, G].
    """

    opening: Satang
    net: Satang = field(repr=False)
    held: Satang = field(repr=False)

    def rows(self, chosen: Satang) -> "Purse":
        """The same of some rows only."""
        return evolve(self, opening=self.opening[chosen], net=self.net[:, chosen], held=self.held[:, chosen])


def purse_of(flows: Flows, restricted: Restricted) -> Purse:
    """The members' own money, when restricted money has paid what it can."""
    held = np.zeros((flows.months, flows.rows), dtype=np.int64)
    for source, closing in restricted.closing.items():
        held[0] += flows.starts(source)
        held[1:] += closing[:-1]
    net = flows.comes(MEMBERS).T - flows.expenses.T - restricted.left
    return Purse(opening=flows.opening[MEMBERS], net=net, held=held)


@frozen(eq=False, kw_only=True)
class Path:
    """What became of the members' own money, of shape [T, G]; `ruin` is [G], T where it always sufficed."""

    closing: Satang = field(repr=False)
    interest: Satang = field(repr=False)
    called: Satang = field(repr=False)
    lacking: Satang = field(repr=False)
    ruin: Satang = field(repr=False)


def walk(purse: Purse, interest: Interest, mend: Missing | None = None) -> Path:
    """Month by month: what comes and goes, then what lacks is mended or stands as a debt, then interest."""
    months, rows = purse.net.shape
    closing, credited, called, lacking = (np.zeros((months, rows), dtype=np.int64) for _ in range(4))
    ruin = np.full(rows, months, dtype=np.int64)
    none = np.zeros(rows, dtype=np.int64)
    own, earned = purse.opening, (none, none)
    for month in range(months):
        earned = interest.earned(earned, own + purse.held[month], month)
        own = own + purse.net[month]
        short = np.flatnonzero(own < 0)
        if short.size:
            ruin[short] = np.minimum(ruin[short], month)
            if mend is not None:
                missing = -own[short]
                called[month, short] = comes = mend(month, short, missing)
                lacking[month, short] = np.maximum(missing - comes, 0)
                own[short] = np.maximum(comes - missing, 0)
        if interest.credited[month]:
            credited[month] = interest.credit(earned)
            own, earned = own + credited[month], (none, none)
        closing[month] = own
    return Path(closing=closing, interest=credited, called=called, lacking=lacking, ruin=ruin)
