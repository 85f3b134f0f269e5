"""Claims decided one by one with every reason, against a plain loop that computes the sums and explains nothing."""

from collections.abc import Callable
from datetime import date, timedelta

from measure import Measured, measure, table

from communitywelfare import Plan, adjudicate, make_package
from communitywelfare.calendar import add_months, whole_years
from communitywelfare.fund import Fund, facts_of
from communitywelfare.rules import ClaimFacts

TIMES = 5


def _fund() -> Fund:
    return make_package(Plan(members=1500, years=10, seed=2569)).fund


def explained() -> Callable[[], object]:
    """Decisions by the library, with all their reasons."""
    fund = _fund()
    work = [(fund.bylaw.versions[0], claim, facts_of(fund, claim)) for claim in fund.claims]

    def run() -> object:
        satang = 0
        for _ in range(TIMES):
            for policy, claim, facts in work:
                satang += adjudicate(policy, claim, facts).assessed.satang
        return len(work) * TIMES, satang

    return run


def plain() -> Callable[[], object]:
    """The example's five clauses written by hand: the sum alone."""
    fund = _fund()
    work = [(claim.benefit, facts_of(fund, claim)) for claim in fund.claims]

    def run() -> object:
        satang = 0
        for _ in range(TIMES):
            for benefit, facts in work:
                satang += _by_hand(benefit, facts)
        return len(work) * TIMES, satang

    return run


_STEPS = ((15, 3_000_000), (10, 2_000_000), (5, 1_000_000), (2, 500_000))


def _by_hand(benefit: str, facts: ClaimFacts) -> int:
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
        return 20_000 if old and add_months(start, 36) <= on else 0
    if benefit == "scholarship":
        level = facts.attributes.get("level") in {"ป.6", "ม.3", "ม.6", "มหาวิทยาลัยของรัฐ"}
        return 50_000 if waited and level and float(facts.attributes.get("grade", "0")) >= 3.5 else 0
    for years, pay in _STEPS:
        if add_months(start, years * 12) <= on:
            return pay
    return 300_000 if waited else 0


def _nights(facts: ClaimFacts) -> int:
    paid, used = 0, dict[int, int]()
    for night in range(min(facts.units or 0, 3)):
        day = facts.event_day + timedelta(days=night)
        year = day.year - (day < date(day.year, 10, 1))
        pays = min(20_000, 100_000 - used.get(year, 0))
        used[year] = used.get(year, 0) + pays
        paid += pays
    return paid


def compare() -> str:
    """Measure both, make sure that they agree, and say what each costs."""
    rows: list[Measured] = [measure("plain loop, sums only", plain), measure("adjudicate, every reason", explained)]
    if rows[0].answer != rows[1].answer:
        raise SystemExit(f"the two disagree: {rows[0].answer} and {rows[1].answer}")
    count, _satang = rows[1].answer  # type: ignore[misc]  # a pair, made above
    return table("Claims decided with full explanation", "claims", count, rows)


if __name__ == "__main__":
    print(compare())
