"""Where a projection begins for one fund (จุดตั้งต้น): its money by source, what running it costs, and what it has used."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import Self

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from communitywelfare.accounting.statements.pots import fund_balances
from communitywelfare.accounting.statements.sums import sums_of
from communitywelfare.calendar import Month, add_months
from communitywelfare.cofunding import Scheme
from communitywelfare.errors import Finding, InvalidValue, MissingFact, Severity
from communitywelfare.fund import Fund
from communitywelfare.money import ZERO, Money
from communitywelfare.simulation.exposure import DAYS_PER_YEAR, Span, exposure
from communitywelfare.simulation.known_books import books_tell
from communitywelfare.simulation.matching import matched_before, matches_lacking, not_known
from communitywelfare.simulation.opening import Used, used_before
from communitywelfare.simulation.population import Population, population_of
from communitywelfare.sources import MEMBERS

__all__ = ["Start"]


def _by_source(given: Mapping[str, Money | int] | Money | int) -> Mapping[str, Money]:
    """Money by source; an amount alone is the members' own."""
    if not isinstance(given, Mapping):
        return MappingProxyType({MEMBERS: _money(given, "opening")})
    return MappingProxyType({source: _money(each, f"opening[{source!r}]") for source, each in given.items()})


def _of_a_year(given: Money | int) -> Money:
    return _money(given, "expenses")


def _money(given: object, argument: str) -> Money:
    """An amount, or whole baht."""
    if isinstance(given, Money):
        return given
    if type(given) is int:
        return Money.baht(given)
    finding = Finding("simulation.money_wanted", Severity.ERROR, params={"what": argument, "found": repr(given)})
    raise InvalidValue(f'{argument} is {given!r}; wanted whole baht, or an amount such as Money.baht("1.50")', finding)


@frozen(eq=False, kw_only=True)
class Start:
    """One fund at the end of its day, as a projection takes it.

    `opening` is the balance of each source whose money is for benefits only, in the order in which they are spent, and
    that of the members' own, with all other unrestricted money. `expenses` is what running the fund costs in a year.
    `others` is what each clause was paid for a member and month in the last three years, in satang: what stands for a
    clause that no event of a projection asks for, such as a scholarship.
    `matched` says how often each scheme matched each of the people, by the scheme's id.
    """

    fund: Fund = field(repr=False)
    people: Population = field(repr=False)
    used: Used = field(repr=False)
    opening: Mapping[str, Money] = field(converter=_by_source)
    expenses: Money = field(converter=_of_a_year)
    others: Mapping[str, Fraction] = field(repr=False)
    matched: Mapping[str, NDArray[np.int64]] = field(repr=False)

    def __repr__(self) -> str:
        money = ", ".join(f"{source} {amount}" for source, amount in self.opening.items())
        return f"<Start of {self.fund!r}: {len(self.people):,} people; {money}; costs {self.expenses} a year>"

    @classmethod
    def of(
        cls,
        fund: Fund,
        schemes: Sequence[Scheme] = (),
        *,
        expenses: Money | int | None = None,
        opening: Mapping[str, Money | int] | Money | int | None = None,
        leave_out: bool = False,
    ) -> Self:
        """Where a fund stands, out of its register, claims, matchings and books.

        Args:
            fund: All facts.
            schemes: Whose money is expected.
            expenses: What running the fund costs in a year; by default what it cost in the last twelve months.
            opening: Money by source, or an amount that is all the members' own; by default the fund balances in the
                books. A whole number, here and of the expenses, is whole baht.
            leave_out: Whether members of whom a fact is missing are left out, and counted; else they are refused.

        Raises:
            InvalidValue: Members of whom a fact is missing, or nobody; or what is given for money is none.
            MissingFact: There are no books to tell the money from, or they are empty although the fund is not new; or
                nobody knows what was matched. Everything that is missing is told together, in either error.
        """
        lacking = [each for scheme in schemes for each in matches_lacking(fund, scheme)]
        if (opening is None or expenses is None) and not books_tell(fund):
            lacking.insert(0, Finding("simulation.no_books", Severity.ERROR, params={"fund": fund.profile.fund_id}))
        people = _people_of(fund, lacking, leave_out=leave_out)
        if lacking:
            raise MissingFact("; ".join(_WAY_ON[each.code] for each in lacking), *lacking)
        return cls(
            fund=fund,
            people=people,
            used=used_before(fund, people.uid),
            opening=money_of(fund) if opening is None else opening,
            expenses=expenses_of(fund) if expenses is None else expenses,
            others=others_of(fund),
            matched={each.scheme_id: matched_before(fund, each, people.uid.tolist()) for each in schemes},
        )

    def matched_by(self, scheme: Scheme, people: Population) -> NDArray[np.int64]:
        """How often a scheme matched each of some people: the members of the start, and after them who joins later.

        Raises:
            InvalidValue: The start does not know.
        """
        given = self.matched.get(scheme.scheme_id)
        if given is None:
            raise not_known(scheme)
        return np.append(given, np.zeros(len(people) - len(given), np.int64))

    @property
    def replaced(self) -> Mapping[str, Money]:
        """What the books say of each source whose money was given otherwise; nothing where they do not tell."""
        booked = money_of(self.fund) if books_tell(self.fund) else {}
        return {source: money for source, money in booked.items() if self.opening.get(source, ZERO) != money}

    @property
    def first(self) -> Month:
        """The first month of a projection: the one after that of the fund's day."""
        return Month.of(self.fund.as_of).plus(1)


_WAY_ON = {
    "simulation.no_books": "without books nobody knows what money is there, or what running the fund costs: say "
    "opening= and expenses=",
    "simulation.matches_not_given": "what a scheme matched before was not given (matches.csv): give it, or no schemes",
}


def _people_of(fund: Fund, lacking: Sequence[Finding], *, leave_out: bool) -> Population:
    """The people of a fund; where a fact of theirs is missing, what else is missing is told with it."""
    try:
        return population_of(fund, leave_out=leave_out)
    except InvalidValue as error:
        raise InvalidValue(str(error), *error.findings, *lacking) from None


def money_of(fund: Fund) -> Mapping[str, Money]:
    """The balance of each restricted source, and of all other money together as the members' own."""
    since = _a_year_before(fund.as_of)
    pots = fund_balances(fund.journal, fund.chart, fund.sources, first=since, last=fund.as_of)
    restricted = {pot.source: pot.closing.amount for pot in pots if pot.restricted and pot.closing.amount.satang > 0}
    own = sum(pot.closing.amount.satang for pot in pots if pot.source not in restricted)
    return {**restricted, MEMBERS: Money(own)}


def expenses_of(fund: Fund) -> Money:
    """What running the fund cost in the twelve months up to its day."""
    since = _a_year_before(fund.as_of)
    sums = sums_of(fund.journal, lambda voucher: "year" if since < voucher.day <= fund.as_of else None)
    costs = {account.code for account in fund.chart.accounts if account.is_running_cost}
    return Money(sum(debit - credit for (code, _source, _part), (debit, credit) in sums.items() if code in costs))


def others_of(fund: Fund) -> Mapping[str, Fraction]:
    """What each clause was granted for a member and month, in satang, in the three years up to the fund's day."""
    span = Span(add_months(fund.as_of, -36), fund.as_of)
    days = sum(exposure(fund.register, span).by_tenure.values())
    granted: Counter[str] = Counter()
    for claim in fund.claims:
        if claim.event.day in span and fund.state(claim.number, fund.as_of).uses_limits:
            granted[claim.benefit] += fund.granted(claim.number, fund.as_of).satang
    return {key: Fraction(satang, days) * DAYS_PER_YEAR / 12 for key, satang in granted.items()} if days else {}


def _a_year_before(day: date) -> date:
    return add_months(day, -12)
