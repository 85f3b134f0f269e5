"""Do the rows of ``matches.csv`` fit the rounds and schemes that they name? Findings about ceilings and sums."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from math import ceil

from communitywelfare.calendar import YearStart
from communitywelfare.cofunding import Base, Match, Round, Scheme
from communitywelfare.errors import Finding, MissingFact, Refused, Severity
from communitywelfare.fund.value import Fund
from communitywelfare.money import Money, total

__all__ = ["round_faults"]

_Found = tuple[int, str, Finding]


def round_faults(fund: Fund, schemes: Mapping[str, Scheme]) -> Iterator[_Found]:
    """What is found, each with the place of its row and the column; nothing where no scheme is given to go by."""
    rounds = {each.key: each for each in fund.rounds}
    of_round: dict[tuple[str, int], list[int]] = defaultdict(list)
    ceilings: dict[tuple[str, int], Money | None] = {}  # of many rows, there are few
    for at, match in enumerate(fund.matches):
        scheme = schemes.get(match.scheme)
        if scheme is None:
            if schemes:
                yield at, "scheme", _warning("cofunding.scheme_unknown", scheme=match.scheme)
            continue
        row = rounds.get((scheme.source, match.round))
        if row is not None:
            of_round[row.key].append(at)
        elif not match.opening and "cofunding" not in fund.absent:
            params = {"round": f"{scheme.source} {match.round}", "scheme": match.scheme}
            yield at, "round", _warning("cofunding.match_without_round", **params)
        year = _year_after(match.as_of) if row is None else row.budget_year
        if (match.scheme, year) not in ceilings:
            ceilings[match.scheme, year] = _ceiling(scheme, year)
        yield from _above_ceiling(at, match, ceilings[match.scheme, year])
    for key, places in of_round.items():
        yield from _above_approved(fund, rounds[key], places)


def _warning(code: str, **params: object) -> Finding:
    return Finding(code, Severity.WARNING, params=params)


def _above_ceiling(at: int, match: Match, ceiling: Money | None) -> Iterator[_Found]:
    """More for a member than the scheme gave for each in the year of the round."""
    if ceiling is not None and match.amount > ceiling:
        params = {"member": match.member, "scheme": match.scheme, "amount": match.amount, "ceiling": ceiling}
        yield at, "amount", _warning("cofunding.match_above_ceiling", **params)


def _year_after(cut_off: date) -> int:
    """The Buddhist budget year for which a round of this cut-off asks, as far as the day tells."""
    return YearStart(10).year_of(cut_off + timedelta(days=1)).be


def _ceiling(scheme: Scheme, year: int) -> Money | None:
    """The most that may come on one member in a budget year.

    None where a scheme does not go by members, or no rules of so early a year are known.
    """
    try:
        period = scheme.in_year(year)
    except MissingFact:
        return None
    if period.base is not Base.PER_MEMBER or period.per_member is None:
        return None
    most = Money(ceil(period.per_member.satang * period.ratio))
    return most if period.rounding is None else most + period.rounding.to  # of one member alone the total is rounded


def _above_approved(fund: Fund, row: Round, places: list[int]) -> Iterator[_Found]:
    """More matched in a round than was approved in it, told once, at its last row."""
    try:
        approved = fund.round_standing(row, date.max).approved
    except Refused:  # steps that do not follow from one another are told where they stand
        return
    matched = total(fund.matches[at].amount for at in places)
    if approved is not None and matched > approved:
        params = {"round": row.reference, "matched": matched, "approved": approved}
        yield places[-1], "amount", _warning("cofunding.matched_above_approved", **params)
