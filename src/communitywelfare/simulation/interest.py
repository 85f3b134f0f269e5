"""Interest (ดอกเบี้ย) on what a fund holds, in whole satang.

One rule. A month earns on what the fund holds, of all sources together, when the month begins, and nothing on a debt. A
year's interest is the sum of balance × yearly rate / 12 over its months, rounded down once; it is credited whole to the
members' own money at the end of December, and may be spent from January on. What the months before the first one of a
projection earned is not in it, nor what the months after its last December earn.
"""

from typing import Self

import numpy as np
from attrs import Attribute, evolve, field, frozen
from numpy.typing import ArrayLike, NDArray

from communitywelfare.calendar import Month
from communitywelfare.errors import Finding, InvalidValue, Severity
from communitywelfare.simulation.amounts import Satang, spread
from communitywelfare.simulation.outcomes import refuse_outside

__all__ = ["Interest"]

_PARTS = 1_000_000  # a rate is a whole number of millionths
_YEAR = 12 * _PARTS


def _millionths(rates: ArrayLike) -> NDArray[np.int64]:
    given = np.atleast_1d(np.asarray(rates, dtype=np.float64))
    refuse_outside("yearly rate of interest", given, 0, 1)
    return np.rint(given * _PARTS).astype(np.int64)


def _flags(given: ArrayLike) -> NDArray[np.bool_]:
    return np.asarray(given, dtype=np.bool_)


@frozen(eq=False)
class Interest:
    """Yearly rates by month, and at the end of which months it is credited.

    A rate is given as a float, such as 0.0125, and taken as the nearest whole millionth (of two, the even one); from
    there on everything is reckoned in whole numbers, the same on every machine.

    Args:
        millionths: Of shape [T], or [G, T] where rows earn differently; given as rates of 0 to 1.
        credited: Of shape [T]: whether interest is credited at the end of the month.

    Raises:
        InvalidValue: A rate is not from 0 to 1, or there are not as many rates as months.
    """

    millionths: NDArray[np.int64] = field(converter=_millionths)
    credited: NDArray[np.bool_] = field(converter=_flags)

    @credited.validator
    def _as_many(self, _attribute: "Attribute[NDArray[np.bool_]]", credited: NDArray[np.bool_]) -> None:
        spread("credited", credited, self.millionths.shape[-1:])

    @classmethod
    def yearly(cls, rates: ArrayLike, *, first: Month, months: int) -> Self:
        """Credited at the end of each December; `rates` is one for all months, or one for each.

        Args:
            rates: A scalar, or of shape [T] or [G, T].
            first: The first month of the projection.
            months: How many there are.

        Raises:
            InvalidValue: A rate is not from 0 to 1, or there are not as many as months.
        """
        given = np.asarray(rates, dtype=np.float64)
        return cls(
            spread("yearly rates of interest", given, (*given.shape[:-1], months)),
            (first.index + np.arange(months)) % 12 == 11,
        )

    def refuse_others(self, shape: tuple[int, ...]) -> None:
        """Refuse to be used for other rows and months, [G, T].

        Raises:
            InvalidValue: It is not of these.
        """
        if self.millionths.shape not in {shape, shape[1:]}:
            params = {"what": "interest", "found": str(self.millionths.shape), "wanted": str(shape)}
            message = f"interest has the shape {self.millionths.shape}, wanted {shape[1:]} or {shape}"
            raise InvalidValue(message, Finding("projection.shape", Severity.ERROR, params=params))

    def rows(self, chosen: NDArray[np.intp]) -> Self:
        """The same of some rows only; a rate that is a whole number of millionths stays what it is."""
        return evolve(self, millionths=self.millionths[chosen] / _PARTS) if self.millionths.ndim == 2 else self

    @property
    def growth(self) -> float:
        """By how much it multiplies a satang at the most, from the first month to the last."""
        rates = self.millionths.reshape(-1, self.millionths.shape[-1]).max(axis=0) / _YEAR
        return float(np.prod(1 + rates))

    def earned(self, before: tuple[Satang, Satang], held: Satang, month: int) -> tuple[Satang, Satang]:
        """What has been earned since the last credit, with this month: whole satang, and parts of one.

        The parts are twelve-millionths; they are kept beside the satang so that no product outgrows 64 bits.
        """
        rate = self.millionths[..., month]
        positive = np.maximum(held, 0)
        lots: Satang = positive // _YEAR
        rest: Satang = positive - lots * _YEAR
        return before[0] + lots * rate, before[1] + rest * rate

    @staticmethod
    def credit(earned: tuple[Satang, Satang]) -> Satang:
        """The whole satang of what was earned, rounded down."""
        return np.asarray(earned[0] + earned[1] // _YEAR)
