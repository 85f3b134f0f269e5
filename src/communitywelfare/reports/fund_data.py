"""The figures of a fund's report as data: what machines read, and what every figure on the page is taken from."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from communitywelfare.accounting import Section10, TrialBalance
from communitywelfare.accounting.statements import PAYMENT_LINES, RECEIPT_LINES
from communitywelfare.cofunding import Eligibility, Request, TraceLine
from communitywelfare.errors import Finding, Severity
from communitywelfare.fund import FundFigures
from communitywelfare.fund.figures import Identity
from communitywelfare.io.csv_out import csv_text
from communitywelfare.members import Membership
from communitywelfare.money import ZERO
from communitywelfare.wording import LANGUAGES, words

__all__ = [
    "eligible_csv",
    "excluded_csv",
    "exclusion_counts",
    "identity_data",
    "section10_data",
    "summary_data",
    "trace_csv",
    "unasked_csv",
]


def summary_data(figures: FundFigures) -> Mapping[str, object]:
    """Every figure on the page, by name."""
    return {
        "fund": {"id": figures.fund.profile.fund_id, "name": figures.fund.profile.name},
        "as_of": figures.on,
        "synthetic": figures.fund.synthetic,
        "accounting_year": {"be": figures.year.be, "first": figures.year.first, "last": figures.year.last},
        "members": {
            "ever": figures.members_ever,
            "current": figures.members_current,
            "joined_this_year": figures.joined_this_year,
            "ended_by_cause": {cause.value: count for cause, count in figures.ended_by_cause.items()},
            "current_by_group": {group.value: count for group, count in figures.groups.items()},
        },
        "standing": None
        if figures.standing is None
        else {
            "by_months_in_arrears": {str(months): figures.standing.by_months.get(months, 0) for months in range(4)},
            "owed": figures.standing.owed,
            "unknown": figures.standing.unknown,
        },
        "claims_by_state": {state.value: count for state, count in figures.claims_by_state.items()},
        "decisions": {
            "waiting": len(figures.decisions),
            "assessed": figures.assessed,
            "by_outcome": Counter(decision.outcome.value for decision in figures.decisions),
        },
        "benefits": figures.benefits,
        "sources": figures.sources,
        "money_left": None if figures.section10 is None else figures.section10.remaining,
        "section10": None if figures.section10 is None else section10_data(figures.section10),
        "trial_balance": None if figures.trial_balance is None else _trial_balance(figures.trial_balance),
        "cofunding": {"why": figures.unasked} if figures.request is None else _request(figures.request),
        "journal_head": figures.fund.journal.head,
    }


def _trial_balance(balance: TrialBalance) -> Mapping[str, object]:
    rows = (
        {"account": row.account, "name": row.name, "debit": row.debit, "credit": row.credit} for row in balance.rows
    )
    return {"debit": balance.debit, "credit": balance.credit, "rows": tuple(rows)}


def _request(request: Request) -> Mapping[str, object]:
    return {
        "scheme": request.scheme,
        "cut_off": request.cut_off,
        "budget_year": request.budget_year,
        "per_member": request.period.per_member,
        "eligible": len(request.eligible),
        "excluded": len(request.excluded),
        "amount": request.amount,
        "excluded_by_reason": exclusion_counts(request),
    }


def exclusion_counts(request: Request) -> Mapping[str, int]:
    """How many members each reason keeps out; one member may have several."""
    return Counter(reason.code for member in request.excluded for reason in member.reasons if _keeps_out(reason))


def _keeps_out(reason: Finding) -> bool:
    return reason.severity in {Severity.BLOCK, Severity.REFER}


def section10_data(section10: Section10) -> Mapping[str, object]:
    """Section 10 line by line, with its totals."""
    return {
        "as_of": section10.on,
        "receipts": {line: section10.lines[line] for line in RECEIPT_LINES},
        "payments": {line: section10.lines[line] for line in PAYMENT_LINES},
        "received": section10.received,
        "applied": section10.applied,
        "remaining": section10.remaining,
        "unclassified": section10.unclassified,
    }


def identity_data(identities: Iterable[Identity]) -> list[Mapping[str, object]]:
    """The identities: both sides, and whether they hold; null where they cannot be computed, with what is missing."""
    return [
        {
            "id": each.id,
            "left": each.left,
            "right": each.right,
            "relation": each.relation,
            "holds": each.holds,
            **({"why": each.why} if each.why else {}),
            **({"also": identity_data(each.also)} if each.also else {}),
        }
        for each in identities
    ]


def eligible_csv(request: Request) -> bytes:
    """Whom the round counts, with the amount for each: the amounts add up to the request."""
    return _list(request.eligible)


def excluded_csv(request: Request) -> bytes:
    """Whom the round does not count, with all reasons."""
    return _list(request.excluded)


def unasked_csv(members: Iterable[Membership], why: Sequence[Finding]) -> bytes:
    """All memberships, where no request could be drawn up, with the reason."""
    return csv_text([_HEADER, *([*_about(each), "", ZERO.plain, *_spoken(why)] for each in members)])


def trace_csv(request: Request) -> bytes:
    """How the sum comes about, line by line: of each member or receipt what is matched and what is asked for it."""
    header = ["member_no", "book_no", "receipt_no", "receipt_date", "base", "amount"]
    return csv_text([header, *map(_trace_line, request.trace)])


def _trace_line(line: TraceLine) -> list[str]:
    receipt = line.receipt
    of = ["", "", ""] if receipt is None else [receipt.book, receipt.number, receipt.day.isoformat()]
    return [line.member, *of, line.base.plain, line.amount.plain]


_HEADER = (
    "member_no",
    "national_id",
    "join_date",
    "exit_date",
    "matched_before",
    "amount",
    "codes",
    "reasons_th",
    "reasons_en",
)


def _list(members: Iterable[Eligibility]) -> bytes:
    return csv_text([_HEADER, *(_line(member) for member in members)])


def _line(member: Eligibility) -> list[str]:
    spoken = [reason for reason in member.reasons if member.is_eligible or _keeps_out(reason)]
    return [*_about(member.membership), str(member.matched_before), member.amount.plain, *_spoken(spoken)]


def _about(membership: Membership) -> list[str]:
    return [
        membership.number,
        str(membership.person.citizen_id or ""),
        membership.applied.isoformat(),
        membership.ended.isoformat() if membership.ended else "",
    ]


def _spoken(reasons: Sequence[Finding]) -> list[str]:
    """Reasons by their codes, and in the words of each language."""
    codes = " ".join(reason.code for reason in reasons)
    return [codes, *("; ".join(words(reason, language) for reason in reasons) for language in LANGUAGES)]
