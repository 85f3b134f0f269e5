"""Names and sources: what is declared and never used, what is used and not declared, what nobody can look up."""

from collections.abc import Iterator

from communitywelfare.errors import Finding
from communitywelfare.rules.bylaws import BenefitPolicy
from communitywelfare.rules.expressions import AttributeAtLeast, AttributeOneOf
from communitywelfare.rules.lint.catalogue import found
from communitywelfare.rules.lint.clauses import Clause
from communitywelfare.rules.registry import BUILT_IN_FORMS
from communitywelfare.rules.stated import attribute_names

__all__ = ["names_of_clause", "names_of_version"]

_OWN = tuple(BUILT_IN_FORMS.values())
_CATEGORIES = frozenset({*(f"{number:02d}" for number in range(1, 17)), "99"})  # lines of the status form


def names_of_version(version: BenefitPolicy, path: str) -> Iterator[Finding]:
    """What a version declares in vain, and what in it is only assumed or has no clause to name."""
    for name in version.unused:
        yield found("lint.definition_unused", f"{path}.define.{name}", definition=name)
    used = {name for each in version.benefits for name in attribute_names((each.conditions, each.amount))}
    are_all_known = all(isinstance(benefit.amount, _OWN) for benefit in version.benefits)
    for name in version.attributes if are_all_known else ():  # what a form of another package looks at is its own
        if name not in used:
            yield found("lint.attribute_unused", f"{path}.attributes.{name}", attribute=name)
    if not (version.cite or version.resolution):
        yield found("lint.version_uncited", path)
    if version.assumed:
        yield found("lint.assumed", f"{path}.assumed", keys=version.assumed)


def names_of_clause(clause: Clause) -> Iterator[Finding]:
    """A category that no form has, attributes that nobody declared, a clause that names no source."""
    benefit = clause.benefit
    if benefit.category not in _CATEGORIES:
        yield clause.found("lint.unknown_category", "category", category=benefit.category)
    for key, condition in benefit.asked:
        if isinstance(condition, AttributeAtLeast | AttributeOneOf) and condition.name not in clause.version.attributes:
            yield clause.found("lint.attribute_undeclared", key, attribute=condition.name)
    if not (benefit.cite or benefit.source or "amount" in benefit.assumed):
        yield clause.found("lint.no_source")
    if benefit.assumed:
        yield clause.found("lint.assumed", "assumed", keys=benefit.assumed)
