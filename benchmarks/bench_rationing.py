"""A budget rationed over the claims of 6,000 funds, pro rata and by one rate per head, and loops written by hand.

The first row of each table writes out one method for claims without floors and priorities, and makes the same grants
with the same reasons. The last computes the amounts alone. All amounts are compared.
"""

import random
from collections.abc import Callable
from fractions import Fraction

from measure import Measured, measure, table

from communitywelfare.cofunding import Claimant, Grant, ration
from communitywelfare.errors import Finding, Severity
from communitywelfare.money import Money

FUNDS = 6_000


def _work() -> tuple[Money, list[Claimant]]:
    """Claims of 365 baht a head by funds of 80 to 4,000 members, and six tenths of their sum."""
    chance = random.Random(2569)
    heads = [chance.randint(80, 4_000) for _ in range(FUNDS)]
    claims = [
        Claimant(id=f"F{number:04}", claimed=Money.baht(365) * count, heads=count) for number, count in enumerate(heads)
    ]
    return Money(sum(claim.claimed.satang for claim in claims) * 6 // 10 + 1), claims


def _answer(grants: dict[str, int]) -> object:
    return len(grants), sum(number * part for number, (_id, part) in enumerate(sorted(grants.items())))


def by_ration(method: str) -> Callable[[], object]:
    """The library's answer."""
    budget, claims = _work()
    return lambda: _answer({one.id: one.granted.satang for one in ration(budget, claims, method=method).grants})


def pro_rata() -> Callable[[], object]:
    """By `ration`, pro rata."""
    return by_ration("pro rata")


def steady() -> Callable[[], object]:
    """By `ration`, steadily: other last satang, and not compared."""
    run = by_ration("steady")
    return lambda: run() and None


def per_head() -> Callable[[], object]:
    """By `ration`, per head."""
    return by_ration("per head")


def _largest_remainder(budget: int, claims: list[Claimant]) -> dict[str, int]:
    whole = sum(claim.claimed.satang for claim in claims)
    parts, rests = {}, []
    for claim in claims:
        parts[claim.id], rest = divmod(budget * claim.claimed.satang, whole)
        rests.append((-rest, claim.id))
    for _rest, name in sorted(rests)[: budget - sum(parts.values())]:
        parts[name] += 1
    return parts


def pro_rata_alone() -> Callable[[], object]:
    """Amounts by a loop, nothing explained."""
    budget, claims = _work()
    return lambda: _answer(_largest_remainder(budget.satang, claims))


def pro_rata_by_hand() -> Callable[[], object]:
    """The same by a loop, with grants and reasons."""
    budget, claims = _work()

    def run() -> object:
        parts = _largest_remainder(budget.satang, claims)
        whole = sum(claim.claimed.satang for claim in claims)
        grants = []
        for claim in claims:
            params = {
                "claimed": claim.claimed,
                "claims": Money(whole),
                "budget": budget,
                "exact": Fraction(budget.satang * claim.claimed.satang, whole),
                "granted": Money(parts[claim.id]),
            }
            reason = Finding("ration.pro_rata", Severity.REDUCE, params=params)
            grants.append(Grant(id=claim.id, claimed=claim.claimed, granted=Money(parts[claim.id]), reasons=(reason,)))
        return _answer({one.id: one.granted.satang for one in grants})

    return run


def _one_rate(budget: int, claims: list[Claimant]) -> int:
    """Rates from the lowest claim per head up: those who are served drop out, and what they leave is for the others."""
    left, heads, rate = budget, sum(claim.heads or 0 for claim in claims), 0
    for claim in sorted(claims, key=lambda one: one.claimed.satang / (one.heads or 1)):
        rate = left // heads
        if claim.claimed.satang > rate * (claim.heads or 0):
            break
        left, heads = left - claim.claimed.satang, heads - (claim.heads or 0)
    return rate


def per_head_alone() -> Callable[[], object]:
    """Amounts by a loop, nothing explained."""
    budget, claims = _work()

    def run() -> object:
        rate = _one_rate(budget.satang, claims)
        return _answer({claim.id: min(claim.claimed.satang, rate * (claim.heads or 0)) for claim in claims})

    return run


def per_head_by_hand() -> Callable[[], object]:
    """The same by a loop, with grants and reasons."""
    budget, claims = _work()

    def run() -> object:
        rate = Money(_one_rate(budget.satang, claims))
        grants = []
        for claim in claims:
            part = Money(min(claim.claimed.satang, rate.satang * (claim.heads or 0)))
            params = {"heads": claim.heads, "rate": rate, "granted": part, "claimed": claim.claimed}
            reason = Finding("ration.per_head", Severity.REDUCE, params=params)
            grants.append(Grant(id=claim.id, claimed=claim.claimed, granted=part, reasons=(reason,)))
        return _answer({one.id: one.granted.satang for one in grants})

    return run


def _compared(title: str, rows: list[Measured]) -> str:
    answers = {row.answer for row in rows if row.answer is not None}
    if len(answers) != 1:
        raise SystemExit(f"they disagree: {answers}")
    return table(title, "funds", FUNDS, rows)


def compare() -> str:
    """Measure all, make sure that they agree, and say what each costs."""
    shared = [
        measure("pro rata by hand, with reasons", pro_rata_by_hand),
        measure("ration, pro rata", pro_rata),
        measure("ration, steady", steady),
        measure("pro rata by hand, amounts alone", pro_rata_alone),
    ]
    rated = [
        measure("one rate by hand, with reasons", per_head_by_hand),
        measure("ration, per head", per_head),
        measure("one rate by hand, amounts alone", per_head_alone),
    ]
    return "\n".join(
        [
            _compared("A budget rationed over claims, pro rata", shared),
            _compared("A budget rationed over claims, one rate per head", rated),
        ]
    )


if __name__ == "__main__":
    print(compare())
