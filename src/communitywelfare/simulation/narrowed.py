"""A by-law of some clauses alone (ระเบียบเฉพาะบางข้อ), and what of it makes a difference to what these pay."""

from collections.abc import Collection
from itertools import pairwise

from attrs import evolve

from communitywelfare.rules import Benefit, ByLaw
from communitywelfare.rules.bylaws import BenefitPolicy
from communitywelfare.rules.limits import Window

__all__ = ["of_clauses", "what_decides", "without_repeats", "without_windows"]


def of_clauses(bylaw: ByLaw, keys: Collection[str]) -> ByLaw:
    """A by-law with some of its clauses alone."""

    def some(version: BenefitPolicy) -> BenefitPolicy:
        keeps = (evolve(kept, benefits=tuple(key for key in kept.benefits if key in keys)) for kept in version.keeps)
        return evolve(
            version,
            benefits=tuple(clause for clause in version.benefits if clause.key in keys),
            keeps=tuple(kept for kept in keeps if kept.benefits),
        )

    return evolve(bylaw, versions=tuple(some(version) for version in bylaw.versions))


def without_windows(bylaw: ByLaw) -> ByLaw:
    """A by-law whose clauses keep only the limits of a single event."""

    def bare(clause: Benefit) -> Benefit:
        return evolve(clause, limits=tuple(limit for limit in clause.limits if limit.window is Window.EVENT))

    versions = (evolve(each, benefits=tuple(bare(clause) for clause in each.benefits)) for each in bylaw.versions)
    return evolve(bylaw, versions=tuple(versions))


def without_repeats(bylaw: ByLaw) -> ByLaw:
    """A by-law without the versions whose clauses and year are those of the version before, for nothing turns on them.

    Where a version keeps something of another for members of before, all stay.
    """
    if any(version.keeps for version in bylaw.versions):
        return bylaw
    news = (after for before, after in pairwise(bylaw.versions) if _what_pays(before) != _what_pays(after))
    return evolve(bylaw, versions=(bylaw.versions[0], *news))


def what_decides(bylaw: ByLaw) -> tuple[object, ...]:
    """All of a by-law that makes a difference to what its clauses pay; dues, for one, make none."""
    versions = ((each.version, each.effective, each.keeps, _what_pays(each)) for each in bylaw.versions)
    return bylaw.governs, *versions


def _what_pays(version: BenefitPolicy) -> tuple[object, ...]:
    return version.year_start, version.benefits
