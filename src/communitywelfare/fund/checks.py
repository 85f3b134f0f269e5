"""Do a fund's facts fit together? Findings about facts that are each well written but cannot all be true.

Places name a table, a column and a record, and the line of the file where the reader of files says it.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, islice, repeat
from types import MappingProxyType

from communitywelfare.accounting.faults import ahead, conflicts, faults, is_ahead
from communitywelfare.accounting.journal import Entry
from communitywelfare.accounting.loans import loan_findings
from communitywelfare.accounting.soundness import Soundness
from communitywelfare.accounting.statements import overdrawn
from communitywelfare.claims import Claim
from communitywelfare.cofunding import Scheme
from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.fund.answer_checks import answer_findings
from communitywelfare.fund.ceilings import spending
from communitywelfare.fund.chart_checks import chart_findings
from communitywelfare.fund.cofunding_checks import cofunding_findings
from communitywelfare.fund.consent_checks import consent_findings
from communitywelfare.fund.event_checks import (
    claim_place,
    claims_again,
    death_findings,
    event_faults,
    is_possible,
    own_death_clauses,
)
from communitywelfare.fund.forms import Item
from communitywelfare.fund.match_checks import match_findings
from communitywelfare.fund.member_checks import id_findings, member_findings
from communitywelfare.fund.merge_checks import merge_findings
from communitywelfare.fund.money_checks import money_findings
from communitywelfare.fund.period_checks import period_findings
from communitywelfare.fund.receipt_checks import receipt_findings
from communitywelfare.fund.recheck_checks import recheck_findings, rechecks, unsettled
from communitywelfare.fund.reconciled import reconciled
from communitywelfare.fund.register_checks import register_findings
from communitywelfare.fund.source_checks import source_findings
from communitywelfare.fund.value import Fund

__all__ = ["check", "journal_findings"]

NO_PARAMS: Mapping[str, object] = MappingProxyType({})
Lines = Mapping[str, Sequence[int]]
NO_LINES: Lines = MappingProxyType({})
NO_QUESTIONS: Mapping[str, Item] = MappingProxyType({})
NO_SCHEMES: Mapping[str, Scheme] = MappingProxyType({})


def check(
    fund: Fund,
    *,
    known_members: frozenset[str] = frozenset(),
    lines: Lines = NO_LINES,
    questions: Mapping[str, Item] = NO_QUESTIONS,
    schemes: Mapping[str, Scheme] = NO_SCHEMES,
) -> tuple[Finding, ...]:
    """All findings about a fund, table by table.

    Args:
        fund: The fund.
        known_members: Member numbers whose own rows could not be used; others may still refer to them.
        lines: On which line of its file each record of a table stands, where they were read from files; of the
            journal, each posting.
        questions: What official forms ask a fund to answer, by item; without them nobody looks at its answers.
        schemes: Schemes of co-funding by their id; without one nobody can tell who was matched too often by it,
            or what must go back of its rounds.
    """
    members = known_members | frozenset(fund.register.by_number)
    again = rechecks(fund, schemes, unread=known_members)
    return (
        *_fund(fund, _rows(lines, "fund")),
        *member_findings(
            fund.register,
            fund.as_of,
            _rows(lines, "members"),
            policy=fund.bylaw.in_force(fund.as_of),
            look_at_id=partial(id_findings, synthetic=fund.synthetic),
        ),
        *register_findings(fund.register, fund.as_of, lines.get("members", ())),
        *merge_findings(fund, members, lines.get("merges", ())),
        *receipt_findings(fund, members, lines.get("contributions", ())),
        *_claims(fund, members, _rows(lines, "benefits")),
        *consent_findings(fund, members, lines),
        *cofunding_findings(fund, lines),
        *recheck_findings(fund, again, lines.get("cofunding", ())),
        *unsettled(fund, again, match_findings(fund, members, schemes, lines.get("matches", ()))),
        *_openings(fund, _rows(lines, "opening")),
        *chart_findings(fund, lines.get("accounts", ())),
        *source_findings(fund, lines.get("sources", ())),
        *_journal(fund, members, _rows(lines, "journal")),
        *period_findings(fund),
        *money_findings(fund, lines),
        *answer_findings(fund, questions, _rows(lines, "answers")),
        *_ceilings(fund),
        *reconciled(fund),
        *overdrawn(fund.journal, fund.chart, fund.as_of),
        *loan_findings(fund.journal, fund.sources, fund.as_of),
    )


def _ceilings(fund: Fund) -> Iterator[Finding]:
    """Ceilings on the fund's own spending that its books have passed."""
    for found in spending(fund, fund.as_of):
        if not found.is_within:
            told = {"year": found.year.be, "name": found.ceiling.name, "part": found.ceiling.part}
            told |= {"spent": found.spent, "base": found.base}
            yield _warning("ceiling.exceeded", Place(file="journal.csv", clause="ceilings"), told)


Row = Iterator[int | None]


def _rows(lines: Lines, table: str) -> Row:
    return chain(lines.get(table, ()), repeat(None))


def _error(code: str, place: Place, params: Mapping[str, object] = NO_PARAMS) -> Finding:
    return Finding(code, Severity.ERROR, place=place, params=params)


def _warning(code: str, place: Place, params: Mapping[str, object] = NO_PARAMS) -> Finding:
    return Finding(code, Severity.WARNING, place=place, params=params)


def _at(table: str, column: str, record: str, row: int | None) -> Place:
    return Place(file=f"{table}.csv", column=column, record=record, row=row)


def _fund(fund: Fund, rows: Row) -> Iterator[Finding]:
    policy, profile, row = fund.bylaw.in_force(fund.as_of), fund.profile, next(rows)
    if profile.founded is None:
        yield _warning("fund.founded_unknown", _at("fund", "founded_date", profile.fund_id, row))
    if policy is not None and (policy.dues.convention, policy.dues.rate) != (profile.convention, profile.rate):
        place = _at("fund", "contribution_rate", profile.fund_id, row)
        params = {"bylaw": policy.dues.rate, "fund": profile.rate, "convention": policy.dues.convention}
        yield _warning("fund.dues_disagree", place, params)
    if fund.bylaw.fund != profile.fund_id:
        place = _at("fund", "fund_id", profile.fund_id, row)
        yield _warning("fund.bylaw_of_another", place, {"bylaw": fund.bylaw.fund, "fund": profile.fund_id})


def _claims(fund: Fund, members: frozenset[str], rows: Row) -> Iterator[Finding]:
    known = frozenset(key for version in fund.bylaw.versions for key in version.by_key)
    of_death = own_death_clauses(fund.bylaw)
    usual, register, times = known - of_death, fund.register.by_number, defaultdict[str, int](int)
    lines = list(islice(rows, len(fund.claims)))
    for claim, row in zip(fund.claims, lines, strict=True):
        membership = register.get(claim.member)
        is_fine = (
            claim.number not in times
            and claim.member in members
            and claim.benefit in usual
            and (membership is None or membership.applied <= claim.event.day)
            and is_possible(claim)
        )
        times[claim.number] += 1
        if not is_fine:
            yield from _claim_faults(claim, row, (members, known, times[claim.number]))
            yield from _event(fund, claim, row)
            yield from death_findings(fund, claim, of_death, row)
    yield from claims_again(fund, fund.claims, lines)


def _claim_faults(
    claim: Claim, row: int | None, beside: tuple[frozenset[str], frozenset[str], int]
) -> Iterator[Finding]:
    """What is wrong with a claim beside all members, all clauses, and how often its number has stood by now."""
    members, known, times = beside
    if times > 1:
        yield _error("claim.number_twice", claim_place(claim, "claim_no", row), {"claim": claim.number, "rows": times})
    if claim.member not in members:
        yield _error("member.not_found", claim_place(claim, "member_no", row), {"member": claim.member})
    if claim.benefit not in known:
        params = {"benefit": claim.benefit, "known": tuple(sorted(known))}
        yield _error("claim.unknown_benefit", claim_place(claim, "rule_id", row), params)


def _event(fund: Fund, claim: Claim, row: int | None) -> Iterator[Finding]:
    event = claim.event
    membership = fund.register.by_number.get(claim.member)
    if membership is not None and event.day < membership.applied:
        params = {"event": event.day, "joined": membership.applied}
        # To ask is no mistake, and the by-law will say no; to have granted it is one.
        tell = _error if fund.state(claim.number, fund.as_of).uses_limits else _warning
        yield tell("claim.before_joining", claim_place(claim, "event_date", row), params)
    yield from event_faults(claim, row)


def _openings(fund: Fund, rows: Row) -> Iterator[Finding]:
    for figure, row in zip(fund.openings, rows, strict=False):
        if not figure.line:
            params = {"account": figure.code, "amount": figure.amount}
            yield _error("section10.unclassified", _at("opening", "code", figure.code, row), params)


def journal_findings(fund: Fund) -> Iterator[Finding]:
    """What is wrong with the books: every fault of every entry, and of the periods."""
    yield from _journal(fund, frozenset(fund.register.by_number), repeat(None))
    yield from period_findings(fund)


def _journal(fund: Fund, members: frozenset[str], rows: Row) -> Iterator[Finding]:
    soundness = Soundness(fund.chart, fund.sources)
    strangers = {posting.member for entry in fund.journal for posting in entry.voucher.postings} - members - {""}
    entry_of: dict[str, str] = {}
    reversible: dict[str, Entry] = {}
    unread = 0
    for entry in fund.journal:
        voucher = entry.voucher
        is_fine = (
            voucher.number not in entry_of
            and not voucher.reverses
            and voucher.day <= fund.as_of
            and soundness.holds(voucher)
            and not is_ahead(voucher, entry.recorded_at)
            and (not strangers or strangers.isdisjoint([posting.member for posting in voucher.postings]))
        )
        if is_fine:
            unread += len(voucher.postings)
        else:
            lines = list(islice(rows, unread, unread + len(voucher.postings)))
            unread = 0
            yield from _entry(fund, entry, lines, (entry_of, reversible))
            yield from _strangers(entry, members, lines)
        entry_of.setdefault(voucher.number, entry.number)
        reversible[entry.number] = entry
        if voucher.reverses:
            reversible.pop(voucher.reverses, None)


def _entry(
    fund: Fund, entry: Entry, lines: Sequence[int | None], before: tuple[Mapping[str, str], Mapping[str, Entry]]
) -> Iterator[Finding]:
    """What is wrong with an entry by itself and beside those before it."""
    voucher = entry.voucher
    place = _at("journal", "entry_no", entry.number, next(iter(lines), None))
    numbered = [row for row in lines if row is not None]
    yield from faults(voucher, fund.chart, fund.sources, place=place, rows=numbered)
    yield from conflicts(voucher, *before, place)
    yield from ahead(voucher, entry.recorded_at, place)
    if voucher.day > fund.as_of:
        yield _error("day.after_as_of", place, {"day": voucher.day, "as_of": fund.as_of})


def _strangers(entry: Entry, members: frozenset[str], lines: Sequence[int | None]) -> Iterator[Finding]:
    for posting, row in zip(entry.voucher.postings, lines, strict=True):
        if posting.member and posting.member not in members:
            where = _at("journal", "member_no", entry.number, row)
            yield _error("member.not_found", where, {"member": posting.member})
