"""Money in instalments (งวด): what has come so far is apportioned as one sum, and the differences are posted.

Apportioning each instalment by itself adds up its roundings: a thousand times one baht in three equal parts gives
340.00, 330.00 and 330.00 baht instead of 333.34, 333.33 and 333.33.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from attrs import field, frozen

from communitywelfare.cofunding.apportionment import Apportionment, Party, apportion_among, in_order, usual_method
from communitywelfare.errors import Finding, InvalidValue, Severity
from communitywelfare.money import ZERO, Money, exact, total
from communitywelfare.proportions import ApportionMethod

__all__ = ["Instalment", "instalment"]


def _read_only(amounts: Mapping[str, Money]) -> Mapping[str, Money]:
    return MappingProxyType(dict(amounts))


@frozen(kw_only=True)
class Instalment:
    """One instalment: what each party gets to have its part of the sum so far, with what was posted `before`.

    `so_far` is that sum apportioned. Findings tell of parties from whom an instalment takes back what they had.
    """

    amount: Money
    before: Mapping[str, Money] = field(converter=_read_only, hash=False)
    so_far: Apportionment
    findings: tuple[Finding, ...]

    @property
    def amounts(self) -> Mapping[str, Money]:
        """What is to be posted for each party, by id."""
        return {name: due - self.before.get(name, ZERO) for name, due in self.so_far.amounts.items()}


def instalment(
    amount: Money,
    before: Mapping[str, Money],
    parties: Iterable[Party],
    *,
    method: ApportionMethod | str | None = None,
) -> Instalment:
    """What each party gets of one more instalment, after what was posted for it before.

    While the weights stay the same, nobody is ever taken back from; a negative instalment undoes one.

    >>> sources = [Party(id="LAO", weight=1), Party(id="STATE", weight=3)]
    >>> instalment(Money(3), {"LAO": Money(1), "STATE": Money(2)}, sources).amounts
    {'LAO': Money('0.01'), 'STATE': Money('0.02')}

    Raises:
        InvalidMoney: There is a sum to apportion, and nobody has a weight.
        InvalidValue: A method by which a larger sum may lower a part; money posted before for somebody who is no party.
    """
    exact(amount)
    ordered = in_order(parties)
    chosen = usual_method(ordered, instalments=True) if method is None else ApportionMethod(method)
    _refuse(ordered, before, chosen)
    so_far = apportion_among(total(before.values()) + amount, ordered, method=chosen)
    result = Instalment(amount=amount, before=before, so_far=so_far, findings=())
    taken = tuple(
        Finding(
            "apportion.taken_back",
            Severity.WARNING,
            params={"party": name, "amount": -part, "before": before.get(name, ZERO)},
        )
        for name, part in result.amounts.items()
        if part < ZERO <= amount
    )
    return Instalment(amount=amount, before=before, so_far=so_far, findings=taken)


def _refuse(parties: tuple[Party, ...], before: Mapping[str, Money], method: ApportionMethod) -> None:
    weighty = sum(party.weight > 0 for party in parties)
    # Between two, largest remainder is Webster's method; among three it may already take back (6:6:2 at 10 and 11).
    if method is ApportionMethod.LARGEST_REMAINDER and weighty > 2:
        finding = Finding(
            "apportion.not_for_instalments", Severity.ERROR, params={"method": method, "parties": weighty}
        )
        raise InvalidValue(f"{method.value} among {weighty} may take back from a party as the sum grows", finding)
    strangers = sorted(before.keys() - {party.id for party in parties})
    if strangers:
        findings = (
            Finding("apportion.not_a_party", Severity.ERROR, params={"party": name, "before": before[name]})
            for name in strangers
        )
        raise InvalidValue(
            f"posted before for {', '.join(strangers)}, now no party (weight 0 takes it back)", *findings
        )
