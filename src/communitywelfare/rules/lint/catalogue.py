"""The catalogue of lints: every code with its severity. The words are in the catalogues of `wording`, each with a fix.

An error is provably right: it says what no fact can contradict. A warning is a question to the committee, a note is
something good to know.
"""

from collections.abc import Mapping
from types import MappingProxyType

from communitywelfare.errors import Finding, Place, Severity

__all__ = ["LINTS", "found"]

_ERRORS = (
    "lint.age_never_due",
    "lint.conditions_contradict",
    "lint.limit_below_one",
    "lint.never_true",
    "lint.no_benefit",
    "lint.pays_nothing",
    "lint.row_excluded",
    "lint.row_unreachable",
    "lint.step_covered",
    "lint.step_unreachable",
)
_WARNINGS = (
    "lint.adopted_out_of_order",
    "lint.always_true",
    "lint.amount_cut",
    "lint.attribute_unused",
    "lint.benefit_dropped",
    "lint.benefit_falls",
    "lint.ceiling_over_whole",
    "lint.cliff",
    "lint.condition_implied",
    "lint.deadline_of_nothing",
    "lint.deducts_cycle",
    "lint.deducts_itself",
    "lint.definition_unused",
    "lint.discretion_unbounded",
    "lint.effective_before_adopted",
    "lint.gap",
    "lint.group_one_sided",
    "lint.in_kind_unlimited",
    "lint.keeps_too_early",
    "lint.limit_below_largest",
    "lint.limit_idle",
    "lint.limit_lowered",
    "lint.limit_never_reached",
    "lint.limit_twice",
    "lint.limit_without_itself",
    "lint.limits_cross",
    "lint.no_claim_idle",
    "lint.no_source",
    "lint.nothing_after_wait",
    "lint.otherwise_unreachable",
    "lint.overlap_declared",
    "lint.part_never_true",
    "lint.record_of_non_members",
    "lint.share_over_whole",
    "lint.shares_not_whole",
    "lint.standing_out_of_order",
    "lint.step_cut",
    "lint.unknown_category",
    "lint.version_never_governs",
    "lint.wait_hides_step",
    "lint.wait_lengthened",
)
_NOTES = (
    "lint.assumed",
    "lint.attribute_undeclared",
    "lint.gap_before_first",
    "lint.large_beside_dues",
    "lint.pension_open_ended",
    "lint.rounding_idle",
    "lint.version_uncited",
)

LINTS: Mapping[str, Severity] = MappingProxyType(
    dict.fromkeys(_ERRORS, Severity.ERROR)
    | dict.fromkeys(_WARNINGS, Severity.WARNING)
    | dict.fromkeys(_NOTES, Severity.INFO)
)


def found(code: str, clause: str, **params: object) -> Finding:
    """A finding of the catalogue, at a clause of the by-law."""
    return Finding(code, LINTS[code], place=Place(clause=clause), params=params)
