"""A by-law of some clauses alone (ระเบียบเฉพาะบางข้อ), and what of it makes a difference to what these pay."""

from collections.abc import Collection
from itertools import pairwise

from attrs import evolve

from communitywelfare.rules import Benefit, ByLaw
from communitywelfare.rules.bylaws import BenefitPolicy
from communitywelfare.rules.expressions import NoClaimFor
from communitywelfare.rules.limits import Window

__all__ = [
    "apart",
    "clauses_of",
    "keys_of",
    "of_clauses",
    "touched",
    "what_decides",
    "without_limits",
    "without_repeats",
    "without_windows",
]


def clauses_of(bylaw: ByLaw) -> tuple[Benefit, ...]:
    """The clauses of all versions."""
    return tuple(clause for version in bylaw.versions for clause in version.benefits)


def keys_of(bylaw: ByLaw) -> tuple[str, ...]:
    """The keys of its clauses, in the order of sums."""
    return tuple(dict.fromkeys(clause.key for clause in clauses_of(bylaw)))


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


def apart(bylaw: ByLaw) -> tuple[frozenset[str], ...]:
    """The clauses of a by-law by their keys, put together where what one pays may depend on what another says.

    Such are clauses that one event may ask for, and those that name one another in a limit, a deduction or a condition.
    """
    touching: list[set[str]] = []
    for clause in clauses_of(bylaw):
        own = {clause.key, *touched(clause), *({clause.event} if clause.event else ())}
        others = [each for each in touching if each & own]
        touching = [each for each in touching if not each & own]
        touching.append(own.union(*others))
    keys = {clause.key for clause in clauses_of(bylaw)}
    return tuple(frozenset(each & keys) for each in touching)


def touched(clause: Benefit) -> set[str]:
    """The clauses that a clause names in its limits, deductions and conditions."""
    limits = (key for limit in clause.limits for key in limit.benefits)
    quiet = (key for one in clause.conditions if isinstance(one, NoClaimFor) for key in one.benefits)
    return {*clause.deducts, *limits, *quiet}


def without_windows(bylaw: ByLaw) -> ByLaw:
    """A by-law whose clauses keep only the limits of a single event."""

    def bare(clause: Benefit) -> Benefit:
        return evolve(clause, limits=tuple(limit for limit in clause.limits if limit.window is Window.EVENT))

    versions = (evolve(each, benefits=tuple(bare(clause) for clause in each.benefits)) for each in bylaw.versions)
    return evolve(bylaw, versions=tuple(versions))


def without_limits(bylaw: ByLaw) -> ByLaw:
    """A by-law whose clauses have no limits at all."""
    versions = (
        evolve(version, benefits=tuple(evolve(clause, limits=()) for clause in version.benefits))
        for version in bylaw.versions
    )
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
