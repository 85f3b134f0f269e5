"""Do a fund's facts fit together? Findings about facts that are each well written but cannot all be true.

Places name a table, a column and a record; the reader of files adds the line.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import pairwise
from types import MappingProxyType

from communitywelfare.accounting.vouchers import faults
from communitywelfare.claims import Claim
from communitywelfare.contributions import Receipt
from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.fund.value import Fund
from communitywelfare.identity import IdClass
from communitywelfare.members import Membership
from communitywelfare.money import ZERO

__all__ = ["check"]

NO_PARAMS: Mapping[str, object] = MappingProxyType({})


def check(fund: Fund, *, known_members: frozenset[str] = frozenset()) -> tuple[Finding, ...]:
    """All findings about a fund, table by table.

    Args:
        fund: The fund.
        known_members: Member numbers whose own rows could not be used; others may still refer to them.
    """
    members = known_members | frozenset(fund.register.by_number)
    return (
        *_fund(fund),
        *_members(fund),
        *_receipts(fund, members),
        *_claims(fund, members),
        *_cofunding(fund, members),
        *_journal(fund, members),
    )


def _error(code: str, place: Place, params: Mapping[str, object] = NO_PARAMS) -> Finding:
    return Finding(code, Severity.ERROR, place=place, params=params)


def _warning(code: str, place: Place, params: Mapping[str, object] = NO_PARAMS) -> Finding:
    return Finding(code, Severity.WARNING, place=place, params=params)


def _note(code: str, place: Place, params: Mapping[str, object] = NO_PARAMS) -> Finding:
    return Finding(code, Severity.INFO, place=place, params=params)


def _at(table: str, column: str, record: str) -> Place:
    return Place(file=f"{table}.csv", column=column, record=record)


def _fund(fund: Fund) -> Iterator[Finding]:
    policy = fund.bylaw.in_force(fund.as_of)
    profile = fund.profile
    if policy is not None and (policy.dues.convention, policy.dues.rate) != (
        profile.convention,
        profile.rate,
    ):
        place = _at("fund", "contribution_rate", profile.fund_id)
        yield _warning(
            "fund.dues_disagree",
            place,
            {"bylaw": policy.dues.rate, "fund": profile.rate, "convention": policy.dues.convention},
        )
    if fund.bylaw.fund != profile.fund_id:
        place = _at("fund", "fund_id", profile.fund_id)
        yield _warning("fund.bylaw_of_another", place, {"bylaw": fund.bylaw.fund, "fund": profile.fund_id})


def _members(fund: Fund) -> Iterator[Finding]:
    for number, count in Counter(membership.number for membership in fund.register).items():
        if count > 1:
            place = _at("members", "member_no", number)
            yield _error("member.number_twice", place, {"member": number, "rows": count})
    for membership in fund.register:
        yield from _dates(membership, fund.as_of)
        yield from _citizen_id(membership, synthetic=fund.synthetic)
    for group in fund.register.by_citizen_id.values():
        yield from _same_person(group)


def _dates(membership: Membership, as_of: date) -> Iterator[Finding]:
    number, joined, ended = membership.number, membership.applied, membership.ended
    birth = membership.person.birth
    if birth is not None and birth.first > joined:
        yield _error("member.born_after_joining", _at("members", "birth_date", number), {"joined": joined})
    if birth is None:
        yield _warning("member.birth_missing", _at("members", "birth_date", number))
    if ended is not None and ended < joined:
        yield _error(
            "member.ended_before_joining",
            _at("members", "exit_date", number),
            {"joined": joined, "ended": ended},
        )
    if joined > as_of:
        yield _warning("member.joins_later", _at("members", "join_date", number), {"joined": joined, "as_of": as_of})
    derived, stated = membership.derived_status(as_of), membership.status
    if derived is not stated and stated.value not in {"ARREARS", "UNKNOWN", "PENDING"}:
        yield _warning(
            "member.status_disagrees",
            _at("members", "status", number),
            {"stated": stated, "derived": derived},
        )


def _citizen_id(membership: Membership, *, synthetic: bool) -> Iterator[Finding]:
    place = _at("members", "national_id", membership.number)
    citizen_id = membership.person.citizen_id
    if citizen_id is None:
        if not membership.person.no_id_reason:
            yield _warning("id.missing", place)
        return
    if not citizen_id.check_digit_is_right:
        yield _warning("id.check_digit", place, {"value": str(citizen_id)})
    if citizen_id.id_class is IdClass.UNREGISTERED_OR_JURISTIC or (
        citizen_id.id_class is IdClass.SYNTHETIC and not synthetic
    ):
        yield _warning("id.class", place, {"value": str(citizen_id), "class": citizen_id.id_class})


def _same_person(group: tuple[Membership, ...]) -> Iterator[Finding]:
    for earlier, later in pairwise(group):
        params = {"earlier": earlier.number, "later": later.number}
        place = _at("members", "national_id", later.number)
        if earlier.ended is None or later.applied < earlier.ended:
            yield _error("id.two_active", place, params)
        elif earlier.person.name != later.person.name:
            yield _warning("id.other_name", place, params)
        else:
            yield _note("member.enrolled_again", place, params)


def _receipts(fund: Fund, members: frozenset[str]) -> Iterator[Finding]:
    joined = {membership.number: membership.applied for membership in fund.register}
    seen: set[tuple[str, str, str]] = set()
    for receipt in fund.contributions:
        line = (*receipt.key, receipt.member)
        if line in seen and receipt.kind.is_dues:
            yield _error("receipt.number_twice", _receipt(receipt, "receipt_no"), {"receipt": receipt.number})
        if receipt.kind.is_dues:
            seen.add(line)
        if receipt.amount <= ZERO:
            yield _error("receipt.not_positive", _receipt(receipt, "amount"), {"amount": receipt.amount})
        if receipt.member not in members:
            yield _error("member.not_found", _receipt(receipt, "member_no"), {"member": receipt.member})
        elif receipt.member in joined and receipt.day < joined[receipt.member]:
            yield _warning(
                "receipt.before_joining",
                _receipt(receipt, "receipt_date"),
                {"on": receipt.day, "joined": joined[receipt.member], "member": receipt.member},
            )
        if receipt.period_to.index < receipt.period_from.index:
            yield _error("receipt.period_backwards", _receipt(receipt, "period_to"))
        if receipt.day > fund.as_of:
            yield _error(
                "day.after_as_of",
                _receipt(receipt, "receipt_date"),
                {"day": receipt.day, "as_of": fund.as_of},
            )
    yield from _gaps(receipt.number for receipt in fund.contributions)


def _receipt(receipt: Receipt, column: str) -> Place:
    return _at("contributions", column, receipt.number)


_NUMBERED = re.compile(r"(\d+)/(\d{4})", re.ASCII)


def _gaps(numbers: Iterable[str]) -> Iterator[Finding]:
    """Receipt numbers that were skipped in a year: a torn-out page, or a mistake."""
    years: dict[str, set[int]] = defaultdict(set)
    for number in numbers:
        if match := _NUMBERED.fullmatch(number):
            years[match[2]].add(int(match[1]))
    for year, found in sorted(years.items()):
        missing = sorted(set(range(min(found), max(found))) - found)
        if missing:
            shown = tuple(f"{number}/{year}" for number in missing[:5])
            place = Place(file="contributions.csv", column="receipt_no")
            yield _warning("receipt.numbers_missing", place, {"year": year, "count": len(missing), "numbers": shown})


def _claims(fund: Fund, members: frozenset[str]) -> Iterator[Finding]:
    known = {key for version in fund.bylaw.versions for key in version.by_key}
    for number, count in Counter(claim.number for claim in fund.claims).items():
        if count > 1:
            yield _error("claim.number_twice", _at("benefits", "claim_no", number), {"claim": number, "rows": count})
    for claim in fund.claims:
        if claim.member not in members:
            yield _error("member.not_found", _claim(claim, "member_no"), {"member": claim.member})
        if claim.benefit not in known:
            yield _error(
                "claim.unknown_benefit",
                _claim(claim, "rule_id"),
                {"benefit": claim.benefit, "known": tuple(sorted(known))},
            )
        yield from _event(fund, claim)


def _claim(claim: Claim, column: str) -> Place:
    return _at("benefits", column, claim.number)


def _event(fund: Fund, claim: Claim) -> Iterator[Finding]:
    event = claim.event
    membership = fund.register.by_number.get(claim.member)
    if membership is not None and event.day < membership.applied:
        yield _error(
            "claim.before_joining",
            _claim(claim, "event_date"),
            {"event": event.day, "joined": membership.applied},
        )
    if claim.day < event.day:
        yield _error("claim.before_event", _claim(claim, "claim_date"), {"event": event.day, "claimed": claim.day})
    if event.until is not None and event.until < event.day:
        yield _error("claim.event_backwards", _claim(claim, "event_to"))
    elif event.until is not None and event.units is not None and (event.until - event.day).days != event.units:
        yield _error(
            "claim.nights_disagree",
            _claim(claim, "units"),
            {"stated": event.units, "nights": (event.until - event.day).days},
        )


def _cofunding(fund: Fund, members: frozenset[str]) -> Iterator[Finding]:
    for each in fund.rounds:
        place = _at("cofunding", "amount_received", str(each.number))
        if each.approved is not None and each.received - each.returned > each.approved:
            yield _warning("cofunding.over_received", place, {"received": each.received, "approved": each.approved})
        if each.requested is not None and each.approved is not None and each.approved > each.requested:
            yield _warning("cofunding.over_approved", place, {"requested": each.requested, "approved": each.approved})
    seen: set[tuple[str, str, int]] = set()
    for match in fund.matches:
        place = _at("matches", "member_no", match.member)
        key = (match.member, match.scheme, match.round)
        if key in seen:
            yield _error("cofunding.matched_twice", place, {"member": match.member, "round": match.round})
        seen.add(key)
        if match.member not in members:
            yield _error("member.not_found", place, {"member": match.member})


def _journal(fund: Fund, members: frozenset[str]) -> Iterator[Finding]:
    numbers: set[str] = set()
    for entry in fund.journal:
        place = _at("journal", "entry_no", entry.number)
        yield from faults(entry.voucher, fund.chart, place=place)
        if entry.voucher.number in numbers:
            yield _error("journal.number_taken", place, {"voucher": entry.voucher.number, "entry": entry.number})
        numbers.add(entry.voucher.number)
        if entry.voucher.day > fund.as_of:
            yield _error("day.after_as_of", place, {"day": entry.voucher.day, "as_of": fund.as_of})
        for posting in entry.voucher.postings:
            if posting.member and posting.member not in members:
                yield _error("member.not_found", place, {"member": posting.member})
