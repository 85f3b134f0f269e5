"""Was anything matched that was not there, or twice? Findings about the rows of ``matches.csv``."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from communitywelfare.calendar import YearStart
from communitywelfare.cofunding import Match, MatchingsOf, Scheme
from communitywelfare.contributions import Receipt
from communitywelfare.errors import Finding, MissingFact, Place, Severity
from communitywelfare.fund.match_rounds import round_faults
from communitywelfare.fund.value import Fund
from communitywelfare.members import Register

__all__ = ["match_findings"]


def match_findings(
    fund: Fund, members: frozenset[str], schemes: Mapping[str, Scheme], rows: Sequence[int]
) -> Iterator[Finding]:
    """Everything about members and receipts that were matched, row by row.

    Args:
        fund: The fund.
        members: Member numbers that may be referred to.
        schemes: Schemes by their id, whose rules say how often a member may be matched.
        rows: On which line of its file each row stands.
    """
    found = (
        *_strangers(fund, members),
        *_twice(fund),
        *_receipts(fund),
        *_too_often(fund, schemes),
        *round_faults(fund, schemes),
    )
    for at, column, finding in sorted(found, key=_by_row):
        match = fund.matches[at]
        place = Place(file="matches.csv", row=rows[at] if at < len(rows) else None, column=column, record=match.member)
        yield Finding(finding.code, finding.severity, place=place, params=finding.params)


_Found = tuple[int, str, Finding]


def _by_row(found: _Found) -> int:
    return found[0]


def _error(code: str, **params: object) -> Finding:
    return Finding(code, Severity.ERROR, params=params)


def _strangers(fund: Fund, members: frozenset[str]) -> Iterator[_Found]:
    for at, match in enumerate(fund.matches):
        if match.member not in members:
            yield at, "member_no", _error("member.not_found", member=match.member)


def _twice(fund: Fund) -> Iterator[_Found]:
    """A member twice in one round, and a person under two numbers; a member's receipts are matched side by side."""
    by_member: set[tuple[str, str, int]] = set()
    by_person: dict[tuple[object, str, int], str] = {}
    for at, match in enumerate(fund.matches):
        key = (match.member, match.scheme, match.round)
        if key in by_member and not match.receipt:
            yield at, "member_no", _error("cofunding.matched_twice", member=match.member, round=match.round)
        by_member.add(key)
        membership = fund.register.by_number.get(match.member)
        whose = None if membership is None else fund.register.person_key(membership)
        if whose is not None:
            person = (whose, match.scheme, match.round)
            other = by_person.setdefault(person, match.member)
            if other != match.member:
                params = {"member": match.member, "other": other, "round": match.round}
                yield at, "member_no", _error("cofunding.person_matched_twice", **params)


def _receipts(fund: Fund) -> Iterator[_Found]:
    """Rows that name a receipt: whether there is one, of whom, and whether it was matched before.

    Of rows from before the books begin nobody has the receipts.
    """
    dues = fund.contributions.dues_of_numbers({match.receipt for match in fund.matches if match.receipt})
    seen: dict[tuple[str, str, str, str], int] = {}
    for at, match in enumerate(fund.matches):
        if not match.receipt:
            continue
        key = (match.scheme, match.book, match.receipt, match.member)
        if key in seen:
            params = {"receipt": match.receipt, "scheme": match.scheme, "round": seen[key]}
            yield at, "receipt_no", _error("cofunding.receipt_matched_twice", **params)
        seen.setdefault(key, match.round)
        if "contributions" not in fund.absent and not match.opening:
            receipt = dues.get(key[1:])
            if receipt is None or receipt.voided:
                yield at, "receipt_no", _not_there(fund, match, receipt)


def _not_there(fund: Fund, match: Match, receipt: Receipt | None) -> Finding:
    params: dict[str, object] = {"receipt": match.receipt, "member": match.member}
    if receipt is not None:
        return Finding("cofunding.match_of_void_receipt", Severity.WARNING, params=params)
    owners = fund.contributions.dues_payers.get((match.book, match.receipt), ())
    if owners:
        return _error("cofunding.match_of_another", **params, owners=owners)
    return _error("cofunding.match_without_receipt", **params)


def _too_often(fund: Fund, schemes: Mapping[str, Scheme]) -> Iterator[_Found]:
    """Rows that match a member once more than the scheme says over all, opening rows among them, by cut-off."""
    in_order = sorted(enumerate(fund.matches), key=_by_cut_off)
    rounds: dict[tuple[str, str], set[int]] = defaultdict(set)
    rules: dict[tuple[str, date], tuple[int, MatchingsOf | None] | None] = {}  # of many rows, there are few
    for at, match in in_order:
        key = (match.scheme, match.as_of)
        if key not in rules:
            scheme = schemes.get(match.scheme)
            rules[key] = None if scheme is None else _most(scheme, match.as_of)
        rule = rules[key]
        if rule is None:
            continue
        whose = _whose(fund.register, match.member, rule[1])
        times = rounds[whose, match.scheme]
        is_new = match.round not in times
        times.add(match.round)
        if is_new and len(times) > rule[0]:
            params = {"member": match.member, "scheme": match.scheme, "times": len(times), "at_most": rule[0]}
            yield at, "round", _error("cofunding.matched_too_often", **params)


def _by_cut_off(row: tuple[int, Match]) -> tuple[date, int]:
    return row[1].as_of, row[0]


def _most(scheme: Scheme, as_of: date) -> tuple[int, MatchingsOf | None] | None:
    """How often a member may be matched by the rules of the budget year that follows a cut-off, and whose times count.

    None where the scheme does not say, or no rules of so early a year are known.
    """
    try:
        period = scheme.in_year(YearStart(10).year_of(as_of + timedelta(days=1)).be)
    except MissingFact:
        return None
    return None if period.matchings_at_most is None else (period.matchings_at_most, period.rejoining)


def _whose(register: Register, member: str, rejoining: MatchingsOf | None) -> str:
    """Under what number a member's matchings add up: that of the person's first membership, or their own."""
    membership = register.by_number.get(member)
    if membership is None or rejoining is MatchingsOf.MEMBERSHIP:
        return member
    return register.of_same_person(membership)[0].number
