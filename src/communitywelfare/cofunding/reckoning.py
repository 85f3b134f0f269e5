"""From what members bring to what may be asked for (การคำนวณยอดขอ): ratio, ceilings, one rounding, and parts of it.

Nothing is rounded member by member: 365 receipts of one baht at a third are 121.66 baht, not 365 times 0.33.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from attrs import frozen

from communitywelfare.cofunding.schemes import SchemePeriod
from communitywelfare.errors import Finding, Severity
from communitywelfare.money import ZERO, Money, apportion, total

__all__ = ["Brought", "Reckoning", "amount_of", "reckon", "spread"]


@frozen(kw_only=True)
class Brought:
    """What is matched of one member, or of the fund as a whole: its sum, and the most that may be asked for it."""

    base: Money
    at_most: Money | None

    def share(self, ratio: Fraction) -> Fraction:
        """What may be asked for it, in satang, exact."""
        share = self.base.satang * ratio
        return share if self.at_most is None else min(share, Fraction(self.at_most.satang))


@frozen(kw_only=True)
class Reckoning:
    """What may be asked for, the part of each, and the steps that led to it.

    `is_additive` says whether the sum of requests for the branches of a fund is the request for all of it.
    """

    amount: Money
    parts: tuple[Money, ...]
    steps: tuple[Finding, ...]
    is_additive: bool


def reckon(period: SchemePeriod, brought: Sequence[Brought]) -> Reckoning:
    """Reckon what may be asked for by the rules of a period, before anything bars the request as a whole."""
    before, capped, amount = _amounts(period, brought)
    shares = [each.share(period.ratio) for each in brought]
    steps = (
        *_by_ratio(period, total(each.base for each in brought), before),
        *_reduced("cofunding.sum_member_cap", period.member_cap, before, capped),
        *_reduced("cofunding.sum_fund_cap", period.fund_cap, capped, amount),
    )
    unit = 1 if period.rounding is None else period.rounding.to.satang
    return Reckoning(
        amount=amount,
        parts=spread(amount, shares, [each.at_most for each in brought]),
        steps=steps,
        is_additive=amount == capped and all((share / unit).denominator == 1 for share in shares),
    )


def amount_of(period: SchemePeriod, brought: Sequence[Brought]) -> Money:
    """What may be asked for, as `reckon` has it, without its parts and steps."""
    return _amounts(period, brought)[-1]


def _amounts(period: SchemePeriod, brought: Sequence[Brought]) -> tuple[Money, Money, Money]:
    """By the ratio; then as far as the ceilings of members allow; and then that of the fund."""
    shares = (each.share(period.ratio) for each in brought)
    before = _rounded(period, sum((each.base.satang * period.ratio for each in brought), Fraction(0)))
    capped = min(_rounded(period, sum(shares, Fraction(0))), _ceiling(brought, before))
    return before, capped, capped if period.fund_cap is None else min(capped, period.fund_cap)


def _rounded(period: SchemePeriod, satang: Fraction) -> Money:
    # Without a rounding the ratio is a whole number, or the period would not have come into being.
    return Money(int(satang)) if period.rounding is None else period.rounding.of(satang)


def _ceiling(brought: Sequence[Brought], without: Money) -> Money:
    """The sum of all ceilings of members: rounding up does not lift the total above it."""
    ceilings = [each.at_most for each in brought if each.at_most is not None]
    return total(ceilings) if ceilings else without


def _by_ratio(period: SchemePeriod, base: Money, after: Money) -> tuple[Finding, ...]:
    params: Mapping[str, object] = {"before": base, "ratio": str(period.ratio), "after": after}
    if period.rounding is None:  # whatever is multiplied stays whole satang
        return () if period.ratio == 1 else (Finding("cofunding.sum_multiplied", Severity.INFO, params=params),)
    params = {**params, "rule": period.rounding.source}
    if period.ratio != 1:
        return (Finding("cofunding.sum_ratio", Severity.INFO, params=params),)
    return () if base == after else (Finding("cofunding.sum_rounded", Severity.INFO, params=params),)


def _reduced(code: str, cap: Money | None, before: Money, after: Money) -> tuple[Finding, ...]:
    params = {"cap": cap, "before": before, "after": after}
    return () if before == after else (Finding(code, Severity.REDUCE, params=params),)


def spread(amount: Money, shares: Sequence[Fraction], ceilings: Sequence[Money | None]) -> tuple[Money, ...]:
    """Split an amount by exact shares, largest remainder first, so that no part is above its ceiling.

    The amount is not above the sum of the ceilings. Equal claims to a last satang go to the share that stands first.
    """
    parts = [ZERO] * len(shares)
    left, takers = amount, [place for place, share in enumerate(shares) if share]
    while left > ZERO and takers:
        given = apportion(left, [shares[place] for place in takers], method="largest remainder")
        for place, more in zip(takers, given, strict=True):
            parts[place] = _at_most(parts[place] + more, ceilings[place])
        left = amount - total(parts)
        takers = [place for place in takers if ceilings[place] is None or parts[place] != ceilings[place]]
    return tuple(parts)


def _at_most(amount: Money, ceiling: Money | None) -> Money:
    return amount if ceiling is None else min(amount, ceiling)
