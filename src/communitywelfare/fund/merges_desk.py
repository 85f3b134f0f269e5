"""Deciding whether two memberships are one person's (มติเรื่องสมาชิกซ้ำ): who decided, when and why is kept.

Nothing is deleted and nothing is changed: a decision is appended, and the newest about two numbers holds.
"""

from datetime import date

from attrs import evolve

from communitywelfare.errors import Finding, Refused, Severity
from communitywelfare.fund.value import Fund
from communitywelfare.members import Merge, Register, Sameness

__all__ = ["contradictions", "decide"]


def decide(
    fund: Fund,
    pair: tuple[str, str],
    verdict: Sameness,
    *,
    on: date,
    by: str,
    reason: str,
    reference: str = "",
) -> tuple[Fund, Merge]:
    """Record that two memberships are one person's, or that they are not; said again, it changes nothing.

    Args:
        fund: The fund.
        pair: Two member numbers; where they are one person's, the first is the one that goes on.
        verdict: Which it is.
        on: The day of the decision.
        by: Who decided.
        reason: Why, such as which papers were compared.
        reference: The resolution, where there is one.

    Raises:
        MissingFact: The register has no such member.
        Refused: It is one number, nobody or no reason is named, a newer decision about the two exists, or it
            contradicts others.
    """
    kept, other = (fund.membership(number).number for number in pair)
    for code, is_wrong in (("merge.itself", kept == other), ("merge.unexplained", not (by.strip() and reason.strip()))):
        if is_wrong:
            finding = Finding(code, Severity.ERROR, params={"member": kept, "other": other})
            raise Refused(f"{kept} and {other}: {code}", finding)
    merge = Merge(
        kept=kept, other=other, verdict=verdict, decided_on=on, decided_by=by, reason=reason, reference=reference
    )
    holding = fund.register.decisions.get(merge.pair)
    if holding == merge:
        return fund, merge
    if holding is not None and holding.decided_on > on:
        params = {"member": kept, "other": other, "decided": holding.decided_on}
        raise Refused(
            f"a newer decision of {holding.decided_on} holds", Finding("merge.older", Severity.ERROR, params=params)
        )
    register = fund.register.deciding(merge)
    new = set(contradictions(register)) - set(contradictions(fund.register))
    if new:
        raise Refused("it contradicts other decisions", *(_contradiction(register, each) for each in sorted(new)))
    return evolve(fund, register=register, absent=fund.absent - {"merges"}), merge


def contradictions(register: Register) -> tuple[tuple[str, str], ...]:
    """Numbers decided to be two people's that other decisions, or a citizen ID, make one person's nevertheless."""
    apart = (merge for merge in register.decisions.values() if not merge.is_same)
    known = (merge for merge in apart if merge.pair <= register.by_number.keys() and merge.kept != merge.other)
    return tuple((merge.kept, merge.other) for merge in known if merge.other in _one_with(register, merge.kept))


def _one_with(register: Register, number: str) -> frozenset[str]:
    return frozenset(each.number for each in register.of_same_person(register.by_number[number]))


def _contradiction(register: Register, pair: tuple[str, str]) -> Finding:
    through = _one_with(register, pair[0]) - set(pair)
    params = {"member": pair[0], "other": pair[1], "through": tuple(sorted(through))}
    return Finding("merge.contradicted", Severity.ERROR, params=params)
