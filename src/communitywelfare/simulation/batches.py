"""Several whole funds as one piece of work (กลุ่มกองทุน): what is cut off from a nation, sent somewhere, and run there.

Funds never talk to each other, and what strikes all of them has an address of its own. So a nation may be cut into
batches in any way, and each fund gets the same results to the satang.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Self

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from communitywelfare.calendar import Month
from communitywelfare.cofunding import Scheme
from communitywelfare.errors import Finding, InvalidValue, Severity
from communitywelfare.rules import ByLaw
from communitywelfare.simulation.horizon import Horizon
from communitywelfare.simulation.matching import cut_offs_of, not_known
from communitywelfare.simulation.opening import Used
from communitywelfare.simulation.population import Population
from communitywelfare.simulation.start import Start
from communitywelfare.sources import MEMBERS

__all__ = ["FUNDS_AT_ONCE", "Batch"]

Whole = NDArray[np.int64]

FUNDS_AT_ONCE = 100
"""The number of funds in a batch, enough that a step over all of them is long, few enough to fit into memory."""


# Dictionaries, and no read-only view of one: that could not be sent to another process.
def _columns(given: Mapping[str, Whole]) -> Mapping[str, Whole]:
    return dict(given)


def _days(given: Mapping[str, Mapping[int, tuple[date, ...]]]) -> Mapping[str, Mapping[int, tuple[date, ...]]]:
    return {scheme: dict(days) for scheme, days in given.items()}


@frozen(eq=False, kw_only=True)
class Batch:
    """Several funds at one time, as projections take them; F funds, N members.

    Args:
        first: The first month of the projection, of all of them.
        people: The members, by fund.
        bylaws: The by-law of each fund.
        used: What members had received before, by row of `people`.
        opening: What is there at the beginning by source, satang [F]; `MEMBERS` must be there, 0 where a fund has none.
        expenses: What running each fund costs in a year, satang [F].
        others: For each fund what a clause that no event asks for costs, satang for a member and month.
        schemes: Whose money is expected, by all of them.
        matched: How often each scheme matched each of the people [N], by the scheme's id.
        cut_offs: As of which days a scheme's rounds count members: by its id and budget year, a day for each fund.

    Raises:
        InvalidValue: There is no fund, a column is of another length, money is negative, or a scheme's matchings or
            cut-offs are not given.
    """

    first: Month
    people: Population
    bylaws: tuple[ByLaw, ...]
    used: Used | None = None
    opening: Mapping[str, Whole] = field(converter=_columns)
    expenses: Whole
    others: tuple[Mapping[str, Fraction], ...]
    schemes: tuple[Scheme, ...] = ()
    matched: Mapping[str, Whole] = field(factory=dict, converter=_columns)
    cut_offs: Mapping[str, Mapping[int, tuple[date, ...]]] = field(factory=dict, converter=_days)

    def __attrs_post_init__(self) -> None:
        funds, members = len(self.people.funds), len(self.people)
        _refuse_length("funds", funds, max(funds, 1))
        for name in ("bylaws", "expenses", "others"):
            _refuse_length(name, len(getattr(self, name)), funds)
        if MEMBERS not in self.opening:
            finding = Finding("projection.no_opening", Severity.ERROR, params={"source": MEMBERS})
            raise InvalidValue(f"the opening balance does not name {MEMBERS}, the funds' own money", finding)
        for name, satang in (*self.opening.items(), ("expenses", self.expenses)):
            _refuse_length(name, len(satang), funds)
            self._refuse_negative(name, satang)
        for scheme in self.schemes:
            if scheme.scheme_id not in self.matched or scheme.scheme_id not in self.cut_offs:
                raise not_known(scheme)
            _refuse_length("matched", len(self.matched[scheme.scheme_id]), members)

    def _refuse_negative(self, name: str, satang: Whole) -> None:
        below = np.flatnonzero(satang < 0)
        if below.size:
            params = {"what": f"{self.people.funds[below[0]]} {name}", "found": int(satang[below[0]])}
            finding = Finding("projection.negative", Severity.ERROR, params=params)
            raise InvalidValue(f"{params['what']} must not be negative; found {params['found']}", finding)

    def __len__(self) -> int:
        return len(self.people.funds)

    @property
    def funds(self) -> tuple[str, ...]:
        """The ids of the funds."""
        return self.people.funds

    @classmethod
    def of(
        cls, starts: Sequence[Start], schemes: Sequence[Scheme] = (), *, bylaws: Sequence[ByLaw] = (), years: int = 20
    ) -> Self:
        """Funds that were read whole.

        Args:
            starts: Where each stands.
            schemes: Whose money is expected; the starts must know what they matched.
            bylaws: A by-law for each, where it is not its own that is looked at.
            years: How far projections go at most; cut-offs are looked up so far.

        Raises:
            InvalidValue: Funds whose last days lie in different months, or the same fund twice.
            MissingFact: As of which day members are counted is not known.
        """
        _refuse_other_months(starts)
        people = Population.together([each.people for each in starts])
        horizon = Horizon(starts[0].first, 12 * years)
        sources = dict.fromkeys(source for each in starts for source in each.opening)
        return cls(
            first=horizon.first,
            people=people,
            bylaws=tuple(bylaws) or tuple(each.fund.bylaw for each in starts),
            used=Used.together([each.used for each in starts], [len(each.people) for each in starts]),
            opening={
                source: np.array(
                    [each.opening[source].satang if source in each.opening else 0 for each in starts], np.int64
                )
                for source in sources
            },
            expenses=np.array([each.expenses.satang for each in starts], np.int64),
            others=tuple(each.others for each in starts),
            schemes=tuple(schemes),
            matched={
                scheme.scheme_id: np.concatenate([each.matched[scheme.scheme_id] for each in starts])
                for scheme in schemes
                if all(scheme.scheme_id in each.matched for each in starts)
            },
            cut_offs={
                scheme.scheme_id: cut_offs_of(scheme, [each.fund for each in starts], horizon) for scheme in schemes
            },
        )

    def split(self, funds_at_once: int = FUNDS_AT_ONCE) -> Iterator[Self]:
        """The same funds in batches of so many, in their order."""
        for begin in range(0, len(self), funds_at_once):
            yield self.some(begin, min(begin + funds_at_once, len(self)))

    def some(self, begin: int, end: int) -> Self:
        """The funds from one place on, and before another."""
        start, stop = np.searchsorted(self.people.fund, [begin, end]).tolist()
        return evolve(
            self,
            people=self.people.some(begin, end),
            bylaws=self.bylaws[begin:end],
            used=None if self.used is None else self.used.of_rows(start, stop),
            opening={source: satang[begin:end] for source, satang in self.opening.items()},
            expenses=self.expenses[begin:end],
            others=self.others[begin:end],
            matched={scheme: times[start:stop] for scheme, times in self.matched.items()},
            cut_offs={
                scheme: {year: days[begin:end] for year, days in rounds.items()}
                for scheme, rounds in self.cut_offs.items()
            },
        )


def _refuse_length(what: str, found: int, wanted: int) -> None:
    if found != wanted:
        params = {"what": what, "found": str(found), "wanted": str(wanted)}
        raise InvalidValue(
            f"{what}: {found}, wanted {wanted}", Finding("projection.shape", Severity.ERROR, params=params)
        )


def _refuse_other_months(starts: Sequence[Start]) -> None:
    for each in starts[1:]:
        if each.first != starts[0].first:
            params = {
                "fund": starts[0].fund.profile.fund_id,
                "month": str(starts[0].first),
                "other": each.fund.profile.fund_id,
                "other_month": str(each.first),
            }
            finding = Finding("nation.first_month_differs", Severity.ERROR, params=params)
            raise InvalidValue("funds whose last days lie in different months are not projected together", finding)
