"""What comes in and what the by-law grants, by row and month: the input of an account."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Self

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import ArrayLike

from communitywelfare.errors import Finding, InvalidValue, Severity
from communitywelfare.simulation.amounts import Satang, refuse_overflow, whole
from communitywelfare.simulation.interest import Interest
from communitywelfare.sources import MEMBERS

__all__ = ["Flows"]

_MONTHLY = ("dues", "fees", "expenses", "payers")


def _names(given: Iterable[str]) -> tuple[str, ...]:
    return tuple(given)


@frozen(eq=False, kw_only=True)
class Flows:
    """Money of G futures over T months in whole satang (กระแสเงิน); nothing is negative.

    `dues` gives the shape; everything else is spread to it, so what is the same in all futures needs one row only.

    Args:
        dues: What members pay, of shape [G, T].
        fees: Entry fees, [G, T].
        cofunding: Restricted money that came, by source, [G, T]. Benefits are charged to these sources first, in the
            order of this mapping, and nothing else is charged to them.
        benefits: What the by-law grants, by clause, [G, T, K].
        keys: The names of the K clauses.
        expenses: What only the members' own money may pay, [G, T]: expenses, and restricted money claimed back.
        payers: How many owe dues in the month, [G, T].
        opening: What is there at the beginning, by source, [G]: `MEMBERS` is the fund's own, and must be there; a
            source without `cofunding` is restricted too, and charged after those with it.

    Raises:
        InvalidValue: A shape that does not fit, a number that is negative or not whole, clauses that do not bear a
            name each, the members' own among the restricted sources, or no opening balance of the members' own.
    """

    dues: Satang
    fees: Satang
    cofunding: Mapping[str, Satang]
    benefits: Satang
    keys: tuple[str, ...] = field(converter=_names)
    expenses: Satang
    payers: Satang
    opening: Mapping[str, Satang]

    def __repr__(self) -> str:
        return f"<Flows of {self.rows:,} futures over {self.months} months>"

    def __attrs_post_init__(self) -> None:
        rows, months = shape = _shape(self.dues)
        _refuse_names(self)
        checked = {name: whole(name, getattr(self, name), shape) for name in _MONTHLY}
        checked["benefits"] = whole("benefits", self.benefits, (rows, months, len(self.keys)))
        for name, values in checked.items():
            object.__setattr__(self, name, values)
        cofunding = {source: whole(f"cofunding of {source}", given, shape) for source, given in self.cofunding.items()}
        opening = {source: whole(f"opening of {source}", given, (rows,)) for source, given in self.opening.items()}
        object.__setattr__(self, "cofunding", MappingProxyType(cofunding))
        object.__setattr__(self, "opening", MappingProxyType(opening))

    @property
    def rows(self) -> int:
        """How many futures there are, G."""
        return self.dues.shape[0]

    @property
    def months(self) -> int:
        """How many months there are, T."""
        return self.dues.shape[1]

    @property
    def restricted(self) -> tuple[str, ...]:
        """The sources whose money is for benefits only, in the order in which they are charged."""
        return tuple(dict.fromkeys(source for source in (*self.cofunding, *self.opening) if source != MEMBERS))

    def only(self, chosen: slice | Sequence[int]) -> Self:
        """The same of some futures only."""
        monthly = {name: getattr(self, name)[chosen] for name in (*_MONTHLY, "benefits")}
        cofunding = {source: given[chosen] for source, given in self.cofunding.items()}
        opening = {source: given[chosen] for source, given in self.opening.items()}
        return evolve(self, **monthly, cofunding=cofunding, opening=opening)

    def starts(self, source: str) -> Satang:
        """What there is of a source at the beginning, of shape [G]; of one that is not named, nothing."""
        return self.opening.get(source, np.zeros(self.rows, dtype=np.int64))

    def comes(self, source: str) -> Satang:
        """What comes from a source by month, of shape [G, T], before interest and calls."""
        if source == MEMBERS:
            return self.dues + self.fees
        return self.cofunding.get(source, np.broadcast_to(np.int64(0), self.dues.shape))

    def refuse_unfit(self, interest: Interest) -> None:
        """Refuse interest of other months, and amounts whose sums may outgrow 64 bits with it.

        Raises:
            InvalidValue: It is one or the other.
        """
        interest.refuse_others(self.dues.shape)
        monthly = (self.dues, self.fees, self.expenses, *self.cofunding.values())
        clauses = (self.benefits, self.months * len(self.keys))
        once = tuple((given, 1) for given in self.opening.values())
        refuse_overflow((*((given, self.months) for given in monthly), clauses, *once), interest.growth)


def _shape(dues: ArrayLike) -> tuple[int, int]:
    found = np.shape(dues)
    if len(found) == 2 and all(found):
        return found[0], found[1]
    params = {"what": "dues", "found": str(found), "wanted": "(G, T)"}
    message = f"dues have the shape {found}, wanted (G, T) with a future and a month at least"
    raise InvalidValue(message, Finding("projection.shape", Severity.ERROR, params=params))


def _refuse_names(flows: Flows) -> None:
    if MEMBERS not in flows.opening:
        missing = Finding("projection.no_opening", Severity.ERROR, params={"source": MEMBERS})
        raise InvalidValue(f"the opening balance does not name {MEMBERS}, the fund's own money", missing)
    if MEMBERS in flows.cofunding:
        own = Finding("projection.own_money_restricted", Severity.ERROR, params={"source": MEMBERS})
        raise InvalidValue(f"{MEMBERS} is the fund's own money and cannot come as restricted co-funding", own)
    if len(set(flows.keys)) < len(flows.keys):
        twice = Finding("projection.key_twice", Severity.ERROR, params={"found": ", ".join(flows.keys)})
        raise InvalidValue(f"a clause is named twice: {', '.join(flows.keys)}", twice)
