"""Rounds of co-funding at the desk: asked for, passed on, approved, refused. Every step is an action that is appended.

The state's course is `submit`, then endorsed and reviewed by others (`step`), then `approve`. A local government's is
`propose`, then `budget`. What comes and goes back in money is `fund.tranches`, what must go back `fund.clawback`.
"""

from collections.abc import Collection
from datetime import date

from attrs import evolve

from communitywelfare.cofunding import CofundingState, Request, Round, RoundAction, RoundActionKind, Scheme
from communitywelfare.errors import Finding, Refused, Severity
from communitywelfare.fund.claims_desk import When
from communitywelfare.fund.desk import Paper, needs, refusal
from communitywelfare.fund.matched import matches_for, of_its_scheme
from communitywelfare.fund.round_steps import (
    RoundKey,
    act,
    action_key,
    allowed,
    done_before,
    drafted,
    round_of,
    standing_now,
)
from communitywelfare.fund.value import Fund
from communitywelfare.money import ZERO, Money, exact
from communitywelfare.sources import SourceKind

__all__ = ["approve", "budget", "cancel", "propose", "resubmit", "step", "submit"]

_Kind = RoundActionKind
_OVER = frozenset({CofundingState.CANCELLED, CofundingState.REJECTED})
_REASONED = frozenset({_Kind.RETURN, _Kind.REJECT})
_ENDING = frozenset({_Kind.RECONCILE, _Kind.REPORT})
_PASSING_ON = frozenset({_Kind.ENDORSE, _Kind.REVIEW})
_PURPOSE = "สวัสดิการ"


def submit(fund: Fund, scheme: Scheme, asked: Request, when: When, *, agency: str = "") -> tuple[Fund, Paper]:
    """Open a round by a request to a scheme's source (ยื่นคำขอ). The same key with the same request changes nothing.

    Raises:
        Refused: Nothing is asked for, a round of the same source, agency and time is under way, the source is a local
            government, or the cut-off is still to come or before the founding.
        IdempotencyConflict: The key was used before for something else.
    """
    _may_be_submitted(fund, asked, when)
    row = Round(
        source=scheme.source,
        number=_next_number(fund, scheme.source, asked.scheme),
        budget_year=asked.budget_year,
        state=CofundingState.DRAFT,
        as_of=asked.cut_off,
        agency=agency,
        members_total=len(fund.register.current(asked.cut_off)),
        members_full_year=len(asked.full_year),
        purpose=_PURPOSE,
        scheme=scheme.scheme_id,
    )
    members = sum(each.is_asked_for for each in asked.eligible)
    return _opened(fund, row, _Kind.SUBMIT, when, amount=asked.amount, members=members)


def _may_be_submitted(fund: Fund, asked: Request, when: When) -> None:
    """Refuse a request that goes to a local government, or that counts as of a day nobody can speak of."""
    payer = next((each.payer for each in fund.sources if each.code == asked.source), None)
    founded = fund.profile.founded
    params = {"source": asked.source, "cut_off": asked.cut_off, "on": when.on, "founded": founded}
    if payer is SourceKind.LOCAL_GOVERNMENT:
        raise refusal("cofunding.propose_instead", f"{asked.source} is a local government: propose to it", params)
    if asked.cut_off > when.on:
        raise refusal("cofunding.cut_off_to_come", f"the cut-off {asked.cut_off} is after {when.on}", params)
    if founded is not None and asked.cut_off < founded:
        raise refusal("cofunding.cut_off_before_founding", f"the fund was founded after {asked.cut_off}", params)
    if asked.is_barred:
        why = (each for each in asked.reasons if each.severity in {Severity.BLOCK, Severity.REFER})
        nothing = Finding("cofunding.nothing_asked", Severity.ERROR, params={"source": asked.source})
        raise Refused("nothing may be asked for", nothing, *why)


def propose(
    fund: Fund,
    amount: Money,
    when: When,
    *,
    source: str,
    budget_year: int,
    agency: str,
    members: int | None = None,
    villages: Collection[str] = (),
) -> tuple[Fund, Paper]:
    """Propose to a local government that it adds something (เสนอขอรับการสมทบจาก อปท.): a round of that agency's own.

    `villages` are those of its area, where it does not cover the whole fund.

    Raises:
        Refused: Nothing is asked for, or a round of the same source, agency and time is under way.
        IdempotencyConflict: The key was used before for something else.
    """
    row = Round(
        source=source,
        number=_next_number(fund, source, ""),
        budget_year=budget_year,
        state=CofundingState.DRAFT,
        agency=agency,
        purpose=_PURPOSE,
        villages=frozenset(villages),
    )
    return _opened(fund, row, _Kind.PROPOSE, when, amount=exact(amount), members=members)


def _opened(
    fund: Fund, row: Round, kind: RoundActionKind, when: When, *, amount: Money, members: int | None
) -> tuple[Fund, Paper]:
    """The fund with a new round and its first action."""
    needs(fund, "cofunding")
    repeated = next((each for each in fund.round_actions if each.key == when.key), None) if when.key else None
    if repeated is not None:
        row = evolve(row, number=repeated.round)
    action = evolve(drafted(row.key, kind, when, amount=amount), members=members)
    if done_before(fund, action) is not None:
        return fund, Paper("round", row.reference)
    if amount <= ZERO:
        raise refusal("cofunding.nothing_asked", "nothing is asked for", {"source": row.source})
    other = next((each for each in fund.rounds if each.overlaps(row) and _is_live(fund, each)), None)
    if other is not None:
        told = row.overlap(other)
        raise refusal(told.code, f"round {other.reference} is under way for the same time", told.params)
    return act(evolve(fund, rounds=(*fund.rounds, row)), action), Paper("round", row.reference)


def _is_live(fund: Fund, each: Round) -> bool:
    return fund.round_standing(each, date.max).state not in _OVER


def _next_number(fund: Fund, source: str, scheme: str) -> int:
    """The next number of a source's rounds; those that only the matchings remember are counted too."""
    known = [each.number for each in fund.rounds if each.source == source]
    known += [match.round for match in fund.matches if match.scheme == scheme]
    return max(known, default=0) + 1


def resubmit(fund: Fund, key: RoundKey, when: When, *, amount: Money, members: int | None = None) -> Fund:
    """Ask again in a round that was sent back (ยื่นใหม่หลังแก้ไข), for the sum and the members that are right now.

    Raises:
        MissingFact: There is no such round.
        Refused: It was not sent back, or nothing is asked for.
    """
    if exact(amount) <= ZERO:
        raise refusal("cofunding.nothing_asked", "nothing is asked for", {"source": key[0]})
    actions = fund.actions_of_round.get(key, ())
    is_local = bool(actions) and actions[0].kind is _Kind.PROPOSE
    kind = _Kind.PROPOSE if is_local else _Kind.RESUBMIT
    return act(fund, evolve(drafted(key, kind, when, amount=amount), members=members))


def step(
    fund: Fund, key: RoundKey, kind: RoundActionKind, when: When, *, reason: str = "", reference: str = ""
) -> Fund:
    """Record that a round was passed on, sent back, refused, or brought to its end.

    Endorsed by zone or district, reviewed by the province; reconciled, or reported to the local government. To send
    back or to refuse needs a reason; a round ends when nothing more must go back.

    Raises:
        MissingFact: There is no such round.
        Refused: The round's state does not allow it, no reason is given, or something is still to go back.
        ValueError: The step is another function's.
    """
    if kind not in _REASONED | _ENDING | _PASSING_ON:
        raise ValueError(f"{kind.value} is no step without figures of its own")
    if kind in _REASONED:
        _needs_reason(key, reason)
    if kind in _ENDING:
        _nothing_is_owed(fund, key, kind)
    return act(fund, evolve(drafted(key, kind, when), reason=reason, reference=reference))


def cancel(fund: Fund, key: RoundKey, when: When, *, reason: str, schemes: Collection[Scheme] = ()) -> Fund:
    """Give a round up before any money of it came (ยกเลิก): whoever was matched in it was not.

    It was by the scheme that the round names, or by one of `schemes` where it names none.

    Raises:
        MissingFact: There is no such round.
        Refused: Money of it came, or no reason is given.
    """
    _needs_reason(key, reason)
    fund = act(fund, evolve(drafted(key, _Kind.CANCEL, when), reason=reason))
    row = round_of(fund, key)
    names = {row.scheme} if row.scheme else {scheme.scheme_id for scheme in schemes if scheme.source == row.source}
    undone = {match for match in fund.matches if match.round == row.number and match.scheme in names}
    undone = {match for match in undone if not match.opening}
    return evolve(fund, matches=tuple(match for match in fund.matches if match not in undone)) if undone else fund


def _needs_reason(key: RoundKey, reason: str) -> None:
    if not reason.strip():
        raise refusal("cofunding.reason_missing", f"say why round {key[0]} {key[1]} is not granted", _of(key))


def _of(key: RoundKey) -> dict[str, object]:
    return {"round": f"{key[0]} {key[1]}"}


def _nothing_is_owed(fund: Fund, key: RoundKey, kind: RoundActionKind) -> None:
    standing = standing_now(fund, key, kind)
    left = standing.still_owed
    if left > ZERO:
        params = {**_of(key), "left": left}
        raise refusal("cofunding.still_owed", f"{left} baht of round {key[0]} {key[1]} must still go back", params)


def approve(
    fund: Fund,
    key: RoundKey,
    when: When,
    *,
    scheme: Scheme,
    amount: Money,
    reference: str,
    members: int | None = None,
    names: Collection[str] | None = None,
) -> Fund:
    """Record what the region approved (อนุมัติ), and whom it matches: no more than was asked for.

    `members` is for how many it is, by default for as many as were asked for. Where these are not all who count now,
    `names` are the member numbers of those it is for; they may be fewer, and nobody is then behind the rest.

    Raises:
        MissingFact: There is no such round, or its cut-off is not known.
        Refused: More than was asked for, no resolution is named, the round's state does not allow it, it does not say
            for whom, or somebody is named who does not count or was matched already.
    """
    row = round_of(fund, key)
    of_its_scheme(row, scheme)
    count = _asked_for(fund, row) if members is None and names is None else members
    action = evolve(drafted(key, _Kind.APPROVE, when, amount=exact(amount)), reference=reference, members=count)
    if done_before(fund, action) is not None:
        return fund
    _may_be_granted(fund, action)
    matched = matches_for(fund, scheme, action, names, requested=standing_now(fund, key, action.kind).requested)
    fund = act(fund, action)
    return evolve(fund, matches=(*fund.matches, *matched)) if matched else fund


def budget(fund: Fund, key: RoundKey, when: When, *, amount: Money, reference: str, members: int | None = None) -> Fund:
    """Record what a local government's budget ordinance holds for the fund (ตั้งในข้อบัญญัติงบประมาณ).

    Raises:
        MissingFact: There is no such round.
        Refused: More than was proposed, no ordinance is named, or the round's state does not allow it.
    """
    action = evolve(drafted(key, _Kind.BUDGET, when, amount=exact(amount)), reference=reference, members=members)
    if done_before(fund, action) is None:
        _may_be_granted(fund, action)
    return act(fund, action)


def _asked_for(fund: Fund, row: Round) -> int | None:
    """For how many members a round last asked; None where nobody wrote it down."""
    asking = (_Kind.SUBMIT, _Kind.RESUBMIT)
    asked = [each.members for each in fund.actions_of_round.get(row.key, ()) if each.kind in asking]
    return asked[-1] if asked else None


def _may_be_granted(fund: Fund, action: RoundAction) -> None:
    """Refuse a grant of nothing, of more than was asked for, or without the paper that says so."""
    allowed(fund, action)
    key, amount = action_key(action), action.money
    requested = standing_now(fund, key, action.kind).requested
    params = {**_of(key), "amount": amount, "requested": requested}
    if amount <= ZERO:
        raise refusal("cofunding.nothing_granted", "nothing is granted; a refusal is another step", params)
    if not action.reference.strip():
        raise refusal("cofunding.reference_missing", "name the resolution or the ordinance", params)
    if requested is not None and amount > requested:
        raise refusal("cofunding.above_requested", f"{amount} baht are more than the {requested} asked for", params)
