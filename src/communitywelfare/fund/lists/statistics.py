"""Members in figures (สถิติสมาชิก): by group and by village, ever and current, year by year."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from attrs import frozen

from communitywelfare.calendar import FiscalYear
from communitywelfare.fund.lists.villages import village_order
from communitywelfare.fund.value import Fund
from communitywelfare.members import Group, Membership

__all__ = ["Count", "MemberStatistics", "member_statistics"]


@frozen
class Count:
    """Members of one kind at the end of each year: all who ever joined, and who was there."""

    ever: tuple[int, ...]
    current: tuple[int, ...]


@frozen(kw_only=True)
class MemberStatistics:
    """Members by group and by village. Villages add up to all; groups may overlap, and None are those who have none."""

    years: tuple[FiscalYear, ...]
    by_group: tuple[tuple[Group | None, Count], ...]
    by_village: tuple[tuple[str, Count], ...]
    all: Count


def member_statistics(fund: Fund, on: date, *, years: int = 5) -> MemberStatistics:
    """Count the members at the end of the last accounting years, of the present one by the end of a day."""
    counted = _years(fund, on, years)
    days = [min(year.last, on) for year in counted]
    groups = ((group, [each for each in fund.register if _is_of(group, each)]) for group in (*Group, None))
    villages: dict[str, list[Membership]] = defaultdict(list)
    for each in fund.register:
        villages[each.village].append(each)
    return MemberStatistics(
        years=counted,
        by_group=tuple((group, _count(memberships, days)) for group, memberships in groups),
        by_village=tuple((name, _count(villages[name], days)) for name in sorted(villages, key=village_order)),
        all=_count(list(fund.register), days),
    )


def _count(memberships: Sequence[Membership], days: Sequence[date]) -> Count:
    return Count(
        tuple(sum(each.applied <= day for each in memberships) for day in days),
        tuple(sum(each.is_current(day) for each in memberships) for day in days),
    )


def _is_of(group: Group | None, membership: Membership) -> bool:
    groups = membership.person.groups
    return not groups if group is None else group in groups


def _years(fund: Fund, on: date, count: int) -> tuple[FiscalYear, ...]:
    """So many accounting years up to that of a day, none before the fund was founded, where that is known."""
    start = fund.profile.year_start
    last = start.year_of(on)
    founded = fund.profile.founded
    first = last.be - count + 1 if founded is None else min(start.year_of(founded).be, last.be)
    return tuple(start.year_be(be) for be in range(max(first, last.be - count + 1), last.be + 1))
