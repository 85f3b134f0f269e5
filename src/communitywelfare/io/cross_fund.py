"""The same person in several funds, found by pseudonyms (ข้อมูลซ้ำข้ามกองทุน): no fund learns who is in another.

The network holds the key. An officer of the network makes each fund's export with it, in the fund's own office; only
exports travel. What is found is told by pseudonyms of member numbers, which the officer alone can lead back.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import combinations

from attrs import field, frozen

from communitywelfare.calendar import YearStart
from communitywelfare.errors import Finding, Refused, Severity
from communitywelfare.fund import Fund
from communitywelfare.io.package import Package
from communitywelfare.io.scheme_toml import shipped_schemes
from communitywelfare.members import Membership
from communitywelfare.pseudonyms import PseudonymKey, reference

__all__ = ["CrossFundDuplicate", "cross_fund_duplicates", "member_behind"]

_PURPOSE = "compare pseudonyms of persons"


@frozen(kw_only=True)
class CrossFundDuplicate:
    """One person with memberships in two funds; `members` are pseudonyms of their numbers, in the order of `funds`.

    `overlap` tells whether both memberships held on one day: whoever moved from one fund to another is no duplicate.
    `matched_in` are the Buddhist budget years in which one scheme matched both: money that was given twice.
    """

    funds: tuple[str, str]
    members: tuple[str, str]
    overlap: bool
    matched_in: tuple[int, ...] = ()
    person: str = field(repr=False)


def cross_fund_duplicates(exports: Sequence[Package]) -> tuple[CrossFundDuplicate, ...]:
    """Who has memberships in more than one of some funds; those without a citizen ID cannot be compared.

    Args:
        exports: Packages masked for the network, under one key and for one purpose.

    Raises:
        Refused: An export is not masked so, two are of one fund, or they were made under different keys or purposes.
    """
    _comparable(exports)
    matched = {export.fund.profile.fund_id: _matched(export.fund) for export in exports}
    persons: dict[str, list[tuple[str, Membership]]] = defaultdict(list)
    for export in exports:
        for person, membership in _persons(export.fund):
            persons[person].append((export.fund.profile.fund_id, membership))
    pairs = (
        CrossFundDuplicate(
            person=person,
            funds=(fund, other),
            members=(one.number, two.number),
            overlap=_overlap(one, two),
            matched_in=_both(matched[fund].get(one.number, set()), matched[other].get(two.number, set())),
        )
        for person, memberships in persons.items()
        for (fund, one), (other, two) in combinations(sorted(memberships, key=_by_fund), 2)
        if fund != other
    )
    return tuple(sorted(pairs, key=lambda each: (each.funds, each.members)))


def member_behind(fund: Fund, key: PseudonymKey, purpose: str, text: str) -> str | None:
    """The member number for which a pseudonym stands in a fund's export; None where it stands for nobody there."""
    numbers = (each.number for each in fund.register)
    return next((each for each in numbers if reference(key, purpose, fund.profile.fund_id, each) == text), None)


def _comparable(exports: Sequence[Package]) -> None:
    found = []
    masks = [each.masking for each in exports]
    if any(mask is None or mask.level != "network" for mask in masks):
        found.append(Finding("pseudonym.not_an_export", Severity.ERROR))
    made = {(mask.key_id, mask.purpose) for mask in masks if mask is not None}
    if len(made) > 1:
        params = {
            "keys": tuple(sorted({key for key, _ in made})),
            "purposes": tuple(sorted({each for _, each in made})),
        }
        found.append(Finding("pseudonym.cannot_be_compared", Severity.ERROR, params=params))
    funds = [each.fund.profile.fund_id for each in exports]
    twice = sorted({fund for fund in funds if funds.count(fund) > 1})
    found += [Finding("pseudonym.fund_twice", Severity.ERROR, params={"fund": fund}) for fund in twice]
    if found:
        raise Refused("these exports cannot be compared", *found)


def _persons(fund: Fund) -> Iterator[tuple[str, Membership]]:
    for membership in fund.register:
        person = membership.person.details.reveal(_PURPOSE).get("pseudonym")
        if person:
            yield person, membership


def _matched(fund: Fund) -> Mapping[str, set[tuple[str, int]]]:
    """By which scheme and in which budget years each member was matched."""
    sources = {scheme.scheme_id: scheme.source for scheme in shipped_schemes().values()}
    years = {each.key: each.budget_year for each in fund.rounds}
    found: dict[str, set[tuple[str, int]]] = defaultdict(set)
    for match in fund.matches:
        year = years.get((sources.get(match.scheme, ""), match.round), _year_after(match.as_of))
        found[match.member].add((match.scheme, year))
    return found


def _year_after(cut_off: date) -> int:
    """The budget year that a cut-off is for, where no round says so: the one in which the next day lies."""
    return YearStart(10, 1).year_of(cut_off + timedelta(days=1)).be


def _both(one: set[tuple[str, int]], other: set[tuple[str, int]]) -> tuple[int, ...]:
    return tuple(sorted({year for _scheme, year in one & other}))


def _by_fund(item: tuple[str, Membership]) -> tuple[str, str]:
    return item[0], item[1].number


def _overlap(one: Membership, two: Membership) -> bool:
    latest = max(one.applied, two.applied)
    return one.is_current(latest) and two.is_current(latest)
