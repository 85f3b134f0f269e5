"""What is to be expected of many funds (ค่าคาดหมายของหลายกองทุน): a row for each fund, a column for each month."""

from collections.abc import Mapping, Sequence
from typing import Self

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from communitywelfare.errors import Finding
from communitywelfare.simulation.expected import Expected
from communitywelfare.simulation.horizon import Horizon
from communitywelfare.simulation.inexact import not_exact
from communitywelfare.simulation.plans import Why

__all__ = ["FundExpectations"]

Floats = NDArray[np.float64]


@frozen(eq=False, kw_only=True)
class FundExpectations:
    """F funds over T months: what each is expected to take in and to pay, in satang as floats.

    Args:
        funds: Their ids.
        horizon: The months.
        keys: The clauses of each fund, in the order of the places of `benefits`.
        members: How many are there when each month begins, [F, T].
        elderly: How many of them are 60 or older, [F, T].
        payers: How many owe dues for a month and pay them, [F, T].
        dues: What they pay, [F, T].
        fees: What those who join pay once, [F, T].
        cofunding: What comes of each source, [F, T].
        benefits: What each clause pays, [F, T, K]; 0 at places that a fund has no clause for.
        error: The standard error of what simulated futures value, by fund; nothing of a fund of which all is exact.
        expenses: What running a fund costs, [F, T].
        interest: What is credited, [F, T].
        balance: What is there at the end of each month, of all sources, [F, T].
        inexact: Of each fund, why which clause or scheme is not valued exactly.
        futures: How many futures value a clause that is not reckoned exactly.
    """

    funds: tuple[str, ...]
    horizon: Horizon
    keys: tuple[tuple[str, ...], ...] = field(repr=False)
    members: Floats = field(repr=False)
    elderly: Floats = field(repr=False)
    payers: Floats = field(repr=False)
    dues: Floats = field(repr=False)
    fees: Floats = field(repr=False)
    cofunding: Mapping[str, Floats] = field(repr=False)
    benefits: Floats = field(repr=False)
    error: Mapping[int, Floats] = field(repr=False)
    expenses: Floats = field(repr=False)
    interest: Floats = field(repr=False)
    balance: Floats = field(repr=False)
    inexact: tuple[Mapping[str, Why], ...] = field(repr=False)
    futures: int

    def __len__(self) -> int:
        return len(self.funds)

    @classmethod
    def together(cls, parts: Sequence["FundExpectations"]) -> Self:
        """The expectations of several batches as those of one, the funds in their order."""
        starts = np.cumsum([0, *map(len, parts)]).tolist()
        places = max(part.benefits.shape[2] for part in parts)
        sources = dict.fromkeys(source for part in parts for source in part.cofunding)
        none = [np.zeros(part.members.shape) for part in parts]

        def joined(name: str) -> Floats:
            return np.concatenate([getattr(part, name) for part in parts])

        def widened(benefits: Floats) -> Floats:
            return np.pad(benefits, ((0, 0), (0, 0), (0, places - benefits.shape[2])))

        return cls(
            funds=tuple(fund for part in parts for fund in part.funds),
            horizon=parts[0].horizon,
            keys=tuple(keys for part in parts for keys in part.keys),
            **{name: joined(name) for name in _MONTHLY},
            cofunding={
                source: np.concatenate(
                    [part.cofunding.get(source, zero) for part, zero in zip(parts, none, strict=True)]
                )
                for source in sources
            },
            benefits=np.concatenate([widened(part.benefits) for part in parts]),
            error={
                start + fund: each
                for start, part in zip(starts, parts, strict=False)
                for fund, each in part.error.items()
            },
            inexact=tuple(each for part in parts for each in part.inexact),
            futures=parts[0].futures,
        )

    @property
    def year_ends(self) -> range:
        """The last month of each year of the projection, twelve months one after the other."""
        return range(11, self.horizon.months, 12)

    def closing(self, fund: int, month: int) -> Expected:
        """What a fund has at the end of a month, of all sources."""
        return Expected.of_satang(float(self.balance[fund, month]))

    def closing_of_all(self, month: int) -> Expected:
        """What all funds have together at the end of a month."""
        return Expected.of_satang(float(self.balance[:, month].sum()))

    def paid(self, fund: int, key: str) -> Expected:
        """What a clause of a fund pays over all months."""
        return Expected.of_satang(float(self.benefits[fund, :, self.keys[fund].index(key)].sum()))

    def told(self, fund: int) -> tuple[Finding, ...]:
        """What a reader must know of a fund: what is not exact, and why."""
        return tuple(not_exact(name, why, self.futures) for name, why in self.inexact[fund].items())


_MONTHLY = ("members", "elderly", "payers", "dues", "fees", "expenses", "interest", "balance")
