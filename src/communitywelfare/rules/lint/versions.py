"""Versions through time, and what a version says beside its clauses: days out of order, standing, ceilings."""

from collections.abc import Iterator
from itertools import pairwise

from communitywelfare.errors import Finding
from communitywelfare.rules.bylaws import BenefitPolicy, ByLaw, Standing
from communitywelfare.rules.expressions import ArrearsAtMost, NeverBehind
from communitywelfare.rules.lint.catalogue import found
from communitywelfare.rules.sayings import sentence_of

__all__ = ["order_of_versions", "version_itself"]


def version_itself(version: BenefitPolicy, path: str) -> Iterator[Finding]:
    """What is odd in one version, its clauses apart."""
    if version.effective < version.adopted:
        days = {"effective": version.effective, "adopted": version.adopted}
        yield found("lint.effective_before_adopted", f"{path}.effective", **days)
    if not version.benefits:
        yield found("lint.no_benefit", path)
    if version.standing is not None:
        yield from _standing(version.standing, f"{path}.standing")
    for number, ceiling in enumerate(version.ceilings, start=1):
        if ceiling.part > 1:
            yield found("lint.ceiling_over_whole", f"{path}.ceilings[{number}].at_most", part=ceiling.part)


def _standing(standing: Standing, path: str) -> Iterator[Finding]:
    suspended, ended = standing.suspended_from, standing.ended_from
    if 0 in {suspended, ended}:
        never = ArrearsAtMost(-1) if suspended == 0 else NeverBehind(0)
        yield found("lint.never_true", path, condition=sentence_of(never))
        return
    if suspended is not None and ended is not None and ended < suspended:
        yield found("lint.standing_out_of_order", path, ended=ended, suspended=suspended)


def order_of_versions(bylaw: ByLaw) -> Iterator[Finding]:
    """Days on which nothing governs yet, versions adopted in another order, and one that came too late to govern."""
    first = bylaw.versions[0]
    if first.adopted < first.effective:
        days = {"adopted": first.adopted, "effective": first.effective}
        yield found("lint.gap_before_first", "version[1].effective", **days)
    for number, (older, newer) in enumerate(pairwise(bylaw.versions), start=1):
        if older.adopted >= newer.effective:
            told = {"adopted": older.adopted, "newer": newer.version, "effective": newer.effective}
            yield found("lint.version_never_governs", f"version[{number}].adopted", **told)
        elif newer.adopted < older.adopted:
            told = {"adopted": newer.adopted, "older": older.version, "before": older.adopted}
            yield found("lint.adopted_out_of_order", f"version[{number + 1}].adopted", **told)
