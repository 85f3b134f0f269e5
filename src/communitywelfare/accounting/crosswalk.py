"""A crosswalk between two charts of accounts (ตารางเทียบผังบัญชี): what says the same in another, or nearly.

Codes of different charts look alike and mean different things: 51xxx is a benefit here and administration in a village
fund. So a code is never carried over by its look; each has its row, which says how well the two fit.
"""

from collections import defaultdict
from collections.abc import Mapping
from enum import Enum
from functools import cached_property

from attrs import field, frozen

from communitywelfare.errors import Finding, Severity
from communitywelfare.money import Money

__all__ = ["Counterpart", "Crosswalk", "Fit", "Translated"]


class Fit(Enum):
    """How well an account of the other chart fits one of ours."""

    SAME = "same"  # means the same
    WIDER = "wider"  # holds more than ours
    NEAR = "near"  # the nearest there is; it means something else
    NONE = "none"  # there is none


@frozen(kw_only=True)
class Counterpart:
    """What the other chart has for one account of ours; `other` is blank where it has nothing."""

    code: str
    other: str
    name: str
    fit: Fit = field(converter=Fit)
    note: str = ""


@frozen(kw_only=True)
class Translated:
    """Balances by the codes of the other chart, and those that have no place there: together they are all that was.

    `findings` names every account whose counterpart means something else, and every one that has none.
    """

    balances: Mapping[str, Money] = field(hash=False)
    left_over: Mapping[str, Money] = field(hash=False)
    findings: tuple[Finding, ...]


@frozen
class Crosswalk:
    """The rows of one crosswalk, one for each account of ours."""

    rows: tuple[Counterpart, ...]

    @cached_property
    def by_code(self) -> Mapping[str, Counterpart]:
        """Counterparts by the code of our account."""
        return {row.code: row for row in self.rows}

    def translated(self, balances: Mapping[str, Money]) -> Translated:
        """Balances by account, as the other chart would show them; nothing is dropped."""
        there: dict[str, int] = defaultdict(int)
        here: dict[str, Money] = {}
        findings = []
        for code, amount in sorted(balances.items()):
            row = self.by_code.get(code)
            if row is None or row.fit is Fit.NONE:
                here[code] = amount
            else:
                there[row.other] += amount.satang
            if row is None or row.fit in {Fit.NONE, Fit.NEAR}:
                findings.append(_doubt(code, row, amount))
        return Translated(
            balances={code: Money(satang) for code, satang in there.items()}, left_over=here, findings=tuple(findings)
        )


def _doubt(code: str, row: Counterpart | None, amount: Money) -> Finding:
    if row is None or row.fit is Fit.NONE:
        return Finding("crosswalk.none", Severity.WARNING, params={"account": code, "amount": amount})
    params = {"account": code, "other": row.other, "name": row.name, "amount": amount}
    return Finding("crosswalk.near", Severity.INFO, params=params)
