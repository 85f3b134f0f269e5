"""The by-law as a table for people: one row per clause, or per step of it. A view; it is never read back."""

from collections.abc import Iterator, Mapping

from communitywelfare.money import Money
from communitywelfare.rules import Benefit, BenefitPolicy, ByLaw
from communitywelfare.rules.amounts.per_unit import PerUnit
from communitywelfare.rules.amounts.steps import Steps
from communitywelfare.rules.limits import Limit, Measure

__all__ = ["rows_of_bylaw"]


def rows_of_bylaw(bylaw: ByLaw) -> Iterator[Mapping[str, object]]:
    """The rows of ``benefit_rules.csv``, version by version."""
    for version in bylaw.versions:
        for benefit in version.benefits:
            yield from _rows(version, benefit)


def _rows(version: BenefitPolicy, benefit: Benefit) -> Iterator[Mapping[str, object]]:
    common = {
        "rule_id": benefit.key,
        "version": version.version,
        "valid_from": version.effective,
        "category": benefit.category,
        "name_th": benefit.label["th"],
        "name_en": benefit.label["en"],
        "limits": "; ".join(map(_limit, benefit.limits)),
        "assumed": " ".join(benefit.assumed),
    }
    amount = benefit.amount
    if isinstance(amount, Steps):
        for step in amount.steps:
            yield {**common, "amount": step.pay, "from": f"{amount.by.value} {step.since}"}
    elif isinstance(amount, PerUnit) and isinstance(amount.pays, Money):
        yield {**common, "amount": amount.pays, "unit": amount.unit}
    else:
        pays = getattr(amount, "pays", None)
        yield {**common, "amount": pays if isinstance(pays, Money) else None}


def _limit(limit: Limit) -> str:
    count = Money(limit.maximum).plain if limit.measure is Measure.BAHT else str(limit.maximum)
    return f"{count} {limit.limit_id}"
