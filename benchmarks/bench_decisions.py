"""Claims decided one by one with every reason: by the by-law, and by functions written by hand for this one fund.

Both make the same `Decision` objects, and every pair is compared. A third row adds up the sums and explains nothing.
"""

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache

import by_hand
from attrs import evolve
from measure import Measured, measure, table

from communitywelfare import Plan, adjudicate, make_package
from communitywelfare.calendar import add_months, whole_years
from communitywelfare.claims import Claim, Decision
from communitywelfare.fund import facts_of
from communitywelfare.rules import BenefitPolicy, ClaimFacts, Used
from communitywelfare.rules.adjudication import slices_of

TIMES = 5


@cache
def _work() -> tuple[BenefitPolicy, list[tuple[Claim, ClaimFacts]]]:
    """Every claim of an example fund with its facts; each finds used what the member's earlier claims were given."""
    fund = make_package(Plan(members=1500, years=10, seed=2569)).fund
    policy = fund.bylaw.versions[0]
    given: dict[str, tuple[Used, ...]] = {}
    work = []
    for claim in sorted(fund.claims, key=lambda claim: (claim.day, claim.number)):
        facts = evolve(facts_of(fund, claim), used=given.get(claim.member, ()))
        work.append((claim, facts))
        paid = adjudicate(policy, claim, facts).assessed
        days = slices_of(policy.by_key[claim.benefit], facts, paid) if paid.satang else ()
        used = (
            Used(claim=claim.number, benefit=claim.benefit, day=each.day, amount=each.amount, units=each.units)
            for each in days
            if each.units
        )
        given[claim.member] = (*facts.used, *used)
    return policy, work


def explained() -> Callable[[], object]:
    """Decisions by the by-law, with all their reasons."""
    policy, work = _work()
    return _adding_up(lambda claim, facts: adjudicate(policy, claim, facts), work)


def written_out() -> Callable[[], object]:
    """The same decisions by the functions of `by_hand`."""
    policy, work = _work()
    for claim, facts in work:
        found, wanted = by_hand.decide(claim, facts), adjudicate(policy, claim, facts)
        if found != evolve(wanted, bylaw_version=found.bylaw_version):
            raise SystemExit(f"by hand claim {claim.number} is decided otherwise:\n{found}\n{wanted}")
    return _adding_up(by_hand.decide, work)


def _adding_up(
    decide: Callable[[Claim, ClaimFacts], Decision], work: list[tuple[Claim, ClaimFacts]]
) -> Callable[[], object]:
    def run() -> object:
        satang = 0
        for _ in range(TIMES):
            for claim, facts in work:
                satang += decide(claim, facts).assessed.satang
        return len(work) * TIMES, satang

    return run


def plain() -> Callable[[], object]:
    """The same five clauses: the sum alone, nothing made and nothing explained."""
    _policy, work = _work()

    def run() -> object:
        satang = sum(_sum(claim.benefit, facts) for _ in range(TIMES) for claim, facts in work)
        return len(work) * TIMES, satang

    return run


_STEPS = ((15, 3_000_000), (10, 2_000_000), (5, 1_000_000), (2, 500_000))


def _sum(benefit: str, facts: ClaimFacts) -> int:
    start, on = facts.tenure_from, facts.basis
    if start is None or not facts.is_member or facts.arrears_months is None or facts.arrears_months > 3:
        return 0
    waited = start + timedelta(days=180) <= on
    if benefit == "birth":
        return 100_000 if waited else 0
    if benefit == "hospital":
        return _nights(facts) if waited and facts.units is not None else 0
    if benefit == "elderly":
        old = facts.birth is not None and whole_years(facts.birth.first, on) >= 60
        had = any(one.benefit == "elderly" and _year(one.day) == _year(facts.event_day) for one in facts.used)
        return 20_000 if old and not had and add_months(start, 36) <= on else 0
    if benefit == "scholarship":
        level = facts.attributes.get("level") in {"ป.6", "ม.3", "ม.6", "มหาวิทยาลัยของรัฐ"}
        return 50_000 if waited and level and float(facts.attributes.get("grade", "0")) >= 3.5 else 0
    for years, pay in _STEPS:
        if add_months(start, years * 12) <= on:
            return pay
    return 300_000 if waited else 0


def _year(day: date) -> int:
    return day.year - (day.month < 10)


def _nights(facts: ClaimFacts) -> int:
    paid, used = 0, dict[int, int]()
    for one in facts.used:
        if one.benefit == "hospital":
            used[_year(one.day)] = used.get(_year(one.day), 0) + one.amount.satang
    for night in range(min(facts.units or 0, 3)):
        year = _year(facts.event_day + timedelta(days=night))
        pays = min(20_000, 100_000 - used.get(year, 0))
        used[year] = used.get(year, 0) + pays
        paid += pays
    return paid


def compare() -> str:
    """Measure all three, make sure that they agree, and say what each costs."""
    rows: list[Measured] = [
        measure("written by hand for this fund", written_out),
        measure("adjudicate, from the by-law", explained),
        measure("sums only, nothing explained", plain),
    ]
    if len({repr(row.answer) for row in rows}) > 1:
        raise SystemExit(f"they disagree: {[row.answer for row in rows]}")
    count, _satang = rows[0].answer  # type: ignore[misc]  # a pair, made above
    return table("Claims decided with full explanation", "claims", count, rows)


if __name__ == "__main__":
    print(compare())
