"""The methods of apportioning by name, and largest remainder, the plainest of them."""

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from fractions import Fraction

from communitywelfare.errors import Finding, InvalidValue, Severity
from communitywelfare.proportions.divisors import webster
from communitywelfare.proportions.quota import quota_method
from communitywelfare.proportions.quotas import lower_quotas, scaled

__all__ = ["ApportionMethod", "proportional"]


class ApportionMethod(Enum):
    """How the units that are left over are given.

    `WEBSTER` never lowers a part when the amount grows; with up to three parties each is within a unit of its quota.
    `LARGEST_REMAINDER` is always within a unit of the quota, but a larger amount may lower a part.
    `QUOTA`, of Balinski and Young, keeps both promises for any number of parties; it follows the amount as it grows.
    """

    WEBSTER = "webster"
    LARGEST_REMAINDER = "largest remainder"
    QUOTA = "quota"

    @classmethod
    def _missing_(cls, value: object) -> None:
        options = tuple(method.value for method in cls)
        finding = Finding("apportion.method_unknown", Severity.ERROR, params={"value": str(value), "options": options})
        raise InvalidValue(f"{value!r} is not a method of apportioning; there are {', '.join(options)}", finding)


def proportional(units: int, weights: Sequence[int | Fraction], method: ApportionMethod) -> list[int]:
    """Units in proportion to weights, of which one at least is above zero and none below it.

    Raises:
        InvalidValue: Weights so far apart that the quota method would not end in a sensible time.
    """
    return _METHODS[method](units, scaled(weights))


def _largest_remainder(units: int, weights: list[int]) -> list[int]:
    parts, rests = lower_quotas(units, weights)
    by_rest = sorted(range(len(parts)), key=rests.__getitem__, reverse=True)  # which keeps the order of equals
    for party in by_rest[: units - sum(parts)]:
        parts[party] += 1
    return parts


def _webster(units: int, weights: list[int]) -> list[int]:
    return webster(units, weights, [0] * len(weights))


_METHODS: Mapping[ApportionMethod, Callable[[int, list[int]], list[int]]] = {
    ApportionMethod.WEBSTER: _webster,
    ApportionMethod.LARGEST_REMAINDER: _largest_remainder,
    ApportionMethod.QUOTA: quota_method,
}
