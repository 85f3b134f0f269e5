"""What must go back of a round (เงินสมทบที่ต้องส่งคืน): recomputed at its approved rate, to the member and the receipt.

What a round is entitled to is what its matchings are worth that still stand, by the facts as they are known now:
members who counted at the cut-off after all, and receipts that are not void. Where a scheme goes by members each
matching is worth what was approved for it; where it goes by dues, the approved part of what the request would be today,
rounded once, down to the satang. Received above that must go back.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from attrs import evolve, field, frozen

from communitywelfare.cofunding import Base, Match, Request, Round, RoundActionKind, Scheme, request
from communitywelfare.errors import Finding, MissingFact, Severity
from communitywelfare.fund import voucher_desk as papers
from communitywelfare.fund.claims_desk import When
from communitywelfare.fund.desk import Paper, refusal
from communitywelfare.fund.matched import cut_off_missing, matches_of_round, of_its_scheme, share_of
from communitywelfare.fund.matching import round_facts
from communitywelfare.fund.round_steps import RoundKey, act, allowed, done_before, drafted, round_of
from communitywelfare.fund.value import Fund
from communitywelfare.money import ZERO, Money, apportion, exact, total

__all__ = ["NoLongerMatched", "Recheck", "claw_back", "owe_back", "recheck", "rounds_matching"]


@frozen(kw_only=True)
class NoLongerMatched:
    """One matching that does not stand, with every reason, and what of the approved sum falls with it.

    `receipt` names the receipt where the scheme matches dues; no `member` stands for approved money that nobody was
    matched with.
    """

    amount: Money
    reasons: tuple[Finding, ...]
    member: str = ""
    book: str = ""
    receipt: str = ""


@frozen(kw_only=True)
class Recheck:
    """A round looked at again: approved and received, what it is entitled to now, and why that is less than approved.

    The amounts of `lines` are together what lies between approved and entitled.
    """

    round: Round
    on: date
    approved: Money
    received: Money
    owed_before: Money
    lines: tuple[NoLongerMatched, ...] = field(repr=False)

    @property
    def entitlement(self) -> Money:
        """What the round is worth by the matchings that stand."""
        return self.approved - total(line.amount for line in self.lines)

    @property
    def to_return(self) -> Money:
        """What must go back beside what was found before."""
        return max(ZERO, self.received - self.owed_before - self.entitlement)


_BY_MEMBERS = frozenset({Base.PER_MEMBER, Base.DUES_PAID})


def recheck(fund: Fund, key: RoundKey, scheme: Scheme, on: date) -> Recheck:
    """Recompute what a round is entitled to, by the facts as they are known now.

    Raises:
        MissingFact: There is no such round, nothing is approved in it by this day, its cut-off or the scheme's rules
            are not known, or nobody is known to be matched in it by a scheme that goes by members or dues.
        Refused: The round follows another scheme.
    """
    row = round_of(fund, key)
    of_its_scheme(row, scheme)
    standing = fund.round_standing(row, on)
    if standing.approved is None:
        finding = Finding("cofunding.not_approved", Severity.ERROR, params={"round": row.reference})
        raise MissingFact(f"nothing is approved in round {row.reference}", finding)
    matched = matches_of_round(fund, scheme, row)
    if not matched and scheme.in_year(row.budget_year).base in _BY_MEMBERS:
        finding = Finding("cofunding.nobody_matched", Severity.ERROR, params={"round": row.reference})
        raise MissingFact(f"nobody is recorded as matched in round {row.reference}", finding)
    lines = list(_fallen(fund, scheme, row, matched)) if matched else []
    behind_nobody = standing.approved - total(match.amount for match in matched)
    if matched and standing.members is not None and behind_nobody > ZERO:
        params = {"members": standing.members, "matched": len({match.member for match in matched})}
        nobody = Finding("cofunding.nobody_behind", Severity.BLOCK, params=params)
        lines.append(NoLongerMatched(amount=behind_nobody, reasons=(nobody,)))
    return Recheck(
        round=row,
        on=on,
        approved=standing.approved,
        received=standing.received,
        owed_before=standing.owed_back,
        lines=tuple(lines),
    )


def claw_back(fund: Fund, key: RoundKey, scheme: Scheme, when: When) -> tuple[Fund, Recheck]:
    """Find what must go back of a round, owe it to the source in the books, and record it (ตั้งเงินสมทบรอส่งคืน).

    Where nothing must go back, and where it was found before, nothing is changed; nor is it where the same key has
    recorded the same.

    Raises:
        MissingFact: As by `recheck`, or the chart has no payable to the source.
        Refused: The round follows another scheme, the order of days does not allow it, or the books are not given.
        IdempotencyConflict: The key was used before for something else.
    """
    found = recheck(fund, key, scheme, when.on)
    if found.to_return == ZERO:
        return fund, found
    fund, _paper = _owed(fund, key, found.to_return, when, words=_words(found))
    return fund, found


def owe_back(fund: Fund, key: RoundKey, amount: Money, when: When, *, reason: str) -> tuple[Fund, Paper]:
    """Owe a round's source what it says itself must go back (ตั้งเงินสมทบรอส่งคืนตามหนังสือแจ้ง), with its reason.

    Raises:
        MissingFact: There is no such round, or the chart has no payable to the source.
        Refused: No reason is given, it is nothing or more than came and is not owed back already, or the round's state,
            the order of days or the books do not allow it.
    """
    repeated = done_before(fund, evolve(drafted(key, RoundActionKind.CLAW_BACK, when, amount=amount), reason=reason))
    if repeated is not None:
        return fund, Paper("voucher", repeated.reference)
    row = round_of(fund, key)
    standing = fund.round_standing(row, date.max)
    left = standing.received - standing.owed_back
    if exact(amount) > left:
        params = {"round": row.reference, "amount": amount, "left": left}
        raise refusal("cofunding.more_than_came", f"{left} baht came of {row.reference} and are not owed back", params)
    if not reason.strip():
        raise refusal("cofunding.reason_missing", "say why it must go back", {"round": row.reference})
    return _owed(fund, key, amount, when, words=reason)


def _owed(fund: Fund, key: RoundKey, amount: Money, when: When, *, words: str) -> tuple[Fund, Paper]:
    """The payable in the books, and the action that tells of it."""
    action = drafted(key, RoundActionKind.CLAW_BACK, when, amount=amount)
    repeated = done_before(fund, evolve(action, reason=words))
    if repeated is not None:
        return fund, Paper("voucher", repeated.reference)
    allowed(fund, action)
    row = round_of(fund, key)
    note = papers.Note(on=when.on, recorded_at=when.recorded_at, words=words)
    fund, paper = papers.owe_back(fund, row.source, amount, note, reference=row.reference)
    return act(fund, evolve(action, reference=paper.number, reason=words)), paper


def _words(found: Recheck) -> str:
    names = [line.receipt or line.member for line in found.lines if line.member]
    return f"สิทธิที่คำนวณใหม่ {found.entitlement} บาท" + (f" ({', '.join(names[:_NAMED])})" if names else "")


_NAMED = 5


def rounds_matching(
    fund: Fund, receipt: tuple[str, str], schemes: Iterable[Scheme]
) -> Iterator[tuple[RoundKey, Scheme]]:
    """The rounds, each with its scheme, in which a receipt of a book and number was matched."""
    for scheme in schemes:
        for row in fund.rounds:
            if any((match.book, match.receipt) == receipt for match in matches_of_round(fund, scheme, row)):
                yield row.key, scheme


def _fallen(fund: Fund, scheme: Scheme, row: Round, matched: Sequence[Match]) -> Iterator[NoLongerMatched]:
    """The matchings of a round that do not stand."""
    if row.as_of is None:
        raise cut_off_missing(row)
    facts = round_facts(fund, row.as_of)
    others = tuple(match for match in facts.matches if match not in set(matched))
    asked = request(scheme, evolve(facts, matches=others), cut_off=row.as_of, budget_year=row.budget_year)
    lines = list(_lines(fund, asked, matched))
    if asked.period.base is Base.DUES_PAID:
        yield from _by_dues(fund, row, asked, lines)
    else:
        yield from lines


def _lines(fund: Fund, asked: Request, matched: Sequence[Match]) -> Iterator[NoLongerMatched]:
    """Each matching of which the member, or the receipt, does not count by the facts of now."""
    looked_at = {each.membership.number: each for each in asked.members}
    void = {(*receipt.key, receipt.member) for receipt in fund.contributions.voided}
    for match in sorted(matched, key=lambda match: (match.member, match.book, match.receipt)):
        one = looked_at.get(match.member)
        if one is None:
            reasons = [Finding("member.not_found", Severity.BLOCK, params={"member": match.member})]
        else:
            reasons = [reason for reason in one.reasons if reason.severity is Severity.BLOCK]
        if (match.book, match.receipt, match.member) in void:
            params = {"receipt": match.receipt, "round": f"{match.scheme} {match.round}"}
            reasons.append(Finding("cofunding.matched_receipt_void", Severity.BLOCK, params=params))
        if reasons:
            yield NoLongerMatched(
                amount=match.amount,
                reasons=tuple(reasons),
                member=match.member,
                book=match.book,
                receipt=match.receipt,
            )


def _by_dues(fund: Fund, row: Round, asked: Request, lines: Sequence[NoLongerMatched]) -> Iterator[NoLongerMatched]:
    """What falls where dues are matched: ceilings may still be reached without a receipt, so no line stands alone."""
    standing = fund.round_standing(row, date.max)
    approved, requested = standing.approved, standing.requested
    matched = {match.member for match in fund.matches if (match.scheme, match.round) == (asked.scheme, row.number)}
    if not lines or approved is None or requested is None or requested <= ZERO:
        yield from lines
        return
    now = total(each.amount for each in asked.eligible if each.membership.number in matched)
    worth = total(match.amount for match in fund.matches if (match.scheme, match.round) == (asked.scheme, row.number))
    less = max(ZERO, worth - share_of(approved, min(now, requested), requested))
    brought = [line.amount.satang for line in lines]
    # Receipts that brought no whole satang by themselves may still have lifted the sum by one together.
    parts = apportion(less, brought if any(brought) else [1] * len(lines), method="largest remainder")
    for line, part in zip(lines, parts, strict=True):
        yield evolve(line, amount=part)
