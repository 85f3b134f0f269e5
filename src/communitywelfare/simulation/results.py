"""What is kept of many funds' futures (ผลของหลายกองทุน): a row for each fund, and sums over all of them.

All of it is whole numbers that are counted, added up or picked out of a row of their own. So parts that were found in
any order, in one process or in many, make the same whole to the last byte.
"""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any, Self

import numpy as np
from attrs import field, fields, frozen
from numpy.typing import NDArray

from communitywelfare.errors import Finding
from communitywelfare.simulation.intervals import Proportion
from communitywelfare.simulation.solving import Enough, least_enough

__all__ = ["SUMS", "FundResults"]

Whole = NDArray[np.int64]

SUMS = ("dues", "fees", "cofunding", "benefits", "unpaid", "expenses", "interest", "called", "members", "elderly")
"""What is added up by year, money in satang; members and elderly are those when the last month begins."""


@frozen(eq=False, kw_only=True)
class FundResults:
    """F funds in S futures over Y years: what is kept of them.

    Args:
        funds: Their ids.
        years: The last month of each year of the projection, [Y].
        scenarios: The numbers of the futures, [S].
        members: How many each fund has at the beginning, [F].
        ruined: In how many futures the money has not sufficed once by the end of the year, [F, Y].
        balance: The balance at year ends that so many in a hundred of the futures stay under, by `FAN`, [F, Y, 5].
        end: The balance at the end of each future, [F, S].
        sums: Sums over all futures by year, by the names of `SUMS`, [F, Y].
        by_category: What was paid by the category of the clause on the status form, [F, Y].
        nation: The balance of all funds together at year ends, by future, [S, Y].
        nation_ruined: How many funds' money has not sufficed once by then, by future, [S, Y].
        critical: The least rate of the dues in each future, in steps of `steps` satang, [F, S]; None if nobody asked.
        steps: In which steps a rate goes, so that each is a whole satang of every month, [F].
        told: What a reader must know of each fund.
    """

    funds: tuple[str, ...]
    years: Whole = field(repr=False)
    scenarios: Whole = field(repr=False)
    members: Whole = field(repr=False)
    ruined: Whole = field(repr=False)
    balance: Whole = field(repr=False)
    end: Whole = field(repr=False)
    sums: Mapping[str, Whole] = field(repr=False)
    by_category: Mapping[str, Whole] = field(repr=False)
    nation: Whole = field(repr=False)
    nation_ruined: Whole = field(repr=False)
    critical: Whole | None = field(default=None, repr=False)
    steps: Whole = field(repr=False)
    told: tuple[tuple[Finding, ...], ...] = field(repr=False)

    @classmethod
    def together(cls, parts: Sequence["FundResults"]) -> Self:
        """The results of several batches as those of one, the funds in their order."""

        def joined(name: str) -> Whole:
            return np.concatenate([getattr(part, name) for part in parts])

        categories = sorted({category for part in parts for category in part.by_category})
        none = [np.zeros(part.ruined.shape, np.int64) for part in parts]
        return cls(
            funds=tuple(fund for part in parts for fund in part.funds),
            years=parts[0].years,
            scenarios=parts[0].scenarios,
            **{name: joined(name) for name in ("members", "ruined", "balance", "end", "steps")},
            sums={name: np.concatenate([part.sums[name] for part in parts]) for name in SUMS},
            by_category={
                category: np.concatenate(
                    [part.by_category.get(category, zero) for part, zero in zip(parts, none, strict=True)]
                )
                for category in categories
            },
            nation=np.sum([part.nation for part in parts], axis=0),
            nation_ruined=np.sum([part.nation_ruined for part in parts], axis=0),
            critical=None if parts[0].critical is None else joined("critical"),
            told=tuple(findings for part in parts for findings in part.told),
        )

    def ruin(self, fund: int) -> tuple[Proportion, ...]:
        """In how many futures a fund's money has not sufficed once by the end of each year."""
        return tuple(Proportion(count, len(self.scenarios)) for count in self.ruined[fund].tolist())

    def least_dues(self, fund: int, *, ruin: float = 0.05) -> Enough | None:
        """The least rate of a fund's dues, in its own convention and steps; None if nobody asked for it.

        Where dues grow or a year's dues are rounded month by month, some satang more may be needed: `needed.least_dues`
        then looks at the fund alone.

        Raises:
            InvalidValue: The probability is not from 0 to 1.
        """
        return None if self.critical is None else least_enough(self.critical[fund], ruin=ruin)

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of every array, with the funds and the names of the sums: two runs of one nation share it."""
        hashed = sha256()
        for name, value in self._parts():
            hashed.update(f"{name} {value.dtype} {value.shape}\n".encode())
            hashed.update(np.ascontiguousarray(value).tobytes())
        return hashed.hexdigest()

    def _parts(self) -> Iterator[tuple[str, NDArray[Any]]]:
        yield "funds", np.frombuffer("\n".join(self.funds).encode(), np.uint8)
        for each in fields(type(self)):
            value = getattr(self, each.name)
            if isinstance(value, np.ndarray):
                yield each.name, value
            elif isinstance(value, Mapping):
                yield from ((f"{each.name} {key}", array) for key, array in sorted(value.items()))
