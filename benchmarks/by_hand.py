"""The example's five clauses written out by hand: the same decisions as the by-law gives, with every reason.

Nothing here reads a by-law. It is what somebody would write for this one fund, and what `adjudicate` is held against.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal

from communitywelfare.calendar import Duration, Unit, add_months
from communitywelfare.claims import CapUsage, Claim, Decision, Outcome, Step
from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.members import Relationship
from communitywelfare.money import ZERO, Money
from communitywelfare.rules import ClaimFacts
from communitywelfare.rules.amounts.per_unit import CountedUnit
from communitywelfare.rules.limits import Measure, Window

__all__ = ["decide"]

INFO, BLOCK, REDUCE, REFER = Severity.INFO, Severity.BLOCK, Severity.REDUCE, Severity.REFER
HALF_A_YEAR, THREE_YEARS, SIXTY = Duration(180, Unit.DAY), Duration(3, Unit.YEAR), Duration(60, Unit.YEAR)
STEPS = tuple(
    (Duration(count, unit), Money.baht(baht))
    for count, unit, baht in (
        (180, Unit.DAY, 3_000),
        (2, Unit.YEAR, 5_000),
        (5, Unit.YEAR, 10_000),
        (10, Unit.YEAR, 20_000),
        (15, Unit.YEAR, 30_000),
    )
)
LEVELS = ("ป.6", "ม.3", "ม.6", "มหาวิทยาลัยของรัฐ")
PLACES = {name: Place(clause=name) for name in ("birth", "hospital", "scholarship", "elderly", "death")}
KINSHIP = (Relationship.SELF, Relationship.CHILD)
LEAST = Decimal("3.50")
BIRTH, SCHOLARSHIP, ELDERLY = Money.baht(1_000), Money.baht(500), Money.baht(200)
NIGHT, OF_STAY, OF_YEAR = Money.baht(200), Money.baht(600), Money.baht(1_000)


def decide(claim: Claim, facts: ClaimFacts) -> Decision:
    """One claim of the example fund, decided by its own function."""
    return _CLAUSES[claim.benefit](claim, facts)


def _membership(facts: ClaimFacts, place: Place) -> Finding:
    params = {"event": facts.event_day, "joined": facts.joined, "ended": facts.ended}
    if facts.joined is None:
        return Finding("member.never_joined", BLOCK, place=place, params=params)
    if facts.event_day < facts.joined:
        return Finding("event.before_membership", BLOCK, place=place, params=params)
    if not facts.is_member:
        return Finding("member.not_active", BLOCK, place=place, params=params)
    return Finding("member.active", INFO, place=place, params=params)


def _waited(facts: ClaimFacts, place: Place, time: Duration, complete: date) -> Finding:
    params = {"start": facts.tenure_from, "basis": facts.basis, "needed": time, "met_on": complete}
    if complete <= facts.basis:
        return Finding("member.waiting_over", INFO, place=place, params=params)
    return Finding("member.waiting_period", BLOCK, place=place, params=params)


def _standing(facts: ClaimFacts, place: Place) -> Finding:
    if facts.arrears_months is None:
        return _missing("arrears", place)
    params = {"months": facts.arrears_months, "allowed": 3, "basis": facts.basis}
    if facts.arrears_months <= 3:
        return Finding("standing.good", INFO, place=place, params=params)
    return Finding("member.arrears", BLOCK, place=place, params=params)


def _missing(fact: str, place: Place) -> Finding:
    return Finding("fact.missing", REFER, place=place, params={"fact": fact})


def _joined(facts: ClaimFacts) -> date:
    if facts.tenure_from is None:
        raise ValueError("everybody of the example has a day of joining")
    return facts.tenure_from


def _ended(claim: Claim, facts: ClaimFacts, reasons: list[Finding], trail: list[Step], usage: object) -> Decision:
    """What all five end with: nothing where something stops the claim, and the outcome."""
    first_block, first_refer, reduced = None, None, False
    for reason in reasons:
        if reason.severity is BLOCK and first_block is None:
            first_block = reason
        elif reason.severity is REFER and first_refer is None:
            first_refer = reason
        elif reason.severity is REDUCE:
            reduced = True
    stop = first_block or first_refer
    if stop is not None and trail[-1].after.satang > 0:
        trail.append(Step(kind="stopped", before=trail[-1].after, after=ZERO, reason=stop))
    if first_block is not None:
        outcome = Outcome.NOT_PAYABLE
    elif first_refer is not None:
        outcome = Outcome.NEEDS_DOCUMENTS
    else:
        outcome = Outcome.PARTIAL if reduced else Outcome.PAYABLE
    return Decision(
        claim=claim.number,
        benefit=claim.benefit,
        outcome=outcome,
        assessed=trail[-1].after,
        uncapped=trail[0].after,
        trail=tuple(trail),
        reasons=tuple(reasons),
        cap_usage=usage(stop is None) if callable(usage) else (),
        bylaw_version="1",
        basis=facts.basis,
        inputs=(claim, facts),
    )


def _birth(claim: Claim, facts: ClaimFacts) -> Decision:
    place, start = PLACES["birth"], _joined(facts)
    gives = Finding("amount.flat", INFO, place=place, params={"amount": BIRTH})
    reasons = [
        _membership(facts, place),
        _waited(facts, place, HALF_A_YEAR, start + timedelta(days=180)),
        _standing(facts, place),
        gives,
    ]
    return _ended(claim, facts, reasons, [Step(kind="flat", before=ZERO, after=BIRTH, reason=gives)], None)


def _scholarship(claim: Claim, facts: ClaimFacts) -> Decision:
    place, start = PLACES["scholarship"], _joined(facts)
    fits = facts.relation in KINSHIP
    params = {"allowed": KINSHIP, "found": (facts.relation,)}
    code = "claimant.fits" if fits else "claimant.not_beneficiary"
    gives = Finding("amount.flat", INFO, place=place, params={"amount": SCHOLARSHIP})
    reasons = [
        _membership(facts, place),
        _waited(facts, place, HALF_A_YEAR, start + timedelta(days=180)),
        _standing(facts, place),
        Finding(code, INFO if fits else BLOCK, place=place, params=params),
        _level(facts.attributes, place),
        _grade(facts.attributes, place),
        gives,
    ]
    return _ended(claim, facts, reasons, [Step(kind="flat", before=ZERO, after=SCHOLARSHIP, reason=gives)], None)


def _level(stated: Mapping[str, str], place: Place) -> Finding:
    level = stated.get("level")
    if not level:
        return _missing("level", place)
    params = {"name": "level", "stated": level, "allowed": LEVELS}
    if level in LEVELS:
        return Finding("event.attribute_fits", INFO, place=place, params=params)
    return Finding("event.attribute_not_allowed", BLOCK, place=place, params=params)


def _grade(stated: Mapping[str, str], place: Place) -> Finding:
    grade = stated.get("grade")
    if not grade:
        return _missing("grade", place)
    params = {"name": "grade", "stated": grade, "minimum": "3.50"}
    if Decimal(grade) >= LEAST:
        return Finding("event.attribute_reached", INFO, place=place, params=params)
    return Finding("event.attribute_too_low", BLOCK, place=place, params=params)


def _elderly(claim: Claim, facts: ClaimFacts) -> Decision:
    place, start = PLACES["elderly"], _joined(facts)
    gives = Finding("amount.flat", INFO, place=place, params={"amount": ELDERLY})
    reasons = [
        _membership(facts, place),
        _waited(facts, place, THREE_YEARS, add_months(start, 36)),
        _standing(facts, place),
        _sixty(facts, place),
        gives,
    ]
    trail = [Step(kind="flat", before=ZERO, after=ELDERLY, reason=gives)]
    window, first = _year(facts.event_day)
    given = {one.claim for one in facts.used if one.benefit == "elderly" and _year(one.day)[1] == first}
    if given:
        reasons.append(
            Finding(
                "cap.count",
                BLOCK,
                place=place,
                params={
                    "limit": 1,
                    "used": len(given),
                    "window": Window.FISCAL_YEAR,
                    "measure": Measure.TIMES,
                    "windows": (window,),
                    "left": ZERO,
                    "reserved": False,
                },
            )
        )
        trail.append(Step(kind="times per fiscal year", before=ELDERLY, after=ZERO, reason=reasons[-1]))

    def usage(is_paid: bool) -> tuple[CapUsage, ...]:  # noqa: FBT001
        return (
            CapUsage(
                limit_id="times per fiscal year",
                window=window,
                unit="times",
                limit=1,
                used_before=len(given),
                consumed=int(is_paid),
            ),
        )

    return _ended(claim, facts, reasons, trail, usage)


def _sixty(facts: ClaimFacts, place: Place) -> Finding:
    if facts.birth is None:
        return _missing("birth_date", place)
    born = facts.birth.first
    complete = add_months(born, 720)
    params = {"start": born, "basis": facts.basis, "needed": SIXTY, "met_on": complete}
    if complete <= facts.basis:
        return Finding("member.age_fits", INFO, place=place, params=params)
    return Finding("member.age_too_low", BLOCK, place=place, params=params)


def _year(day: date) -> tuple[str, int]:
    first = day.year if day.month >= 10 else day.year - 1
    return f"{first}-10-01/{first + 1}-09-30", first


def _hospital(claim: Claim, facts: ClaimFacts) -> Decision:
    place, start = PLACES["hospital"], _joined(facts)
    reasons = [
        _membership(facts, place),
        _waited(facts, place, HALF_A_YEAR, start + timedelta(days=180)),
        _standing(facts, place),
    ]
    if facts.units is None:
        reasons.append(_missing("night", place))
        return _ended(claim, facts, reasons, [Step(kind="per unit", before=ZERO, after=ZERO, reason=reasons[-1])], None)
    amount = NIGHT * facts.units
    params = {"units": facts.units, "unit": CountedUnit.NIGHT, "rate": NIGHT, "amount": amount}
    gives = Finding("amount.per_unit", INFO, place=place, params=params)
    reasons.append(gives)
    trail = [Step(kind="per unit", before=ZERO, after=amount, reason=gives)]
    nights, used = _nights(facts)
    stay = f"event {facts.event_day}"
    of_stay = min(amount.satang, OF_STAY.satang)
    if of_stay < amount.satang:
        reasons.append(_capped("cap.episode", place, OF_STAY, 0, Window.EVENT, (stay,), of_stay))
        trail.append(Step(kind="baht per event", before=amount, after=Money(of_stay), reason=reasons[-1]))
    taken: dict[str, int] = dict.fromkeys(used, 0)
    for window, satang in nights:
        taken[window] += min(satang, max(0, OF_YEAR.satang - used[window] - taken[window]))
    left = sum(taken.values())
    if left < of_stay:
        before = trail[-1].after
        reasons.append(_capped("cap.year", place, OF_YEAR, sum(used.values()), Window.FISCAL_YEAR, tuple(used), left))
        trail.append(Step(kind="baht per fiscal year", before=before, after=Money(left), reason=reasons[-1]))

    def usage(is_paid: bool) -> tuple[CapUsage, ...]:  # noqa: FBT001
        return (
            _of_limit("baht per event", stay, OF_STAY.satang, 0, left if is_paid else 0),
            *(
                _of_limit("baht per fiscal year", window, OF_YEAR.satang, used[window], satang if is_paid else 0)
                for window, satang in taken.items()
            ),
        )

    return _ended(claim, facts, reasons, trail, usage)


def _nights(facts: ClaimFacts) -> tuple[list[tuple[str, int]], dict[str, int]]:
    """What the limit of a stay leaves of each night, by the year it falls in, and what was used of those years."""
    room, nights, firsts = OF_STAY.satang, [], {}
    for number in range(facts.units or 0):
        window, first = _year(facts.event_day + timedelta(days=number))
        firsts[first] = window
        nights.append((window, min(NIGHT.satang, room)))
        room -= nights[-1][1]
    used = dict.fromkeys(firsts.values(), 0)
    for one in facts.used:
        window = firsts.get(_year(one.day)[1])
        if one.benefit == "hospital" and window is not None:
            used[window] += one.amount.satang
    return nights, used


def _capped(
    code: str, place: Place, limit: Money, used: int, window: Window, windows: tuple[str, ...], left: int
) -> Finding:
    params = {
        "limit": limit,
        "used": Money(used),
        "window": window,
        "measure": Measure.BAHT,
        "windows": windows,
        "left": Money(left),
        "reserved": False,
    }
    return Finding(code, REDUCE if left else BLOCK, place=place, params=params)


def _of_limit(name: str, window: str, limit: int, used: int, consumed: int) -> CapUsage:
    return CapUsage(limit_id=name, window=window, unit="baht", limit=limit, used_before=used, consumed=consumed)


def _death(claim: Claim, facts: ClaimFacts) -> Decision:
    place, start = PLACES["death"], _joined(facts)
    reasons = [_membership(facts, place), _standing(facts, place)]
    reached = [(time, pay) for time, pay in STEPS if time.after(start) <= facts.basis]
    if reached:
        time, pay = reached[-1]
        params = {"step": time, "amount": pay, "start": start, "basis": facts.basis}
        reasons.append(Finding("amount.step_by_membership", INFO, place=place, params=params))
    else:
        pay = ZERO
        params = {"first": HALF_A_YEAR, "met_on": HALF_A_YEAR.after(start), "start": start}
        reasons.append(Finding("amount.below_first_step", BLOCK, place=place, params=params))
    return _ended(claim, facts, reasons, [Step(kind="steps", before=ZERO, after=pay, reason=reasons[-1])], None)


_CLAUSES: Mapping[str, Callable[[Claim, ClaimFacts], Decision]] = {
    "birth": _birth,
    "hospital": _hospital,
    "scholarship": _scholarship,
    "elderly": _elderly,
    "death": _death,
}
