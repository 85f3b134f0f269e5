"""Weaknesses of a by-law, told before anyone relies on it: each with its clause, and words that say how to mend it.

A by-law that cannot be read at all is `ByLawError`; what is here can be read, and says something its author can hardly
mean (an error, which is always provably so), or something a committee should look at once more (a warning), or that is
good to know (a note). One module for each family; `LINTS` is the catalogue of all.
"""

from collections.abc import Iterator
from itertools import pairwise

from communitywelfare.errors import Finding
from communitywelfare.rules.bylaws import BenefitPolicy, ByLaw, Governs
from communitywelfare.rules.foreign import lint_of
from communitywelfare.rules.lint.actuarial import actuarial
from communitywelfare.rules.lint.amendments import amendment
from communitywelfare.rules.lint.catalogue import LINTS
from communitywelfare.rules.lint.clauses import Clause
from communitywelfare.rules.lint.conditions import conditions
from communitywelfare.rules.lint.crossing import crossing
from communitywelfare.rules.lint.limits import limits
from communitywelfare.rules.lint.names import names_of_clause, names_of_version
from communitywelfare.rules.lint.particulars import particulars
from communitywelfare.rules.lint.payments import payments
from communitywelfare.rules.lint.profiles import profile
from communitywelfare.rules.lint.rows import rows
from communitywelfare.rules.lint.schedules import schedule
from communitywelfare.rules.lint.tables import tables
from communitywelfare.rules.lint.versions import order_of_versions, version_itself

__all__ = ["LINTS", "lint"]

_OF_CLAUSE = (
    names_of_clause,
    conditions,
    particulars,
    payments,
    rows,
    tables,
    profile,
    limits,
    crossing,
    schedule,
    actuarial,
)


def lint(bylaw: ByLaw) -> tuple[Finding, ...]:
    """Look at every version and every clause; the findings stand in the order of the by-law, amendments last."""
    return tuple(_all(bylaw))


def _all(bylaw: ByLaw) -> Iterator[Finding]:
    for number, version in enumerate(bylaw.versions, start=1):
        yield from _of_version(version, f"version[{number}]")
    yield from order_of_versions(bylaw)
    if bylaw.governs is Governs.JOINING_DATE:
        return  # nobody moves from one version to the next
    for number, (older, newer) in enumerate(pairwise(bylaw.versions), start=2):
        yield from amendment(older, newer, f"version[{number}]")


def _of_version(version: BenefitPolicy, path: str) -> Iterator[Finding]:
    yield from version_itself(version, path)
    yield from names_of_version(version, path)
    for benefit in version.benefits:
        clause = Clause(version, benefit, f"{path}.benefit.{benefit.key}")
        for family in _OF_CLAUSE:
            yield from family(clause)
        yield from lint_of(benefit.amount, f"{clause.path}.amount")
