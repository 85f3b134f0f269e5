"""Do the decisions on whose memberships are one person's fit together, and fit the register? (merges.csv; DU04)."""

from collections.abc import Iterator, Sequence

from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.fund.merges_desk import contradictions
from communitywelfare.fund.value import Fund
from communitywelfare.members import Membership, Merge

__all__ = ["at_one_time", "merge_findings"]

_Found = tuple[str, str, Severity, dict[str, object]]


def merge_findings(fund: Fund, members: frozenset[str], rows: Sequence[int]) -> Iterator[Finding]:
    """What is wrong with decisions, row by row.

    Args:
        fund: The fund.
        members: Member numbers that may be referred to.
        rows: On which line of its file each decision stands.
    """
    against = {frozenset(pair) for pair in contradictions(fund.register)}
    for place, merge in enumerate(fund.register.merges):
        row = rows[place] if place < len(rows) else None
        found = [*_by_itself(fund, merge, members)]
        if fund.register.decisions[merge.pair] is merge and not found:
            found = [*_holding(fund, merge, is_contradicted=merge.pair in against)]
        for code, column, severity, params in found:
            where = Place(file="merges.csv", row=row, column=column, record=merge.kept)
            yield Finding(code, severity, place=where, params=params)


def _by_itself(fund: Fund, merge: Merge, members: frozenset[str]) -> Iterator[_Found]:
    for column, number in (("member_no", merge.kept), ("other_no", merge.other)):
        if number not in members:
            yield "member.not_found", column, Severity.ERROR, {"member": number}
    if merge.kept == merge.other:
        yield "merge.itself", "other_no", Severity.ERROR, {"member": merge.kept, "other": merge.other}
    if merge.decided_on > fund.as_of:
        yield "day.after_as_of", "decided_date", Severity.ERROR, {"day": merge.decided_on, "as_of": fund.as_of}


def _holding(fund: Fund, merge: Merge, *, is_contradicted: bool) -> Iterator[_Found]:
    """What a decision that holds says beside the register; of rows that could not be read nothing is known."""
    one, other = (fund.register.by_number.get(number) for number in (merge.kept, merge.other))
    if one is None or other is None:
        return
    pair = {"member": one.number, "other": other.number}
    if is_contradicted:
        through = tuple(sorted({each.number for each in fund.register.of_same_person(one)} - set(pair.values())))
        yield "merge.contradicted", "verdict", Severity.WARNING, {**pair, "through": through}
    has_one_id = one.person.citizen_id is not None and one.person.citizen_id == other.person.citizen_id
    if has_one_id and not merge.is_same:
        yield "merge.one_id", "other_no", Severity.WARNING, dict(pair)
    elif merge.is_same and not has_one_id and at_one_time(one, other):
        yield "merge.both_run", "other_no", Severity.WARNING, dict(pair)


def at_one_time(one: Membership, other: Membership) -> bool:
    """Whether two memberships run at the same time for a day or more."""
    earlier, later = sorted((one, other), key=lambda each: each.applied)
    return earlier.ended is None or later.applied < earlier.ended
