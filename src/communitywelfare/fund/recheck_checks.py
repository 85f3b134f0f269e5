"""Must something of a round go back that nobody owes yet? Rounds that brought money, and whose matchings may not stand.

A round is recomputed only where a matched member turns out not to have counted at its cut-off, or a matched receipt is
void; the others cost a look at each matching and no more.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import date

from communitywelfare.cofunding import Match, Round, RoundActionKind, Scheme, SchemePeriod
from communitywelfare.errors import Finding, MissingFact, Place, Refused, Severity
from communitywelfare.fund.clawback import Recheck, recheck
from communitywelfare.fund.value import Fund
from communitywelfare.members import Membership, TenureStart
from communitywelfare.money import ZERO

__all__ = ["Rechecks", "recheck_findings", "rechecks", "unsettled"]

Rechecks = Mapping[tuple[str, int], Recheck]
"""Rounds looked at again, by the scheme and the number that their matchings have."""


def rechecks(fund: Fund, schemes: Mapping[str, Scheme], *, unread: frozenset[str] = frozenset()) -> Rechecks:
    """The rounds that brought money and of whose matchings one may not stand, recomputed by the facts of now.

    Of rounds in which members were matched whose own rows could not be read, nobody can tell.
    """
    missing = unread - frozenset(fund.register.by_number)
    matched: dict[tuple[str, int], list[Match]] = defaultdict(list)
    for match in fund.matches:
        matched[match.scheme, match.round].append(match)
    void = {(*each.key, each.member) for each in fund.contributions.voided}
    found = {}
    for row in fund.rounds:
        for name, scheme in schemes.items():
            mine = matched.get((name, row.number), ())
            is_its = row.received > ZERO and row.follows(name, scheme.source)
            is_its = is_its and missing.isdisjoint(each.member for each in mine)
            if is_its and any(_is_void(each, void) or _has_gone(fund, scheme, row, each) for each in mine):
                again = _again(fund, scheme, row)
                if again is not None:
                    found[name, row.number] = again
    return found


def _is_void(match: Match, void: Container[tuple[str, str, str]]) -> bool:
    return bool(match.receipt) and (match.book, match.receipt, match.member) in void


def _again(fund: Fund, scheme: Scheme, row: Round) -> Recheck | None:
    """The round recomputed; None where too little is known, which other findings tell."""
    try:
        return recheck(fund, row.key, scheme, date.max)
    except (MissingFact, Refused):
        return None


def _has_gone(fund: Fund, scheme: Scheme, row: Round, match: Match) -> bool:
    """Whether a matched member was none at the round's cut-off, or not for long enough."""
    if row.as_of is None or scheme.periods[0].first_budget_year > row.budget_year:
        return False
    return not _counted(fund.register.by_number.get(match.member), scheme.in_year(row.budget_year), row.as_of)


def _counted(membership: Membership | None, period: SchemePeriod, cut_off: date) -> bool:
    """Whether somebody was a member at a cut-off and for long enough, by the register of now."""
    if membership is None or membership.applied > cut_off or not membership.is_current(cut_off):
        return False
    start = membership.admitted if period.counts_from is TenureStart.ADMITTED else membership.applied
    return period.full_membership is None or (start is not None and period.full_membership.after(start) <= cut_off)


def recheck_findings(fund: Fund, again: Rechecks, rows: Sequence[int]) -> Iterator[Finding]:
    """Rounds of which something must go back that is not owed yet.

    Args:
        fund: The fund.
        again: Its rounds that were looked at again.
        rows: On which line of its file each round stands.
    """
    for position, row in enumerate(fund.rounds):
        for found in again.values():
            if found.round.key == row.key and found.to_return > ZERO:
                at = rows[position] if position < len(rows) else None
                place = Place(file="cofunding.csv", row=at, column="amount_received", record=str(row.number))
                params = {"round": row.reference, "to_return": found.to_return, "count": len(found.lines)}
                yield Finding("cofunding.recheck_needed", Severity.WARNING, place=place, params=params)


def unsettled(fund: Fund, again: Rechecks, findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings about matchings, without void receipts for which all that must go back is owed already."""
    void = {(*each.key, each.member): each.voided_on for each in fund.contributions.voided}
    settled = {
        (match.member, match.receipt)
        for match in fund.matches
        if _is_void(match, void)
        and _is_settled(
            fund, again.get((match.scheme, match.round)), match, void[match.book, match.receipt, match.member]
        )
    }
    for each in findings:
        about = each.place.record, each.params.get("receipt")
        if each.code != "cofunding.match_of_void_receipt" or about not in settled:
            yield each


def _is_settled(fund: Fund, found: Recheck | None, match: Match, since: date | None) -> bool:
    """Whether nothing more must go back for a matching; by an unknown scheme, whether some was owed since."""
    if found is not None:
        return found.to_return == ZERO
    owed = [
        step.day
        for row in fund.rounds
        if (row.scheme, row.number) == (match.scheme, match.round)
        for step in fund.actions_of_round.get(row.key, ())
        if step.kind is RoundActionKind.CLAW_BACK
    ]
    return bool(owed) and since is not None and since <= max(owed)
